"""Debian packages, unpacked under .village/ or installed by apt. Standard library only."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from deploy import sayings
from deploy.installing import CannotInstall, Installer
from deploy.parts import opt_dir

_APT_LISTS = Path("/var/lib/apt/lists")


def unpack(packages: Sequence[str], home: Path, installer: Installer) -> None:
    """Bring packages and every library they miss here into `home`/opt; needs no rights and starts no service.

    Uses apt's own index; fetches a private one into `home`/apt when that is absent or out of date.

    Raises:
        CannotInstall: no apt-get, or no network.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise CannotInstall(sayings.NO_APT.of(packages=" ".join(packages)))
    cache = home / "apt" / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    (cache / "archives" / "partial").mkdir(parents=True)
    if not _has_index() or not _downloaded(packages, cache, (), installer):
        state = home / "apt" / "state"
        (state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        private = ("-o", f"Dir::State={state}", "-o", "Dir::State::status=/var/lib/dpkg/status")
        _update(packages, cache, private, installer)
        _download(packages, cache, private, installer)
    opt = opt_dir(home)
    opt.mkdir(parents=True, exist_ok=True)
    debs = sorted((cache / "archives").glob("*.deb"))
    installer.run(f"unpack {len(debs)} packages", *(("dpkg-deb", "-x", str(deb), str(opt)) for deb in debs))
    shutil.rmtree(home / "apt", ignore_errors=True)


def install(packages: Sequence[str], installer: Installer) -> None:
    """Install packages by apt, as root; services that come new are switched off, we start our own.

    Raises:
        CannotInstall: no apt-get, or no network.
    """
    absent = [name for name in packages if not _is_installed(name, installer)]
    if not absent:
        return
    words = " ".join(absent)
    if shutil.which("apt-get") is None:
        raise CannotInstall(sayings.NO_APT.of(packages=words))
    way_out = _no_network(absent, installer)
    installer.run("refresh apt's index", ("apt-get", "update", "-q"), way_out=way_out)
    argv = ("apt-get", "install", "-y", "-q", "--no-install-recommends", *absent)
    installer.run(f"apt-get install {words}", argv, way_out=way_out)
    _disable(("mosquitto", "influxdb", "victoria-metrics"), absent, installer)


def _is_installed(package: str, installer: Installer) -> bool:
    return installer.read(("dpkg-query", "-W", "-f", "${db:Status-Status}", package)) == "installed"


def _disable(services: Iterable[str], new: Sequence[str], installer: Installer) -> None:
    if not Path("/run/systemd/system").is_dir():
        return
    for service in services:
        if service in new:
            installer.run(f"switch off the system's {service}", ("systemctl", "disable", "--now", service))


def _has_index() -> bool:
    """Tell whether apt knows any packages; a fresh image often does not."""
    return any(_APT_LISTS.glob("*_Packages*"))


def _downloaded(packages: Sequence[str], cache: Path, private: Sequence[str], installer: Installer) -> bool:
    try:
        _download(packages, cache, private, installer)
    except CannotInstall:
        return False
    return True


def _no_network(packages: Sequence[str], installer: Installer) -> str:
    return sayings.NO_NETWORK.of(packages=" ".join(packages), log=installer.log_file)


def _options(cache: Path) -> tuple[str, ...]:
    return ("-q", "-o", f"Dir::Cache={cache}", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=root")


def _update(packages: Sequence[str], cache: Path, private: Sequence[str], installer: Installer) -> None:
    installer.run(
        "fetch a private package index",
        ("apt-get", *_options(cache), *private, "-o", "APT::Update::Error-Mode=any", "update"),
        way_out=_no_network(packages, installer),
    )


def _download(packages: Sequence[str], cache: Path, private: Sequence[str], installer: Installer) -> None:
    flags = ("-y", "--no-install-recommends", "--download-only", "install")
    installer.run(
        f"download {', '.join(packages)} and the libraries they miss",
        ("apt-get", *_options(cache), *private, *flags, *packages),
        way_out=_no_network(packages, installer),
    )
