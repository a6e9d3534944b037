"""Commands run while installing: one line shown for each, output kept in a log. Standard library only."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy import sayings


class CannotInstall(RuntimeError):
    """Something could not be brought; the text says what and names the way out."""


class Installer:
    """Runs the steps of an installation and says on the terminal which one is going on."""

    def __init__(self, log_file: Path, environ: Mapping[str, str]) -> None:
        self.log_file = log_file
        self._environ = dict(environ)

    def run(
        self,
        title: str,
        *commands: Sequence[str],
        way_out: str = "",
        timeout_s: float = 1800,
        has_bar: bool = False,
    ) -> None:
        """Run commands one after the other, as one step.

        Args:
            title: what the person reads while they run.
            commands: each an argv.
            way_out: what to do when one fails.
            timeout_s: seconds after which a command is ended and counts as failed.
            has_bar: the command draws its own progress on a terminal; let it.

        Raises:
            CannotInstall: one failed; the text is the way out, or its last words where none is known.
        """
        began = time.monotonic()
        is_drawn = has_bar and sys.stderr.isatty()
        say(f"  {title} ... ", end="\n" if is_drawn else "")
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        for argv in commands:
            failure = self._failure(argv, timeout_s, is_drawn=is_drawn)
            if failure:
                say("failed")
                raise CannotInstall(
                    way_out or sayings.STEP_FAILED.of(title=title, words=failure, log=self.log_file)
                )
        say(f"{'  ' if is_drawn else ''}{time.monotonic() - began:.1f} s")

    def read(self, argv: Sequence[str], *, timeout_s: float = 60) -> str:
        """Run a command and return what it prints; "" when it fails or does not exist."""
        try:
            done = subprocess.run(  # noqa: S603  fixed commands of ours
                argv, capture_output=True, text=True, timeout=timeout_s, env=self._environ, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""

    def _failure(self, argv: Sequence[str], timeout_s: float, *, is_drawn: bool) -> str:
        """Run one command into the log and return its last words, "" when it succeeded."""
        with self.log_file.open("a+b") as log:
            log.write(f"\n$ {' '.join(argv)}\n".encode())
            log.flush()
            start = log.tell()
            try:
                code = subprocess.run(  # noqa: S603  fixed commands of ours
                    argv,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=None if is_drawn else log,
                    timeout=timeout_s,
                    env=self._environ,
                    check=False,
                ).returncode
            except (OSError, subprocess.TimeoutExpired) as error:
                return str(error)
            log.seek(start)
            words = log.read().decode(errors="replace").strip().splitlines()
        return " | ".join(line.strip() for line in words[-3:])[-500:] or f"exit status {code}" if code else ""


def say(text: str, *, end: str = "\n") -> None:
    """Show a line, or the beginning of one, to the person at the terminal."""
    sys.stdout.write(text + end)
    sys.stdout.flush()
