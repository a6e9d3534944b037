"""What a village has agreed on, beside the rules of the township."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hub.domain.quiet_hours import Policy, QuietDays, Span
from hub.domain.village_rules import VillageRules, airtime_of, policy_of

GENERAL = Policy(ZoneInfo("Asia/Shanghai"))
EXAM = QuietDays(date(2026, 6, 7), date(2026, 6, 9), Span(time(7), time(19)), "高考")
HOUR = timedelta(hours=1)


def test_a_village_without_rules_has_those_of_the_township() -> None:
    assert policy_of(GENERAL, None) is GENERAL
    assert policy_of(GENERAL, VillageRules("v1")) == GENERAL
    assert airtime_of(HOUR, None) == HOUR
    assert airtime_of(HOUR, VillageRules("v1")) == HOUR


def test_its_own_rules_count() -> None:
    own = VillageRules("v1", (Span(time(20), time(8)),), (EXAM,), 55, 2 * HOUR)
    found = policy_of(GENERAL, own)

    assert (found.quiet, found.quiet_days, found.day_ceiling_pct) == (own.quiet, (EXAM,), 55)
    assert [pct for _, pct in found.ceilings] == [40, 50, 55]
    assert airtime_of(HOUR, own) == 2 * HOUR
