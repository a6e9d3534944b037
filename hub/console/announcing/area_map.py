"""An area drawn on the map of the township, corner by corner, and whom it reaches."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from nicegui import events, ui

from hub.console.announcing.area_drawing import overlay
from hub.console.announcing.doing import Doing
from hub.console.drawing import Frame, draw, frame_of
from hub.console.parts import div, text
from hub.console.words import TEXTS
from hub.domain.announcements import Target, TargetScope
from hub.domain.announcements.targets import horns, speakers
from hub.domain.shapes import MAX_CORNERS, MIN_CORNERS, Corner, Polygon, wrong_with
from hub.map_base import read_base
from hub.ports import StoreDown
from hub.services import follow

_SCRIPT = Path(__file__).with_name("area.js").read_text("utf-8")


class AreaMap:
    """One polygon; with fewer than three corners it is no area yet. `drawn` is called when somebody draws."""

    def __init__(self, doing: Doing, drawn: Callable[[], None]) -> None:
        self._doing = doing
        self._drawn = drawn
        self._corners: list[Corner] = []
        self._view: Frame | None = None
        voice = doing.voice
        ui.add_head_html(f"<script>{_SCRIPT}</script>")
        with div("area-block") as self._block:
            text(voice.say("area_hint"), "quiet")
            label = f'tabindex=0 role=application aria-label="{voice.say("area_map")}"'
            with div("area-map").props(label) as ground:
                self._base = ui.html("", sanitize=True).classes("area-base")
                self._over = ui.html("", sanitize=True).classes("area-over")
                div("area-cross")
            ground.on("click", self._pointed, js_handler="(event) => vhArea.click(event, emit)")
            ground.on("keydown", self._pointed, js_handler="(event) => vhArea.key(event, emit)")
            self._reach = text("", "found-reach").props('role="status" aria-live="polite"')
            with div("send"):
                ui.button(voice.say("area_undo"), on_click=self._undo).props("outline dense no-caps")
                ui.button(voice.say("area_clear"), on_click=self.clear).props("flat dense no-caps")

    @property
    def polygon(self) -> Polygon | None:
        """What is drawn, None while it is no area."""
        return Polygon(tuple(self._corners)) if len(self._corners) >= MIN_CORNERS else None

    def set_visible(self, *, is_visible: bool) -> None:
        """Show the map, drawn when it is first looked at, or hide it."""
        self._block.set_visibility(is_visible)
        if is_visible:
            self._show_soon()

    def draw(self, polygon: Polygon) -> None:
        """Begin with an area that was drawn before."""
        self._corners = list(polygon.corners)
        self._show_soon()

    async def clear(self) -> None:
        """Begin anew."""
        self._corners = []
        await self._changed()

    async def _undo(self) -> None:
        if self._corners:
            self._corners.pop()
            await self._changed()

    async def _pointed(self, event: events.GenericEventArguments) -> None:
        """Take a corner, or the last one back; `event` is what area.js says."""
        said = event.args if isinstance(event.args, dict) else {}
        if said.get("undo"):
            await self._undo()
            return
        x, y, view = said.get("x"), said.get("y"), self._view
        if view is None or not isinstance(x, int | float) or not isinstance(y, int | float):
            return
        corner = view.spot(float(x), float(y))
        if corner not in self._corners and len(self._corners) < MAX_CORNERS:
            self._corners.append(corner)
            await self._changed()

    async def _changed(self) -> None:
        self._drawn()
        await self._show()

    def _show_soon(self) -> None:
        # Whoever chooses a scope does not wait for a map to be read.
        with self._block:
            ui.timer(0.0, self._show, once=True)

    async def _show(self) -> None:
        context, voice = self._doing.context, self._doing.voice
        catalog = context.registry.catalog
        found = horns(catalog)
        if self._view is None:
            base = await asyncio.to_thread(read_base, context.settings.data_dir / "map.geojson")
            self._view = frame_of(base, [(horn.lon, horn.lat) for horn in found])
            drawn = draw(base, [], voice.language, TEXTS["map_scale"].of(voice.language), self._view)
            self._base.set_content(drawn)
        polygon = self.polygon
        target = Target(TargetScope.AREA, (), (polygon,) if polygon else ())
        self._over.set_content(overlay(self._view, self._corners, found, set(speakers([target], found))))
        self._reach.set_text(await self._said(target))

    async def _said(self, target: Target) -> str:
        """Whom the area reaches, or what it lacks."""
        voice, context = self._doing.voice, self._doing.context
        if not target.shapes:
            return voice.say("area_corners", count=MIN_CORNERS - len(self._corners))
        if wrong_with(target.shapes[0]):
            return voice.say("area_crossed")
        try:
            views = await asyncio.to_thread(context.watch.devices)
            rules = await asyncio.to_thread(context.speaking.rules)
        except StoreDown:
            return voice.say("store_down")
        catalog = context.registry.catalog
        reach = follow.reach(catalog, follow.meant(catalog, target, views, {}), rules)
        counts = {"speakers": reach.speakers, "online": reach.online, "offline": reach.offline}
        return voice.say("found_reach", muted=reach.muted, **counts)
