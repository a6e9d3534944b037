"""The operators' page: all panels, and one timer that shows the newest snapshot in them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from nicegui import ui

from hub.api.access import door, may
from hub.api.gate import SESSION_COOKIE
from hub.api.routes.sessions import language
from hub.console.account_menu import account_menu
from hub.console.announcing.doing import Doing
from hub.console.camera_places.judging import Judging
from hub.console.matters.dialog import MatterDialog
from hub.console.opened import Opened
from hub.console.panels.announcements import Announcements
from hub.console.panels.bins import Bins
from hub.console.panels.broadcast import Composer
from hub.console.panels.cameras import Cameras, Enlarged
from hub.console.panels.claiming import Claiming
from hub.console.panels.figures import Figures, Notes
from hub.console.panels.letters import LetterGroups
from hub.console.panels.product_editor import ADMIN, ProductEditor
from hub.console.panels.replaying import Replaying
from hub.console.panels.speakers import Speakers
from hub.console.panels.strangers import Strangers
from hub.console.panels.tickets import Acting, Tickets
from hub.console.panels.township_map import Drawings, TownshipMap
from hub.console.parts import div, panel, text
from hub.console.sheet_menu import sheet_menu
from hub.console.snapshot import PATIENCE_S, REFRESH_S, Desk, Snapshot
from hub.console.style import dressed
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.ports import StoreDown
from hub.words import Language

# A page whose session is over goes to the sign-in page within so many seconds.
_SESSION_CHECK = timedelta(seconds=15)


class Page:
    """The page of one browser."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._checked_at = opened.context.clock.now()
        voice = opened.voice
        dressed()
        enlarged = Enlarged(voice)
        self._header = Header(opened)
        notes, figures = Notes(voice), Figures(voice)
        claiming = Claiming(opened) if opened.may_act else None
        claim = claiming.open if claiming else None
        with div("columns", "main"):
            with div("column left"):
                bins, speakers, strangers = Bins(voice), Speakers(voice), Strangers(voice, claim)
                letters = LetterGroups(voice, self._replay()) if opened.may_act else None
            with div("column centre"):
                township, cameras = TownshipMap(voice, opened.drawings), Cameras(voice, enlarged)
            with div("column right"):
                tickets = Tickets(voice, enlarged, self._acting(enlarged))
                composer = self._composer()
                announcements = Announcements(opened)
        self._parts = (
            *(self._header, notes, figures),
            *(bins, speakers, strangers, township, cameras, tickets, announcements),
            *((composer,) if composer else ()),
            *((letters,) if letters else ()),
        )

    def show(self, seen: Snapshot) -> None:
        """Show a snapshot everywhere."""
        for part in self._parts:
            part.show(seen)

    async def refresh(self) -> None:
        """Show the newest snapshot; leave when the session is over."""
        now = self._opened.context.clock.now()
        try:
            if now - self._checked_at >= _SESSION_CHECK:
                if await self._opened.visitor.account() is None:
                    ui.navigate.to(door("/workbench"))
                    return
                self._checked_at = now
            self.show(await self._opened.desk.snapshot())
        except StoreDown:
            self._header.say_away()

    def _acting(self, enlarged: Enlarged) -> Acting | None:
        opened = self._opened
        if not opened.may_act:
            return None
        doing = Doing(opened.context, opened.voice, opened.visitor)
        dialog = MatterDialog(doing, enlarged, opened.desk.forget)
        return Acting(doing, Judging(doing, opened.desk.forget), dialog)

    def _replay(self) -> Callable[[], Awaitable[None]] | None:
        opened = self._opened
        if not may(opened.account.role, ADMIN):
            return None
        return Replaying(opened).open

    def _composer(self) -> Composer | None:
        opened = self._opened
        if opened.may_act:
            return Composer(opened)
        with panel(opened.voice.say("broadcast"), "broadcast"):
            text(opened.voice.say("viewer_only"), "quiet")
        return None


class Header:
    """Whose screen it is, how old it is, who looks at it."""

    def __init__(self, opened: Opened) -> None:
        self._voice = opened.voice
        voice, account = opened.voice, opened.account
        other = Language.EN if voice.language is Language.ZH else Language.ZH
        with div("top", "header"):
            with div("title"):
                text(opened.context.settings.site.name, "township").props('role="heading" aria-level="1"')
                text(voice.say("title"), "product")
            self._at = text("", "data-at")
            ui.link(voice.say("other_language"), f"/language/{other.value}").classes("top-link language")
            if opened.context.settings.series.store != "sqlite":
                ui.link(voice.say("wall"), "/wall", new_tab=True).classes("top-link")
            if opened.may_act:
                ui.link(voice.say("announcing"), "/announcing").classes("top-link")
                ui.link(voice.say("camera_places"), "/cameras").classes("top-link")
                sheet_menu(voice, opened.context.registry.catalog)
            if may(account.role, ADMIN):
                ui.link(voice.say("registry"), "/registry").classes("top-link")
                editor = ProductEditor(opened)
                ui.button(voice.say("products"), on_click=editor.open).props("flat dense no-caps").classes(
                    "top-link"
                )
            account_menu(voice, account)

    def show(self, seen: Snapshot) -> None:
        """Say when the snapshot was taken."""
        self._at.set_text(self._voice.say("data_at", at=self._voice.clock(seen.at, seen.at)))

    def say_away(self) -> None:
        """Say that there is nothing to show yet."""
        self._at.set_text(self._voice.say("store_down"))


def register(context: Context) -> None:
    """Make the page known to NiceGUI; the gate has let only signed-in browsers through.

    It is the workbench, and the first page where the wall is not (hub.api.wall).
    """
    desk, drawings = Desk(context), Drawings()
    zone = ZoneInfo(context.settings.site.timezone)
    title = context.settings.site.name

    @ui.page("/", title=title, dark=True, response_timeout=PATIENCE_S)
    @ui.page("/workbench", title=title, dark=True, response_timeout=PATIENCE_S)
    async def operators_page() -> None:
        request = ui.context.client.request
        visitor = Visitor(context, request.cookies.get(SESSION_COOKIE, ""))
        account = await visitor.account()
        if account is None:
            ui.navigate.to(door("/workbench"))
            return
        voice = Voice(language(request.cookies, context), zone)
        page = Page(Opened(context, desk, drawings, voice, visitor, account))
        await page.refresh()
        ui.timer(REFRESH_S, page.refresh, immediate=False)
