"""What speakers are told to keep, in the words of the contract."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.domain.instants import millis
from hub.domain.quiet_hours import Policy, QuietDays, Span
from hub.domain.standing_orders import Envelope, house_rules, programme, substance

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
EXAM = QuietDays(date(2026, 6, 7), date(2026, 6, 9), Span(time(7), time(19)), "高考")


def an_envelope(name: str = "c1", at: datetime = NOW) -> Envelope:
    return Envelope(name, "horn-1", at, at + timedelta(days=14))


def test_exam_days_become_instants_as_far_as_is_told() -> None:
    policy = Policy(ZONE, quiet_days=(EXAM,))
    rules = house_rules(an_envelope(), policy, "Asia/Shanghai", timedelta(minutes=10), date(2026, 6, 8))

    assert [(each.from_ms, each.until_ms) for each in rules.quiet_days] == [
        (millis(datetime(2026, 6, day, 7, tzinfo=ZONE)), millis(datetime(2026, 6, day, 19, tzinfo=ZONE)))
        for day in (7, 8)
    ]
    assert rules.hushed == ("routine", "test")


def test_the_same_said_again_later_has_the_same_substance() -> None:
    first, later = programme(an_envelope(), []), programme(an_envelope("c2", NOW + timedelta(days=1)), [])

    assert first != later
    assert substance(first) == substance(later)
