"""Whom an announcement is for: the scope, and what can be chosen or drawn in it."""

from collections.abc import Callable, Mapping

from nicegui import ui

from hub.console.announcing.area_map import AreaMap
from hub.console.announcing.doing import Doing
from hub.console.parts import div
from hub.console.whole import whole
from hub.domain.announcements import Target, TargetScope, TargetSet
from hub.domain.announcements.targets import horns
from hub.domain.area import Catalog, PlaceKind
from hub.domain.shapes import Circle, Polygon, Shape

_SCOPES = {
    TargetScope.VILLAGES: "scope_villages",
    TargetScope.GROUPS: "scope_groups",
    TargetScope.DEVICES: "scope_devices",
    TargetScope.AREA: "scope_area",
    TargetScope.SAVED: "scope_saved",
}
_GROUPS = frozenset({PlaceKind.GRID, PlaceKind.HAMLET})
_USUAL_RADIUS_KM = 1.0


class Where:
    """Two fields, a third for a radius, and below them a map; `drawn` is called when somebody draws on it."""

    def __init__(self, doing: Doing, drawn: Callable[[], None]) -> None:
        voice = doing.voice
        self._options: dict[TargetScope, dict[str, str]] = {}
        self._centres: dict[str, tuple[float, float]] = {}
        everybody = {TargetScope.TOWNSHIP.value: whole(voice, doing.context.registry.catalog)}
        scopes = everybody | {scope.value: voice.say(key) for scope, key in _SCOPES.items()}
        with div("where-fields"):
            self._scope = ui.select(
                scopes,
                value=TargetScope.TOWNSHIP.value,
                label=voice.say("scope"),
                on_change=self._offer,
            ).props("outlined dense")
            self._chosen = ui.select({}, value=[], label=voice.say("chosen"), multiple=True).props(
                "outlined dense use-chips"
            )
            self._radius = ui.number(
                voice.say("radius"), value=_USUAL_RADIUS_KM, min=0.1, max=100, step=0.5
            ).props("outlined dense")
        self._map = AreaMap(doing, drawn)
        self._offer()

    def fill(self, catalog: Catalog, saved: Mapping[str, TargetSet]) -> None:
        """Offer what the registry has and what was saved; what is chosen stays."""
        found = horns(catalog)
        here = {place for horn in found for place in horn.places}
        devices = {horn.id: catalog.devices[horn.id].name for horn in found}
        self._centres = {horn.id: (horn.lat, horn.lon) for horn in found}
        options = {
            TargetScope.VILLAGES: {each.id: each.name for each in catalog.villages() if each.id in here},
            TargetScope.GROUPS: {
                each.id: each.name
                for each in sorted(catalog.places.values(), key=lambda place: place.id)
                if each.kind in _GROUPS and each.id in here
            },
            TargetScope.DEVICES: devices,
            TargetScope.AREA: devices,
            TargetScope.SAVED: {name: kept.name for name, kept in saved.items()},
        }
        if options != self._options:
            self._options = options
            self._offer()

    def target(self) -> Target:
        """What is chosen now."""
        scope = TargetScope(self._scope.value)
        chosen = tuple(self._chosen.value or ())
        if scope is TargetScope.TOWNSHIP:
            return Target(scope)
        if scope is TargetScope.AREA:
            radius_km = float(self._radius.value or 0)
            shapes: list[Shape] = [Circle(*self._centres[name], radius_km) for name in chosen]
            drawn = self._map.polygon
            return Target(scope, (), (*shapes, drawn) if drawn else tuple(shapes))
        return Target(scope, chosen)

    def choose(self, target: Target) -> None:
        """Show a target that was chosen before; circles are left to be chosen anew."""
        self._scope.set_value(target.scope.value)
        self._offer()
        known = self._options.get(target.scope, {})
        self._chosen.set_value([name for name in target.ids if name in known])
        drawn = [shape for shape in target.shapes if isinstance(shape, Polygon)]
        if drawn:
            self._map.draw(drawn[0])

    def _offer(self) -> None:
        scope = TargetScope(self._scope.value)
        options = self._options.get(scope, {})
        kept = [name for name in self._chosen.value or () if name in options]
        self._chosen.set_options(options, value=kept)
        self._chosen.set_visibility(scope is not TargetScope.TOWNSHIP)
        self._radius.set_visibility(scope is TargetScope.AREA)
        self._map.set_visible(is_visible=scope is TargetScope.AREA)
