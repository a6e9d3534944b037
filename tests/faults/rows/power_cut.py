"""F3: the power goes while the hub writes; the real journal recovers every state of the disk."""

import json
import logging
import random
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from hub.journal import Journal, JournalFailed
from hub.journal.format import BadSegment
from tests.faults import strace, witness
from tests.faults.catalogue import Lab, Outcome
from tests.faults.hub import SITE
from tests.faults.power import PowerCut, cuts
from tests.faults.rig import Rig, Wanted, rig
from tests.faults.truth import Truth

# Recovery syncs; on a disk in memory ten thousand of them cost seconds.
_MEMORY = Path("/dev/shm")  # noqa: S108 - only its folders are ours
_LIFE_S = 20.0
Message: TypeAlias = tuple[str, bytes]


def power_cut(lab: Lab) -> Outcome:
    """Watch a hub's calls through three lives, then cut the power at each of them."""
    with lab.place() as place, rig(place, Wanted()) as made:
        made.hub.program.stop()
        before = {file.name: file.read_bytes() for file in made.hub.journal_folder.glob("*.vhj")}
        lines = _watched(made, lives=3, messages=lab.count(120, 30), dice=random.Random(lab.seed))
        seen = list(witness.deeds(lines, made.hub.journal_folder, made.to_broker.port))
        truth = made.log.read()
    changing = sum(not isinstance(deed, witness.Got) for deed in seen)
    per_deed = max(1, lab.count(10_000, 300) // changing)
    known: dict[frozenset[tuple[str, bytes]], frozenset[Message] | str] = {}
    states, broken = 0, []
    for cut in cuts(seen, before, per_deed, lab.seed):
        states += 1
        state = frozenset(cut.files.items())
        if state not in known:
            known[state] = _recovered(cut.files)
        broken += _missing(cut, known[state], _told(cut.upto, truth))
        if not states % 1000:
            lab.say(f"{states} states, {len(broken)} violations")
    figure = f"{states:,} states of the disk ({len(known):,} different) after {changing:,} calls"
    return Outcome(f"{figure}: {len(broken)} violations", tuple(dict.fromkeys(broken))[:3])


def _watched(made: Rig, *, lives: int, messages: int, dice: random.Random) -> list[str]:
    """Let the hub live under strace; each life ends when its receiver has written and not synced."""
    lines: list[str] = []
    fleet, raw = made.fleet(), made.raw()
    for life in range(lives):
        log = made.folder / f"life-{life}.strace"
        made.hub.tricks = (f"dies-at-sync:{dice.randrange(20, 60)}",)
        words = strace.witnessing(log, witness.CALLS)
        made.hub.program.launch(lambda words=words: made.hub.from_nothing(words))  # type: ignore[misc]
        made.hub.program.wait_ready()
        raw.say(messages)
        deadline_s = monotonic() + _LIFE_S
        while made.hub.program.exit_code(0.01) is None and monotonic() < deadline_s:
            fleet.say(2)
        if made.hub.program.is_alive():
            strace.kill_traced(made.hub.program.pid)
            made.hub.program.exit_code()
        lines += log.read_text().splitlines()
    return lines


def _missing(cut: PowerCut, recovered: frozenset[Message] | str, told: frozenset[Message]) -> list[str]:
    """What was promised before this cut and is not in the journal that recovers from it."""
    if isinstance(recovered, str):
        return [f"the journal does not open: {recovered}"]
    gone = {"acknowledged": cut.acknowledged - recovered, "told safe": told - recovered}
    return [
        f"{promise} and gone: {len(lost)} messages, such as {min(lost)}"
        for promise, lost in gone.items()
        if lost
    ]


def _told(upto: Mapping[str, bytes], truth: Truth) -> frozenset[Message]:
    """The messages that devices may have forgotten by now."""
    told: set[Message] = set()
    for topic, payload in upto.items():
        word, device = json.loads(payload), topic.split("/")[3]
        names = [(device, word["bd"], number) for number in range(1, word["seq"] + 1)]
        told |= {(truth.said[name].topic, truth.said[name].payload) for name in names if name in truth.said}
    return frozenset(told)


def _recovered(files: Mapping[str, bytes]) -> frozenset[Message] | str:
    """Every message of the journal that recovers; why it does not, if it does not."""
    # Thousands of damaged journals would say so; whoever runs beside this in the process must be heard again.
    hubs = logging.getLogger("hub")
    level = hubs.level
    hubs.setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        journal = Journal(folder, SITE)
        journal.open()
        reader, found = journal.reader(0), set[Message]()
        while records := reader.next(10_000, 0.0):
            found |= {(record.entry.topic, record.entry.payload) for record in records}
        journal.close()
        return frozenset(found)
    except (BadSegment, JournalFailed) as error:
        return str(error)
    finally:
        hubs.setLevel(level)
        shutil.rmtree(folder)
