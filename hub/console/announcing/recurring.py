"""When a schedule sounds, in words: on which days at which times, and when next."""

from collections.abc import Collection
from datetime import date, datetime

from hub.console.announcing.moment import WEEKDAYS, day_and_time
from hub.console.voice import Voice
from hub.domain.announcements.schedules import Holidays, Recurrence, Schedule, starts
from hub.services.standing import AHEAD

HOLIDAYS = {
    Holidays.ALIKE: "holidays_alike",
    Holidays.SILENT: "holidays_silent",
    Holidays.ONLY: "holidays_only",
}
_MOST_DATES = 5


def when_it_recurs(voice: Voice, kept: Schedule) -> str:
    """On which days at which times, and what a holiday changes."""
    clocks = voice.listed(f"{clock:%H:%M}" for clock in sorted(set(kept.times)))
    said = voice.say("recurs_at", days=_days(voice, kept), clocks=clocks)
    if kept.holidays is Holidays.ALIKE:
        return said
    return voice.say("in_brackets", what=said, more=voice.say(HOLIDAYS[kept.holidays]))


def when_next(voice: Voice, kept: Schedule, holidays: Collection[date], now: datetime) -> str:
    """When it sounds next, if within the time that loudspeakers know ahead."""
    coming = next(starts(kept, voice.zone, holidays, now, now + AHEAD), None)
    if coming is not None:
        return voice.say("schedule_next", at=day_and_time(voice, coming, now).strip())
    today = now.astimezone(voice.zone).date()
    is_over = kept.recurrence is Recurrence.DATES and max(kept.dates, default=today) < today
    return voice.say("schedule_over" if is_over else "schedule_never")


def _days(voice: Voice, kept: Schedule) -> str:
    match kept.recurrence:
        case Recurrence.DAILY:
            return voice.say("recurs_daily")
        case Recurrence.WEEKLY:
            named = voice.listed(voice.say(WEEKDAYS[day]) for day in sorted(set(kept.weekdays)))
            return voice.say("recurs_each", days=named)
        case Recurrence.DATES:
            dates = sorted(set(kept.dates))
            named = voice.listed(f"{day:%Y-%m-%d}" for day in dates[:_MOST_DATES])
            more = len(dates) - _MOST_DATES
            return voice.say("recurs_dates_more", days=named, count=more) if more > 0 else named
