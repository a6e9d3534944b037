"""Cameras with their last picture and its age; a click enlarges it."""

from datetime import datetime

from nicegui import ui

from devices.contract.bodies import DeviceClass, ViewFault
from hub.console.parts import Rows, div, dress, link_picture, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.health import Presence
from hub.domain.instants import millis
from hub.services.watch import DeviceView
from hub.words import PRESENCES, VIEW_FAULTS


class Enlarged:
    """A picture over the whole page."""

    def __init__(self, voice: Voice) -> None:
        with ui.dialog().classes("enlarged") as self._dialog, div("enlarged-body"):
            self._image = div("", "img")
            with div("enlarged-foot"):
                self._title = text("", "name")
                ui.button(voice.say("close"), on_click=self._dialog.close).props("flat no-caps")

    def open(self, address: str, title: str) -> None:
        """Show a picture of this hub."""
        link_picture(self._image, address)
        self._image.props["alt"] = title
        self._title.set_text(title)
        self._dialog.open()


class CameraCard:
    """One camera."""

    def __init__(self, voice: Voice, enlarged: Enlarged) -> None:
        self._voice = voice
        self._enlarged = enlarged
        self._title = ""
        self.root: ui.element = div("camera-card", "button").props('type="button"')
        self.root.on("click", self._enlarge)
        with self.root:
            with div("shot"):
                self._image = div("", "img").props('alt="" loading="lazy"')
                self._missing = text(voice.say("no_picture"), "no-picture")
                self._fault = text("", "badge bad")
            self._name = text("", "name")
            self._age = text("", "quiet")

    def show(self, item: tuple[DeviceView, datetime | None, datetime]) -> None:
        """Show a camera, when its last picture came, and what time it is."""
        view, taken_at, now = item
        self._title = view.device.name
        self._name.set_text(view.device.name)
        ago = self._voice.ago(now - taken_at if taken_at else None)
        presence = self._voice.word(PRESENCES[view.presence])
        self._age.set_text(f"{presence} · {ago}" if taken_at else presence)
        dress(self.root, f"camera-card {'here' if view.presence is Presence.ONLINE else 'away'}")
        self._fault.set_text(
            self._voice.word(VIEW_FAULTS[ViewFault(view.view_fault)]) if view.view_fault else ""
        )
        self._fault.set_visibility(bool(view.view_fault))
        self._image.set_visibility(taken_at is not None)
        self._missing.set_visibility(taken_at is None)
        if taken_at is not None:
            link_picture(self._image, f"/api/v1/cameras/{view.device.id}/last.jpg?at={millis(taken_at)}")

    def _enlarge(self) -> None:
        address = self._image.props.get("src")
        if isinstance(address, str):
            self._enlarged.open(address, self._title)


class Cameras:
    """All cameras."""

    def __init__(self, voice: Voice, enlarged: Enlarged) -> None:
        with panel(voice.say("cameras"), "cameras"):
            self._rows = Rows(
                lambda: CameraCard(voice, enlarged),
                most=24,
                more=lambda count: voice.say("more", count=count),
                empty=voice.say("no_data"),
                classes="camera-cards",
            )

    def show(self, seen: Snapshot) -> None:
        """Show the cameras of a snapshot, those with a picture first."""
        cameras = sorted(seen.of(DeviceClass.CAMERA), key=lambda view: view.device.id not in seen.pictures)
        self._rows.show(
            [(view.device.id, (view, seen.pictures.get(view.device.id), seen.at)) for view in cameras]
        )
