"""`python3 -m deploy.bootstrap demo|check|test`: bring what a clean machine lacks. Standard library only."""

import hashlib
import os
import sys
from pathlib import Path

from deploy import debs, node_packages, python_packages, sayings
from deploy.installing import CannotInstall, Installer, say
from deploy.parts import DEMO_PARTS, environment, missing

ROOT = Path(__file__).resolve().parent.parent
TEST_PACKAGES = (
    "mosquitto", "influxdb", "espeak-ng", "mpv", "mosquitto-clients", "chromium", "fonts-wqy-microhei",
    "gir1.2-gst-rtsp-server-1.0", "python3-gi",
    "gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good", "gstreamer1.0-plugins-ugly", "strace",
    # A real server for the write interface of InfluxDB 2.x.
    "victoria-metrics",
)  # fmt: skip
_GOALS = ("demo", "check", "test")


def main(argv: list[str]) -> int:
    """Bring everything for one goal; 0 when all is there, 1 after saying what is missing and the way out."""
    goal = argv[0] if argv else ""
    if goal not in _GOALS:
        say(sayings.USAGE.of(goals="|".join(_GOALS)))
        return 2
    try:
        bring(goal, ROOT)
    except CannotInstall as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say(f"\n{sayings.INTERRUPTED.of()}")
        return 130
    except OSError as error:
        say(f"\n{sayings.CANNOT_WRITE.of(folder=ROOT, error=error)}")
        return 1
    return 0


def bring(goal: str, root: Path) -> None:
    """Bring programs and Python packages; does nothing, quickly, when they are there.

    Raises:
        CannotInstall: a vital thing cannot be had.
    """
    home = root / ".village"
    home.mkdir(mode=0o700, exist_ok=True)
    log_file = home / "log" / "install.log"
    if goal != "check":
        _programs(goal, home, Installer(log_file, os.environ))
    _packages(goal, root, home, log_file)
    if goal == "test":
        node_packages.install(root, log_file)


def _programs(goal: str, home: Path, installer: Installer) -> None:
    if goal == "test" and os.geteuid() == 0:
        debs.install(TEST_PACKAGES, installer)
    absent = missing(DEMO_PARTS, home)
    if not absent:
        return
    say(sayings.BRINGING_PROGRAMS.of(programs=", ".join(part.program for part in absent)))
    try:
        debs.unpack(sorted({part.package for part in absent}), home, installer)
    except CannotInstall as error:
        if any(part.is_vital for part in absent):
            raise
        say(str(error))
    for part in missing(DEMO_PARTS, home):
        if part.is_vital:
            raise CannotInstall(
                sayings.PART_MISSING.of(program=part.program, purpose=part.purpose, package=part.package)
            )
        say(sayings.GOING_ON.of(program=part.program, purpose=part.purpose))


def _packages(goal: str, root: Path, home: Path, log_file: Path) -> None:
    with_tests = goal != "demo"
    stamp = root / ".venv" / ".village-installed"
    wanted = _fingerprint(root)
    have = stamp.read_text() if stamp.is_file() else ""
    if have == f"{wanted} tests" or (have == f"{wanted} demo" and not with_tests):
        return
    say(sayings.BRINGING_PACKAGES.of())
    plain = Installer(log_file, environment(home, os.environ))
    installer = Installer(log_file, python_packages.installer_environment(plain))
    uv = python_packages.uv_program(home, plain)
    python_packages.install_packages(uv, root, installer, with_tests=with_tests)
    stamp.write_text(f"{wanted} {'tests' if with_tests else 'demo'}")


def _fingerprint(root: Path) -> str:
    content = b"".join((root / name).read_bytes() for name in ("pyproject.toml", "uv.lock"))
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
