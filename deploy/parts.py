"""The programs we need from the system: where each is, how a missing one is had. Standard library only."""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy import sayings
from deploy.errors import CannotRun
from deploy.sayings import Saying

_SYSTEM_BIN = ("/usr/local/sbin", "/usr/sbin", "/sbin")
_OPT_BIN = ("usr/sbin", "usr/bin", "sbin", "bin")


@dataclass(frozen=True, slots=True)
class Part:
    """One program from outside: its file name, the Debian package that brings it, and what it is for."""

    program: str
    package: str
    purpose: Saying
    is_vital: bool


MOSQUITTO = Part("mosquitto", "mosquitto", sayings.IS_BROKER, is_vital=True)
MOSQUITTO_PASSWD = Part("mosquitto_passwd", "mosquitto", sayings.WRITES_PASSWORDS, is_vital=True)
INFLUXD = Part("influxd", "influxdb", sayings.KEEPS_SERIES, is_vital=False)
ESPEAK_NG = Part("espeak-ng", "espeak-ng", sayings.SPEAKS, is_vital=False)
DEMO_PARTS = (MOSQUITTO, MOSQUITTO_PASSWD, INFLUXD, ESPEAK_NG)


class PartMissing(CannotRun):
    """A program the system must bring is not there; the text says how to get it."""


def opt_dir(home: Path) -> Path:
    """Where packages are unpacked privately; `home` is the .village directory."""
    return home / "opt"


def find(part: Part, home: Path, search_path: str | None = None) -> Path | None:
    """Find a program on PATH, in the system's sbin directories, or under `home`; None when it is nowhere.

    Args:
        part: what to look for.
        home: the .village directory.
        search_path: replaces PATH and the sbin directories.
    """
    if search_path is None:
        search_path = os.pathsep.join((os.environ.get("PATH", ""), *_SYSTEM_BIN))
    unpacked = (str(opt_dir(home) / folder) for folder in _OPT_BIN)
    found = shutil.which(part.program, path=os.pathsep.join((search_path, *unpacked)))
    return Path(found).absolute() if found else None


def missing(parts: Iterable[Part], home: Path, search_path: str | None = None) -> tuple[Part, ...]:
    """List the parts that are nowhere."""
    return tuple(part for part in parts if find(part, home, search_path) is None)


def need(part: Part, home: Path, search_path: str | None = None) -> Path:
    """Find a program.

    Raises:
        PartMissing: it is nowhere; show the text, it names the way out.
    """
    found = find(part, home, search_path)
    if found is None:
        raise PartMissing(
            sayings.PART_MISSING.of(program=part.program, purpose=part.purpose, package=part.package)
        )
    return found


def environment(home: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """Make the environment for privately unpacked programs; without any, the inherited one unchanged."""
    result = dict(inherited)
    opt = opt_dir(home).absolute()
    if not opt.is_dir():
        return result
    programs = [str(opt / folder) for folder in _OPT_BIN]
    result["PATH"] = os.pathsep.join([*_given(inherited, "PATH"), *_SYSTEM_BIN, *programs])
    libraries = sorted({str(file.parent) for file in opt.rglob("lib*.so*")})
    result["LD_LIBRARY_PATH"] = os.pathsep.join([*_given(inherited, "LD_LIBRARY_PATH"), *libraries])
    for voices in opt.rglob("espeak-ng-data"):
        result["ESPEAK_DATA_PATH"] = str(voices.parent)
    return result


def _given(environ: Mapping[str, str], name: str) -> list[str]:
    value = environ.get(name, "")
    return [value] if value else []
