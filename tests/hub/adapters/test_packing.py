"""Bytes of the outbox that another version made, and bytes that a disk has changed."""

import json
import zlib

import pytest

from hub.adapters.ledger.packing import Unreadable, pack, unpack
from hub.lines import lined
from hub.series import Point

POINTS = [
    Point("bin_level", {"village": "上寨", "device": f"bin-{n}"}, {"level_pct": n / 7, "emptied": False}, n)
    for n in range(3)
]


def test_points_that_were_kept_as_json_are_read() -> None:
    rows = [[point.series, point.tags, point.fields, point.at_ns] for point in POINTS]
    assert list(unpack(zlib.compress(json.dumps(rows).encode()))) == POINTS
    assert list(unpack(pack(POINTS))) == POINTS


def test_no_points_are_no_points() -> None:
    assert list(unpack(pack(lined([])))) == []
    assert list(unpack(pack([]))) == []


@pytest.mark.parametrize("place", range(0, 120, 7))
def test_bytes_that_changed_on_the_disk_are_noticed(place: int) -> None:
    packed = bytearray(pack(lined(POINTS)))
    packed[place % len(packed)] ^= 0x40
    with pytest.raises(Unreadable):
        unpack(bytes(packed))
