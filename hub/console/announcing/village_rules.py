"""The rules of a village on the page: quiet hours, exam days, loudest volume, minutes a day, households."""

import asyncio
import re
from datetime import date, time, timedelta

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.parts import div, text
from hub.console.result import NotDone, Result
from hub.domain.quiet_hours import QuietDays, Span
from hub.domain.village_rules import VillageRules
from hub.ports import StoreDown

_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_DAYS = re.compile(r"(\S+) (\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d) (\d\d:\d\d)-(\d\d:\d\d)")
_MINUTE = timedelta(minutes=1)


class VillageRulesForm:
    """A dialog for one village at a time; an empty field follows the township."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        voice = doing.voice
        with ui.dialog() as self._dialog, div("claiming confirm scheduling"):
            text(voice.say("village_rules"), "panel-title")
            self._village = ui.select({}, label=voice.say("rules_village"), on_change=self._chosen).props(
                "outlined dense"
            )
            self._quiet = ui.input(voice.say("rules_quiet")).props("outlined dense")
            self._days = ui.textarea(voice.say("rules_days")).props("outlined autogrow")
            with div("compose-fields"):
                self._ceiling = ui.number(voice.say("rules_ceiling"), min=0, max=100).props("outlined dense")
                self._airtime = ui.number(voice.say("rules_airtime"), min=0, max=1440).props("outlined dense")
                self._households = ui.number(voice.say("rules_households"), min=0).props("outlined dense")
            self._result = Result()
            with div("send"):
                ui.button(voice.say("schedule_save"), on_click=self._saved).props("unelevated no-caps")
                ui.button(voice.say("back"), on_click=self._dialog.close).props("flat no-caps")
        self._result.watch(self._dialog)

    async def open(self) -> None:
        """Show the rules of the first village."""
        villages = {each.id: each.name for each in self._doing.context.registry.catalog.villages()}
        self._village.set_options(villages, value=next(iter(villages), None))
        await self._chosen()
        self._dialog.open()

    async def _chosen(self) -> None:
        self._result.clear()
        village = self._village.value
        if village is None:
            return
        try:
            known = (await asyncio.to_thread(self._doing.context.speaking.rules)).get(village)
        except StoreDown:
            self._result.bad(self._doing.voice.say("store_down"))
            return
        own = known or VillageRules(village)
        self._quiet.set_value("" if own.quiet is None else " ".join(map(written_span, own.quiet)))
        self._days.set_value("\n".join(map(written_days, own.quiet_days)))
        self._ceiling.set_value(own.day_ceiling_pct)
        self._airtime.set_value(None if own.airtime is None else own.airtime // _MINUTE)
        self._households.set_value(own.households or None)

    async def _saved(self) -> None:
        context, voice = self._doing.context, self._doing.voice
        try:
            rules = self._rules()
            await self._doing.decide(lambda account: context.speaking.set_rules(rules, account.name))
        except ValueError:
            self._result.bad(voice.say("rules_bad"))
        except NotDone as error:
            self._result.bad(str(error))
        else:
            self._result.good(voice.say("rules_saved"))

    def _rules(self) -> VillageRules:
        airtime_min, quiet = self._airtime.value, str(self._quiet.value or "").strip()
        return VillageRules(
            str(self._village.value),
            tuple(map(read_span, quiet.split())) if quiet else None,
            tuple(map(read_days, str(self._days.value or "").strip().splitlines())),
            None if self._ceiling.value is None else int(self._ceiling.value),
            None if airtime_min is None else timedelta(minutes=int(airtime_min)),
            int(self._households.value or 0),
        )


def read_span(written: str) -> Span:
    """Read "21:30-06:30".

    Raises:
        ValueError: it reads otherwise; say how it should.
    """
    found = _SPAN.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r}: expected HH:MM-HH:MM")
    return Span(time.fromisoformat(found[1]), time.fromisoformat(found[2]))


def written_span(span: Span) -> str:
    """Write what `read_span` reads."""
    return f"{span.start:%H:%M}-{span.end:%H:%M}"


def read_days(written: str) -> QuietDays:
    """Read "高考 2026-06-07 2026-06-09 07:00-19:00".

    Raises:
        ValueError: it reads otherwise, or ends before it begins; say how it should.
    """
    found = _DAYS.fullmatch(written.strip())
    if found is None:
        raise ValueError(f"{written!r}: expected NAME FIRST LAST HH:MM-HH:MM")
    first, last = date.fromisoformat(found[2]), date.fromisoformat(found[3])
    if last < first:
        raise ValueError(f"{written!r}: the last day is before the first")
    return QuietDays(first, last, read_span(f"{found[4]}-{found[5]}"), found[1])


def written_days(days: QuietDays) -> str:
    """Write what `read_days` reads."""
    return f"{days.name} {days.first} {days.last} {written_span(days.span)}"
