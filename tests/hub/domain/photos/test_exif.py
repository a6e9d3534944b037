"""What a picture says of its time and place; nonsense is as good as nothing."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.photos.exif import Exif, read_exif
from tests.photos import an_exif

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 4, 18, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("order", ["<", ">"])
def test_time_and_place_are_read_in_both_byte_orders(order: str) -> None:
    found = read_exif(an_exif("2026:04:18 12:00:00", "", (29.1, 119.65), order), ZONE)
    assert found.taken_at == NOON
    assert found.position == pytest.approx((29.1, 119.65), abs=1e-6)


def test_an_offset_of_its_own_counts_before_the_townships() -> None:
    assert read_exif(an_exif("2026:04:18 04:00:00", "+00:00"), ZONE).taken_at == NOON
    assert read_exif(an_exif("2026:04:18 12:00:00", "?"), ZONE).taken_at == NOON


def test_the_south_and_the_west_are_negative() -> None:
    assert read_exif(an_exif(position=(-1.5, -2.25)), ZONE).position == pytest.approx((-1.5, -2.25))


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "9999:12:31 23:59:59", "1970:01:01 00:00:00", "yesterday", "\xe9"]
)
def test_a_clock_that_was_never_set_says_nothing(taken: str) -> None:
    assert read_exif(an_exif(taken), ZONE).taken_at is None


@pytest.mark.parametrize("position", [(0.0, 0.0), (91.0, 10.0), (10.0, 181.0)])
def test_a_place_that_cannot_be_says_nothing(position: tuple[float, float]) -> None:
    assert read_exif(an_exif(position=position), ZONE).position is None


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"\x00\x00\x00\x01\x00\x00\x00\x06", b"\x00\x00\x00\x00\x00\x00\x00\x06"),
        (b"N\x00", b"X\x00"),
        (b"\x00\x02\x00\x05\x00\x00\x00\x03", b"\x00\x02\x00\x04\x00\x00\x00\x03"),
    ],
    ids=["nothing below the line", "neither north nor south", "no fractions"],
)
def test_a_place_that_is_written_wrongly_says_nothing(good: bytes, bad: bytes) -> None:
    block = an_exif(position=(29.1, 119.65))
    assert block.count(good) >= 1
    assert read_exif(block.replace(good, bad), ZONE).position is None


def test_a_place_without_its_longitude_says_nothing() -> None:
    block = an_exif(position=(29.1, 119.65))
    without = block.replace(b"\x00\x04\x00\x05\x00\x00\x00\x03", b"\x00\x09\x00\x05\x00\x00\x00\x03")
    assert read_exif(without, ZONE) == Exif()


@pytest.mark.parametrize("block", [b"", b"MM", b"XX\x00\x2a\x00\x00\x00\x08", b"MM\x00\x2b\x00\x00\x00\x08"])
def test_what_is_no_tiff_says_nothing(block: bytes) -> None:
    assert read_exif(block, ZONE) == Exif()


@pytest.mark.parametrize("count", [0, 60_000])
def test_a_directory_of_no_or_too_many_entries_is_empty(count: int) -> None:
    block = bytearray(an_exif("2026:04:18 12:00:00"))
    block[8:10] = count.to_bytes(2, "big")
    assert read_exif(bytes(block), ZONE) == Exif()


def test_a_directory_is_only_where_a_long_points() -> None:
    block = an_exif("2026:04:18 12:00:00").replace(b"\x87\x69\x00\x04", b"\x87\x69\x00\x02")
    assert read_exif(block, ZONE).taken_at is None


def test_an_endless_value_is_not_read() -> None:
    block = an_exif("2026:04:18 12:00:00").replace(
        b"\x90\x03\x00\x02\x00\x00\x00\x14", b"\x90\x03\x00\x02\xff\xff\xff\xff"
    )
    assert read_exif(block, ZONE) == Exif()


def test_a_zone_of_its_own_is_kept_as_universal_time() -> None:
    ahead = timezone(timedelta(hours=5, minutes=45))
    taken = read_exif(an_exif("2026:04:18 09:45:00", "+05:45"), ahead).taken_at
    assert taken == NOON


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_word(content: bytes) -> None:
    found = read_exif(b"MM\x00\x2a\x00\x00\x00\x08" + content, ZONE)
    assert found.taken_at is None or found.taken_at.tzinfo is UTC


@given(st.data())
def test_a_block_with_any_byte_changed_is_read_without_a_word(data: st.DataObject) -> None:
    block = bytearray(an_exif("2026:04:18 12:00:00", "+08:00", (29.1, 119.65)))
    at = data.draw(st.integers(0, len(block) - 1))
    block[at] = data.draw(st.integers(0, 255))
    read_exif(bytes(block), ZONE)
