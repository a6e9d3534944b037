"""Happenings that befall devices: silence, troubles, power cuts, the collection. Pure and seeded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from devices.contract.bodies import DeviceClass, ViewFault
from devices.sim.bin_weeks import STEP_S
from devices.sim.world.cast import Actor, Cast
from devices.sim.world.casting import Casting, lasting
from devices.sim.world.happening import (
    ClockDrift,
    Collection,
    GatewayDead,
    Late,
    NeverSpeaks,
    Newcomer,
    Noise,
    OfDevices,
    PowerCut,
    Reboot,
    Trouble,
)
from devices.sim.world.part import Plot, TroubleKind
from devices.sim.world.part import Trouble as Befallen
from devices.sim.world.span import Span
from devices.sim.world.spell import Cause, Ear, Silence, Spell
from devices.sim.world.view import FaultSpell

# Which quantities tell of a trouble: only a device that knows one of them can be cast for it.
_ABLE: Mapping[TroubleKind, frozenset[str]] = {
    TroubleKind.TILTED: frozenset({"tilted"}),
    TroubleKind.FIRE: frozenset({"alarm_fire"}),
    TroubleKind.WEAK_BATTERY: frozenset({"battery_pct", "alarm_battery"}),
    TroubleKind.WILD: frozenset({"distance_mm"}),
    TroubleKind.NO_ECHO: frozenset({"distance_mm"}),
}
_NOBODY: frozenset[str] = frozenset()
_SILENCES = {"silent": Cause.DEAD, "dead": Cause.DEAD, "no_power": Cause.POWER}
_EARS = {"speaker_broken": Cause.BROKEN, "receipt_lost": Cause.RECEIPT_LOST}
_ON_MAINS = (DeviceClass.GATEWAY, DeviceClass.CAMERA, DeviceClass.SPEAKER, DeviceClass.SENSOR)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a happening is played on; `plot` takes what comes of it."""

    cast: Cast
    span: Span
    seed: int
    casting: Casting
    plot: Plot


def play(happening: OfDevices, stage: Stage) -> None:
    """Let a happening come true.

    Raises:
        BadScenario: it cannot in this township, or at that time.
    """
    match happening:
        case Trouble():
            _befall(happening, stage)
        case Noise() | Late() | ClockDrift():
            _spoil(happening, stage)
        case Reboot():
            _restart(happening, stage)
        case NeverSpeaks():
            _never_speak(happening, stage)
        case Newcomer():
            _appear(happening, stage)
        case PowerCut() | GatewayDead():
            _turn_off(happening, stage)
        case Collection():
            _collect(happening, stage)


def _befall(happening: Trouble, stage: Stage) -> None:
    """Let something be wrong with devices.

    Raises:
        BadScenario: nobody fits.
    """
    able = _NOBODY if happening.what in {*_SILENCES, *_EARS} else _ABLE[TroubleKind(happening.what)]
    for actor, spell in stage.casting.spells(happening, happening.who, stage.plot, able):
        if happening.what in _SILENCES:
            _hush(stage, actor, spell, _SILENCES[happening.what])
        elif happening.what in _EARS:
            stage.plot.parts[actor.id].ears.append(Ear(spell, _EARS[happening.what]))
        else:
            _trouble(stage, actor, Befallen(TroubleKind(happening.what), spell))


def _spoil(happening: Noise | Late | ClockDrift, stage: Stage) -> None:
    """Let what devices say be spoilt, come twice, come late, or bear a wrong time.

    Raises:
        BadScenario: nobody fits.
    """
    kind = TroubleKind(happening.what)
    share = 1.0 if isinstance(happening, ClockDrift) else happening.share
    by_ms = 0 if isinstance(happening, Noise) else happening.by
    for actor, spell in stage.casting.spells(happening, happening.who, stage.plot, _ABLE.get(kind, _NOBODY)):
        _trouble(stage, actor, Befallen(kind, spell, share, by_ms))


