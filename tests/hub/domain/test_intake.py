"""How much is kept of devices that nobody has claimed yet."""

import pytest

from hub.domain.intake import Room, room_for_each

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("unclaimed", "room"),
    [
        (1, Room(5_000, 8 * MIB)),
        (32, Room(5_000, 8 * MIB)),
        (64, Room(5_000, 4 * MIB)),
        (1_000, Room(1_000, 256 * MIB // 1_000)),
    ],
)
def test_many_strangers_share_what_there_is(unclaimed: int, room: Room) -> None:
    assert room_for_each(unclaimed) == room
