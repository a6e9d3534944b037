"""Schedules on the page: what sounds again and again with its next time, and the form to save one."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from nicegui import ui

from devices.contract.commands import TWO_PERSON, Priority
from hub.broadcast_words import in_the_way
from hub.console.announcing.doing import Doing
from hub.console.announcing.moment import WEEKDAYS
from hub.console.announcing.recurring import HOLIDAYS, when_it_recurs, when_next
from hub.console.announcing.several import Kind, Several
from hub.console.announcing.where import Where
from hub.console.parts import Rows, div, panel, text
from hub.console.result import NotDone, Result, on_change_within
from hub.console.voice import Voice
from hub.domain.announcements import MAX_REPEAT, MAX_TEXT
from hub.domain.announcements.schedules import Holidays, Recurrence, Schedule, schedule_flaws
from hub.ports import StoreDown
from hub.services.examine import NotAllowed
from hub.services.schedules import InTheWay
from hub.words import PRIORITIES, refusal

_RECURRENCES = {
    Recurrence.DAILY: "recurs_daily",
    Recurrence.WEEKLY: "recurs_weekly",
    Recurrence.DATES: "recurs_dates",
}


class ScheduleRow:
    """One schedule, when it sounds next, and the way to end it."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._id = ""
        self.root: ui.element = div("schedule-row")
        with self.root:
            with div("what"):
                self._name = text("", "name")
                self._when = text("")
                self._next = text("", "quiet")
            ui.button(doing.voice.say("schedule_remove"), on_click=self._removed).props("flat dense no-caps")

    def show(self, item: tuple[Schedule, Collection[date], datetime]) -> None:
        """Show a schedule as of now."""
        kept, holidays, now = item
        voice = self._doing.voice
        self._id = kept.id
        self._name.set_text(f"{kept.name} · {kept.text}")
        self._when.set_text(when_it_recurs(voice, kept))
        self._next.set_text(when_next(voice, kept, holidays, now))

    async def _removed(self) -> None:
        name, context = self._id, self._doing.context
        try:
            await self._doing.decide(lambda account: context.schedules.remove(name, account.name))
        except NotDone as error:
            ui.notify(str(error), type="negative")
            return
        ui.notify(self._doing.voice.say("decided"), type="positive")


