"""Bring uv and the locked Python packages, from the index the user configured. Standard library only."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy import sayings
from deploy.debs import unpack
from deploy.installing import CannotInstall, Installer
from deploy.parts import opt_dir

# Where pip is told about an index -> how uv is told the same; uv reads none of pip's settings itself.
_PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
_SYSTEM_WHEELS = Path("/usr/share/python-wheels")
_PIP_WHEEL = "pip-*.whl"
_UV_INDEX_NAMES = (
    "UV_DEFAULT_INDEX",
    "UV_INDEX_URL",
    "UV_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_CONFIG_FILE",
)


def uv_environment(pip_config: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Translate pip's settings for uv, unless uv has an index of its own.

    Args:
        pip_config: what `pip config list` prints: lines like `global.index-url='...'`.
        environ: the inherited environment, PIP_* included.
    """
    result = dict(environ)
    if any(environ.get(name) for name in _UV_INDEX_NAMES):
        return result
    for option, value in _pip_options(pip_config, environ).items():
        name = _PIP_TO_UV.get(option)
        if name and not environ.get(name):
            separator = "," if option == "find-links" else " "
            result[name] = separator.join(value.replace("\\n", " ").split())
    if "UV_INDEX" in result:
        # pip takes the best of all its indexes; the lock's hashes make that safe.
        result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return result


def _pip_options(pip_config: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Read pip's options; later ones win, as in pip: global, user, site, then the environment."""
    options: dict[str, str] = {}
    for line in pip_config.splitlines():
        name, _, value = line.partition("=")
        options[name.rpartition(".")[2]] = value.strip("'\"")
    for name, value in environ.items():
        if name.startswith("PIP_") and value:
            options[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    return options


def uv_program(home: Path, installer: Installer) -> Path:
    """Find uv, or bring it into `home`/uv with whichever of pip and venv this machine has.

    Raises:
        CannotInstall: no index answers, or this Python has neither pip nor venv and apt cannot bring pip.
    """
    own = home / "uv" / "bin" / "uv"
    for candidate in (own, Path(shutil.which("uv") or own)):
        if installer.read((str(candidate), "--version")):
            return candidate
    if installer.read((sys.executable, "-c", "import ensurepip, venv; print(1)")):
        installer.run("make a place for uv", (sys.executable, "-m", "venv", "--clear", str(home / "uv")))
        pip: tuple[str, ...] = (str(home / "uv" / "bin" / "pip"), "install")
    else:
        pip = (sys.executable, *_pip(home, installer), "install", "--target", str(home / "uv"))
    installer.run(
        "bring uv", (*pip, "--quiet", "--upgrade", "uv"), way_out=sayings.NO_INDEX.of(log=installer.log_file)
    )
    return own


def _pip(home: Path, installer: Installer) -> tuple[str, ...]:
    """Name the arguments that run pip: this Python's own, or Debian's wheel unpacked privately."""
    if installer.read((sys.executable, "-m", "pip", "--version")):
        return ("-m", "pip")
    system, private = _SYSTEM_WHEELS, opt_dir(home) / _SYSTEM_WHEELS.relative_to("/")
    if not any(system.glob(_PIP_WHEEL)):
        unpack(("python3-pip-whl",), home, installer)
    wheels = [*system.glob(_PIP_WHEEL), *private.glob(_PIP_WHEEL)]
    if not wheels:
        raise CannotInstall(sayings.NO_PIP.of())
    # A wheel is a zip file, and Python runs a package inside one.
    return (str(wheels[0] / "pip"),)


def install_packages(uv: Path, root: Path, installer: Installer, *, with_tests: bool) -> None:
    """Make .venv hold the packages of uv.lock, checked by hash, and this project itself; others stay.

    Raises:
        CannotInstall: the index does not answer or lacks a package.
    """
    home = root / ".village"
    wanted = str(home / "requirements.txt")
    groups = ("--all-groups",) if with_tests else ("--no-dev",)
    python = root / ".venv" / "bin" / "python"
    if not installer.read((str(python), "--version")):
        installer.run(
            "make .venv", (str(uv), "venv", "--clear", "--python", sys.executable, str(root / ".venv"))
        )
    export = (str(uv), "export", "--frozen", "--quiet", "--no-emit-project", *groups, "-o", wanted)
    installer.run("read the lock", export)
    target = ("--python", str(python))
    sync = (str(uv), "pip", "install", *target, "--require-hashes", "-r", wanted)
    title = "bring the Python packages (about 150 MB the first time)"
    installer.run(title, sync, way_out=sayings.NO_INDEX.of(log=installer.log_file), has_bar=True)
    own = (str(uv), "pip", "install", *target, "--no-deps", "--editable", str(root))
    installer.run("put village-hub into .venv", own, way_out=sayings.NO_INDEX.of(log=installer.log_file))


def installer_environment(installer: Installer, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Make the environment for uv out of this process's and pip's settings."""
    return uv_environment(
        installer.read((sys.executable, "-m", "pip", "config", "list")), environ or os.environ
    )
