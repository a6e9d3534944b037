"""The page of announcements: the form, what waits for a second person, and the board."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nicegui import ui

from hub.api.access import door
from hub.api.gate import SESSION_COOKIE
from hub.api.routes.sessions import language
from hub.console.announcing.board import Board, Chosen
from hub.console.announcing.complaining import ComplaintForm
from hub.console.announcing.deciding import Deciding
from hub.console.announcing.doing import Doing
from hub.console.announcing.form import Form
from hub.console.announcing.programme import Programme
from hub.console.announcing.talking import serve_worklet
from hub.console.announcing.village_rules import VillageRulesForm
from hub.console.announcing.warnings import Shown, WarningsPanel
from hub.console.parts import div, text
from hub.console.snapshot import PATIENCE_S, REFRESH_S
from hub.console.style import dressed
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.announcements import Announcement, Awaits
from hub.domain.announcements.schedules import Schedule
from hub.domain.people import Role
from hub.ports import StoreDown
from hub.services import follow
from hub.services.self_test import Judged
from hub.words import Language

_CSS = Path(__file__).with_name("announcing.css")
_RECENT = 12
_WARNINGS = 30


@dataclass(frozen=True)
class _Looked:
    at: datetime
    waiting: list[Announcement]
    recent: list[follow.Followed]
    chosen: Chosen | None
    judged: Judged | None
    schedules: Mapping[str, Schedule]
    holidays: Collection[date]
    warnings: Shown


class AnnouncingPage:
    """The page of one browser; the form is never refreshed, so that nobody's typing is lost."""

    def __init__(self, context: Context, voice: Voice, visitor: Visitor, *, is_admin: bool) -> None:
        self._context = context
        self._voice = voice
        self._visitor = visitor
        self._chosen = ""
        dressed(_CSS)
        doing = Doing(context, voice, visitor)
        self._header(doing, is_admin=is_admin)
        with div("announcing-columns", "main"):
            with div("column"):
                self._form = Form(doing)
                self._deciding = Deciding(doing)
                self._warnings = WarningsPanel(voice)
                self._programme = Programme(doing)
            with div("column"):
                self._board = Board(doing, self._choose, self._form.replace)

    async def refresh(self) -> None:
        """Show what is known now; leave when the session is over."""
        try:
            if await self._visitor.acting() is None:
                ui.navigate.to(door("/announcing"))
                return
            looked = await asyncio.to_thread(self._look)
            self._form.fill()
        except StoreDown:
            self._at.set_text(self._voice.say("store_down"))
            return
        self._at.set_text(self._voice.say("data_at", at=self._voice.clock(looked.at, looked.at)))
        self._rates.set_text(rated(self._voice, looked.judged))
        self._deciding.show(looked.waiting, looked.at)
        self._warnings.show(looked.warnings, looked.at)
        self._programme.show(looked.schedules, looked.holidays, looked.at)
        self._board.show_recent(looked.recent, self._chosen, looked.at)
        self._board.show(looked.chosen)

    def _look(self) -> _Looked:
        context, now = self._context, self._context.clock.now()
        with context.ledger.read() as tx:
            pending = [each for each in tx.announcements.awaiting(Awaits.APPROVAL) if each.expires_at > now]
            waiting = [*pending, *tx.announcements.awaiting(Awaits.REVIEW)]
        recent = list(follow.newest(context.ledger, _RECENT))
        name = self._chosen or (recent[0].announcement.id if recent else "")
        found = next((item for item in recent if item.announcement.id == name), None)
        chosen = None if found is None else self._board_of(found, now)
        schedules, holidays = context.schedules.all(), context.schedules.holidays()
        judged = context.self_test.last(context.registry.catalog)
        desk, inlets = context.warnings.desk, context.warnings.inlets
        warned = Shown(desk.newest(_WARNINGS), inlets.standings())
        return _Looked(now, waiting, recent, chosen, judged, schedules, holidays.keys(), warned)

    def _board_of(self, found: follow.Followed, now: datetime) -> Chosen:
        context = self._context
        catalog, wait = context.registry.catalog, context.settings.broadcast.receipt_wait
        unreached = follow.unreached(found, catalog, context.watch.devices(), now, wait)
        return Chosen(found, unreached, catalog, now)

    def _choose(self, announcement: str) -> None:
        self._chosen = announcement

    def _header(self, doing: Doing, *, is_admin: bool) -> None:
        voice = self._voice
        other = Language.EN if voice.language is Language.ZH else Language.ZH
        with div("top", "header"):
            with div("title"):
                text(voice.say("announcing"), "township").props('role="heading" aria-level="1"')
                text(self._context.settings.site.name, "product")
            self._rates = text("", "quiet")
            self._at = text("", "data-at")
            complaints = ComplaintForm(doing, is_admin=is_admin)
            ui.button(voice.say("complaints"), on_click=complaints.open).props("flat dense no-caps").classes(
                "top-link"
            )
            if is_admin:
                rules = VillageRulesForm(doing)
                ui.button(voice.say("village_rules"), on_click=rules.open).props(
                    "flat dense no-caps"
                ).classes("top-link")
            ui.link(voice.say("to_screen"), "/workbench").classes("top-link")
            ui.link(voice.say("other_language"), f"/language/{other.value}").classes("top-link language")


def rated(voice: Voice, judged: Judged | None) -> str:
    """The rates of the newest self-test in one line, "" before the first."""
    if judged is None:
        return ""
    shares = (judged.rates.serviceable_pct, judged.rates.coverage_pct, judged.rates.response_pct)
    shown = ["–" if share is None else f"{share:.0f}%" for share in shares]
    return voice.say("self_test", serviceable=shown[0], coverage=shown[1], response=shown[2])


def register(context: Context) -> None:
    """Make the page known to NiceGUI under "/announcing"; the gate has let only operators through."""
    zone = ZoneInfo(context.settings.site.timezone)
    serve_worklet()

    @ui.page("/announcing", title=context.settings.site.name, dark=True, response_timeout=PATIENCE_S)
    async def announcing_page() -> None:
        request = ui.context.client.request
        visitor = Visitor(context, request.cookies.get(SESSION_COOKIE, ""))
        account = await visitor.acting()
        if account is None:
            ui.navigate.to(door("/announcing"))
            return
        voice = Voice(language(request.cookies, context), zone)
        page = AnnouncingPage(context, voice, visitor, is_admin=account.role is Role.ADMIN)
        await page.refresh()
        ui.timer(REFRESH_S, page.refresh, immediate=False)
