"""Every word exists in both languages, and every word that panels need exists."""

import re

import pytest

from dashboards.layout import SCREENS, places
from dashboards.panels import DELIVERIES, LITTER, Meaning
from dashboards.words import WORDS, Language, say
from devices.contract.bodies import Sight
from hub.domain.announcements import DeliveryState


def stored(meanings: tuple[Meaning, ...]) -> list[str]:
    return sorted(meaning.stored for meaning in meanings)


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.word", Language.ZH)


@pytest.mark.parametrize("key", WORDS)
def test_chinese_is_chinese_and_english_is_not(key: str) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert han.search(say(key, Language.ZH))
    assert say(key, Language.EN)
    assert not han.search(say(key, Language.EN))


def test_no_two_panels_share_a_title() -> None:
    panels = {panel.name for screen in SCREENS for panel, _ in places(screen)}
    for language in Language:
        assert len({say(f"{name}.title", language) for name in panels}) == len(panels)


def test_every_sight_of_a_camera_has_a_meaning() -> None:
    assert stored(LITTER.meanings) == sorted(Sight)


def test_every_state_of_a_delivery_has_a_meaning() -> None:
    assert stored(DELIVERIES.meanings) == sorted(DeliveryState)
