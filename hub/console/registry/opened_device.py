"""One device of the registry with everything that may be done about it."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from hub.console.parts import div, text
from hub.console.registry.acts import Acts
from hub.console.registry.change_log import ChangeLog
from hub.console.registry.details import Details
from hub.console.registry.leaving import Leaving
from hub.console.registry.moving import Moving
from hub.console.registry.password import Password
from hub.domain.area import Device
from hub.words import DEVICE_CLASSES

_LOG = "tab_log"
_TABS = ("tab_what", "tab_where", "tab_change", "tab_password", _LOG)


class OpenedDevice:
    """Its name and links, and below a tab for each thing to do; `done` is told which device was changed."""

    def __init__(self, acts: Acts, done: Callable[[str], Awaitable[None]]) -> None:
        context, voice = acts.context, acts.voice
        self._context = context
        self._voice = voice
        self._device = ""
        say = voice.say
        with div("opened-head"):
            self._name = text("", "opened-name").props('role="heading" aria-level="2"')
            self._id = text("", "code")
            self._kind = text("", "quiet")
            self._retired = text("", "soon")
            self._page = ui.link(say("device_page"), "/").classes("top-link")
            self._sheet = ui.link(say("device_sheet"), "/").classes("top-link")
        with ui.tabs().props(
            "dense no-caps align=left inline-label outside-arrows mobile-arrows"
        ) as self._tabs:
            tabs = {key: ui.tab(key, say(key)) for key in _TABS}
        self._tabs.on_value_change(self._read_log)
        with ui.tab_panels(self._tabs, value="tab_what", animated=False).classes("opened-body"):
            with ui.tab_panel(tabs["tab_what"]):
                self._details = Details(acts, done)
            with ui.tab_panel(tabs["tab_where"]):
                self._moving = Moving(acts, done)
            with ui.tab_panel(tabs["tab_change"]):
                self._leaving = Leaving(acts, done)
            with ui.tab_panel(tabs["tab_password"]):
                self._password = Password(acts, done)
            with ui.tab_panel(tabs[_LOG]):
                self._log = ChangeLog(context, voice)

    async def open(self, device: Device) -> None:
        """Show a device; forms begin anew, and a password that was shown is gone."""
        self._device = device.id
        self._head(device)
        for part in (self._details, self._moving, self._leaving, self._password):
            part.show(device)
        await self._read_log()

    async def _read_log(self) -> None:
        """Read the changes when somebody looks at them, so that the newest is there."""
        if self._device and self._tabs.value == _LOG:
            await self._log.show(self._device)

    def _head(self, device: Device) -> None:
        voice, catalog = self._voice, self._context.registry.catalog
        self._name.set_text(device.name)
        self._id.set_text(device.id)
        self._kind.set_text(voice.word(DEVICE_CLASSES[device.device_class]))
        now = self._context.clock.now()
        retired_at = device.retired_at
        self._retired.set_text(
            voice.say("retired_since", at=voice.clock(retired_at, now)) if retired_at else ""
        )
        village = catalog.village_of(device)
        self._page.props(f'href="/devices/{device.id}"').set_visibility(retired_at is None)
        self._sheet.set_visibility(village is not None)
        if village is not None:
            self._sheet.props(f'href="/sheets/{village.id}"')
