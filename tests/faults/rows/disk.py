"""F4 to F8: syncs fail, writes are short, the disk is full, read-only or slow, descriptors run out."""

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from hub.settings import JournalSettings
from tests.faults import strace
from tests.faults.catalogue import Lab, Outcome, judged, unless
from tests.faults.mounts import filled, small_disk
from tests.faults.rig import Rig, Wanted, acknowledged, native_or_acknowledged, rig
from tests.faults.rows.kill import bytes_of
from tests.wait import until

_RED_S = 2.0
_RESUME_S = 10.0
# Milliseconds a sync, and messages a second to reach.
_SLOW = ((20, 5_000), (100, 2_000), (1_000, 200))


def sync_fails(lab: Lab) -> Outcome:
    """EIO of the journal's fdatasync: once, and from then on for ever."""
    faults, red_s = [], []
    with lab.place() as place, rig(place) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(40)
        for when in ("5", "5+"):
            newest = max(made.hub.journal_folder.glob("*.vhj"))
            inject = f"fdatasync:error=EIO:when={when}"
            with strace.injected(made.hub.program.pid, place / "strace.log", inject, path=newest):
                began_s = monotonic()
                raw.say(100, rate_per_s=200)
                until(lambda: not made.hub.program.is_alive() or made.hub.is_red(), 15, "the hub to be red")
                red_s.append(monotonic() - began_s)
                code = made.hub.program.exit_code(10)
            faults.append(unless(code != 0, "the hub ended as if all were well"))
            if code is None:
                faults.append("the hub went on after a failed sync, red")
            made.hub.program.restart()
        fleet.pause()
        raw.drain()
        fleet.drain()
        verdict = made.verdict(native_or_acknowledged)
    worst_s = max(red_s)
    return judged(
        verdict,
        f"red or gone after at most {worst_s:.1f} s",
        *faults,
        unless(worst_s <= _RED_S, f"red after {worst_s:.1f} s, expected {_RED_S:g} s"),
    )


def short_write(lab: Lab) -> Outcome:
    """The journal's 4th write takes 17 bytes, its 9th takes one, its 14th none."""
    with lab.place() as place, rig(place) as made:
        made.hub.program.stop()
        made.hub.tricks = ("short-write:4:17", "short-write:9:1", "short-write:14:0")
        made.hub.program.start()
        raw = made.raw()
        raw.say(300, rate_per_s=300)
        raw.drain()
        verdict = made.verdict(acknowledged)
        starts = made.hub.program.starts
    return judged(verdict, f"{starts - 2} restarts were needed")


def disk_full(lab: Lab) -> Outcome:
    """The hub's own disk of 32 MiB is full, then freed: with room kept for the ledger, and without."""
    outcomes = [_disk_full(lab, reserve_mib) for reserve_mib in (8, 0)]
    return Outcome(
        "; then, without a reserve: ".join(outcome.figure for outcome in outcomes),
        tuple(fault for outcome in outcomes for fault in outcome.faults),
    )


def _disk_full(lab: Lab, reserve_mib: int) -> Outcome:
    resumed_s, faults = [], []
    wanted = Wanted(journal=JournalSettings(segment_mib=1, reserve_mib=reserve_mib))
    with lab.place() as place, small_disk(place / "hub" / "hub", 32) as disk, rig(place, wanted) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(20)
        for _ in range(2):
            with filled(disk):
                raw.say(lab.count(2_000, 500))
                threading.Event().wait(3)
                faults.append(unless(made.hub.program.is_alive(), "the hub ended on a full disk"))
                faults.append(
                    unless(made.hub.notes() or made.hub.is_red(), "it does not say that its disk is full")
                )
            if not made.hub.program.is_alive():
                made.hub.program.start()
            began_s, before = monotonic(), made.hub.balance().received
            until(
                lambda before=before: made.hub.balance().received > before,
                60,
                "the hub to take messages again",
            )
            resumed_s.append(monotonic() - began_s)
        fleet.pause()
        raw.drain()
        fleet.drain()
        verdict = made.verdict(native_or_acknowledged)
        starts = made.hub.program.starts
    worst_s = max(resumed_s)
    return judged(
        verdict,
        f"full twice; took messages {worst_s:.1f} s after there was room, {starts - 1} restarts",
        *dict.fromkeys(faults),
        unless(worst_s <= _RESUME_S, f"resumed after {worst_s:.1f} s, expected {_RESUME_S:g} s"),
    )


