"""F50 to F53, F55, F57, F58: files damaged, settings wrong, cores few, the log full, the port taken."""

import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from time import monotonic
from zlib import crc32

from hub.journal.format import HEADER_BYTES
from tests.faults import found
from tests.faults.catalogue import Lab, Outcome, faults_of, judged, unless
from tests.faults.programs import child
from tests.faults.rig import Rig, Wanted, acknowledged, rig
from tests.wait import until

_REFUSES_S = 5.0
_LOCKED_S = 6.0


def journal_damaged(lab: Lab) -> Outcome:
    """Bits flip, pages are zero, segments are gone, renamed, doubled, of a later version."""
    faults, kinds = [], 0
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        for _ in range(3):
            raw.say(lab.count(300, 60))
            raw.drain()
            made.hub.settle()
            made.hub.program.restart()
        made.hub.program.stop()
        clean = place / "clean"
        shutil.copytree(made.hub.journal_folder, clean)
        for damage in (_flip, _zero, _delete, _rename, _double):
            kinds += 1
            shutil.rmtree(made.hub.journal_folder)
            shutil.copytree(clean, made.hub.journal_folder)
            damage(made.hub.journal_folder, random.Random(lab.seed))
            intact = {record.seq for record in found.journal(made.hub.journal_folder)}
            try:
                made.hub.program.start()
            except AssertionError:
                faults.append(f"the hub does not start after {damage.__name__.strip('_')}")
                continue
            made.hub.program.stop()
            recovered = {record.seq for record in found.journal(made.hub.journal_folder)}
            faults.append(
                unless(intact <= recovered, f"intact records are gone after {damage.__name__.strip('_')}")
            )
        shutil.rmtree(made.hub.journal_folder)
        shutil.copytree(clean, made.hub.journal_folder)
        faults.append(_refuses_later_version(made))
        shutil.rmtree(made.hub.journal_folder)
        shutil.copytree(clean, made.hub.journal_folder)
        made.hub.program.start()
        raw.say(100)
        raw.drain()
        verdict = made.verdict(acknowledged)
    return judged(verdict, f"{kinds} kinds of damage; a later version is refused", *faults)


def _flip(folder: Path, dice: random.Random) -> None:
    for file in sorted(folder.glob("*.vhj")):
        content = bytearray(file.read_bytes())
        for _ in range(3):
            content[dice.randrange(54, len(content)) if len(content) > 60 else 0] ^= 1 << dice.randrange(8)
        file.write_bytes(content)