def _restart(happening: Reboot, stage: Stage) -> None:
    """Let devices start anew.

    Raises:
        BadScenario: nobody fits.
    """
    for day, at_ms in stage.casting.moments(happening):
        for actor in stage.casting.devices(happening.who, stage.plot, day):
            own_ms = stage.casting.own_ms(happening, at_ms, actor.id, day)
            _trouble(stage, actor, Befallen(TroubleKind.REBOOT, Spell(own_ms, own_ms)))


def _never_speak(happening: NeverSpeaks, stage: Stage) -> None:
    """Let registered devices be mute for good.

    Raises:
        BadScenario: nobody fits.
    """
    for actor in stage.casting.devices(happening.who, stage.plot, 1):
        _hush(stage, actor, Spell(stage.span.began_ms), Cause.NEVER)


def _appear(happening: Newcomer, stage: Stage) -> None:
    """Let devices that nobody registered begin to speak."""
    waiting = [
        actor
        for actor in stage.cast.actors
        if not actor.is_registered and stage.plot.parts[actor.id].begins_ms is None
    ]
    for _, at_ms in stage.casting.moments(happening):
        for actor in waiting[: happening.count]:
            stage.plot.parts[actor.id].begins_ms = stage.casting.own_ms(happening, at_ms, actor.id)


def _turn_off(happening: PowerCut | GatewayDead, stage: Stage) -> None:
    """Turn off all on mains in villages, or their gateways alone; bins have batteries, but nobody hears them.

    Raises:
        BadScenario: there is no such village.
    """
    is_cut = isinstance(happening, PowerCut)
    classes, cause = (_ON_MAINS, Cause.POWER) if is_cut else ((DeviceClass.GATEWAY,), Cause.DEAD)
    villages = frozenset(stage.casting.villages(happening.villages))
    off = [
        actor
        for actor in stage.cast.actors
        if actor.village in villages and actor.device.device_class in classes
    ]
    for _, at_ms in stage.casting.moments(happening):
        for actor in off:
            _hush(stage, actor, lasting(at_ms, happening.lasts), cause)


def _collect(happening: Collection, stage: Stage) -> None:
    """Send the truck from bin to bin.

    Raises:
        BadScenario: there is no such village or bin.
    """
    villages = stage.casting.villages(happening.villages)
    stage.plot.has_rounds = True
    bins = [
        actor
        for village in villages
        for actor in stage.cast.actors
        if actor.village == village and actor.device.device_class is DeviceClass.BIN
    ]
    for day, at_ms in stage.casting.moments(happening):
        missed = _ids(stage.casting.devices(happening.misses, stage.plot, day) if happening.misses else ())
        for stop, actor in enumerate(bins):
            # The life of a bin goes in steps (devices.sim.bin_weeks): it is emptied at the beginning of one.
            step_ms = STEP_S * 1000
            stop_ms = (at_ms + stop * happening.takes // len(bins)) // step_ms * step_ms
            if actor.id not in missed:
                stage.plot.parts[actor.id].emptied_ms.append(stop_ms)


def _hush(stage: Stage, actor: Actor, spell: Spell, cause: Cause) -> None:
    """Let a device not be heard, and with a gateway those that are heard through it."""
    part = stage.plot.parts[actor.id]
    part.silences.append(Silence(spell, cause))
    match actor.device.device_class:
        case DeviceClass.SPEAKER:
            part.ears.append(Ear(spell, Cause.POWER))
        case DeviceClass.CAMERA:
            part.faults.append(FaultSpell(ViewFault.LOST, spell))
        case DeviceClass.GATEWAY:
            for child in stage.cast.actors:
                if child.gateway == actor.id:
                    stage.plot.parts[child.id].silences.append(Silence(spell, Cause.GATEWAY))
        case DeviceClass.BIN | DeviceClass.SENSOR:
            return


def _trouble(stage: Stage, actor: Actor, trouble: Befallen) -> None:
    stage.plot.parts[actor.id].troubles.append(trouble)


def _ids(actors: Iterable[Actor]) -> frozenset[str]:
    return frozenset(actor.id for actor in actors)
