"""What the hub's own process uses, as Linux tells it."""

import os
from pathlib import Path

_MIB = 1024 * 1024
_RESIDENT = 1  # second field of statm, pages: proc(5)


def resident_mib() -> float:
    """Memory of this process that is in RAM now, MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[_RESIDENT])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MIB
