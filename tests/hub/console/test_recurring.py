"""When a schedule sounds, as the page says it before it is saved and in its list."""

from datetime import UTC, date, datetime, time

import pytest

from devices.contract.commands import Priority
from hub.console.announcing.recurring import when_it_recurs, when_next
from hub.console.voice import Voice
from hub.domain.announcements import Target, TargetScope
from hub.domain.announcements.schedules import Holidays, Recurrence, Schedule
from hub.words import Language
from tests.hub.console.test_voice import ZONE

ZH, EN = Voice(Language.ZH, ZONE), Voice(Language.EN, ZONE)
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 on a Thursday in the township
MAY_DAY = date(2026, 5, 1)


def a_schedule(
    recurrence: Recurrence = Recurrence.DAILY,
    *,
    times: tuple[time, ...] = (time(18), time(7)),
    weekdays: tuple[int, ...] = (),
    dates: tuple[date, ...] = (),
    holidays: Holidays = Holidays.ALIKE,
) -> Schedule:
    return Schedule(
        id="s1",
        name="晨间",
        text="请分类投放。",
        priority=Priority.ROUTINE,
        volume_pct=60,
        repeat=1,
        target=Target(TargetScope.TOWNSHIP),
        times=times,
        recurrence=recurrence,
        first=date(2026, 1, 1),
        last=None,
        holidays=holidays,
        sha256="",
        duration_ms=0,
        saved_by="wang",
        saved_at=NOW,
        weekdays=weekdays,
        dates=dates,
    )


@pytest.mark.parametrize(
    ("kept", "zh", "en"),
    [
        (a_schedule(), "每天 07:00、18:00", "daily at 07:00, 18:00"),
        (
            a_schedule(Recurrence.WEEKLY, weekdays=(4, 0)),
            "每周一、周五 07:00、18:00",
            "every Monday, Friday at 07:00, 18:00",
        ),
        (
            a_schedule(Recurrence.DATES, times=(time(7),), dates=(date(2026, 5, 2), MAY_DAY)),
            "2026-05-01、2026-05-02 07:00",
            "2026-05-01, 2026-05-02 at 07:00",
        ),
        (
            a_schedule(
                Recurrence.DATES, times=(time(7),), dates=tuple(date(2026, 5, n) for n in range(1, 8))
            ),
            "2026-05-01、2026-05-02、2026-05-03、2026-05-04、2026-05-05 等（另 2 天） 07:00",
            "2026-05-05 and 2 more at 07:00",
        ),
        (
            a_schedule(times=(time(7),), holidays=Holidays.SILENT),
            "每天 07:00（节假日不播）",
            "daily at 07:00 (silent on holidays)",
        ),
    ],
)
def test_days_and_times_are_said_in_order(kept: Schedule, zh: str, en: str) -> None:
    assert when_it_recurs(ZH, kept) == zh
    assert when_it_recurs(EN, kept).endswith(en)


@pytest.mark.parametrize(
    ("kept", "zh", "en"),
    [
        (a_schedule(), "下次 今天 18:00", "next today at 18:00"),
        (a_schedule(times=(time(7),)), "下次 明天 07:00", "next tomorrow at 07:00"),
        (
            a_schedule(Recurrence.WEEKLY, weekdays=(0,)),
            "下次 2026-11-30（周一）07:00",
            "next on Monday, 2026-11-30 at 07:00",
        ),
        (a_schedule(Recurrence.DATES, dates=(date(2027, 5, 1),)), "两周内不播", "not within two weeks"),
        (a_schedule(Recurrence.DATES, dates=(MAY_DAY,)), "日期已过，不再播出", "over: these dates are past"),
        (a_schedule(Recurrence.DATES), "两周内不播", "not within two weeks"),
    ],
)
def test_what_comes_next_is_said_as_people_say_it(kept: Schedule, zh: str, en: str) -> None:
    assert when_next(ZH, kept, (), NOW) == zh
    assert when_next(EN, kept, (), NOW) == en


def test_a_holiday_on_which_it_is_silent_is_passed_over() -> None:
    kept = a_schedule(times=(time(18),), holidays=Holidays.SILENT)
    assert when_next(ZH, kept, {date(2026, 11, 26)}, NOW) == "下次 明天 18:00"
