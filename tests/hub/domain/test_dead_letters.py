import pytest

from devices.contract.faults import Fault
from hub.domain.dead_letters import DeadLetter, LetterKind, point_of, refused_point, speaker
from hub.series import Point
from tests.builders import NOON


@pytest.mark.parametrize(
    ("topic", "device"),
    [
        ("vh1/daxi/d/bin-1/tele", "bin-1"),
        ("vh1/daxi/d/bin-1/gossip", "bin-1"),
        ("vh1/daxi/d/bin-1/event/a/b", "bin-1"),
        ("vh1/daxi/d/BIN 1/tele", ""),
        ("vh1/daxi/d/bin-1", ""),
        ("vh1/daxi/g/all/cmd", ""),
        ("application/1/device/24e1/event/up", ""),
        ("", ""),
    ],
)
def test_a_native_topic_tells_who_spoke_even_when_the_message_cannot_be_read(topic: str, device: str) -> None:
    assert speaker(topic) == device


def test_the_group_of_a_letter_is_its_device_or_else_its_topic() -> None:
    letter = DeadLetter(1, "a/b", b"", "why", "bin-1", NOON, Fault.BODY)
    assert letter.kind == LetterKind(Fault.BODY, "bin-1", "bin-1")
    nobodys = DeadLetter(1, "t" * 500, b"", "why", "", NOON, Fault.BODY, is_partial=True, is_numbered=True)
    assert nobodys.kind == LetterKind(Fault.BODY, "t" * 160, "", is_partial=True, is_numbered=True)
    assert nobodys.kind.overflow().subject == ""


def test_groups_that_differ_have_names_that_differ() -> None:
    kinds = {
        LetterKind(Fault.BODY, "bin-1", "bin-1"),
        LetterKind(Fault.BODY, "bin-1"),
        LetterKind(Fault.SIZE, "bin-1", "bin-1"),
        LetterKind(Fault.BODY, "bin-1", "bin-1", is_partial=True),
        LetterKind(Fault.BODY, "bin-1", "bin-1", is_numbered=True),
        LetterKind(Fault.BODY, ""),
    }
    names = {kind.id for kind in kinds}
    assert len(names) == len(kinds)
    assert all(len(name) == 12 for name in names)


def test_a_refused_point_comes_back_as_it_was() -> None:
    point = Point("reading", {"device": "bin-1"}, {"a_pct": 5.0, "count": 5, "tilted": True, "q": "bad"}, 7)
    letter = refused_point(point, "field type conflict", NOON)
    assert (letter.device, letter.fault, letter.is_partial) == ("bin-1", Fault.STORE, True)
    back = point_of(letter)
    assert back == point
    assert back is not None
    assert [type(value) for value in back.fields.values()] == [float, int, bool, str]


def test_what_holds_no_point_is_none() -> None:
    assert point_of(DeadLetter(1, "point/x", b"Point('x')", "why", "", NOON, Fault.STORE)) is None
    assert point_of(DeadLetter(1, "a/b", b"{}", "why", "", NOON, Fault.BODY)) is None
