"""F1, F2, F44, F45, F54: the hub dies, at random, at a chosen call, by a thread; or there are two."""

import random
import threading
from pathlib import Path
from time import monotonic

from deploy import serve
from tests.faults import strace
from tests.faults.catalogue import Lab, Outcome, judged, unless
from tests.faults.hub import Hub
from tests.faults.programs import forked
from tests.faults.rig import Rig, acknowledged, native_or_acknowledged, rig
from tests.faults.senders import RawClient
from tests.wait import until

_RTO_S = 3.0
_CALLS = ("fdatasync", "fsync", "write", "pwrite64", "rename", "unlink", "ftruncate")
# The threads that hub.app begins; "mqtt" is paho's own.
_THREADS = ("receiver", "pump", "forwarder", "ticker")
_RED_S, _GONE_S = 5.0, 10.0


def kill_at_random(lab: Lab) -> Outcome:
    """SIGKILL at random instants under native and raw traffic; some lives are started from nothing."""
    kills, cold = lab.count(200, 8), lab.count(8, 0)
    dice = random.Random(lab.seed)
    with lab.place() as place, rig(place) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(60)
        pause = threading.Event()
        for number in range(kills):
            raw.say(dice.randrange(20, 120))
            pause.wait(dice.uniform(0.0, 0.3))
            made.hub.program.kill()
            made.hub.program.start()
            if not (number + 1) % 50:
                lab.say(f"{number + 1} kills")
        returns_s = [_return_s(made) for _ in range(cold)]
        fleet.pause()
        fleet.drain()
        raw.drain()
        verdict = made.verdict(native_or_acknowledged)
    worst_s = max(returns_s, default=0.0)
    return judged(
        verdict,
        f"{kills + cold} kills; the slowest of {cold} starts from nothing ingested after {worst_s:.1f} s",
        unless(worst_s <= _RTO_S, f"ingesting again after {worst_s:.1f} s, expected {_RTO_S:g} s"),
    )


def _return_s(made: Rig) -> float:
    """Kill the hub, start it from nothing as systemd would, and time it until it has journalled something."""
    before = bytes_of(made.hub.journal_folder)
    made.hub.program.kill()
    began_s = monotonic()
    made.hub.program.launch(made.hub.from_nothing)
    until(lambda: bytes_of(made.hub.journal_folder) > before + 200, 30, "the journal to grow again")
    took_s = monotonic() - began_s
    made.hub.program.wait_ready()
    return took_s


def bytes_of(folder: Path) -> int:
    """How large a journal is."""
    return sum(file.stat().st_size for file in folder.glob("*.vhj"))


def kill_at_call(lab: Lab) -> Outcome:
    """SIGKILL at the Nth call of each kind, counted for each thread, from the moment the hub serves."""
    died, unused = 0, list[str]()
    with lab.place() as place, rig(place) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(60)
        for call in _CALLS:
            for number in range(1, lab.count(12, 2) + 1):
                if not _dies_at(made, f"{call}:signal=SIGKILL:when={number}", raw):
                    unused.append(call)
                    break
                died += 1
                made.hub.program.start()
            lab.say(f"{call}: {died} deaths so far")
        early = _dies_while_starting(made, lab)
        fleet.pause()
        fleet.drain()
        raw.drain()
        verdict = made.verdict(native_or_acknowledged)
    return judged(
        verdict,
        f"{died} deaths while serving, {early} while starting; no further calls of {', '.join(unused)} came",
    )


def _dies_while_starting(made: Rig, lab: Lab) -> int:
    """Kill the hub at the Nth call since it began, of the calls that Python makes for the journal."""
    died = 0
    for call in ("open", "write", "fdatasync", "fsync", "unlink", "replace"):
        for number in range(1, lab.count(8, 2) + 1):
            made.hub.program.kill()
            made.hub.tricks = (f"dies-at:{call}:{number}",)
            made.hub.program.launch()
            died += made.hub.program.exit_code(1.5) is not None
    made.hub.tricks = ()
    made.hub.program.restart()
    return died


def _dies_at(made: Rig, inject: str, raw: RawClient) -> bool:
    with strace.injected(made.hub.program.pid, made.folder / "strace.log", inject):
        raw.say(40)
        return made.hub.program.exit_code(1.5) is not None


def two_on_one_folder(lab: Lab) -> Outcome:
    """A second hub on the same data directory refuses, and the first goes on."""
    with lab.place() as place, rig(place) as made:
        log = place / "second.log"
        second = forked(serve.main, ["hub", str(made.hub.settings_file), str(made.hub.home)], log)
        code = second.exit_code(15)
        words = log.read_text()
        raw = made.raw()
        raw.say(200)
        raw.drain()
        verdict = made.verdict(acknowledged)
        return judged(
            verdict,
            f"the second ended with {code}",
            unless(code not in {None, 0}, f"the second hub ended with {code}"),
            unless("data_dir" in words, f"it did not say why: {words[-200:]}"),
        )


def two_on_one_broker(lab: Lab) -> Outcome:
    """Two hubs with folders of their own hear one broker and write into one InfluxDB."""
    with lab.place() as place, rig(place) as made:
        other = Hub(place / "other", made.broker_port, made.influx_url, client_id="hub-2")
        made.stack.callback(other.program.kill)
        other.program.start()
        other.register(made.devices)
        fleet, raw = made.fleet(), made.raw()
        fleet.say(200)
        raw.say(lab.count(4_000, 400))
        fleet.drain()
        raw.drain()
        other.settle()
        verdict = made.verdict(native_or_acknowledged)
        return judged(verdict, f"the second hub stored {other.balance().stored:,} as well")


def thread_death(lab: Lab) -> Outcome:
    """Each thread of the hub dies once: the process says so and ends."""
    faults, worst_s = [], 0.0
    with lab.place() as place, rig(place) as made:
        fleet = made.fleet()
        for name in _THREADS:
            made.hub.program.stop()
            made.hub.tricks = (f"thread-dies:{name}:3",)
            made.hub.program.start()
            fleet.say(20)
            began_s = monotonic()
            code = made.hub.program.exit_code(3 + _GONE_S)
            worst_s = max(worst_s, monotonic() - began_s - 3)
            faults.append(
                unless(code not in {None, 0}, f"without thread {name} the process went on ({code})")
            )
        made.hub.tricks = ()
        made.hub.program.kill()
        made.hub.program.start()
        fleet.drain()
        verdict = made.verdict()
    return judged(verdict, f"{len(_THREADS)} threads; gone after at most {max(worst_s, 0):.1f} s", *faults)
