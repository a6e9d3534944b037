"""What happens in the demo, as data: within two minutes a visitor sees every honest state once.

All moments are seconds; what the script says comes again every pretend day (`day_s`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devices.contract.bodies import DeviceClass, ViewFault
from devices.sim.bins import DAY_S, Habit
from devices.sim.chance import dice
from devices.sim.township import Township

_FIRST_TRUCK_S = 25.0
_NEXT_VILLAGE_S = 35.0
_VILLAGE_TAKES_S = 28.0
_WEAK_BATTERY_PCT = 7.0


@dataclass(frozen=True, slots=True)
class Spell:
    """Something that holds for one device from one moment of the pretend day to another."""

    device: str
    from_s: float
    until_s: float

    def holds(self, device: str, moment_s: float) -> bool:
        """Tell whether it holds for that device now."""
        return bool(device) and device == self.device and self.from_s <= moment_s < self.until_s


@dataclass(frozen=True, slots=True)
class BlindView:
    """A time in which a camera's picture cannot be judged (看不见)."""

    fault: ViewFault
    spell: Spell


@dataclass(frozen=True, slots=True)
class Script:
    """The course of the demo. A device id "" means that the township has too few devices for this part.

    Attributes:
        speed: pretend seconds for each real second.
        nearly_full: bins that become full within the first minute.
        missed: bins whose truck never comes (日产日清 is broken).
        never: a registered bin that never speaks (从未上线).
        silent: a bin falls silent, and comes back.
        knocked_over: a bin lies on its side, and is set up again.
        weak_battery: a bin whose battery is nearly empty.
        garbled: a bin that also sends bytes nobody can read.
        garbled_every: one such message for so many good ones.
        unclaimed: a device that speaks but is in no registry (待认领).
        piles: when litter lies before which camera.
        blind_views: when which camera cannot see.
    """

    speed: float
    nearly_full: tuple[str, ...]
    missed: tuple[str, ...]
    never: str
    silent: Spell
    knocked_over: Spell
    weak_battery: str
    garbled: str
    garbled_every: int
    unclaimed: str
    piles: tuple[Spell, ...]
    blind_views: tuple[BlindView, ...]

    @property
    def day_s(self) -> float:
        """Real seconds of one pretend day."""
        return DAY_S / self.speed

    def is_silent(self, device: str, elapsed_s: float) -> bool:
        """Tell whether the device says nothing now."""
        return device == self.never or self.silent.holds(device, elapsed_s % self.day_s)

    def is_tilted(self, device: str, elapsed_s: float) -> bool:
        """Tell whether the bin lies on its side."""
        return self.knocked_over.holds(device, elapsed_s % self.day_s)

    def has_litter(self, camera: str, elapsed_s: float) -> bool:
        """Tell whether a pile truly lies before the camera, seen or not."""
        return any(pile.holds(camera, elapsed_s % self.day_s) for pile in self.piles)

    def view_fault(self, camera: str, elapsed_s: float) -> ViewFault:
        """Say what keeps the camera from seeing, or that nothing does."""
        faults = (view.fault for view in self.blind_views if view.spell.holds(camera, elapsed_s % self.day_s))
        return next(faults, ViewFault.NONE)


def demo_script(township: Township, *, speed: float = 120.0) -> Script:
    """Cast the parts among the devices of a township. The first truck is in the first village."""
    native = [device for device in township.of(DeviceClass.BIN) if not device.key]
    first = township.villages[0].name.id
    collected_first = [device.id for device in native if device.village.name.id == first]
    others = iter([device.id for device in native if device.village.name.id != first])
    cameras = iter([device.id for device in township.of(DeviceClass.CAMERA)])
    missed = (_next(others),)
    return Script(
        speed=speed,
        nearly_full=(*collected_first[:2], *missed, _next(others)),
        missed=missed,
        never=_next(others),
        silent=Spell(_next(others), 12, 100),
        knocked_over=Spell(_next(others), 35, 110),
        weak_battery=_next(others),
        garbled=_next(others),
        garbled_every=4,
        unclaimed="bin-newcomer",
        piles=_piles(_next(cameras), _next(cameras), day_s=DAY_S / speed),
        blind_views=(
            BlindView(ViewFault.COVERED, Spell(_next(cameras), 30, 105)),
            BlindView(ViewFault.BLACK, Spell(_next(cameras), 50, 120)),
        ),
    )


def habits(township: Township, script: Script) -> Mapping[str, Habit]:
    """Give every bin its habit, by device id: start, pace, and when the truck comes."""
    by_village: dict[str, list[str]] = {}
    for device in township.of(DeviceClass.BIN):
        by_village.setdefault(device.village.name.id, []).append(device.id)
    return {
        device: _habit(township.seed, device, script, first_emptied_s)
        for village, members in enumerate(by_village.values())
        for device, first_emptied_s in _round(village, members, script)
    }


def _habit(seed: int, device: str, script: Script, first_emptied_s: float) -> Habit:
    chance = dice(seed, "habit", device)
    start_pct, rate_pct_h = chance.uniform(5, 62), chance.uniform(2.2, 5.2)
    if device in script.nearly_full:
        start_pct, rate_pct_h = chance.uniform(82, 88), 5.0
    return Habit(
        start_pct=start_pct,
        rate_pct_h=rate_pct_h,
        residue_pct=chance.uniform(1, 7),
        first_emptied_s=None if device in script.missed else first_emptied_s,
        emptied_every_s=script.day_s,
        battery_pct=_WEAK_BATTERY_PCT if device == script.weak_battery else chance.uniform(62, 100),
    )


def _round(village: int, members: list[str], script: Script) -> Iterator[tuple[str, float]]:
    """One village's part of the collection round: the truck goes from bin to bin."""
    arrives_s = _FIRST_TRUCK_S + (village * _NEXT_VILLAGE_S) % (script.day_s * 0.8)
    for stop, device in enumerate(members):
        yield device, arrives_s + stop * _VILLAGE_TAKES_S / len(members)


def _piles(first: str, second: str, *, day_s: float) -> tuple[Spell, ...]:
    """Two piles by the pretend day; the first comes back after it was cleared (反弹)."""
    return Spell(first, 15, 75), Spell(second, 45, 165), Spell(first, 0.4 * day_s, 0.6 * day_s)


def _next(devices: Iterator[str]) -> str:
    return next(devices, "")
