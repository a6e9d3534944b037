"""Small disks of our own, for those who are root: tmpfs, made full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.strace import CannotExecute

_CHUNK = bytes(64 * 1024)


@contextmanager
def small_disk(folder: Path, size_mib: int) -> Iterator[Path]:
    """Mount a disk of so many MiB on a folder while inside.

    Raises:
        CannotExecute: we are not root, or mounts are forbidden here.
    """
    if os.geteuid() != 0:
        raise CannotExecute("a disk of its own needs root")
    folder.mkdir(parents=True, exist_ok=True)
    made = _run("mount", "-t", "tmpfs", "-o", f"size={size_mib}m", "none", str(folder))
    if made:
        raise CannotExecute(f"no disk can be mounted here: {made}")
    try:
        yield folder
    finally:
        # Lazily: a program that still has files there loses them when it ends.
        _run("umount", "-l", str(folder))


@contextmanager
def filled(folder: Path, left_kib: int = 0) -> Iterator[None]:
    """Leave only so much room on the disk of a folder while inside."""
    ballast = folder / "ballast"
    try:
        _fill(ballast, left_kib)
        yield
    finally:
        ballast.unlink()


def _fill(ballast: Path, left_kib: int) -> None:
    with ballast.open("wb", buffering=0) as out:
        while (free := _free_bytes(ballast) - left_kib * 1024) > 0:
            try:
                out.write(_CHUNK[: min(len(_CHUNK), free)])
            except OSError:
                return


def _free_bytes(file: Path) -> int:
    known = os.statvfs(file)
    return known.f_bavail * known.f_frsize


def _run(*argv: str) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False)
    return done.stderr.strip() or "it failed" if done.returncode else ""