def starved(lab: Lab) -> Outcome:
    """No file descriptor is left for a while; then every opening says that the disk is read-only."""
    ends = []
    with lab.place() as place, rig(place) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(20)
        with _no_descriptors(made.hub.program.pid):
            raw.say(200)
            threading.Event().wait(3)
        ends.append(_back(made))
        with strace.injected(made.hub.program.pid, place / "strace.log", "openat:error=EROFS"):
            raw.say(200)
            threading.Event().wait(3)
        ends.append(_back(made))
        fleet.pause()
        raw.drain()
        fleet.drain()
        verdict = made.verdict(native_or_acknowledged)
    return judged(
        verdict,
        f"ended by it: {', '.join(ends)}",
        unless(ends.count("no") + ends.count("once") == 2, "a crash loop"),
    )


@contextmanager
def _no_descriptors(pid: int) -> Iterator[None]:
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (used, before[1]))
    try:
        yield
    finally:
        if Path(f"/proc/{pid}").exists():
            resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def _back(made: Rig) -> str:
    """Start the hub if it ended, as systemd would, and wait until it works: whether that was needed."""
    has_ended = made.hub.program.exit_code(0) is not None
    if has_ended:
        made.hub.program.start()
    until(lambda: made.hub.is_reading() and not made.hub.is_red(), 40, "the hub to work again")
    return "once" if has_ended else "no"


def slow_disk(lab: Lab) -> Outcome:
    """Every fdatasync of the process, SQLite's too, takes 20, 100 and 1,000 ms longer.

    What waits at the broker is taken, so that no sender's speed is measured.
    """
    rates, faults = [], []
    with lab.place() as place, rig(place) as made:
        for number, (delay_ms, wanted) in enumerate(_SLOW):
            made.hub.program.kill()
            raw = made.raw(seed=10 + number, boot=10 + number)
            raw.say(wanted * lab.count(6, 1))
            raw.drain(120)
            rates.append(_taken_per_s(made, delay_ms, wanted * lab.count(6, 1)))
            faults.append(
                unless(rates[-1] >= wanted, f"{rates[-1]:,.0f} msg/s at {delay_ms} ms, expected {wanted:,}")
            )
            lab.say(f"{delay_ms} ms: {rates[-1]:,.0f} msg/s")
        made.hub.program.start()
        verdict = made.verdict(acknowledged, settle_s=120)
    said = ", ".join(
        f"{rate:,.0f} msg/s at {delay_ms} ms" for rate, (delay_ms, _) in zip(rates, _SLOW, strict=True)
    )
    return judged(verdict, f"journalled and acknowledged {said}", *faults)


def _taken_per_s(made: Rig, delay_ms: int, messages: int) -> float:
    """Start a hub with slow syncs, and time it while it takes what waits for it."""
    before = bytes_of(made.hub.journal_folder)
    words = strace.around(made.folder / "strace.log", ["fdatasync"], f"fdatasync:delay_exit={delay_ms}ms")
    made.hub.program.launch(lambda: made.hub.from_nothing(words))
    until(lambda: bytes_of(made.hub.journal_folder) > before + 200, 90, "the hub to take the first message")
    began_s = monotonic()
    received = made.log.said_count
    made.hub.program.wait_ready(90)
    until(lambda: made.hub.balance().received >= received, 180, "the hub to take them all")
    took_s = monotonic() - began_s
    strace.kill_traced(made.hub.program.pid)
    made.hub.program.exit_code()
    return messages / took_s
