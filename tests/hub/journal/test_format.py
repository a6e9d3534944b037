import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.journal.format import (
    HEADER_BYTES,
    MAX_RECORD_BYTES,
    BadSegment,
    Entry,
    Record,
    decode,
    first_seq,
    frames,
    header,
    next_intact,
    skim,
)
from tests.hub.journal.test_journal import HUB, an_entry

TOPICS = st.text(st.characters(), max_size=30)
ENTRIES = st.builds(
    Entry,
    TOPICS,
    st.binary(max_size=50),
    st.integers(0, 2**60),
    st.integers(0, 2),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(ENTRIES, max_size=6), st.integers(1, 2**60))
def test_records_are_read_back_as_they_were_written(entries: list[Entry], first: int) -> None:
    written = [Record(first + index, entry) for index, entry in enumerate(entries)]
    data = frames(written)
    assert decode(data, 0, 100) == (written, len(data))


@given(st.binary(max_size=400))
def test_behind_any_bytes_the_next_intact_record_is_found(noise: bytes) -> None:
    written = Record(7, an_entry(7))
    data = noise + frames([written])
    found = next_intact(data, 0)
    assert found == len(noise)
    assert decode(data, found, 9) == ([written], len(data))


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_noticed_wherever_it_is(place: int, change: int) -> None:
    data = bytearray(frames([Record(7, an_entry(7))]))
    data[place % len(data)] ^= change
    assert decode(bytes(data), 0, 9) == ([], 0)


def test_no_more_records_are_read_than_asked_for() -> None:
    data = frames([Record(number, an_entry(number)) for number in (1, 2, 3)])
    first, offset = decode(data, 0, 2)
    assert [record.seq for record in first] == [1, 2]
    assert [record.seq for record in decode(data, offset, 2)[0]] == [3]


@given(st.lists(ENTRIES, max_size=6), st.binary(max_size=60))
def test_skimming_comes_as_far_as_reading(entries: list[Entry], behind: bytes) -> None:
    data = frames(Record(5 + index, entry) for index, entry in enumerate(entries)) + behind
    read, end = decode(data, 0, 100)
    assert skim(data, 0) == (read[-1].seq if read else 0, end)


def test_what_is_too_large_to_be_read_back_is_not_written() -> None:
    most = Entry("", b"x" * (MAX_RECORD_BYTES - 31), 1)
    assert decode(frames([Record(1, most)]), 0, 1)[0] == [Record(1, most)]
    with pytest.raises(ValueError, match="2097153 bytes, at most 2097152"):
        frames([Record(1, most._replace(topic="t"))])


def test_a_topic_that_is_no_text_is_no_record_whatever_its_crc_says() -> None:
    content = struct.pack("<QQBH", 1, 1, 4, 1) + b"\xff"
    assert (
        next_intact(struct.pack("<4sII", b"\xa5VR\x5a", len(content), zlib.crc32(content)) + content, 0)
        is None
    )


def test_a_header_says_where_the_numbers_begin() -> None:
    assert first_seq(header(HUB, 4711), HUB) == 4711


@pytest.mark.parametrize(
    "head", [b"", header(HUB, 1)[:-1], header(HUB, 1)[:-1] + b"\xff", bytes(HEADER_BYTES)]
)
def test_a_header_that_is_cut_off_or_damaged_says_nothing(head: bytes) -> None:
    assert first_seq(head, HUB) is None


def test_a_segment_of_a_later_version_is_left_to_later_software() -> None:
    plain = struct.pack("<8sH32sQ", b"VHJOURN\x00", 2, HUB.encode(), 1)
    with pytest.raises(BadSegment, match="version 2, this software reads version 1"):
        first_seq(plain + struct.pack("<I", zlib.crc32(plain)), HUB)
