"""What a good command centre would be told, by rules that look at the truth alone. Pure.

The rules stand beside what the product promises (docs/operations.md, docs/scenarios.md): they ask what is
so, never how a hub would find out. A need begins at the first moment at which telling it is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from devices.contract.bodies import DeviceClass
from devices.sim.world.bin_life import Life
from devices.sim.world.cast import Actor
from devices.sim.world.part import Part, Trouble, TroubleKind
from devices.sim.world.span import Span
from devices.sim.world.spell import Spell, outside
from devices.sim.world.view import ViewScript
from devices.sim.world.view_course import visible

# A device that is silent for so many of its own periods is lost (docs/design.md), and a little for the way.
_LOST_AFTER_PERIODS, _GRACE_MS = 6, 5000
# One reading that is wrong is nothing (a truck would come for an echo): a bin must be full for two periods.
_FULL_PERIODS = 2
# A sensor that was of no use for so long wants looking after.
_ODD_PERIODS, _ODD_SHARE = 6, 0.5
# A lorry before the lens, a gust or a restart is no fault of a camera.
_VIEW_FAULT_MS = 5 * 60_000


class Rule(StrEnum):
    """What is told."""

    OVERFLOW = "overflow"
    MISSED_COLLECTION = "missed_collection"
    FIRE = "fire"
    TILT = "tilt"
    BATTERY = "battery"
    DEVICE_SILENT = "device_silent"
    GATEWAY_SILENT = "gateway_silent"
    LITTER = "litter"
    CAMERA_FAULT = "camera_fault"
    BIN_ODD = "bin_odd"


@dataclass(frozen=True, slots=True)
class Need:
    """One matter of one device: tell it within `spell`; `why` says more, where there is more."""

    rule: Rule
    spell: Spell
    why: str = ""


# What a bin tells at once, if its product can: one word of it is enough.
_AT_ONCE = {
    TroubleKind.FIRE: (Rule.FIRE, frozenset({"alarm_fire"})),
    TroubleKind.TILTED: (Rule.TILT, frozenset({"tilted"})),
    TroubleKind.WEAK_BATTERY: (Rule.BATTERY, frozenset({"battery_pct", "alarm_battery"})),
}
# While these hold, nobody can know how full a bin is.
_BLINDING = frozenset({TroubleKind.TILTED, TroubleKind.WILD, TroubleKind.NO_ECHO})
# A bin on its side measures the yard; where its product cannot say so, that is all that anybody can know.
_ODD = frozenset({TroubleKind.WILD, TroubleKind.NO_ECHO, TroubleKind.TILTED})


def silence_needs(actor: Actor, part: Part, span: Span) -> Iterator[Need]:
    """Silence by the device's own fault; behind a dead gateway it is no matter of its own."""
    is_gateway = actor.device.device_class is DeviceClass.GATEWAY
    if actor.device.device_class is DeviceClass.CAMERA or not actor.is_registered:
        return
    patience_ms = _LOST_AFTER_PERIODS * actor.period_s * 1000 + _GRACE_MS
    rule = Rule.GATEWAY_SILENT if is_gateway else Rule.DEVICE_SILENT
    causes = {silence.spell.from_ms: silence.cause for silence in part.silences}
    for spell in part.off():
        if spell.end_ms(span.ends_ms) - spell.from_ms > patience_ms:
            needed = Spell(spell.from_ms + patience_ms, spell.until_ms)
            yield Need(rule, needed, causes[spell.from_ms].value)


def bin_needs(actor: Actor, part: Part, life: Life, span: Span) -> Iterator[Need]:
    """Fire, a fall, a weak battery, a sensor of no use, overflow, and a full bin that no truck came for."""
    period_ms = actor.period_s * 1000
    unheard = [silence.spell for silence in part.silences]
    troubles = (*part.troubles, *life.disturbed)
    for trouble in troubles:
        yield from _trouble_needs(actor, trouble, unheard, span)
    blind = [trouble.spell for trouble in troubles if trouble.kind in _BLINDING]
    for full in life.full:
        known = outside(full, (*unheard, *blind), span.ends_ms)
        from_ms = next((since for since, until in known if until - since >= _FULL_PERIODS * period_ms), None)
        if from_ms is not None:
            yield Need(Rule.OVERFLOW, Spell(from_ms, full.until_ms))
        yield from _missed(full, span)


def view_needs(script: ViewScript, span: Span, dwell_s: float) -> Iterator[Need]:
    """Litter that lies unattended for long enough in a view that can be judged, and views that cannot be."""
    for pile in script.piles:
        if pile.is_initial:
            continue
        seen_ms = 0
        for from_ms, until_ms in visible(pile, script.faults, span.ends_ms):
            if seen_ms + until_ms - from_ms >= dwell_s * 1000:
                told_ms = from_ms + round(dwell_s * 1000) - seen_ms
                yield Need(Rule.LITTER, Spell(told_ms, pile.clear_ms), pile.id)
                break
            seen_ms += until_ms - from_ms
    for fault in script.faults:
        if fault.spell.end_ms(span.ends_ms) - fault.spell.from_ms > _VIEW_FAULT_MS:
            spell = Spell(fault.spell.from_ms + _VIEW_FAULT_MS, fault.spell.until_ms)
            yield Need(Rule.CAMERA_FAULT, spell, fault.fault.value)


def _trouble_needs(actor: Actor, trouble: Trouble, unheard: list[Spell], span: Span) -> Iterator[Need]:
    told = _AT_ONCE.get(trouble.kind)
    if told is not None and told[1].intersection(actor.product.quantities):
        yield from _heard(told[0], trouble.spell, unheard, span)
    elif trouble.kind in _ODD and trouble.share >= _ODD_SHARE:
        patience_ms = _ODD_PERIODS * actor.period_s * 1000
        lasting = Spell(trouble.spell.from_ms + patience_ms, trouble.spell.until_ms)
        yield from _heard(Rule.BIN_ODD, lasting, unheard, span, trouble.kind.value)


def _missed(full: Spell, span: Span) -> Iterator[Need]:
    """A bin that is full over midnight was not cleared on the day that ends (日产日清)."""
    midnights = (span.at_ms(day, time(0)) for day in range(2, span.days + 1))
    over = next((at_ms for at_ms in midnights if full.from_ms < at_ms and full.holds(at_ms)), None)
    if over is not None:
        yield Need(Rule.MISSED_COLLECTION, Spell(over, full.until_ms))


def _heard(rule: Rule, spell: Spell, unheard: list[Spell], span: Span, why: str = "") -> Iterator[Need]:
    """A matter from the first moment of it at which its device is heard, if there is one."""
    for from_ms, _ in outside(spell, unheard, span.ends_ms):
        yield Need(rule, Spell(from_ms, spell.until_ms), why)
        return
