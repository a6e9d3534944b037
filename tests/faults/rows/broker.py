"""F9 to F18: the broker dies, forgets, hangs, drops; clients that steal, repeat, retain."""

import random
import signal
import threading
from time import monotonic

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from deploy.usage import memory_mib
from tests.faults.catalogue import Lab, Outcome, faults_of, judged, unless
from tests.faults.rig import BROKER, Rig, Wanted, acknowledged, is_native, native_or_acknowledged, rig
from tests.wait import until

_KEEPALIVE_S = 5
_BACK_S = 5.0
_SETTLED_S = 6
_ALARM_S = 15.0
_RSS_MIB = 400


def broker_dies(lab: Lab) -> Outcome:
    """SIGTERM and SIGKILL in turn, with restarts, under traffic."""
    return _broker_dies(lab, is_emptied=False)


def broker_forgets(lab: Lab) -> Outcome:
    """The same, and its session database is deleted each time."""
    return _broker_dies(lab, is_emptied=True)


def _broker_dies(lab: Lab, *, is_emptied: bool) -> Outcome:
    back_s = []
    deaths = lab.count(8, 2)
    with lab.place() as place, rig(place) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(40)
        for number in range(deaths):
            # A link that is lost sooner waits longer with each loss, on purpose.
            threading.Event().wait(lab.count(_SETTLED_S, 0))
            raw.say(100)
            if number % 2:
                made.broker.kill()
            else:
                made.broker.stop()
            if is_emptied:
                (made.folder / "broker" / "mosquitto.db").unlink(missing_ok=True)
            made.broker.start()
            began_s = monotonic()
            until(made.hub.is_reading, 40, "the hub to hear the broker again")
            back_s.append(monotonic() - began_s)
        fleet.pause()
        raw.drain()
        fleet.drain()
        verdict = made.verdict(is_native)
        lost = _gone(made)
        missing = sum(
            made.hub.get(f"/api/v1/devices/{device}")["missing_messages"] for device in made.devices
        )
    return judged(
        verdict,
        f"{deaths} deaths; hub back after at most {max(back_s):.1f} s; of raw clients {lost} acknowledged by "
        f"the broker and gone with it, {missing} known to the hub as missing",
        unless(max(back_s) <= _BACK_S, f"the hub was back after {max(back_s):.1f} s, expected {_BACK_S:g} s"),
        unless(missing == lost, f"{lost} messages are missing, the hub knows of {missing}"),
    )


def _gone(made: Rig) -> int:
    """How many messages are not in the journal though a later one of their device is."""
    said, there = made.log.read().said, {payload for (_, payload) in made.evidence(None).journal}
    newest: dict[str, int] = {}
    for (device, _, number), message in said.items():
        if message.payload in there:
            newest[device] = max(number, newest.get(device, 0))
    return sum(
        message.payload not in there and number < newest.get(device, 0)
        for (device, _, number), message in said.items()
    )


def broker_hangs(lab: Lab) -> Outcome:
    """SIGSTOP for three keepalives."""
    with lab.place() as place, rig(place, Wanted(keepalive_s=_KEEPALIVE_S)) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(20)
        raw.say(100)
        made.broker.signal(signal.SIGSTOP)
        began_s = monotonic()
        until(lambda: "broker" in made.hub.notes(), 6 * _KEEPALIVE_S, "the note that the broker is away")
        noticed_s = monotonic() - began_s
        threading.Event().wait(max(0.0, lab.count(3, 2) * _KEEPALIVE_S - noticed_s))
        made.broker.signal(signal.SIGCONT)
        until(made.hub.is_reading, 60, "the hub to hear the broker again")
        fleet.pause()
        raw.say(50)
        raw.drain()
        fleet.drain()
        verdict = made.verdict(native_or_acknowledged)
    bound_s = 1.5 * _KEEPALIVE_S
    return judged(
        verdict,
        f"keepalive {_KEEPALIVE_S} s: noticed after {noticed_s:.1f} s",
        unless(noticed_s <= bound_s + 1, f"noticed after {noticed_s:.1f} s, expected {bound_s:g} s"),
    )


def stale_acks(lab: Lab) -> Outcome:
    """The broker restarts while commits are pending (each sync takes 300 ms); it has kept its queue on disk.

    An acknowledgement for a number of the earlier connection would make the broker forget a message that the
    hub does not have: it would be lost.
    """
    rounds = lab.count(8, 2)
    with lab.place() as place, rig(place, Wanted(is_hub_started=False)) as made:
        made.hub.tricks = ("slow-sync:300",)
        made.hub.program.start()
        made.hub.register(made.devices)
        raw = made.raw()
        for _ in range(rounds):
            threading.Event().wait(lab.count(_SETTLED_S, 0))
            raw.say(300)
            raw.drain()
            made.broker.stop()
            made.broker.start()
            until(made.hub.is_reading, 40, "the hub to hear the broker again")
        verdict = made.verdict(acknowledged)
    return judged(
        verdict, f"{rounds} restarts with commits pending; {len(verdict.lost)} wrong acknowledgements"
    )


