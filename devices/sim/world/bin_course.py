"""One bin through a scenario: how full it is, when it is emptied, what its sensor says. Pure and seeded."""

from collections.abc import Iterator, Mapping

from devices.contract.quantities import Value
from devices.sim.bin_weeks import STEP_S, Moment, live
from devices.sim.bins import Sensor, sense, temperature_c
from devices.sim.chance import dice
from devices.sim.world.cast import Actor
from devices.sim.world.fact import Fact, Said, Told
from devices.sim.world.saying import Manner, Saying
from devices.sim.world.span import Span

_FILL_TOLD_EVERY_S = 600


def bin_course(actor: Actor, span: Span, seed: int) -> Iterator[Told]:
    """Tell the course of one bin, in order of time."""
    period_ms = actor.period_s * 1000
    due_ms = span.began_ms + dice(seed, "phase", actor.id).randrange(period_ms)
    number = 0
    for moment in live(dice(seed, "life", actor.id), span.days):
        at_ms = span.midnight_ms + moment.at_s * 1000
        if span.holds(at_ms):
            yield from _facts(actor.id, moment, at_ms)
        while due_ms < min(at_ms + STEP_S * 1000, span.ends_ms):
            number += 1
            yield Said(_reading(actor, moment, due_ms, number, seed), moment.fill_pct)
            due_ms += period_ms


def _facts(device: str, moment: Moment, at_ms: int) -> Iterator[Fact]:
    fill: Mapping[str, float] = {"fill_pct": round(moment.fill_pct, 2)}
    if moment.left_pct is not None:
        yield Fact(at_ms, device, "emptied", {"left_pct": round(moment.left_pct, 2)})
        yield Fact(at_ms, device, "fill", fill)
    elif moment.at_s % _FILL_TOLD_EVERY_S == 0:
        yield Fact(at_ms, device, "fill", fill)


def _reading(actor: Actor, moment: Moment, at_ms: int, number: int, seed: int) -> Saying:
    chance = dice(seed, actor.id, number)
    device = actor.device
    sensor = Sensor(device.empty_mm or 0, device.full_mm or 0)
    seen = sense(sensor, moment.fill_pct, chance, is_tilted=moment.is_tilted)
    values: dict[str, Value] = {
        **seen.values,
        "temperature_c": temperature_c(moment.at_s / 3600 % 24, chance),
        "battery_pct": 90.0,
    }
    told = {name: value for name, value in values.items() if name in actor.product.quantities}
    return Saying(at_ms, actor.id, number, Manner.READING, at_ms, told, seen.quality)
