"""A moment that somebody chooses: now, or a date and time, which the browser helps to pick."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from nicegui import ui

from hub.console.result import NotDone
from hub.console.voice import Voice

_FORM = "%Y-%m-%dT%H:%M"  # of the value of <input type=datetime-local>
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Choice:
    """How the choice is called, and the two there are."""

    label: str
    now: str
    at: str


class Moment:
    """Two fields: whether it is now, and if not, when, by the clocks of the township.

    A browser says "" of a date whose time is missing, so that an empty field alone must not mean now.
    """

    def __init__(self, voice: Voice, words: Choice, on_change: Callable[[], None] = lambda: None) -> None:
        self._voice = voice
        self._changed = on_change
        offered = {False: words.now, True: words.at}
        self._is_chosen = ui.select(offered, value=False, label=words.label, on_change=self._dress)
        self._is_chosen.props("outlined dense").classes("wide")
        self._at = ui.input(voice.say("moment"), on_change=on_change).classes("wide moment")
        self._at.props("outlined dense stack-label type=datetime-local max=9999-12-31T23:59")
        self._at.set_visibility(False)

    def choose(self, at: datetime | None) -> None:
        """Set it; None for now."""
        self._at.set_value("" if at is None else at.astimezone(self._voice.zone).strftime(_FORM))
        self._is_chosen.set_value(at is not None)

    def chosen(self) -> datetime | None:
        """The moment, aware; None for now.

        Raises:
            NotDone: date or time is missing; say its text.
        """
        if not self._is_chosen.value:
            return None
        try:
            return datetime.strptime(str(self._at.value or ""), _FORM).replace(tzinfo=self._voice.zone)
        except ValueError as error:
            raise NotDone(self._voice.say("bad_time")) from error

    def _dress(self) -> None:
        self._at.set_visibility(bool(self._is_chosen.value))
        self._changed()


def when_it_sounds(voice: Voice, begins: datetime | None, valid: timedelta, now: datetime) -> str:
    """When an announcement will sound, in words; `begins` is None for at once."""
    if begins is None:
        return voice.say("sounds_now", minutes=f"{valid.total_seconds() / 60:g}")
    at = day_and_time(voice, begins, now)
    if is_past(begins, now):
        return voice.say("sounds_past", at=at)
    return voice.say("sounds_at", at=at, until=voice.minute(begins + valid, begins))


def is_past(begins: datetime, now: datetime) -> bool:
    """Tell whether a chosen minute is over; whoever chooses the one that is now means now."""
    return begins <= now - timedelta(minutes=1)


def day_and_time(voice: Voice, at: datetime, now: datetime) -> str:
    """A moment as people say it: today, tomorrow, or the date with its weekday."""
    local = at.astimezone(voice.zone)
    days = (local.date() - now.astimezone(voice.zone).date()).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return voice.say("today_at", clock=clock)
    if days == 1:
        return voice.say("tomorrow_at", clock=clock)
    named = WEEKDAYS[local.weekday()]
    weekday = voice.say(named)
    return voice.say("day_at", date=f"{local:%Y-%m-%d}", weekday=weekday, clock=clock)