class Programme:
    """The list of schedules, and the dialog in which one is written."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._form = ScheduleForm(doing)
        with panel(doing.voice.say("schedules"), "programme"):
            ui.button(doing.voice.say("schedule_add"), on_click=self._form.open).props(
                "outline no-caps dense"
            )
            self._rows = Rows(lambda: ScheduleRow(doing), empty=doing.voice.say("schedules_none"))

    def show(self, kept: Mapping[str, Schedule], holidays: Collection[date], now: datetime) -> None:
        """Show all schedules."""
        self._rows.show([(name, (schedule, holidays, now)) for name, schedule in kept.items()])


class ScheduleForm:
    """The dialog; what gets in the way is shown first, and saved only when it is pressed again."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._despite = False
        self._days_off: Collection[date] = ()
        voice, settings = doing.voice, doing.context.settings.broadcast
        with ui.dialog() as self._dialog, div("claiming confirm scheduling"):
            text(voice.say("schedule_add"), "panel-title")
            self._name = ui.input(voice.say("schedule_name")).props("outlined dense maxlength=40")
            self._text = ui.textarea(voice.say("text")).props(f"outlined autogrow maxlength={MAX_TEXT}")
            self._where = Where(doing, self._begin_again)
            with div("compose-fields"):
                ordinary = {p: voice.word(PRIORITIES[p]) for p in Priority if p not in TWO_PERSON}
                self._priority = ui.select(
                    ordinary, value=Priority.ROUTINE, label=voice.say("priority")
                ).props("outlined dense")
                self._repeat = ui.select(
                    list(range(1, MAX_REPEAT + 1)), value=1, label=voice.say("repeat")
                ).props("outlined dense")
                self._volume = ui.number(
                    voice.say("volume"), value=settings.volume_pct, min=0, max=100, step=5
                ).props("outlined dense suffix=%")
                self._holidays = ui.select(
                    {each.value: voice.say(key) for each, key in HOLIDAYS.items()},
                    value=Holidays.ALIKE.value,
                    label=voice.say("holidays"),
                ).props("outlined dense")
                one_more = voice.say("schedule_time_more"), voice.say("schedule_time_less")
                self._times = Several(Kind("time", voice.say("schedule_time"), *one_more), self._begin_again)
                self._recurrence = ui.select(
                    {each.value: voice.say(key) for each, key in _RECURRENCES.items()},
                    value=Recurrence.DAILY.value,
                    label=voice.say("recurrence"),
                    on_change=self._dress,
                ).props("outlined dense")
                self._weekdays = ui.select(
                    {number: voice.say(key) for number, key in enumerate(WEEKDAYS)},
                    value=[],
                    label=voice.say("weekdays"),
                    multiple=True,
                ).props("outlined dense")
                one_more = voice.say("schedule_date_more"), voice.say("schedule_date_less")
                self._dates = Several(Kind("date", voice.say("schedule_date"), *one_more), self._begin_again)
            self._when = text("", "quiet when").props('role="status" aria-live="polite"')
            self._result = Result()
            with div("send"):
                self._save = ui.button(voice.say("schedule_save"), on_click=self._saved)
                self._save.props("unelevated no-caps")
                ui.button(voice.say("back"), on_click=self._dialog.close).props("flat no-caps")
        on_change_within(self._dialog, self._begin_again)
        self._dress()

    async def open(self) -> None:
        """Begin with an empty form."""
        context = self._doing.context
        try:
            saved = await asyncio.to_thread(context.speaking.saved)
            self._days_off = (await asyncio.to_thread(context.schedules.holidays)).keys()
        except StoreDown:
            ui.notify(self._doing.voice.say("store_down"), type="negative")
            return
        self._where.fill(context.registry.catalog, saved)
        for field in (self._name, self._text):
            field.set_value("")
        for fields in (self._times, self._dates):
            fields.fill(())
        self._result.clear()
        self._begin_again()
        self._dialog.open()

    def _dress(self) -> None:
        kind = Recurrence(self._recurrence.value)
        self._weekdays.set_visibility(kind is Recurrence.WEEKLY)
        self._dates.root.set_visibility(kind is Recurrence.DATES)

    def _begin_again(self) -> None:
        """Say when it would sound, and forget why it was not saved: what is written now may be another."""
        self._say_when()
        self._despite = False
        self._result.forgive()
        self._save.set_text(self._doing.voice.say("schedule_save"))

    def _say_when(self) -> None:
        voice, now = self._doing.voice, self._doing.context.clock.now()
        try:
            asked = self._asked()
        except NotDone as error:
            self._when.set_text(str(error))
            return
        flaws = schedule_flaws(asked)
        if flaws:
            self._when.set_text(voice.word(refusal(flaws)))
            return
        coming = when_next(voice, asked, self._days_off, now)
        self._when.set_text(voice.say("schedule_sounds", when=when_it_recurs(voice, asked), next=coming))

    async def _saved(self) -> None:
        context, voice = self._doing.context, self._doing.voice
        try:
            asked = self._asked()
            made = await self._doing.do(
                lambda account: context.schedules.save(
                    context.registry.catalog,
                    replace(asked, saved_by=account.name),
                    despite_conflicts=self._despite,
                )
            )
        except NotDone as error:
            self._result.bad(str(error))
        except NotAllowed as error:
            self._result.bad(voice.word(refusal(error.hindrance.flaws)))
        except InTheWay as error:
            self._result.bad(hindrances(voice, error, context.clock.now()))
            self._despite = True
            self._save.set_text(voice.say("schedule_despite"))
        else:
            ui.notify(voice.say("schedule_saved", name=made.name), type="positive")
            self._dialog.close()

    def _asked(self) -> Schedule:
        voice, recurrence = self._doing.voice, Recurrence(self._recurrence.value)
        try:
            times = tuple(map(time.fromisoformat, self._times.values()))
        except ValueError as error:
            raise NotDone(voice.say("schedule_bad_time")) from error
        try:
            is_dated = recurrence is Recurrence.DATES
            dates = tuple(map(date.fromisoformat, self._dates.values())) if is_dated else ()
        except ValueError as error:
            raise NotDone(voice.say("schedule_bad_date")) from error
        now = self._doing.context.clock.now()
        return Schedule(
            id=f"s{int(now.timestamp() * 1000)}",
            name=str(self._name.value or "").strip() or voice.say("schedule_unnamed"),
            text=str(self._text.value or ""),
            priority=Priority(self._priority.value),
            volume_pct=int(self._volume.value or 0),
            repeat=int(self._repeat.value or 1),
            target=self._where.target(),
            times=times,
            recurrence=recurrence,
            first=now.astimezone(voice.zone).date(),
            last=None,
            holidays=Holidays(self._holidays.value),
            sha256="",
            duration_ms=0,
            saved_by="",
            saved_at=now,
            weekdays=tuple(self._weekdays.value or ()),
            dates=dates,
        )


def hindrances(voice: Voice, error: InTheWay, now: datetime) -> str:
    """What gets in the way of a schedule, each with its first time."""
    said = (
        voice.say("in_brackets", what=voice.word(in_the_way(each)), more=voice.clock(each.at, now))
        for each in error.found
    )
    return voice.listed(said)
