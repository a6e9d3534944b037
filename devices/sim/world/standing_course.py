"""Gateways and speakers, which hold a connection, and stations that measure the air and the water. Pure."""

import math
from collections.abc import Iterator, Mapping
from heapq import merge

from devices.contract.bodies import DeviceClass
from devices.contract.quantities import Value
from devices.sim.bins import temperature_c
from devices.sim.chance import dice
from devices.sim.world.cast import Actor
from devices.sim.world.fact import Told
from devices.sim.world.mouth import Mouth, in_order
from devices.sim.world.part import Part, TroubleKind
from devices.sim.world.saying import Manner
from devices.sim.world.span import Span

_BIRTH_WITHIN_MS = 2000
_FIRST_READING_MS = 40_000
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000


def holder_course(actor: Actor, part: Part, span: Span, seed: int) -> Iterator[Told]:
    """Tell what is said by and of a device that holds a connection, in order of time.

    It is born at the beginning and after every time without power, which its connection does not survive; a
    gateway gives a sign of life each period.
    """
    mouth = Mouth(actor, part, seed)
    born_ms = span.began_ms + dice(seed, "phase", actor.id).randrange(_BIRTH_WITHIN_MS)
    instants = [(born_ms, Manner.BIRTH)]
    for spell in part.off():
        if spell.from_ms > born_ms:
            instants.append((spell.from_ms, Manner.WILL))
        if spell.until_ms is not None:
            instants.append((spell.until_ms, Manner.BIRTH))
    instants += [(reboot.spell.from_ms, Manner.BIRTH) for reboot in part.of(TroubleKind.REBOOT)]
    period_ms = actor.period_s * 1000
    is_gateway = actor.device.device_class is DeviceClass.GATEWAY
    signs = range(born_ms + period_ms, span.ends_ms if is_gateway else 0, period_ms)
    return in_order(
        (at_ms, said)
        for at_ms, manner in merge(sorted(instants), ((at_ms, Manner.SIGN) for at_ms in signs))
        if span.holds(at_ms)
        for said in mouth.say(at_ms, manner)
    )


def station_course(actor: Actor, part: Part, span: Span, seed: int) -> Iterator[Told]:
    """Tell what a station for air or water says, in order of time."""
    mouth = Mouth(actor, part, seed)
    period_ms = actor.period_s * 1000
    first_ms = span.began_ms + _FIRST_READING_MS + dice(seed, "phase", actor.id).randrange(period_ms)
    return in_order(
        (at_ms, said)
        for at_ms in range(first_ms, span.ends_ms, period_ms)
        for said in mouth.say(at_ms, Manner.READING, _measured(actor, span, seed, at_ms))
    )


def _measured(actor: Actor, span: Span, seed: int, at_ms: int) -> Mapping[str, Value]:
    """Measure: the day's wave round each quantity's mean, and noise."""
    chance = dice(seed, "sense", actor.id, at_ms)
    hour = (at_ms - span.midnight_ms) % _DAY_MS / _HOUR_MS
    wave = math.sin((hour - 9) / 24 * math.tau)
    known: dict[str, Value] = {
        "pm2_5_ugm3": round(max(1.0, 32 - 9 * wave + chance.gauss(0, 4)), 1),
        "pm10_ugm3": round(max(2.0, 55 - 14 * wave + chance.gauss(0, 7)), 1),
        "temperature_c": temperature_c(hour, chance),
        "humidity_pct": round(min(100.0, max(15.0, 68 - 16 * wave + chance.gauss(0, 2))), 1),
        "noise_db": round(48 + 8 * wave + chance.gauss(0, 3), 1),
        "ph": round(7.3 + 0.2 * wave + chance.gauss(0, 0.03), 2),
        "do_mgl": round(7.6 + 0.8 * wave + chance.gauss(0, 0.1), 2),
        "water_temp_c": round(17 + 1.5 * wave + chance.gauss(0, 0.1), 1),
        "nh3n_mgl": round(max(0.02, 0.35 - 0.05 * wave + chance.gauss(0, 0.03)), 3),
    }
    return {name: known[name] for name in actor.product.quantities}
