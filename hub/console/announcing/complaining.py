"""Complaints about noise (噪音投诉): recorded with what sounded, and settled by those who change rules."""

import asyncio
from datetime import datetime

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.announcing.moment import Choice, Moment
from hub.console.announcing.village_rules import read_span
from hub.console.parts import div, text
from hub.console.result import NotDone, Result
from hub.domain.announcements.announcement import MAX_REASON
from hub.domain.announcements.complaints import Complaint, Measure
from hub.ports import StoreDown
from hub.services.complaints import Filed


class ComplaintForm:
    """A dialog: who was disturbed where, and for administrators what is done about it."""

    def __init__(self, doing: Doing, *, is_admin: bool) -> None:
        self._doing = doing
        voice = doing.voice
        with ui.dialog() as self._dialog, div("claiming confirm scheduling"):
            text(voice.say("complaints"), "panel-title")
            self._open = text("", "soon")
            self._village = ui.select({}, label=voice.say("rules_village")).props("outlined dense")
            heard = Choice(voice.say("complaint_when"), voice.say("complaint_now"), voice.say("complaint_at"))
            self._heard = Moment(voice, heard)
            self._words = ui.textarea(voice.say("complaint_words")).props(
                f"outlined autogrow maxlength={MAX_REASON}"
            )
            with div("send"):
                ui.button(voice.say("complaint_file"), on_click=self._filed).props("unelevated no-caps")
            with div("complaint-settling") as settling:
                text(voice.say("complaint_measure"), "quiet")
                self._ceiling = ui.number(voice.say("rules_ceiling"), min=0, max=100).props("outlined dense")
                self._quiet = ui.input(voice.say("rules_quiet")).props("outlined dense")
                with div("send"):
                    ui.button(voice.say("complaint_settle"), on_click=self._settled).props("outline no-caps")
            settling.set_visibility(is_admin)
            self._result = Result()
            with div("send"):
                ui.button(voice.say("back"), on_click=self._dialog.close).props("flat no-caps")
        self._result.watch(self._dialog)

    async def open(self) -> None:
        """Ask for a complaint, and say where one waits."""
        villages = {each.id: each.name for each in self._doing.context.registry.catalog.villages()}
        self._village.set_options(villages, value=next(iter(villages), None))
        self._result.clear()
        await self._look(villages)
        self._dialog.open()

    async def _look(self, villages: dict[str, str]) -> None:
        voice, context = self._doing.voice, self._doing.context
        try:
            waiting = await asyncio.to_thread(context.complaints.open_in, context.registry.catalog)
        except StoreDown:
            self._open.set_text(voice.say("store_down"))
            return
        names = voice.listed(villages[name] for name in waiting)
        self._open.set_text(voice.say("complaint_open", names=names) if names else "")

    async def _filed(self) -> None:
        context, voice = self._doing.context, self._doing.voice
        words = str(self._words.value or "").strip()
        if not words:
            self._result.bad(voice.say("complaint_no_words"))
            return
        try:
            complaint = Complaint(str(self._village.value), self._heard_at(), words)
            filed = await self._doing.decide(
                lambda account: context.complaints.file(context.registry.catalog, complaint, account.name)
            )
        except NotDone as error:
            self._result.bad(str(error))
            return
        self._words.set_value("")
        self._result.good(self._told(filed))
        await self._look({each.id: each.name for each in context.registry.catalog.villages()})

    def _heard_at(self) -> datetime:
        now = self._doing.context.clock.now()
        return min(self._heard.chosen() or now, now)

    def _told(self, filed: Filed) -> str:
        voice = self._doing.voice
        if not filed.sounded:
            return voice.say("complaint_nothing")
        nearest = filed.sounded[0]
        at = voice.clock(nearest.at, self._doing.context.clock.now())
        volume_pct = nearest.announcement.volume_pct
        return voice.say(
            "complaint_sounded",
            at=at,
            text=nearest.announcement.text,
            volume=volume_pct,
        )

    async def _settled(self) -> None:
        context, voice = self._doing.context, self._doing.voice
        village, note = str(self._village.value), str(self._words.value or "").strip()
        written = str(self._quiet.value or "").strip()
        try:
            quiet = tuple(map(read_span, written.split())) if written else None
            ceiling_pct = None if self._ceiling.value is None else int(self._ceiling.value)
            measure = Measure(note or voice.say("complaint_settle"), ceiling_pct, quiet)
            after = await self._doing.decide(
                lambda account: context.complaints.settle(village, measure, account.name)
            )
        except ValueError:
            self._result.bad(voice.say("rules_bad"))
            return
        except NotDone as error:
            self._result.bad(str(error))
            return
        if after is None:
            self._result.bad(voice.say("complaint_none"))
        else:
            self._result.good(voice.say("complaint_done"))
        await self._look({each.id: each.name for each in context.registry.catalog.villages()})
