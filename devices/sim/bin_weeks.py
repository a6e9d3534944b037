"""Weeks in the life of one pretend bin, with everything that makes its sensor hard to read. Pure.

Where `devices/sim/bins.py` tells a demo, this draws a life by chance, to score the hub's answers against.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from devices.sim.bins import DAY_S, FILLING_BY_HOUR, Reading, Sensor, sense

STEP_S = 300
_STEPS_PER_DAY = int(DAY_S) // STEP_S
_STEPS_PER_HOUR = 3600 // STEP_S
_DAYS_PER_WEEK = 7
_WEEKEND = (5, 6)
_WEEKEND_FACTOR = 1.3
# How often a day or a collection brings what makes a bin hard to read: guesses, on the hard side of what
# villages tell.
_TRUCK_COMES, _COMES_AGAIN = 0.92, 0.15
_GRABBED, _SETTLES, _TILTED, _OPENED = 0.1, 0.3, 0.04, 0.2
_FILLED_AGAIN, _FILLED_THIS_STEP = 0.1, 0.25
_WORTH_GRABBING_PCT, _LEFT_PCT = 55.0, 30.0


@dataclass(frozen=True, slots=True)
class Moment:
    """How things truly are from `at_s` (seconds since midnight of the first day) until the next moment.

    `left_pct`: what the truck found, when it has just emptied the bin; else None.
    """

    at_s: int
    fill_pct: float
    is_tilted: bool
    is_open: bool
    left_pct: float | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """A time in which bins fill `factor` times as fast; seconds since midnight of the first day."""

    from_s: float
    until_s: float
    factor: float


@dataclass(frozen=True, slots=True)
class Lot:
    """What others have in store for a bin.

    Attributes:
        emptied_s: when the truck empties it, seconds since midnight of the first day; None: drawn, on most
            mornings.
        busy: when it fills faster than usual; the first that holds counts.
        trouble: how often it is hard to read, as a multiple of the usual; 0: never.
        weekday: of the first day, Monday is 0.
    """

    emptied_s: tuple[float, ...] | None = None
    busy: tuple[Busy, ...] = ()
    trouble: float = 1.0
    weekday: int = 0

    def factor(self, at_s: int) -> float:
        """How many times faster than usual it fills."""
        return next((busy.factor for busy in self.busy if busy.from_s <= at_s < busy.until_s), 1.0)

    def emptied_steps(self, day: int) -> tuple[int, ...] | None:
        """In which steps of a day it is emptied; None: drawn."""
        if self.emptied_s is None:
            return None
        steps = (int(at_s) // STEP_S - day * _STEPS_PER_DAY for at_s in self.emptied_s)
        return tuple(step for step in steps if 0 <= step < _STEPS_PER_DAY)


_USUAL = Lot()


@dataclass(frozen=True, slots=True)
class Measured:
    """What the sensor says at `at_s`, and the true fill then."""

    at_s: int
    reading: Reading
    fill_pct: float
    is_disturbed: bool


@dataclass(slots=True)
class _Day:
    """What is to happen on one day, by step of the day."""

    emptied_at: tuple[int, ...]
    grabbed_at: int | None
    settles: range
    settled_pct: float
    tilted: range
    opened: range


def live(chance: Random, days: int, lot: Lot = _USUAL) -> Iterator[Moment]:
    """Draw a life: a pace by hour and weekday, a truck on most mornings, and what else befalls a bin.

    Somebody takes a part out again (no emptying), refuse settles slowly, a bin is filled again as soon as the
    truck has gone, lies on its side, or stands open. What `lot` says comes so; the rest is drawn.
    """
    fill_pct, pace_pct_h, residue_pct = chance.uniform(0, 60), chance.uniform(1.8, 4.2), chance.uniform(1, 8)
    truck_at = round(chance.uniform(5.5, 10) * _STEPS_PER_HOUR)
    waiting_pct = 0.0
    for number in range(days):
        day, day_factor = _planned(chance, truck_at, lot, number), chance.lognormvariate(0, 0.2)
        day_factor *= _WEEKEND_FACTOR if (lot.weekday + number) % _DAYS_PER_WEEK in _WEEKEND else 1.0
        for step in range(_STEPS_PER_DAY):
            at_s = (number * _STEPS_PER_DAY + step) * STEP_S
            hour = FILLING_BY_HOUR[step // _STEPS_PER_HOUR] * lot.factor(at_s)
            fill_pct += pace_pct_h * day_factor * hour * chance.gammavariate(0.5, 2) / _STEPS_PER_HOUR
            if waiting_pct and _happens(chance, _FILLED_THIS_STEP):
                fill_pct, waiting_pct = fill_pct + waiting_pct, 0.0
            if step in day.settles:
                fill_pct = max(residue_pct, fill_pct - day.settled_pct / len(day.settles))
            if step == day.grabbed_at and fill_pct > _WORTH_GRABBING_PCT:
                fill_pct = max(_LEFT_PCT, fill_pct - chance.uniform(15, 60))
            fill_pct = min(100.0, fill_pct)
            left_pct = fill_pct if step in day.emptied_at else None
            if left_pct is not None:
                fill_pct = residue_pct + chance.uniform(0, 3)
                waiting_pct = chance.uniform(10, 40) if _happens(chance, _FILLED_AGAIN * lot.trouble) else 0.0
            yield Moment(at_s, fill_pct, step in day.tilted, step in day.opened, left_pct)


def measure(chance: Random, life: Iterator[Moment], sensor: Sensor, period_s: int) -> Iterator[Measured]:
    """Let a sensor measure that life every `period_s` seconds, with a phase of its own."""
    next_s = chance.uniform(0, period_s)
    for moment in life:
        if moment.at_s < next_s:
            continue
        next_s += period_s
        is_disturbed = moment.is_tilted or moment.is_open
        yield Measured(moment.at_s, listen(sensor, moment, chance), moment.fill_pct, is_disturbed)


def listen(sensor: Sensor, moment: Moment, chance: Random) -> Reading:
    """Measure once, as things are.

    An open lid swings the sensor away: it hears nothing, or whatever stands behind the bin.
    """
    seen = sense(sensor, moment.fill_pct, chance, is_tilted=moment.is_tilted)
    if not moment.is_open or moment.is_tilted:
        return seen
    return sense(replace(sensor, no_echo_share=0.5, wild_share=0.5), moment.fill_pct, chance)


def _planned(chance: Random, truck_at: int, lot: Lot, number: int) -> _Day:
    """Draw what one day is to bring."""
    visits = (
        [truck_at + round(chance.gauss(0, 0.5 * _STEPS_PER_HOUR))] if _happens(chance, _TRUCK_COMES) else []
    )
    visits += [round(chance.uniform(15, 18) * _STEPS_PER_HOUR)] if _happens(chance, _COMES_AGAIN) else []
    settles_at = chance.randrange(_STEPS_PER_DAY)
    scripted = lot.emptied_steps(number)
    return _Day(
        emptied_at=tuple(visits) if scripted is None else scripted,
        grabbed_at=chance.randrange(_STEPS_PER_DAY) if _happens(chance, _GRABBED * lot.trouble) else None,
        settles=range(settles_at, settles_at + 4 * _STEPS_PER_HOUR),
        settled_pct=chance.uniform(5, 15) if _happens(chance, _SETTLES * lot.trouble) else 0.0,
        tilted=_spell(chance, _TILTED * lot.trouble, longest_h=3),
        opened=_spell(chance, _OPENED * lot.trouble, longest_h=1),
    )


def _spell(chance: Random, share: float, longest_h: int) -> range:
    if not _happens(chance, share):
        return range(0)
    begins = chance.randrange(_STEPS_PER_DAY)
    return range(begins, begins + chance.randint(1, longest_h * _STEPS_PER_HOUR))


def _happens(chance: Random, share: float) -> bool:
    return chance.random() < share
