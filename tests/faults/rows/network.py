"""F28, F29, F30: the hub's line to the broker is cut, black, slow, sliced; and readers that do not read."""

import socket
import threading
from dataclasses import replace
from time import monotonic

from tests.faults.catalogue import Lab, Outcome, judged, unless
from tests.faults.proxy import BLACK, FINE, Weather
from tests.faults.rig import Rig, Wanted, acknowledged, native_or_acknowledged, rig
from tests.wait import until

_KEEPALIVE_S = 5
_SETTLED_S = 6
_SLOW_READERS = 100
_MEBIBIT_BYTES_S = 131_072


def lines_go_black(lab: Lab) -> Outcome:
    """The hub's line goes black both ways, upwards only, downwards only, is cut, and reset."""
    faults, seen_s = [], []
    with lab.place() as place, rig(place, Wanted(keepalive_s=_KEEPALIVE_S)) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(20)
        for weather in (BLACK, Weather(is_black_up=True), Weather(is_black_down=True)):
            made.to_broker.weather = weather
            began_s = monotonic()
            until(lambda: "broker" in made.hub.notes(), 4 * _KEEPALIVE_S, "the note that the broker is away")
            seen_s.append(monotonic() - began_s)
            raw.say(100)
            made.to_broker.weather = FINE
            made.to_broker.cut()
            until(made.hub.is_reading, 40, "the hub to hear the broker again")
        for with_reset in (False, True):
            for _ in range(lab.count(4, 1)):
                # A link that is lost sooner waits longer with each loss, on purpose.
                threading.Event().wait(_SETTLED_S)
                raw.say(50)
                made.to_broker.cut(with_reset=with_reset)
                until(made.hub.is_reading, 20, "the hub to hear the broker again")
        fleet.pause()
        fleet.drain()
        raw.drain()
        verdict = made.verdict(native_or_acknowledged)
    bound_s = 1.5 * _KEEPALIVE_S
    faults.append(
        unless(max(seen_s) <= bound_s + 1, f"noticed after {max(seen_s):.1f} s, expected {bound_s:g} s")
    )
    return judged(verdict, f"keepalive {_KEEPALIVE_S} s: noticed after at most {max(seen_s):.1f} s", *faults)


def bad_lines(lab: Lab) -> Outcome:
    """1 Mbit/s with jitter, resets now and then, and pieces of one byte."""
    with lab.place() as place, rig(place) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(10)
        slow = Weather(rate_bytes_s=_MEBIBIT_BYTES_S, jitter_s=0.05)
        p99_s = []
        for weather in (slow, Weather(slice_bytes=1), replace(slow, jitter_s=2.0)):
            made.to_broker.weather = weather
            made.to_broker.cut(with_reset=True)
            until(made.hub.is_reading, 40, "the hub to hear the broker through a bad line")
            raw.say(lab.count(100, 20), rate_per_s=20)
            raw.drain()
            p99_s.append(_quiet_after(made))
        made.to_broker.weather = FINE
        fleet.pause()
        fleet.drain()
        verdict = made.verdict(native_or_acknowledged)
    words = ", ".join(f"{seconds:.1f} s" for seconds in p99_s)
    return judged(verdict, f"last reading stored after {words} (1 Mbit/s, 1-byte pieces, 2 s jitter)")


def _quiet_after(made: Rig) -> float:
    """How long until the hub has received all that was said by now."""
    wanted, began_s = made.log.said_count, monotonic()
    until(lambda: made.hub.balance().received >= wanted, 60, "the hub to receive everything")
    return monotonic() - began_s


def slow_readers(lab: Lab) -> Outcome:
    """Many clients ask for pages and do not read; ingest must not notice."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        alone_s = _timed(made, lab)
        readers = [
            socket.create_connection(("127.0.0.1", made.hub.port), timeout=5) for _ in range(_SLOW_READERS)
        ]
        try:
            for reader in readers:
                reader.sendall(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            crowded_s = _timed(made, lab)
            raw.say(100)
            raw.drain()
            verdict = made.verdict(acknowledged)
        finally:
            for reader in readers:
                reader.close()
    return judged(
        verdict,
        f"{_SLOW_READERS} clients that do not read: a reading stored after {crowded_s * 1000:.0f} ms, "
        f"{alone_s * 1000:.0f} ms without them",
        unless(crowded_s <= alone_s + 0.5, "readers that do not read slow ingest down"),
    )


def _timed(made: Rig, lab: Lab) -> float:
    """The slowest of some single messages from publication until it is stored, seconds."""
    seed = threading.active_count() + 100
    client = made.raw(seed=seed, boot=seed)
    worst_s = 0.0
    for _ in range(lab.count(20, 5)):
        client.say(1)
        client.drain()
        worst_s = max(worst_s, _quiet_after(made))
    return worst_s
