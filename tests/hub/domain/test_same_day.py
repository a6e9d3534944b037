from datetime import datetime, timedelta

import pytest

from hub.domain.same_day import Clearance, FullSpell, clearance
from tests.builders import NOON

MIDNIGHT = NOON - timedelta(hours=12)
NOT_FULL, MISSED, CLEARED = Clearance(), Clearance(1, 0), Clearance(1, 1)


def hour(number: float | None) -> datetime | None:
    """So many hours after midnight in the township; negative ones are yesterday."""
    return None if number is None else MIDNIGHT + timedelta(hours=number)


@pytest.mark.parametrize(
    ("full", "room", "emptied", "expected"),
    [
        pytest.param(None, None, None, NOT_FULL, id="never full"),
        pytest.param(None, None, 8, NOT_FULL, id="emptied before it was full"),
        pytest.param(7, None, None, MISSED, id="full, and nobody came"),
        pytest.param(7, 9, 9, CLEARED, id="emptied the same day"),
        pytest.param(-3, 8, 8, CLEARED, id="full overnight and emptied this morning"),
        pytest.param(-30, None, -40, MISSED, id="full for days"),
        pytest.param(-5, -2, -2, NOT_FULL, id="emptied yesterday"),
        pytest.param(7, 9, None, MISSED, id="settled"),
        pytest.param(7, 9, 5, MISSED, id="emptied before it became full, then settled"),
        pytest.param(14, 9, 9, MISSED, id="full again after the truck"),
    ],
)
def test_a_bin_was_full_today_or_not_and_was_cleared_or_not(full, room, emptied, expected) -> None:
    assert clearance(FullSpell(hour(full), hour(room), hour(emptied)), MIDNIGHT) == expected


def test_a_day_without_a_full_bin_has_no_rate() -> None:
    assert NOT_FULL.share_pct is None
    assert (MISSED + CLEARED).share_pct == 50
