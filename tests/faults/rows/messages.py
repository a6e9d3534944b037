"""F31 to F39: what devices say is late, shuffled, huge, malformed, from wrong clocks, or far too much."""

import json
import random
import threading
from collections.abc import Iterator
from time import monotonic, time, time_ns

import httpx

from deploy.usage import memory_mib, percentile
from tests.faults import found
from tests.faults.catalogue import Lab, Outcome, judged, unless
from tests.faults.checker import BOOT_IN, NUMBER_IN
from tests.faults.rig import Rig, Wanted, acknowledged, rig
from tests.faults.senders import RawClient, reading, said
from tests.faults.truth import Said
from tests.wait import until

_DAY_MS = 86_400_000
_LATE_DAYS = 7
_MORE_MIB = 2
_LETTER_S = 10
_P99_S = 0.25
_STORM_PER_S = 8_000


def shuffled(lab: Lab) -> Outcome:
    """Numbers come in any order within a thousand, and of a time seven days ago."""
    dice = random.Random(lab.seed)
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        late_ms = time_ns() // 1_000_000 - _LATE_DAYS * _DAY_MS
        messages = list(_numbered(made.devices[10], 1, lab.count(5_000, 500), late_ms, dice))
        for start in range(0, len(messages), 1_000):
            part = messages[start : start + 1_000]
            dice.shuffle(part)
            for message in part:
                made.log.said(message)
                raw.publish(message)
        raw.drain()
        verdict = made.verdict(acknowledged)
        missing = made.hub.get(f"/api/v1/devices/{made.devices[10]}")["missing_messages"]
    return judged(
        verdict, f"{missing} thought missing at the end", unless(not missing, f"{missing} thought missing")
    )


def _numbered(
    device: str, boot: int, count: int, first_ms: int, dice: random.Random, step_ms: int = 1_000
) -> Iterator[Said]:
    for number in range(1, count + 1):
        at_ms = first_ms + number * step_ms
        yield said(reading((device, boot, number), at_ms, dice), device, at_ms)


def oversize(lab: Lab) -> Outcome:
    """64 KiB, 256 KiB, 1 MiB, and a topic of 65,535 bytes: none of them is a reading."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        # Memory that readings of the usual size take is none of this row.
        raw.say(lab.count(5_000, 200))
        raw.drain()
        made.hub.settle()
        before_mib = memory_mib(made.hub.program.pid)
        sizes = (64 * 1024 + 1, 250 * 1024)
        for size in sizes:
            raw.put(f"vh1/daxi/d/{made.devices[10]}/tele", b"x" * size)
        for topic in ("vh1/daxi/d/" + "a" * 32_000 + "/tele", "vh1/daxi/d/" + "/".join("b" * 190) + "/tele"):
            raw.put(topic, b"{}")
        raw.say(100)
        raw.drain()
        verdict = made.verdict(acknowledged)
        more_mib = memory_mib(made.hub.program.pid) - before_mib
        letters = made.hub.balance().dead_letter
    return judged(
        verdict,
        f"{letters} set aside, {max(more_mib, 0):.1f} MiB more memory",
        unless(letters >= len(sizes), f"{letters} of {len(sizes)} oversize payloads were set aside"),
        unless(more_mib <= _MORE_MIB, f"{more_mib:.1f} MiB more memory"),
    )


_MALFORMED = (
    b"", b" ", b"null", b"true", b"7", b'"x"', b"[]", b"{}", b'{"v":1', b'{"v":1}x', b"{'v':1}",
    b"\xef\xbb\xbf{}", "温度".encode("gb18030"), b"\xff\xfe{\x00}\x00", b"[" * 1_000,
    b'{"v":1,"bd":1,"seq":1,"m":{"co2_ppm":NaN}}', b'{"v":1,"bd":1,"seq":2,"m":{"co2_ppm":1e999}}',
    b'{"v":1,"bd":1,"seq":3,"m":{"co2_ppm":"63%"}}', b'{"v":1,"bd":1,"seq":4,"m":[]}',
    b'{"v":2,"bd":1,"seq":5,"m":{}}', b"\x1f\x8b\x08\x00", b"<xml/>",
)  # fmt: skip


def malformed(lab: Lab) -> Outcome:
    """Every kind of malformed payload among good ones; each is set aside, acknowledged, and delays nobody."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        for _ in range(lab.count(10, 2)):
            for payload in _MALFORMED:
                raw.put(f"vh1/daxi/d/{made.devices[0]}/tele", payload)
                raw.say(5)
        began_s = monotonic()
        raw.drain()
        verdict = made.verdict(acknowledged)
        took_s = monotonic() - began_s
        balance = made.hub.balance()
        bad = balance.received - verdict.said
        answered = balance.dead_letter + balance.rejected + balance.duplicate
    return judged(
        verdict,
        f"{len(_MALFORMED)} kinds, {bad} messages: {balance.dead_letter} set aside; done in {took_s:.1f} s",
        unless(answered == bad, f"{bad} malformed messages, {answered} of them accounted for as such"),
        unless(took_s <= _LETTER_S, f"done after {took_s:.1f} s"),
    )


