"""The page of the registry: the list beside the device that is looked at."""

from pathlib import Path
from zoneinfo import ZoneInfo

from nicegui import ui

from hub.api.access import door, may
from hub.api.gate import SESSION_COOKIE
from hub.api.routes.sessions import language
from hub.console.parts import div, panel, text
from hub.console.registry.acts import ADMIN, Acts
from hub.console.registry.details import NewDevice
from hub.console.registry.device_list import DeviceList
from hub.console.registry.importing import Importing
from hub.console.registry.opened_device import OpenedDevice
from hub.console.registry.staff import Staff
from hub.console.registry.webhook_secrets import WebhookSecrets
from hub.console.snapshot import PATIENCE_S
from hub.console.style import dressed
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.words import Language

_CSS = Path(__file__).with_name("registry.css")


class RegistryPage:
    """The page of one browser; it is not refreshed by the clock, so that nobody's typing is lost."""

    def __init__(self, context: Context, voice: Voice, visitor: Visitor) -> None:
        self._context = context
        self._voice = voice
        self._device = ""
        dressed(_CSS)
        acts = Acts(context, voice, visitor)
        self._webhooks = WebhookSecrets(context, acts, voice)
        self._staff = Staff(acts)
        self._importing = Importing(context, acts, voice, self._fill)
        self._header()
        with div("registry-columns", "main") as self._columns:
            with div("column device-list"), panel(voice.say("registry"), "registry"):
                self._list = DeviceList(voice, self._open)
            with div("column device-opened"), div("panel opened"), div("panel-body"):
                ui.button(voice.say("back"), on_click=self._close).props("flat dense no-caps").classes(
                    "to-list"
                )
                self._hint = text(voice.say("registry_choose"), "nothing")
                with div("opened-device") as self._opened_block:
                    self._opened = OpenedDevice(acts, self._open)
                with div("opened-device") as self._new_block:
                    text(voice.say("registry_add"), "opened-name").props('role="heading" aria-level="2"')
                    self._new = NewDevice(acts, self._open)
        self._close()
        self._fill()

    def _header(self) -> None:
        voice = self._voice
        other = Language.EN if voice.language is Language.ZH else Language.ZH
        with div("top", "header"):
            with div("title"):
                text(voice.say("registry"), "township").props('role="heading" aria-level="1"')
                text(self._context.settings.site.name, "product")
            ui.link(voice.say("to_screen"), "/workbench").classes("top-link")
            ui.button(voice.say("registry_add"), on_click=self._add).props("flat dense no-caps").classes(
                "top-link"
            )
            ui.button(voice.say("registry_import"), on_click=self._importing.open).props(
                "flat dense no-caps"
            ).classes("top-link")
            ui.link(voice.say("registry_export"), "/api/v1/registry").classes("top-link")
            ui.button(voice.say("webhooks"), on_click=self._webhooks.open).props(
                "flat dense no-caps"
            ).classes("top-link")
            ui.button(voice.say("staff"), on_click=self._staff.open).props("flat dense no-caps").classes(
                "top-link"
            )
            ui.link(voice.say("other_language"), f"/language/{other.value}").classes("top-link language")

    async def _open(self, device: str) -> None:
        found = self._context.registry.catalog.find(device)
        if found is None:
            ui.notify(self._voice.say("not_registered"), type="negative")
            return
        self._look_at(self._opened_block, device)
        await self._opened.open(found)

    def _add(self) -> None:
        self._look_at(self._new_block, "")
        self._new.show()

    def _close(self) -> None:
        self._look_at(self._hint, "")

    def _look_at(self, part: ui.element, device: str) -> None:
        """Show one of the three things that the right side may be."""
        for each in (self._hint, self._opened_block, self._new_block):
            each.set_visibility(each is part)
        self._columns.classes(replace="registry-columns" + (" looking" if part is not self._hint else ""))
        self._device = device
        self._fill()

    def _fill(self) -> None:
        self._list.show(self._context.registry.catalog, self._device)


def register(context: Context) -> None:
    """Make the page known to NiceGUI under "/registry"; the gate has let only administrators through."""
    zone = ZoneInfo(context.settings.site.timezone)

    @ui.page("/registry", title=context.settings.site.name, dark=True, response_timeout=PATIENCE_S)
    async def registry_page() -> None:
        request = ui.context.client.request
        visitor = Visitor(context, request.cookies.get(SESSION_COOKIE, ""))
        account = await visitor.account()
        if account is None or not may(account.role, ADMIN):
            ui.navigate.to(door("/registry"))
            return
        RegistryPage(context, Voice(language(request.cookies, context), zone), visitor)
