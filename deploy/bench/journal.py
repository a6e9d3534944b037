"""`village-hub bench journal`: what appending, reading and recovering cost on this machine's disk."""

import resource
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from hub.journal import Journal
from hub.journal.format import Entry
from hub.journal.segments import find_segments

_HUB = "bench"
_DEVICES = 500
_RECEIVED_MS = 1_776_495_600_000
_MIB = 1024 * 1024
_KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class JournalLoad:
    """`messages` of `size` bytes each by `together` in one append; then a journal of `mib` is recovered."""

    messages: int
    size: int
    together: int
    mib: int


def run(load: JournalLoad) -> dict[str, object]:
    """Measure in a temporary folder; processor time in µs per message, system time included."""
    with tempfile.TemporaryDirectory(prefix="village-bench-") as name:
        folder = Path(name)
        cost_us, per_s = _append_and_read(folder / "live", load)
        return {
            "messages": load.messages,
            "bytes_each": load.size,
            "together": load.together,
            "appended_per_s": per_s,
            "cpu_us_per_message": cost_us,
            "recovery": _recovery(folder / "old", load),
        }


def _append_and_read(folder: Path, load: JournalLoad) -> tuple[dict[str, float], int]:
    batch = _batch(load)
    journal = Journal(folder, _HUB)
    journal.open()
    reader = journal.reader(0)
    append_s = read_s = wall_s = 0.0
    read = 0
    for _ in range(max(1, load.messages // load.together)):
        begun_s, wall_begun_s = process_time(), perf_counter()
        journal.append(batch)
        append_s += process_time() - begun_s
        wall_s += perf_counter() - wall_begun_s
        begun_s = process_time()
        read += len(reader.next(load.together, 0))
        read_s += process_time() - begun_s
    late, late_s, begun_s = 0, 0.0, process_time()
    behind = journal.reader(0)
    while late < read:
        late += len(behind.next(500, 0))
    late_s = process_time() - begun_s
    journal.close()
    costs = {"append": append_s, "read": read_s, "together": append_s + read_s, "read_late": late_s}
    return {what: round(cost_s / read * 1e6, 2) for what, cost_s in costs.items()}, round(read / wall_s)


def _recovery(folder: Path, load: JournalLoad) -> dict[str, object]:
    """Time from the start of a hub until its first message is safe, behind a hub that did not close."""
    if not load.mib:
        return {}
    batch = _batch(load)
    journal = Journal(folder, _HUB)
    journal.open()
    while sum(segment.size for segment in journal.segments()) < load.mib * _MIB:
        journal.append(batch)
    received = journal.last_seq
    journal.close()
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun_s = perf_counter()
    again = Journal(folder, _HUB)
    again.open()
    again.append(batch[:1])
    seconds = perf_counter() - begun_s
    more_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    again.close()
    return {
        "mib": load.mib,
        "segments": len(find_segments(folder, _HUB)),
        "records": received,
        "seconds": round(seconds, 3),
        "peak_more_mib": round(more_kib / _KIB_PER_MIB, 1),
    }


def _batch(load: JournalLoad) -> list[Entry]:
    payload = b"x" * load.size
    return [
        Entry(f"vh1/bench/d/bin-{number % _DEVICES:04d}/tele", payload, _RECEIVED_MS)
        for number in range(load.together)
    ]
