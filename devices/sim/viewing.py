"""What a pretend camera has before it in the course of time: said by the world, drawn by who shows it. Pure.

All times are milliseconds UTC.
"""

from dataclasses import dataclass
from itertools import pairwise

from devices.contract.bodies import ViewFault
from devices.sim.ground import BoxPx, PileKind

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_FIRST_SHARE, _STEPS = 0.55, 3
QUIET = (0.0,) * 24
"""Nobody at any hour."""


@dataclass(frozen=True, slots=True)
class PileSpell:
    """One pile. `box`: of all of it, when it is grown; `clear_ms` None: it stays.

    It appears with about half its width and grows in steps, as people add bags, until `grown_ms`.
    """

    pile: str
    kind: PileKind
    box: BoxPx
    size_m2: float
    appear_ms: int
    grown_ms: int
    clear_ms: int | None = None

    def share_at(self, at_ms: int) -> float:
        """Say what share of its width it has, 0 while it is not there."""
        if at_ms < self.appear_ms or (self.clear_ms is not None and at_ms >= self.clear_ms):
            return 0.0
        if at_ms >= self.grown_ms:
            return 1.0
        step = _STEPS * (at_ms - self.appear_ms) // max(1, self.grown_ms - self.appear_ms)
        return _FIRST_SHARE + (1 - _FIRST_SHARE) * step / _STEPS


@dataclass(frozen=True, slots=True)
class RainSpell:
    """It rains, `strength` 0..1."""

    from_ms: int
    until_ms: int
    strength: float = 0.6


@dataclass(frozen=True, slots=True)
class FaultSpell:
    """The view is unusable, or the camera does not answer (`LOST`)."""

    fault: ViewFault
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class ViewScript:
    """What one camera sees.

    Attributes:
        camera: its device id.
        seed: decides what its place looks like, who passes when, and the grain of every picture.
        piles: litter, as it comes and goes.
        rain: when it rains.
        faults: when the camera is not well.
        people_per_min, vehicles_per_min: how many pass in each hour of the local day.
        sunrise_h, sunset_h: local hours; outside them the camera sees in infrared.
        utc_offset_ms: of the local time.
        shake_px: how far wind moves the mast.
        noise_levels: of the sensor by day; by night it is half as much again.
    """

    camera: str
    seed: int
    piles: tuple[PileSpell, ...] = ()
    rain: tuple[RainSpell, ...] = ()
    faults: tuple[FaultSpell, ...] = ()
    people_per_min: tuple[float, ...] = QUIET
    vehicles_per_min: tuple[float, ...] = QUIET
    sunrise_h: float = 6.25
    sunset_h: float = 18.5
    utc_offset_ms: int = 8 * _HOUR_MS
    shake_px: float = 0.0
    noise_levels: float = 2.0

    def hour_at(self, at_ms: int) -> float:
        """Say which local hour it is, 0 to 24."""
        return (at_ms + self.utc_offset_ms) % _DAY_MS / _HOUR_MS

    def fault_at(self, at_ms: int) -> FaultSpell | None:
        """Give what is wrong with the camera then, if anything is."""
        return next((spell for spell in self.faults if spell.from_ms <= at_ms < spell.until_ms), None)

    def rain_at(self, at_ms: int) -> float:
        """Say how strong it rains, 0 while it does not."""
        falling = [spell.strength for spell in self.rain if spell.from_ms <= at_ms < spell.until_ms]
        return max(falling, default=0.0)

    def visible(self, pile: PileSpell, until_ms: int) -> tuple[tuple[int, int], ...]:
        """Say from when until when a pile lies in a usable view, up to a moment."""
        end_ms = until_ms if pile.clear_ms is None else min(pile.clear_ms, until_ms)
        edges = {pile.appear_ms, end_ms}
        for spell in self.faults:
            edges |= {at_ms for at_ms in (spell.from_ms, spell.until_ms) if pile.appear_ms < at_ms < end_ms}
        spells: list[tuple[int, int]] = []
        for from_ms, to_ms in pairwise(sorted(edges)):
            if self.fault_at(from_ms) is not None:
                continue
            if spells and spells[-1][1] == from_ms:
                spells[-1] = (spells[-1][0], to_ms)
            else:
                spells.append((from_ms, to_ms))
        return tuple(spells)
