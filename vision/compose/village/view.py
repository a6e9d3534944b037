"""What one camera of the village sees at any moment: the same for the same script and moment. Pure."""

from dataclasses import dataclass, field
from zlib import crc32

import numpy as np

from devices.contract.bodies import ViewFault
from devices.sim.ground import px_per_m
from devices.sim.world.spell import holds_any
from devices.sim.world.view import FaultSpell, PileCourse, ViewScript
from vision.arrays import Frame
from vision.compose import weather
from vision.compose.cutout import Cutout
from vision.compose.passers import a_crouching_person, a_person, a_vehicle
from vision.compose.piles import pile_in
from vision.compose.village.daylight import Light, light_of, lit, seen_by_night, shade
from vision.compose.village.faults import spoilt
from vision.compose.village.grain import Grain
from vision.compose.village.passing import Passer, Passers
from vision.compose.village.place import Place, Standing, a_place
from vision.compose.village.sun import sun_at

_LIGHT_MS = 120_000
_RAIN_COVER, _MOST_DROPS, _SWAY_PX = 0.8, 200, 0.9
_NOISE_LEVELS = 2.0
# Half of a pile has 0.7 of its width.
_HALF = 0.7
_PERSON_M, _VEHICLE_M = (1.5, 1.82), (1.45, 2.2)
"""How high people and vehicles are."""
_LOOKS = 10


@dataclass(frozen=True, slots=True)
class Props:
    """What all views of a township share: its people and vehicles, and the noise of its cameras' sensors."""

    people: tuple[Cutout, ...]
    vehicles: tuple[Cutout, ...]
    grain: Grain

    @classmethod
    def of(cls, seed: int) -> "Props":
        """Draw them."""
        random = np.random.default_rng((seed, 4))
        standing = [a_person(random, float(random.uniform(-1, 1))) for _ in range(_LOOKS)]
        people = (*standing, a_crouching_person(random))
        return cls(people, tuple(a_vehicle(random) for _ in range(_LOOKS)), Grain(random, _NOISE_LEVELS))


@dataclass(slots=True)
class _Lit:
    """The empty place in the light of some minutes."""

    bucket: int
    light: Light
    frame: Frame = field(repr=False)


class VillageView:
    """One camera's view. For one thread; what stays the same for minutes is drawn once."""

    def __init__(self, script: ViewScript, props: Props) -> None:
        self._script, self._props = script, props
        self._place: Place = a_place(np.random.default_rng((script.seed, 1)))
        self._passing = Passers(script, self._place.road_px)
        self._piles: dict[str, Cutout] = {}
        self._lit: _Lit | None = None

    def at(self, at_ms: int) -> Frame | None:
        """Draw the view (360, 640, 3) BGR of a moment, or None while the camera does not answer."""
        spell = _fault_at(self._script, at_ms)
        if spell is None:
            return self._seen(at_ms)
        if spell.fault is ViewFault.LOST:
            return None
        if spell.fault is ViewFault.FROZEN:
            return self._seen(spell.spell.from_ms)
        random = np.random.default_rng((self._script.seed, 7, spell.spell.from_ms))
        return self._props.grain.on(spoilt(random, spell.fault, self._drawn(at_ms)), at_ms)

    def _seen(self, at_ms: int) -> Frame:
        return self._props.grain.on(self._drawn(at_ms), at_ms, is_night=self._lit_at(at_ms).light.is_night)

    def _drawn(self, at_ms: int) -> Frame:
        now = self._lit_at(at_ms)
        canvas = now.frame.copy()
        for cutout, foot_xy in sorted(self._things(at_ms), key=lambda thing: thing[1][1]):
            width, height = cutout.size_wh
            shade(canvas, Standing(foot_xy, round(0.7 * width), height), now.light)
            cutout.lit(min(1.0, 0.1 + now.light.gain)).lay(canvas, foot_xy)
        if now.light.is_night:
            canvas = seen_by_night(canvas)
        return self._weathered(canvas, at_ms)

    def _lit_at(self, at_ms: int) -> _Lit:
        bucket = at_ms // _LIGHT_MS
        if self._lit is None or self._lit.bucket != bucket:
            script, at = self._script, bucket * _LIGHT_MS
            sun = sun_at(at, script.lat_deg, script.lon_deg, script.facing_deg)
            light = light_of(sun, _RAIN_COVER * float(_drops_at(script, at) > 0))
            self._lit = _Lit(bucket, light, lit(self._place, light))
        return self._lit

    def _things(self, at_ms: int) -> list[tuple[Cutout, tuple[int, int]]]:
        piles = [self._lying(pile, at_ms) for pile in self._script.piles if _lies(pile, at_ms)]
        return [
            *piles,
            *((self._sized(passer, at_ms), foot_xy) for passer, foot_xy in self._passing.at(at_ms)),
        ]

    def _lying(self, pile: PileCourse, at_ms: int) -> tuple[Cutout, tuple[int, int]]:
        left, _, right, foot = pile.xyxy
        if pile.id not in self._piles:
            looks = np.random.default_rng((self._script.seed, 5, crc32(pile.id.encode())))
            self._piles[pile.id] = pile_in(looks, pile.kind, pile.xyxy)
        cutout = self._piles[pile.id]
        if at_ms < pile.grown_ms:
            cutout = cutout.scaled(max(4, round(_HALF * cutout.size_wh[0])))
        return cutout, ((left + right) // 2, foot)

    def _sized(self, passer: Passer, at_ms: int) -> Cutout:
        looks = self._props.people if passer.is_person else self._props.vehicles
        thing = looks[passer.look % len(looks)]
        scale = px_per_m(float(passer.foot_px))
        least, most = _PERSON_M if passer.is_person else _VEHICLE_M
        high_m = least + (most - least) * (passer.look % 97) / 97
        width, height = thing.size_wh
        sized = thing.scaled(max(3, round(scale * high_m * width / height)))
        return sized.flipped() if passer.faces_right(at_ms) else sized

    def _weathered(self, frame: Frame, at_ms: int) -> Frame:
        drops, is_windy = _drops_at(self._script, at_ms), holds_any(self._script.winds, at_ms)
        random = np.random.default_rng((self._script.seed, 6, at_ms))
        if drops > 0:
            frame = weather.rained_on(random, frame, round(_MOST_DROPS * drops))
        if is_windy:
            x_px, y_px = random.normal(0, _SWAY_PX, 2)
            frame = weather.pushed(frame, float(x_px), float(y_px))
        return frame


def _fault_at(script: ViewScript, at_ms: int) -> FaultSpell | None:
    return next((fault for fault in script.faults if fault.spell.holds(at_ms)), None)


def _drops_at(script: ViewScript, at_ms: int) -> float:
    return max((rain.drops for rain in script.rains if rain.spell.holds(at_ms)), default=0.0)


def _lies(pile: PileCourse, at_ms: int) -> bool:
    return pile.appear_ms <= at_ms and (pile.clear_ms is None or at_ms < pile.clear_ms)
