"""One bin through a scenario: how full it is, when it is emptied, what its sensor says. Pure and seeded."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from devices.contract.quantities import Quality, Value
from devices.sim.bin_weeks import Moment, listen
from devices.sim.bins import Sensor, temperature_c
from devices.sim.chance import dice
from devices.sim.world.bin_life import STEP_MS, BinLife
from devices.sim.world.cast import Actor
from devices.sim.world.fact import Fact, Told
from devices.sim.world.mouth import Mouth, in_order
from devices.sim.world.part import Part, TroubleKind
from devices.sim.world.saying import Manner, Speech
from devices.sim.world.span import Span

_FILL_TOLD_EVERY_S, _FILL_JUMP_PCT = 600, 3.0
_BIRTH_WITHIN_MS = (10_000, 30_000)
_FIRST_READING_MS = 40_000
_SPEAKS_OF_ITS_START = frozenset({Speech.NATIVE, Speech.CHIRPSTACK, Speech.THINGS_STACK})
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_WEAK_BATTERY_PCT, _ALARM_BATTERY_PCT = 7.0, 20.0
_BATTERY_PCT, _DRAIN_PCT_PER_DAY = (62.0, 100.0), 0.05
# A lithium cell of 3.6 V: flat for most of its life; the line is what vendors' sheets make of it.
_EMPTY_V, _VOLTS_PER_PCT = 2.9, 0.007
_FIRE_C = 45.0


def bin_course(actor: Actor, part: Part, life: BinLife, span: Span, seed: int) -> Iterator[Told]:
    """Tell the course of one bin, in order of time."""
    return in_order(_Course(actor, part, life, span, seed).told())


class _Course:
    def __init__(self, actor: Actor, part: Part, life: BinLife, span: Span, seed: int) -> None:
        self._actor = actor
        self._part = part
        self._life = life
        self._span = span
        self._seed = seed
        self._mouth = Mouth(actor, part, seed)
        self._battery_pct = dice(seed, "battery", actor.id).uniform(*_BATTERY_PCT)
        self._began_ms = span.began_ms if part.begins_ms is None else part.begins_ms
        self._told_pct = -100.0

    def told(self) -> Iterator[tuple[int, Told]]:
        """Give what is told, with the moment at which it is."""
        period_ms = self._actor.period_s * 1000
        birth_ms, due_ms = self._begins_ms(period_ms)
        instants = deque(sorted(self._instants(birth_ms)))
        was_tilted = False
        for at_ms, moment in self._life.moments():
            yield from self._facts(at_ms, moment)
            if at_ms >= self._began_ms and moment.is_tilted != was_tilted:
                was_tilted = moment.is_tilted
                yield from self._turned(at_ms, moment)
            until_ms = min(at_ms + STEP_MS, self._span.ends_ms)
            while min(due_ms, instants[0][0] if instants else due_ms) < until_ms:
                if instants and instants[0][0] <= due_ms:
                    yield from self._say(*instants.popleft(), moment)
                else:
                    yield from self._say(due_ms, Manner.READING, moment)
                    due_ms += period_ms

    def _begins_ms(self, period_ms: int) -> tuple[int, int]:
        """Draw when it presents itself, and when it measures first."""
        chance = dice(self._seed, "phase", self._actor.id)
        birth_ms = self._began_ms + chance.randint(*_BIRTH_WITHIN_MS)
        return birth_ms, self._began_ms + _FIRST_READING_MS + chance.randrange(period_ms)

    def _instants(self, birth_ms: int) -> Iterator[tuple[int, Manner]]:
        """Give when it speaks out of turn: its starts, and when it falls, is set up, burns, is put out."""
        if self._actor.speech is Speech.NATIVE:
            yield birth_ms, Manner.BIRTH
        if self._actor.speech in _SPEAKS_OF_ITS_START:
            for reboot in self._part.of(TroubleKind.REBOOT):
                yield reboot.spell.from_ms, Manner.BIRTH
        knows = {
            kind
            for kind, quantity in ((TroubleKind.TILTED, "tilted"), (TroubleKind.FIRE, "alarm_fire"))
            if quantity in self._actor.product.quantities
        }
        for trouble in self._part.troubles:
            if trouble.kind in knows:
                yield trouble.spell.from_ms, Manner.EVENT
                if trouble.spell.until_ms is not None:
                    yield trouble.spell.until_ms, Manner.EVENT

    def _turned(self, at_ms: int, moment: Moment) -> Iterator[tuple[int, Told]]:
        """Say that it fell, or was set up, without anybody having planned it."""
        if "tilted" in self._actor.product.quantities:
            yield from self._say(at_ms, Manner.EVENT, moment)

    def _facts(self, at_ms: int, moment: Moment) -> Iterator[tuple[int, Told]]:
        if not self._span.holds(at_ms):
            return
        if moment.left_pct is not None:
            # A step begins with the emptying, so nothing was told yet of the millisecond before it.
            before_ms = max(self._span.began_ms, at_ms - 1)
            yield before_ms, self._fill(before_ms, moment.left_pct)
            yield at_ms, Fact(at_ms, self._actor.id, "emptied", {"left_pct": round(moment.left_pct, 2)})
        is_jump = abs(moment.fill_pct - self._told_pct) > _FILL_JUMP_PCT
        if moment.left_pct is not None or is_jump or moment.at_s % _FILL_TOLD_EVERY_S == 0:
            yield at_ms, self._fill(at_ms, moment.fill_pct)

    def _fill(self, at_ms: int, fill_pct: float) -> Fact:
        self._told_pct = fill_pct
        return Fact(at_ms, self._actor.id, "fill", {"fill_pct": round(fill_pct, 2)})

    def _say(self, at_ms: int, manner: Manner, moment: Moment) -> Iterator[tuple[int, Told]]:
        values: Mapping[str, Value] = {}
        quality: Mapping[str, Quality] = {}
        if manner is not Manner.BIRTH:
            values, quality = self._measured(at_ms, moment)
        for said in self._mouth.say(at_ms, manner, values, quality, moment.fill_pct):
            yield at_ms, said
        if manner is Manner.READING:
            for said in self._mouth.garble(at_ms, values):
                yield at_ms, said

    def _measured(self, at_ms: int, moment: Moment) -> tuple[Mapping[str, Value], Mapping[str, Quality]]:
        chance = dice(self._seed, "sense", self._actor.id, at_ms)
        is_tilted = moment.is_tilted or self._part.held(TroubleKind.TILTED, at_ms) is not None
        is_burning = self._part.held(TroubleKind.FIRE, at_ms) is not None
        level = listen(self._sensor(at_ms), replace(moment, is_tilted=is_tilted), chance)
        hour = (at_ms - self._span.midnight_ms) % _DAY_MS / _HOUR_MS
        battery_pct = self._battery(at_ms)
        all_values: dict[str, Value] = {
            **level.values,
            "temperature_c": round(temperature_c(hour, chance) + (_FIRE_C if is_burning else 0.0), 1),
            "battery_pct": float(round(battery_pct)),
            "battery_v": round(_EMPTY_V + _VOLTS_PER_PCT * battery_pct, 2),
            "alarm_battery": battery_pct <= _ALARM_BATTERY_PCT,
            "alarm_fire": is_burning,
        }
        known = self._actor.product.quantities
        return {name: all_values[name] for name in known if name in all_values}, level.quality

    def _sensor(self, at_ms: int) -> Sensor:
        device = self._actor.device
        sensor = Sensor(device.empty_mm or 0, device.full_mm or 0, blind_mm=self._actor.product.blind_mm)
        wild = self._part.held(TroubleKind.WILD, at_ms)
        mute = self._part.held(TroubleKind.NO_ECHO, at_ms)
        return replace(
            sensor,
            wild_share=wild.share if wild else sensor.wild_share,
            no_echo_share=mute.share if mute else sensor.no_echo_share,
        )

    def _battery(self, at_ms: int) -> float:
        if self._part.held(TroubleKind.WEAK_BATTERY, at_ms):
            return _WEAK_BATTERY_PCT
        return self._battery_pct - _DRAIN_PCT_PER_DAY * (at_ms - self._span.began_ms) / _DAY_MS
