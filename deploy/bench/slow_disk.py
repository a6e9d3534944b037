"""A slower disk for one child: strace holds back each fsync and fdatasync of it."""

import shutil
from dataclasses import replace

from deploy import sayings
from deploy.errors import CannotRun
from deploy.supervisor import Child

_SYNCS = "fsync,fdatasync"


def slowed(child: Child, fsync_ms: int) -> Child:
    """Describe the same child on a disk whose every sync takes so many milliseconds longer.

    Raises:
        CannotRun: strace is not installed.
    """
    if not fsync_ms:
        return child
    strace = shutil.which("strace")
    if strace is None:
        raise CannotRun(sayings.NO_STRACE.of())
    # -D keeps the child a direct one, so that its pid is its own; seccomp-bpf stops it at no other call.
    held_back = f"inject={_SYNCS}:delay_exit={fsync_ms * 1000}"
    options = ("-D", "-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null", "-e", f"trace={_SYNCS}")
    return replace(child, argv=(strace, *options, "-e", held_back, *child.argv))
