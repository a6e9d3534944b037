"""What a camera has before it in a scenario, and when a pile could be seen. Pure and seeded."""

from collections.abc import Iterable, Iterator

from devices.sim.chance import dice
from devices.sim.world.cast import Actor
from devices.sim.world.part import Crowded, Part, Plot
from devices.sim.world.span import Span
from devices.sim.world.spell import Spell, outside
from devices.sim.world.view import FaultSpell, Passing, PileCourse, ViewScript

_HOUR_MS = 3_600_000
# People in view on average, in each hour of an ordinary day: nobody at night, most when children go to school
# and when people come home.
_PEOPLE = (
    0, 0, 0, 0, 0.02, 0.1, 0.3, 0.5, 0.4, 0.3, 0.3, 0.4, 0.3, 0.2, 0.2, 0.3, 0.4, 0.5, 0.5, 0.4, 0.2, 0.1,
    0.03, 0,
)  # fmt: skip
_VEHICLES_PER_PERSON = 0.25
_WINDY_HOURS = 0.15


def view_script(actor: Actor, plot: Plot, span: Span, seed: int) -> ViewScript:
    """Say what a camera has before it."""
    part = plot.parts.get(actor.id, Part())
    chance = dice(seed, "view", actor.id)
    place = actor.device.place
    return ViewScript(
        camera=actor.id,
        seed=chance.randrange(2**31),
        lat_deg=place.lat,
        lon_deg=place.lon,
        facing_deg=round(chance.uniform(0, 360), 1),
        piles=tuple(sorted(part.piles, key=lambda pile: pile.appear_ms)),
        faults=tuple(_apart(part.faults)),
        passing=tuple(_passing(plot.crowds.get(actor.village, []), span)),
        rains=tuple(plot.rains),
        winds=tuple(_winds(span, seed)),
        film=part.film,
    )


def visible(pile: PileCourse, faults: Iterable[FaultSpell], ends_ms: int) -> tuple[tuple[int, int], ...]:
    """Say from when until when a pile lies in a view that can be judged."""
    lies = Spell(pile.appear_ms, pile.clear_ms)
    return tuple(outside(lies, (fault.spell for fault in faults), ends_ms))


def _apart(faults: Iterable[FaultSpell]) -> Iterator[FaultSpell]:
    """Give faults one after the other: one that begins while another lasts is seen when that is over."""
    free_ms: int | None = 0
    for fault in sorted(faults, key=lambda one: one.spell.from_ms):
        if free_ms is None:
            return
        spell = Spell(max(free_ms, fault.spell.from_ms), fault.spell.until_ms)
        if spell.until_ms is None or spell.from_ms < spell.until_ms:
            yield FaultSpell(fault.fault, spell)
            free_ms = spell.until_ms


def _passing(crowds: list[Crowded], span: Span) -> Iterator[Passing]:
    edges = {span.began_ms, *range(span.midnight_ms, span.ends_ms, _HOUR_MS)}
    edges |= {crowd.spell.from_ms for crowd in crowds}
    edges |= {crowd.spell.end_ms(span.ends_ms) for crowd in crowds}
    for at_ms in sorted(edges):
        if span.holds(at_ms):
            crowd = next((one for one in crowds if one.spell.holds(at_ms)), None)
            people = _PEOPLE[(at_ms - span.midnight_ms) // _HOUR_MS % 24]
            vehicles = people * _VEHICLES_PER_PERSON
            yield Passing(at_ms, crowd.people, crowd.vehicles) if crowd else Passing(at_ms, people, vehicles)


def _winds(span: Span, seed: int) -> Iterator[Spell]:
    for from_ms in range(span.midnight_ms, span.ends_ms, _HOUR_MS):
        # One wind for the whole valley, and masts that stand in it alike.
        if dice(seed, "wind", from_ms).random() < _WINDY_HOURS:
            yield Spell(max(from_ms, span.began_ms), min(from_ms + _HOUR_MS, span.ends_ms))
