"""What the hub's own process uses, as Linux tells it."""

import logging
import os
import threading
from pathlib import Path

log = logging.getLogger(__name__)
_MIB = 1024 * 1024
_RESIDENT = 1  # second field of statm, pages: proc(5)


def resident_mib() -> float:
    """Memory of this process that is in RAM now, MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[_RESIDENT])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MIB


def name_thread(name: str) -> None:
    """Show the calling thread under this name in `top -H`; where there is no /proc it stays nameless."""
    try:
        Path(f"/proc/self/task/{threading.get_native_id()}/comm").write_text(name)
    except OSError:
        log.debug("the thread %s cannot be named", name)
