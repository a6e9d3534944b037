from datetime import timedelta

import pytest

from hub.domain.health import Patience, Presence, Signs, presence
from tests.builders import NOON, at

MINUTE = timedelta(minutes=1)
P = Patience()


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (Signs(None), Presence.NEVER),
        (Signs(at(-60)), Presence.ONLINE),
        (Signs(at(-155)), Presence.ONLINE),
        (Signs(at(-156)), Presence.LATE),
        (Signs(at(-365)), Presence.LATE),
        (Signs(at(-366)), Presence.OFFLINE),
        (Signs(at(-1), says_online=False), Presence.OFFLINE),
        (Signs(at(-9999), says_online=True), Presence.ONLINE),
        (Signs(at(-9999), says_online=True, is_cut_off=True), Presence.UNKNOWN),
        (Signs(at(-9999), is_cut_off=True), Presence.UNKNOWN),
        (Signs(at(-1), is_cut_off=True), Presence.ONLINE),
        (Signs(at(-9999)), Presence.OFFLINE),
        (Signs(None, is_cut_off=True), Presence.NEVER),
        (Signs(at(-1), says_online=False, is_cut_off=True), Presence.OFFLINE),
        (Signs(at(-9999), unheard=timedelta(seconds=9999 - 155)), Presence.UNKNOWN),
        (Signs(at(-9999), unheard=timedelta(seconds=9999 - 156)), Presence.LATE),
        (Signs(at(-9999), unheard=timedelta(seconds=9999 - 366)), Presence.OFFLINE),
        (Signs(at(-60), unheard=timedelta(seconds=50)), Presence.ONLINE),
        (Signs(at(-1), says_online=True, is_awaited=True, is_doubted=True), Presence.UNKNOWN),
        (Signs(at(-1), says_online=True, is_doubted=True), Presence.LATE),
        (Signs(at(-1), says_online=False, is_doubted=True), Presence.LATE),
    ],
)
def test_presence_is_what_the_signs_allow(signs: Signs, expected: Presence) -> None:
    assert presence(signs, MINUTE, P, NOON) is expected
