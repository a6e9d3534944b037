"""The page of cameras' places: choose a camera, draw on its picture, judge what it found."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.api.access import door, may
from hub.api.gate import SESSION_COOKIE
from hub.api.routes.sessions import language
from hub.console.announcing.doing import Doing
from hub.console.camera_places.board import Board
from hub.console.camera_places.findings import Findings
from hub.console.camera_places.judging import Judging
from hub.console.camera_places.view_note import ViewNote
from hub.console.parts import div, text
from hub.console.registry.acts import ADMIN
from hub.console.snapshot import PATIENCE_S
from hub.console.style import dressed
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.camera_place import CameraPlace
from hub.domain.instants import millis
from hub.domain.judging import Precision
from hub.domain.tickets import Ticket
from hub.ports import StoreDown
from hub.services.cameras import SpoiltView
from hub.words import Language

_CSS = Path(__file__).with_name("camera_places.css")
_REFRESH_S = 5.0


@dataclass(frozen=True)
class _Looked:
    at: datetime
    place: CameraPlace
    picture: str
    tickets: Sequence[Ticket]
    week: Precision
    spoilt: SpoiltView | None


class PlacesPage:
    """The page of one browser; what is being drawn is never refreshed, so that nobody's work is lost."""

    def __init__(self, context: Context, voice: Voice, visitor: Visitor, *, is_admin: bool) -> None:
        self._context = context
        self._voice = voice
        dressed(_CSS)
        doing = Doing(context, voice, visitor)
        cameras = context.registry.catalog.of_class(DeviceClass.CAMERA)
        with div("top", "header"):
            with div("title"):
                text(voice.say("camera_places"), "township").props('role="heading" aria-level="1"')
                text(context.settings.site.name, "product")
            self._choice = ui.select(
                {camera.id: f"{camera.name} · {camera.id}" for camera in cameras},
                label=voice.say("place_choose"),
                value=cameras[0].id if cameras else None,
                on_change=self.open,
            ).props("dense outlined options-dense")
            ui.link(voice.say("to_screen"), "/workbench").classes("top-link")
            other = Language.EN if voice.language is Language.ZH else Language.ZH
            ui.link(voice.say("other_language"), f"/language/{other.value}").classes("top-link language")
        with div("place-columns", "main"):
            with div("column"):
                self._missing = text("", "nothing")
                self._board = Board(doing, is_admin=is_admin)
            with div("column"):
                self._view = ViewNote(voice)
                self._findings = Findings(voice, Judging(doing, self._see_soon))

    async def open(self) -> None:
        """Look at the chosen camera and begin drawing anew."""
        looked = await self._look()
        if looked is None:
            return
        self._missing.set_text("" if looked.picture else self._voice.say("place_no_picture"))
        self._board.open(looked.place, looked.picture)
        self._view.show(looked.spoilt, looked.at)
        self._findings.show(looked.tickets, looked.week, looked.at)

    async def refresh(self) -> None:
        """Show the findings as they are now."""
        looked = await self._look()
        if looked is not None:
            self._view.show(looked.spoilt, looked.at)
            self._findings.show(looked.tickets, looked.week, looked.at)

    def _see_soon(self) -> None:
        ui.timer(0.05, self.refresh, once=True)

    async def _look(self) -> _Looked | None:
        camera = self._choice.value
        if not isinstance(camera, str):
            self._missing.set_text(self._voice.say("place_none"))
            return None
        try:
            return await asyncio.to_thread(self._looked, camera)
        except StoreDown:
            self._missing.set_text(self._voice.say("store_down"))
            return None

    def _looked(self, camera: str) -> _Looked:
        context = self._context
        last = context.evidence.last(camera)
        address = f"/api/v1/cameras/{camera}/last.jpg"
        return _Looked(
            context.clock.now(),
            context.cameras.place(camera),
            "" if last is None else f"{address}?at={millis(last[1])}",
            context.cameras.findings(camera),
            context.cameras.week(camera),
            context.cameras.spoilt(camera),
        )


def register(context: Context) -> None:
    """Make the page known to NiceGUI under "/cameras"; the gate has let only operators through."""
    zone = ZoneInfo(context.settings.site.timezone)

    @ui.page("/cameras", title=context.settings.site.name, dark=True, response_timeout=PATIENCE_S)
    async def camera_places_page() -> None:
        request = ui.context.client.request
        visitor = Visitor(context, request.cookies.get(SESSION_COOKIE, ""))
        account = await visitor.acting()
        if account is None:
            ui.navigate.to(door("/cameras"))
            return
        voice = Voice(language(request.cookies, context), zone)
        page = PlacesPage(context, voice, visitor, is_admin=may(account.role, ADMIN))
        await page.open()
        ui.timer(_REFRESH_S, page.refresh, immediate=False)
