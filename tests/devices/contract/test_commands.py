"""Orders that make no sense cannot be written."""

import pytest
from pydantic import ValidationError

from devices.contract.commands import Announce, Audio, Priority, SelfTest, Slot, Talk, occurrence_id

AUDIO = Audio(path="/media/x", sha256="ab" * 32, duration_ms=2_000)


def fields(**changes: object) -> dict[str, object]:
    return {
        "id": "c-1", "issued_ms": 1, "not_before_ms": 1, "expires_ms": 9, "audience": "horn-1",
        "announcement": "an-1", "priority": Priority.TEST, "text": "", "audio": AUDIO, "volume_pct": 5,
    } | changes  # fmt: skip


def a_slot(priority: Priority) -> Slot:
    return Slot(id="news", priority=priority, text="", audio=AUDIO, volume_pct=50, starts_ms=(1,))


def test_an_announcement_is_as_long_as_all_its_repetitions() -> None:
    assert Announce(**fields(repeat=3)).length_ms == 6_000


def test_a_self_test_cannot_be_urgent() -> None:
    assert SelfTest(**fields()).priority is Priority.TEST
    with pytest.raises(ValidationError, match="priority test"):
        SelfTest(**fields(priority=Priority.URGENT))


@pytest.mark.parametrize("priority", [Priority.URGENT, Priority.EMERGENCY])
def test_what_needs_two_people_cannot_be_scheduled(priority: Priority) -> None:
    assert a_slot(Priority.NOTICE).late_s == 60
    with pytest.raises(ValidationError, match="released by people"):
        a_slot(priority)


def test_each_playing_of_a_slot_has_an_id_of_its_own() -> None:
    assert occurrence_id("news", 1) == occurrence_id("news", 1)
    assert len({occurrence_id("news", 1), occurrence_id("news", 2), occurrence_id("olds", 1)}) == 3


def test_a_talk_is_at_most_as_long_as_its_order_says() -> None:
    talk = fields(sound_key="ed25519:x", longest_ms=180_000)
    assert Talk(**{name: value for name, value in talk.items() if name != "audio"}).length_ms == 180_000