def _zero(folder: Path, dice: random.Random) -> None:
    for file in sorted(folder.glob("*.vhj")):
        content = bytearray(file.read_bytes())
        begin = dice.randrange(max(1, len(content) // 512)) * 512
        content[begin : begin + 512] = bytes(len(content[begin : begin + 512]))
        file.write_bytes(content)


def _delete(folder: Path, _dice: random.Random) -> None:
    min(folder.glob("*.vhj")).unlink()


def _rename(folder: Path, _dice: random.Random) -> None:
    min(folder.glob("*.vhj")).rename(folder / f"{10**10:020d}.vhj")


def _double(folder: Path, _dice: random.Random) -> None:
    first = min(folder.glob("*.vhj"))
    shutil.copy(first, folder / f"{first.stem}-9.vhj")


def _refuses_later_version(made: Rig) -> str:
    file = min(made.hub.journal_folder.glob("*.vhj"))
    content = bytearray(file.read_bytes())
    content[8:10] = (99).to_bytes(2, "little")
    file.write_bytes(_with_checksum(content))
    made.hub.program.launch()
    code = made.hub.program.exit_code(15)
    made.hub.program.kill()
    return unless(code not in {None, 0}, f"a segment of a later version did not stop the start ({code})")


def _with_checksum(content: bytearray) -> bytes:
    content[HEADER_BYTES - 4 : HEADER_BYTES] = crc32(content[: HEADER_BYTES - 4]).to_bytes(4, "little")
    return bytes(content)


def cursor_lost(lab: Lab) -> Outcome:
    """The ledger, which holds the cursor, is deleted; then the journal, so that the cursor is ahead."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        raw.say(lab.count(2_000, 200))
        raw.drain()
        made.hub.settle()
        made.hub.program.stop()
        for file in made.hub.settings.data_dir.glob("ledger.db*"):
            file.unlink()
        made.hub.program.start()
        made.hub.register(made.devices)
        raw.say(100)
        raw.drain()
        verdict = made.verdict(acknowledged)
        made.hub.program.stop()
        shutil.rmtree(made.hub.journal_folder)
        made.hub.program.start()
        later = raw.say(100)
        raw.drain()
        made.hub.settle()
        there = {(point.device, point.values["count_in"]) for point in found.points(made.influx_url)}
        skipped = sum((message.name[0], float(message.name[2])) not in there for message in later)
    return judged(
        verdict,
        f"ledger lost: replayed from the oldest; journal lost: {skipped} of 100 later messages passed over",
        unless(not skipped, f"{skipped} messages were passed over"),
    )


def ledger_locked(lab: Lab) -> Outcome:
    """Another program locks the ledger for longer than anybody waits; readings are journalled."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        raw.say(100)
        raw.drain()
        made.hub.settle()
        other = sqlite3.connect(made.hub.settings.data_dir / "ledger.db", timeout=20, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        before = len(list(found.journal(made.hub.journal_folder)))
        raw.say(lab.count(1_000, 200))
        raw.drain()
        until(
            lambda: len(list(found.journal(made.hub.journal_folder))) - before >= lab.count(1_000, 200),
            _LOCKED_S * 3,
            "readings to be journalled while the ledger is locked",
        )
        until(lambda: "ledger" in made.hub.notes(), 20, "the note that the ledger does not answer")
        other.execute("ROLLBACK")
        other.close()
        verdict = made.verdict(acknowledged)
    return judged(verdict, "journalled while the ledger was locked, and said so")


def bad_settings(lab: Lab) -> Outcome:
    """An unknown key, a value of another type, no TOML at all: one sentence that names it, no start."""
    wrong = {"[mqtt]\nprot = 1883\n": "prot", '[mqtt]\nport = "x"\n': "port", "[mqtt\n": "village.toml"}
    faults = []
    with lab.place() as place:
        for text, named in wrong.items():
            file = place / "village.toml"
            file.write_text(text)
            began_s = monotonic()
            argv = [sys.executable, "-m", "deploy.serve", "hub", str(file), str(place)]
            done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
            took_s = monotonic() - began_s
            faults.append(unless(done.returncode == 2, f"{named}: ended with {done.returncode}"))
            faults.append(unless(named in done.stderr, f"{named} is not named: {done.stderr[-100:]}"))
            faults.append(unless("Traceback" not in done.stderr, f"{named}: a traceback is shown"))
    return Outcome(f"{len(wrong)} wrong files, the last refused after {took_s:.1f} s", faults_of(*faults))


def one_core(lab: Lab) -> Outcome:
    """The hub has one core, which two others that never rest want too."""
    core = min(os.sched_getaffinity(0))
    with lab.place() as place, rig(place) as made:
        _bind(made.hub.program.pid, core)
        log = place / "burner.log"
        burners = [child([sys.executable, "-c", "while True: pass"], log) for _ in range(2)]
        try:
            for burner in burners:
                _bind(burner.pid, core)
            fleet, raw = made.fleet(), made.raw()
            fleet.talk(40)
            raw.say(lab.count(5_000, 500), rate_per_s=400)
            fleet.pause()
            fleet.drain(120)
            raw.drain(120)
            verdict = made.verdict(settle_s=120)
            is_well = made.hub.health()[0] == 200
        finally:
            for burner in burners:
                os.kill(burner.pid, 9)
    return judged(verdict, "a third of one core", unless(is_well, "the hub says that it is not well"))


def _bind(pid: int, core: int) -> None:
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def log_full(lab: Lab) -> Outcome:
    """The log goes to a disk that is always full."""
    with lab.place() as place, rig(place, Wanted(is_hub_started=False)) as made:
        made.hub.log_file = Path("/dev/full")
        made.hub.program.start()
        made.hub.register(made.devices)
        raw = made.raw()
        raw.say(lab.count(1_000, 200))
        raw.drain()
        verdict = made.verdict(acknowledged)
    return judged(verdict, "every line of the log was refused")


def port_taken(lab: Lab) -> Outcome:
    """Another program listens on the console's port."""
    with lab.place() as place, rig(place, Wanted(is_hub_started=False)) as made:
        with socket.create_server(("127.0.0.1", made.hub.port)):
            began_s = monotonic()
            made.hub.program.launch()
            code = made.hub.program.exit_code(20)
            took_s = monotonic() - began_s
        words = made.hub.log_file.read_text()
    return Outcome(
        f"ended with {code} after {took_s:.1f} s",
        faults_of(
            unless(code not in {None, 0}, "the hub went on without its console"),
            unless(took_s <= _REFUSES_S, f"ended after {took_s:.1f} s, expected {_REFUSES_S:g} s"),
            unless(str(made.hub.port) in words, "the log does not name the port"),
        ),
    )
