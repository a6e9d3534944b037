"""`tether.py PARENT_PID PROGRAM ARGS...`: become PROGRAM, which gets SIGTERM when the parent dies.

Popen's preexec_fn would do the same, but is unsafe in a process that has threads.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(argv: list[str]) -> None:
    """Ask the kernel for the signal, make sure that the parent still lives, then turn into the program."""
    parent, *command = argv
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit(f"the process {parent} that started {command[0]} is gone")
    os.execv(command[0], command)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
