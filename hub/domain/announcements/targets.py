"""Whom an announcement is for: which loudspeakers a target names, and which names reach nobody. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from devices.contract.bodies import DeviceClass
from hub.domain.area import Catalog
from hub.domain.shapes import Shape


class TargetScope(StrEnum):
    """How the speakers of an announcement are named; a group is a hamlet (村民组) or a grid (网格)."""

    TOWNSHIP = "township"
    VILLAGES = "villages"
    GROUPS = "groups"
    DEVICES = "devices"
    AREA = "area"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Horn:
    """One loudspeaker and where it stands; `places` are the ids of all places around it."""

    id: str
    village: str
    places: frozenset[str]
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an announcement is for.

    `ids` are villages, groups, devices or saved sets by `scope`, and none for the township; `shapes` are what
    was drawn on the map, none but for an area.
    """

    scope: TargetScope
    ids: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether it names nobody at all."""
        if self.scope is TargetScope.AREA:
            return not self.shapes
        return self.scope is not TargetScope.TOWNSHIP and not self.ids


@dataclass(frozen=True, slots=True)
class TargetSet:
    """A saved choice of targets with a name; none of them is a saved set itself."""

    id: str
    name: str
    targets: tuple[Target, ...]


def horns(catalog: Catalog) -> tuple[Horn, ...]:
    """List the loudspeakers in service, by id."""
    return tuple(
        Horn(
            device.id,
            village.id if (village := catalog.village_of(device)) else "",
            frozenset(place.id for place in catalog.around(device.point)),
            device.lat,
            device.lon,
        )
        for device in catalog.of_class(DeviceClass.SPEAKER)
    )


def resolved(target: Target, saved: Mapping[str, TargetSet]) -> tuple[Target, ...]:
    """The targets that a target stands for; of a saved set its own, of an unknown one none."""
    if target.scope is not TargetScope.SAVED:
        return (target,)
    return tuple(inner for name in target.ids if name in saved for inner in saved[name].targets)


def speakers(targets: Iterable[Target], horns: Collection[Horn]) -> tuple[str, ...]:
    """List the speakers meant, by id, each once."""
    return tuple(sorted({horn.id for target in targets for horn in horns if _means(target, horn)}))


def unmatched(target: Target, horns: Collection[Horn], saved: Mapping[str, TargetSet]) -> tuple[str, ...]:
    """List the names that no speaker answers to, so that nobody believes they were told."""
    known: dict[TargetScope, Collection[str]] = {
        TargetScope.VILLAGES: {horn.village for horn in horns},
        TargetScope.GROUPS: {place for horn in horns for place in horn.places},
        TargetScope.DEVICES: {horn.id for horn in horns},
        TargetScope.SAVED: {name for name, kept in saved.items() if speakers(kept.targets, horns)},
    }
    return tuple(sorted(set(target.ids).difference(known.get(target.scope, target.ids))))


def villages(meant: Sequence[str], horns: Collection[Horn]) -> tuple[str, ...]:
    """List the villages that hear these speakers, by id."""
    chosen = set(meant)
    return tuple(sorted({horn.village for horn in horns if horn.id in chosen}))


def _means(target: Target, horn: Horn) -> bool:
    claims = {
        TargetScope.TOWNSHIP: True,
        TargetScope.VILLAGES: horn.village in target.ids,
        TargetScope.GROUPS: not horn.places.isdisjoint(target.ids),
        TargetScope.DEVICES: horn.id in target.ids,
        TargetScope.AREA: any(shape.holds(horn.lat, horn.lon) for shape in target.shapes),
    }
    return claims.get(target.scope, False)
