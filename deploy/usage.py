"""What processes use, as Linux tells it in /proc."""

import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_KIB_PER_MIB = 1024


def cpu_s(pid: int) -> float:
    """Processor seconds a process has used so far, in user and in system mode; 0 when it is gone."""
    return _used_s(Path(f"/proc/{pid}/stat"))[1]


def threads_cpu_s(pid: int) -> dict[str, float]:
    """Processor seconds of the threads that have not ended, added up by name; empty when all are gone."""
    used: dict[str, float] = {}
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        name, seconds = _used_s(stat)
        used[name] = used.get(name, 0.0) + seconds
    return used


def _used_s(stat: Path) -> tuple[str, float]:
    """The name and the processor seconds in a stat file of proc(5)."""
    try:
        name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
    except OSError:
        return "", 0.0
    # Fields 14 and 15, counted behind the name, which may hold spaces.
    user, system = rest.split()[11:13]
    return name, (int(user) + int(system)) / _TICKS_PER_S


def memory_mib(pid: int, *, peak: bool = False) -> float:
    """Resident memory of a process, now or at its peak, MiB; 0 when it is gone."""
    wanted = "VmHWM:" if peak else "VmRSS:"
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / _KIB_PER_MIB for line in lines if line.startswith(wanted)), 0.0)


class MemoryWatch:
    """Remembers the most memory that all processes together held, and each at its own peak."""

    def __init__(self) -> None:
        self.most_mib = 0.0
        self.peaks_mib: dict[str, float] = {}

    def look(self, pids: Mapping[str, int]) -> None:
        """Look once; call it about twice a second."""
        self.most_mib = max(self.most_mib, sum(memory_mib(pid) for pid in pids.values()))
        for name, pid in pids.items():
            peak_mib = memory_mib(pid, peak=True)
            self.peaks_mib[name] = max(self.peaks_mib.get(name, 0.0), peak_mib)


def percentile(values: Iterable[float], share: float) -> float | None:
    """The smallest value that at least `share` of all do not exceed (nearest rank); None without values."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
