"""Every word exists in both languages, every word that panels need exists, and none that nobody needs."""

import re

import pytest

from dashboards import words
from dashboards.build import alert_files, documents
from dashboards.layout import places
from dashboards.meanings import MEANINGS
from dashboards.screens import SCREENS
from dashboards.words import WORDS, Language, say
from devices.contract.bodies import DeviceClass, Sight, ViewFault
from devices.contract.commands import Priority, Refusal
from devices.contract.quantities import QUANTITIES
from hub.api.words import TASK_REASONS
from hub.domain.announcements import DeliveryState
from hub.domain.announcements.self_test import Finding
from hub.domain.health import Presence
from hub.domain.looks import Collected, Look
from hub.domain.tasks import Reason
from hub.domain.tickets import TicketKind, TicketState
from hub.health_words import NOTES, SAID_ONLY
from hub.services.hearing import HANDED_AGAIN
from hub.words import CLOSING_REASONS


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.word", Language.ZH)


@pytest.mark.parametrize("key", WORDS)
def test_chinese_is_chinese_and_english_is_not(key: str) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert han.search(say(key, Language.ZH)) or key in {"ph", "pm2_5_ugm3", "pm10_ugm3"}
    assert say(key, Language.EN)
    # The way to Chinese is written for those who read no English.
    assert not han.search(say(key, Language.EN)) or key == "other_language"


def test_no_two_panels_share_a_title_on_a_screen() -> None:
    for screen in SCREENS:
        names = [panel.name for panel, _ in places(screen)]
        for language in Language:
            assert len({say(f"{name}.title", language) for name in names}) == len(names)


def test_no_word_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()

    class Noting(dict[str, tuple[str, str]]):
        def __getitem__(self, key: str) -> tuple[str, str]:
            used.add(key)
            return super().__getitem__(key)

    monkeypatch.setattr(words, "WORDS", Noting(WORDS))
    assert len(list(documents())) == 2 * len(SCREENS)
    assert len(list(alert_files())) == 2
    assert sorted(WORDS.keys() - used) == []


KNOWN = {
    ("litter", "sight"): set(Sight),
    ("speaker_test", "finding"): set(Finding),
    ("speaker_test", "is_serviceable"): {"true", "false"},
    ("cap_feed", "is_lost"): {"true", "false"},
    ("security", "refusal"): {*Refusal, HANDED_AGAIN},
    ("delivery", "state"): set(DeliveryState),
    ("device", "presence"): set(Presence),
    ("device", "look"): set(Look),
    ("device", "view_fault"): set(ViewFault),
    ("device", "collection"): set(Collected),
    ("open_ticket", "kind"): set(TicketKind),
    ("open_ticket", "state"): set(TicketState) - {TicketState.CLOSED},
    ("open_ticket", "is_overdue"): {"true", "false"},
    ("ticket_event", "kind"): set(TicketKind),
    ("ticket_event", "act"): {"opened", "closed"},
    ("ticket_event", "because"): set(CLOSING_REASONS),
    ("task", "reason"): set(Reason),
    ("task", "kind"): {
        *TicketKind,
        *DeviceClass,
        *(NOTES.keys() - SAID_ONLY),
        "village",
        "unclaimed",
        "nothing",
    },
    ("announcement_state", "priority"): set(Priority),
}


@pytest.mark.parametrize("field", MEANINGS, ids=".".join)
def test_every_stored_word_has_a_meaning(field: tuple[str, str]) -> None:
    assert {meaning.stored for meaning in MEANINGS[field]} == {str(word) for word in KNOWN[field]}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_on_the_api_too(reason: Reason) -> None:
    assert TASK_REASONS[reason].zh


@pytest.mark.parametrize("name", QUANTITIES)
def test_quantities_are_called_as_everywhere(name: str) -> None:
    quantity = QUANTITIES[name]
    assert say(name, Language.ZH) == quantity.zh
    assert say(name, Language.EN).lower() == quantity.en.lower()
