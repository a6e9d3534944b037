"""A line says exactly what its point says, whatever the texts in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.line_protocol import decode, encode
from hub.series import FIRST_NS, LAST_NS, SERIES, FieldValue, Point

# What hub.series allows in a text: anything but control characters and halves of surrogate pairs.
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
tags = texts.filter(lambda text: not text.endswith("\\"))
times = st.integers(FIRST_NS, LAST_NS)


def read_name(text: str) -> str:
    return re.sub(r"\\([,= ])", r"\1", text)


def read_value(text: str) -> FieldValue:
    if text.startswith('"'):
        return re.sub(r"\\([\"\\])", r"\1", text[1:-1])
    if text in {"true", "false"}:
        return text == "true"
    return int(text[:-1]) if text.endswith("i") else float(text)


def read(line: bytes) -> Point:
    """Take a line apart by the published grammar: an escaped character never parts two things."""
    text = line.decode()
    series, tag_text, field_text, at = re.fullmatch(
        r"(\w+),((?:\\.|[^ \\]|\\(?=\\))*) (.*) (-?\d+)", text, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    tag_pairs = (re.split(r"(?<!\\)=", pair) for pair in re.split(r"(?<!\\),", tag_text))
    field_pairs = re.findall(r'(\w+)=("(?:\\.|[^"\\])*"|[^,]*)', field_text)
    return Point(
        series,
        {read_name(name): read_name(value) for name, value in tag_pairs},
        {name: read_value(value) for name, value in field_pairs},
        int(at),
    )


@settings(max_examples=30)
@given(village=tags, device=tags, sight=texts, at_ns=times)
def test_texts_survive_the_round_trip(village: str, device: str, sight: str, at_ns: int) -> None:
    point = Point(
        "litter", {"village": village, "device": device}, {"sight": sight, "confidence": 0.5}, at_ns
    )
    assert read(encode(point)) == decode(encode(point)) == point


@given(value=st.floats(allow_nan=False, allow_infinity=False), emptied=st.booleans())
def test_floats_and_claims_survive_the_round_trip(value: float, emptied: bool) -> None:  # noqa: FBT001 - given
    fields = {"level_pct": value, "emptied": emptied}
    point = Point("bin_level", {"village": "v", "device": "d"}, fields, 1)
    assert repr(read(encode(point)).fields) == repr(decode(encode(point)).fields) == repr(fields)


@given(value=st.integers(-(2**63), 2**63 - 1))
def test_integers_survive_the_round_trip(value: int) -> None:
    point = Point("hub", {"site": "s"}, {"received": value}, 1)
    assert read(encode(point)) == decode(encode(point)) == point


@settings(max_examples=300)
@given(line=st.text(alphabet='a1=, "\\ti-.') | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_what_is_no_line_is_a_value_error(line: str) -> None:
    try:
        point = decode(line.encode())
    except ValueError:
        return
    assert point.fields


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hub",
        b"hub,site=a",
        b"hub,site=a received=1i",
        b"hub,site= received=1i 5",
        b"hub,site=a  5",
        b"hub,site=a received= 5",
        b'hub,site=a quality="open 5',
        b"hub,site=a received=1i,  5",
        b"hub,site=a received=maybe 5",
        b"hub,site=a received=1i 5.5",
        b"hub,site=a received=1i 5\n",
        b"hub,site=\xff received=1i 5",
    ],
)
def test_a_damaged_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever is wrong with it
        decode(line)


@given(site=st.text(), at_ns=st.integers())
def test_any_text_is_one_line_or_a_value_error(site: str, at_ns: int) -> None:
    try:
        line = encode(Point("hub", {"site": site}, {"received": 1}, at_ns))
    except ValueError:
        return
    assert not set(line) & {*range(0x20), 0x7F}


def test_every_name_of_the_schema_is_a_plain_word() -> None:
    names = {name for series in SERIES.values() for name in (series.name, *series.tags, *series.fields)}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) and name != "time" for name in names)


def test_tags_are_sorted_by_name() -> None:
    point = Point("bin_level", {"village": "v", "device": "d"}, {"is_full": True}, 5)
    assert encode(point) == b"bin_level,device=d,village=v is_full=true 5"


@pytest.mark.parametrize(
    "site", ["", "\n", "a\nhub,site=b received=2i", "\r", "\x00", "\x85", "end\\", "\ud800"]
)
def test_a_tag_that_no_line_can_carry_is_refused(site: str) -> None:
    with pytest.raises(ValueError, match="hub"):
        encode(Point("hub", {"site": site}, {"received": 1}, 1))
