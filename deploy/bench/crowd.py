"""`village-hub bench crowd`: one process speaks for thousands of devices, each on a connection of its own."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from deploy import sayings
from deploy.bench.fleet import FLEET, bin_id
from deploy.bench.rig import Rig, running
from deploy.errors import CannotRun
from deploy.probes import LOOPBACK
from deploy.screen import Screen
from deploy.servers import mqtt_passwords
from deploy.usage import cpu_s, memory_mib
from devices.pace import MACHINE
from devices.sim.voices.choir import Choir, Progress, Ways
from devices.sim.voices.record import Record
from devices.sim.world.cast import Actor, cast
from devices.sim.world.saying import Manner, Saying, Speech
from devices.sim.world.scenario import Size

_TIMEOUT_S = 120.0
_LOOK_S = 0.2
# They come within so long, and are all there when the first of them speaks.
_COME_S, _GATHER_S = 10, 20
_EMPTY_MM, _FALL_MM = 1_100, 4


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many devices that say so many readings a second together, for so long."""

    devices: int
    rate_per_s: float
    seconds: int


def run(crowd: Crowd, screen: Screen) -> dict[str, object]:
    """Let them connect, present themselves and speak; return the figures.

    Raises:
        CannotRun: a part is missing, or not everything was confirmed in time.
    """
    with running(crowd.devices, "sqlite", screen) as rig:
        record = Record(rig.place.home / "sent.jsonl", MACHINE.now_ms)
        record.start()
        ways = Ways(LOOPBACK, rig.settings.mqtt.port, mqtt_passwords(rig.place, [FLEET]), user=FLEET)
        actors = lonely_bins(crowd.devices)
        began_ms = MACHINE.now_ms()
        choir = Choir(rig.settings.site.id, actors, said(crowd, actors, began_ms), ways, record, MACHINE)
        try:
            return _measured(crowd, rig, choir)
        finally:
            choir.stop()
            record.stop()


def _measured(crowd: Crowd, rig: Rig, choir: Choir) -> dict[str, object]:
    own, began_s, before_mib = os.getpid(), perf_counter(), memory_mib(os.getpid())
    choir.start()
    connected_s = _when(choir, lambda now: now.connected >= crowd.devices, began_s)
    _when(choir, lambda now: now.said > crowd.devices, began_s)
    before_s, spoke_s = _used_s(rig), perf_counter()
    _when(choir, lambda now: now.is_over, began_s)
    talk_s, after_s = perf_counter() - spoke_s, _used_s(rig)
    confirmed_s = _when(choir, lambda now: not now.unconfirmed, perf_counter())
    own_s = cpu_s(own) - before_s["crowd"]
    progress = choir.progress()
    readings = progress.said - crowd.devices
    return {
        "connections": progress.connected,
        "seconds_until_all_connected": round(connected_s, 2),
        "readings": readings,
        "readings_a_second": round(readings / talk_s),
        "seconds_until_all_confirmed": round(confirmed_s, 2),
        "worst_lag_ms": progress.worst_lag_ms,
        "cores": {name: round((after_s[name] - before_s[name]) / talk_s, 2) for name in after_s},
        "cpu_us_per_reading": round(own_s / readings * 1e6),
        "crowd_mib": {"before": round(before_mib, 1), "peak": round(memory_mib(own, peak=True), 1)},
        "balance": {name: count for name, count in rig.hub.settled(30.0).items() if name != "at"},
    }


def _used_s(rig: Rig) -> dict[str, float]:
    """What each process has used so far, processor seconds."""
    return {name: cpu_s(pid) for name, pid in {"crowd": os.getpid(), **rig.supervisor.pids()}.items()}


def _when(choir: Choir, is_so: Callable[[Progress], bool], began_s: float) -> float:
    """Wait for something; seconds since `began_s`."""
    pause = threading.Event()
    until_s = perf_counter() + _TIMEOUT_S
    while not is_so(progress := choir.progress()):
        if choir.failure is not None:
            raise choir.failure
        if perf_counter() > until_s:
            raise CannotRun(sayings.NOT_ALL_STORED.of(seconds=_TIMEOUT_S, balance=progress))
        pause.wait(_LOOK_S)
    return perf_counter() - began_s


def lonely_bins(devices: int) -> list[Actor]:
    """So many native bins with a connection of their own, named as the measurements' registry has them."""
    size = Size(
        villages=1, bins=1, cameras=0, speakers=0, sensors=0, gateways=1, bin_speech={Speech.NATIVE: 1}
    )
    pattern = next(actor for actor in cast(size, 1).actors if actor.gateway)
    return [
        replace(pattern, device=replace(pattern.device, id=bin_id(number)), gateway="")
        for number in range(devices)
    ]


def said(crowd: Crowd, actors: Sequence[Actor], began_ms: int) -> Iterator[Saying]:
    """Tell what is said: all present themselves, then speak in turn."""
    for place, actor in enumerate(actors):
        at_ms = began_ms + place * _COME_S * 1000 // len(actors)
        yield Saying(at_ms, actor.id, 1, Manner.BIRTH, at_ms)
    first_ms = began_ms + _GATHER_S * 1000
    for number in range(int(crowd.rate_per_s * crowd.seconds)):
        turn, place = divmod(number, len(actors))
        at_ms = first_ms + int(number / crowd.rate_per_s * 1000)
        values = {
            "distance_mm": float(_EMPTY_MM - turn * _FALL_MM),
            "battery_pct": 87.0,
            "temperature_c": 21.5,
        }
        yield Saying(at_ms, actors[place].id, turn + 2, Manner.READING, at_ms, values)