def device_clocks(lab: Lab) -> Outcome:
    """Ten years early and late, zero, and less: the values are kept, filed when received, flagged."""
    dice, now_ms = random.Random(lab.seed), time_ns() // 1_000_000
    offsets = (-3_650 * _DAY_MS, 3_650 * _DAY_MS, -now_ms, -31 * _DAY_MS, 10 * 60_000, -3_600_000, 3_600_000)
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        for index, offset in enumerate(offsets):
            first_ms = now_ms + offset
            for message in _numbered(made.devices[10 + index], 1, lab.count(100, 20), first_ms, dice, 1):
                made.log.said(message)
                raw.publish(message)
        raw.drain()
        verdict = made.verdict(acknowledged)
        wrong = {made.devices[10 + index] for index in (0, 1, 2, 3, 4, 6)}
        stored = found.points(made.influx_url)
        unflagged = [point for point in stored if point.device in wrong and point.device_at_ms is None]
        far = [point for point in stored if abs(point.at_ns / 1e9 - time()) > 2 * 3_600]
    return judged(
        verdict,
        f"{len(offsets)} wrong clocks; {len(unflagged)} not flagged, {len(far)} filed far from now",
        unless(not unflagged, f"{len(unflagged)} points of wrong clocks are not flagged"),
        unless(not far, f"{len(far)} points are filed far from the time they came"),
    )


def hub_clock(lab: Lab) -> Outcome:
    """The hub's clock jumps an hour forward, a day back and to and fro, under traffic."""
    with lab.place() as place, rig(place, Wanted(is_hub_started=False)) as made:
        clock = place / "clock"
        made.hub.tricks = (f"clock:{clock}",)
        made.hub.program.start()
        made.hub.register(made.devices)
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(50)
        for offset_s in (3_600, -86_400, 0, 5, 0):
            clock.write_text(str(offset_s))
            raw.say(lab.count(400, 100), rate_per_s=200)
        fleet.pause()
        fleet.drain()
        raw.drain()
        verdict = made.verdict()
    return judged(verdict, "jumps of +1 h, -1 d, +1 d, +5 s, -5 s")


def storm(lab: Lab) -> Outcome:
    """Many devices come back at once, each with what it has kept of an hour."""
    devices, kept = lab.count(2_000, 100), 10
    dice = random.Random(lab.seed)
    with lab.place() as place, rig(place, Wanted(devices=devices)) as made:
        made.hub.program.kill()
        raw = made.raw()
        first_ms = time_ns() // 1_000_000 - 3_600_000
        for device in made.devices:
            for message in _numbered(device, 1, kept, first_ms, dice, 360_000):
                made.log.said(message)
                raw.publish(message)
        raw.drain(120)
        made.hub.program.start()
        began_s = monotonic()
        until(lambda: made.hub.balance().received >= devices * kept, 120, "the storm to be journalled")
        received_s = monotonic() - began_s
        until(lambda: not made.hub.balance().in_journal, 180, "the storm to be stored")
        took_s = monotonic() - began_s
        verdict = made.verdict(acknowledged)
    per_s = devices * kept / took_s
    return judged(
        verdict,
        f"{devices:,} devices with {kept} messages each: journalled in {received_s:.1f} s, stored at "
        f"{per_s:,.0f} msg/s",
        unless(lab.is_quick or per_s >= _STORM_PER_S, f"{per_s:,.0f} msg/s, expected {_STORM_PER_S:,}"),
    )


def loud_device(lab: Lab) -> Outcome:
    """One device speaks as fast as 2,000 times a second; how long do the readings of the others take?"""
    seconds = lab.count(10, 3)
    with lab.place() as place, rig(place) as made:
        loud = made.raw(seed=5, devices=made.devices[:1])
        quiet = made.raw(seed=6, devices=made.devices[1:])
        thread = threading.Thread(target=lambda: loud.say(2_000 * seconds, rate_per_s=2_000))
        thread.start()
        waits_s = list(_waits_s(made, quiet, seconds))
        thread.join()
        loud.drain()
        verdict = made.verdict(acknowledged)
    p99_s = percentile(waits_s, 0.99) or 0.0
    return judged(
        verdict,
        f"{len(waits_s)} readings of others in InfluxDB after {p99_s * 1000:.0f} ms (p99)",
        unless(p99_s <= _P99_S, f"{p99_s * 1000:.0f} ms, expected {_P99_S * 1000:.0f}"),
    )


def _waits_s(made: Rig, quiet: RawClient, seconds: int) -> Iterator[float]:
    began_s = monotonic()
    while monotonic() - began_s < seconds:
        (message,) = quiet.say(1)
        sent_s = monotonic()
        until(lambda message=message: _is_there(made, message), 10, "a reading of another device")
        yield monotonic() - sent_s


def _is_there(made: Rig, message: Said) -> bool:
    """Ask InfluxDB for the newest point of a device."""
    device, boot, number = message.name
    query = f"SELECT {BOOT_IN}, {NUMBER_IN} FROM reading WHERE device = '{device}' ORDER BY time DESC LIMIT 1"  # noqa: S608
    answer = httpx.get(f"{made.influx_url}/query", params={"db": "village", "q": query}, timeout=10).json()
    series = answer["results"][0].get("series")
    return bool(series) and series[0]["values"][0][1:] == [boot, number]


def flapping(lab: Lab) -> Outcome:
    """Devices say five times a second that they are there, and gone, while others report."""
    devices = lab.count(200, 20)
    with lab.place() as place, rig(place, Wanted(devices=devices)) as made:
        raw = made.raw()
        began_s, number = monotonic(), 0
        while monotonic() - began_s < lab.count(10, 3):
            number += 1
            for device in made.devices[: devices // 2]:
                body = {"v": 1, "bd": 1, "online": bool(number % 2), "ts": time_ns() // 1_000_000}
                raw.put(f"vh1/daxi/d/{device}/status", json.dumps(body).encode(), retain=True)
            raw.say(20)
            threading.Event().wait(0.1)
        raw.drain()
        verdict = made.verdict(acknowledged)
        notes = made.hub.notes()
    return judged(
        verdict, f"{devices // 2} devices, {number} changes each; notes: {', '.join(sorted(notes)) or 'none'}"
    )
