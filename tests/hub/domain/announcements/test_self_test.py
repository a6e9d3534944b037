"""When loudspeakers are tested, and what is made of their answers."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from hub.domain.announcements.delivery import LAPSED, Delivery, DeliveryState
from hub.domain.announcements.self_test import Finding, Rates, finding, latest_due, may_begin, rates

ZONE = ZoneInfo("Asia/Shanghai")
S = DeliveryState
SUNDAY, TEN = 6, time(10)


def local(day: int, clock: str) -> datetime:
    return datetime.combine(datetime(2026, 5, day, tzinfo=UTC).date(), time.fromisoformat(clock), ZONE)


@pytest.mark.parametrize(
    ("now", "due", "begins"),
    [
        (local(10, "09:59:59"), local(3, "10:00"), False),
        (local(10, "10:00"), local(10, "10:00"), True),
        (local(10, "11:59:59"), local(10, "10:00"), True),
        (local(10, "12:00"), local(10, "10:00"), False),
        (local(11, "10:00"), local(10, "10:00"), False),
        (local(17, "10:30"), local(17, "10:00"), True),
    ],
)
def test_it_is_due_once_a_week_and_made_up_for_the_same_morning(
    now: datetime, due: datetime, *, begins: bool
) -> None:
    assert latest_due(now, ZONE, SUNDAY, TEN) == due
    assert may_begin(due, now) is begins


@pytest.mark.parametrize(
    ("state", "ear", "reason", "expected"),
    [
        (S.PLAYED, "heard", "", Finding.HEARD),
        (S.PLAYED, "unknown", "", Finding.PLAYED),
        (S.PLAYED, "", "", Finding.PLAYED),
        (S.PLAYED, "not_heard", "", Finding.NOT_HEARD),
        (S.FAILED, "", "player_failed", Finding.ANSWERED),
        (S.RECEIVED, "", "", Finding.ANSWERED),
        (S.EXPIRED, "", "", Finding.ANSWERED),
        (S.UNKNOWN, "", LAPSED, Finding.SILENT),
        (S.UNKNOWN, "", "no_end_reported", Finding.ANSWERED),
        (S.SENT, "", "", Finding.SILENT),
        (S.UNREACHED, "", "no_receipt", Finding.SILENT),
    ],
)
def test_what_an_answer_says(state: DeliveryState, ear: str, reason: str, expected: Finding) -> None:
    delivery = Delivery("d", "a", "horn-1", state, local(10, "10:00"), reason, ear=ear)

    assert finding(delivery) is expected


def test_the_rates_add_up() -> None:
    found = {
        "h1": Finding.HEARD, "h2": Finding.PLAYED, "h3": Finding.NOT_HEARD, "h4": Finding.SILENT,
    }  # fmt: skip
    village_of = {"h1": "v1", "h2": "v1", "h3": "v2", "h4": "v3"}

    assert rates(found, village_of, ["v1", "v2", "v3", "v4"]) == Rates(50.0, 25.0, 75.0)
    assert rates({}, {}, []) == Rates(None, None, None)