def broker_drops(lab: Lab) -> Outcome:
    """The hub is away, its queue at the broker holds ten messages, and ninety more come."""
    lines = [line for line in BROKER if not line.startswith("max_queued")] + ["max_queued_messages 10"]
    with lab.place() as place, rig(place, Wanted(broker=lines)) as made:
        made.hub.program.stop()
        raw = made.raw()
        raw.say(2_000)
        raw.drain()
        made.hub.program.start()
        began_s = monotonic()
        try:
            until(lambda: _says_dropped(made), _ALARM_S, "an alarm about the broker's drops")
        except AssertionError:
            return Outcome("no alarm within 15 s", ("the hub says nothing of what the broker dropped",))
        alarm_s = monotonic() - began_s
        made.hub.settle()
    return Outcome(f"alarm after {alarm_s:.1f} s")


def _says_dropped(made: Rig) -> bool:
    said = any("drop" in note for note in made.hub.notes())
    return said or any("drop" in name and value > 0 for name, value in made.hub.metrics().items())


def stolen_identity(lab: Lab) -> Outcome:
    """Another client connects with the hub's client id again and again."""
    watch_s = lab.count(60, 15)
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        before = made.to_broker.connections
        thief = paho.Client(CallbackAPIVersion.VERSION2, client_id="hub", protocol=paho.MQTTv5)
        thief.reconnect_delay_set(1, 1)
        thief.connect_async("127.0.0.1", made.broker_port, 5, clean_start=False)
        thief.loop_start()
        raw.say(watch_s * 10, rate_per_s=10)
        tries = made.to_broker.connections - before
        is_said = bool(made.hub.notes() - {"broker", "broker_back"})
        thief.disconnect()
        thief.loop_stop()
        until(made.hub.is_reading, 60, "the hub to hear the broker again")
        raw.drain()
        made.hub.settle()
    return Outcome(
        f"{tries} reconnections in {watch_s} s while stolen",
        faults_of(
            unless(tries <= 6, f"{tries} reconnections, expected at most 6 in a minute"),
            unless(is_said, "nothing says that the identity is used by another client"),
        ),
    )


def backlog(lab: Lab) -> Outcome:
    """A large backlog at the broker meets a hub whose syncs take 200 ms."""
    messages = lab.count(60_000, 3_000)
    with lab.place() as place, rig(place) as made:
        made.hub.program.stop()
        raw = made.raw()
        raw.say(messages)
        raw.drain(120)
        made.hub.tricks = ("slow-sync:200",)
        made.hub.program.start()
        peak_mib = 0.0
        pause = threading.Event()
        deadline_s = monotonic() + 240
        while made.hub.balance().stored < messages and monotonic() < deadline_s:
            peak_mib = max(peak_mib, memory_mib(made.hub.program.pid))
            pause.wait(0.2)
        verdict = made.verdict(acknowledged, settle_s=120)
    return judged(
        verdict,
        f"{messages:,} waiting: at most {peak_mib:.0f} MiB",
        unless(peak_mib <= _RSS_MIB, f"{peak_mib:.0f} MiB, expected {_RSS_MIB}"),
    )


def other_qualities(lab: Lab) -> Outcome:
    """Publishers at QoS 2 and QoS 0."""
    with lab.place() as place, rig(place) as made:
        half = len(made.devices) // 2
        exactly = made.raw(seed=2, qos=2, devices=made.devices[half:])
        perhaps = made.raw(seed=3, qos=0, devices=made.devices[:half])
        for _ in range(lab.count(10, 2)):
            exactly.say(200)
            perhaps.say(200)
            made.hub.program.restart()
        exactly.drain()
        verdict = made.verdict(lambda truth, name: acknowledged(truth, name) and not is_native(truth, name))
    return judged(verdict, "QoS 2 kept under kill -9; QoS 0 as far as it came")


def duplicates(lab: Lab) -> Outcome:
    """Every message is published twice, and a part of it again after a restart."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        sent = raw.say(lab.count(2_000, 200), dup=True)
        raw.drain()
        made.hub.program.restart()
        for message in random.Random(lab.seed).sample(sent, len(sent) // 4):
            raw.publish(message)
        raw.drain()
        verdict = made.verdict(acknowledged)
        counted = made.hub.balance().duplicate
    return judged(verdict, f"{counted:,} counted as duplicates")


def retained(lab: Lab) -> Outcome:
    """Retained garbage and old readings on many topics before the hub starts; then restarts."""
    topics, restarts = lab.count(10_000, 300), lab.count(10, 3)
    bodies = (
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"x" * 50_000,
        b'{"v":1,"bd":1,"seq":1,"ts":1,"m":{"co2_ppm":400}}',
    )
    with lab.place() as place, rig(place, Wanted(devices=40)) as made:
        made.hub.program.stop()
        raw = made.raw()
        for number in range(topics):
            device = made.devices[number % 40] if not number % 25 else f"stray-{number}"
            raw.put(f"vh1/daxi/d/{device}/tele", bodies[number % 5], retain=True)
        raw.drain(120)
        made.hub.program.start()
        made.hub.settle(120)
        points = len(made.evidence(None).stored)
        for _ in range(restarts):
            made.hub.program.restart()
            made.hub.settle(120)
        added = len(made.evidence(None).stored) - points
        balance = made.hub.balance()
    return Outcome(
        f"{topics:,} retained topics: {added} points added by {restarts} restarts, "
        f"{balance.received:,} messages received in all",
        faults_of(unless(not added, f"{added} points were added by restarts")),
    )
