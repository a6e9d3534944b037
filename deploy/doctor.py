"""`village-hub doctor`: ask each real part one question, and say what to do about the answer."""

import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time

from deploy import parts, sayings, stack
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.findings import Finding, Verdict
from deploy.influxdb.users import ADMIN
from deploy.machine import commands_login
from deploy.ports import any_ports, claim
from deploy.questions import answers_health, balances, keeps_a_point, lets_in, says_a_word, takes_alerts
from deploy.running import running_settings
from deploy.sayings import shown
from deploy.servers import Clients, Place
from deploy.supervisor import Supervisor

_MIB = 1024 * 1024
_LOW_DISK_MIB, _NO_DISK_MIB = 2048, 200
_EARLIEST_S = 1_735_689_600  # 2025-01-01: no copy of this program is older, a clock before it was never set
MPV = parts.Part("mpv", "mpv", sayings.PLAYS, is_vital=False)


def examine(settings: VillageSettings, home: Path) -> list[Finding]:
    """Ask every part; with nothing running, servers are started for the question, in a place of their own.

    Args:
        settings: of village.toml; what runs now is asked by the settings it runs with.
        home: the directory of the installation.
    """
    place = Place.at(home)
    found = [_python(), *_programs(place), _disk(place.home), _clock(), _shared_memory(), _secrets(place)]
    found.append(
        _asked("speech", lambda: says_a_word(place.tools, place.environ), sayings.INSTALL_SPEECH.of())
    )
    running = running_settings(place.home)
    if running is not None:
        return [*found, *_servers(running, place), *_hub(running, place)]
    found.append(_ports(settings, has_influxd=parts.find(parts.INFLUXD, place.tools) is not None))
    return [*found, *_private_servers(settings)]


def _python() -> Finding:
    words = sys.version.split()[0]
    return Finding("Python", Verdict.GOOD, words)


def _programs(place: Place) -> Iterator[Finding]:
    for part in (*parts.DEMO_PARTS, MPV):
        found = parts.find(part, place.tools)
        if found is not None:
            yield Finding(part.program, Verdict.GOOD, shown(found))
        else:
            verdict = Verdict.FAILED if part.is_vital else Verdict.WEAK
            advice = sayings.RUN_DEMO if part in parts.DEMO_PARTS else sayings.APT_INSTALL
            answer = sayings.NOT_INSTALLED.of(purpose=part.purpose)
            yield Finding(part.program, verdict, answer, advice.of(package=part.package))


def _disk(home: Path) -> Finding:
    folder = next(folder for folder in (home, *home.parents) if folder.exists())
    free_mib = shutil.disk_usage(folder).free // _MIB
    answer = sayings.DISK.of(free_mib=free_mib, folder=folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            "disk",
            Verdict.FAILED,
            sayings.NOT_WRITABLE.of(folder=folder),
            sayings.GIVE_FOLDER.of(),
        )
    if free_mib < _NO_DISK_MIB:
        return Finding("disk", Verdict.FAILED, answer, sayings.FREE_DISK.of(low_mib=_LOW_DISK_MIB))
    if free_mib < _LOW_DISK_MIB:
        return Finding("disk", Verdict.WEAK, answer, sayings.LOWER_QUOTA.of())
    return Finding("disk", Verdict.GOOD, answer)


def _clock() -> Finding:
    if time() < _EARLIEST_S:
        return Finding("clock", Verdict.FAILED, sayings.CLOCK_BAD.of(), sayings.SET_CLOCK.of())
    return Finding("clock", Verdict.GOOD, sayings.CLOCK_GOOD.of())


def _shared_memory() -> Finding:
    """The console's page server makes a semaphore when it starts, which lies in /dev/shm."""
    try:
        multiprocessing.get_context("spawn").Lock()
    except OSError as error:
        return Finding(
            "/dev/shm",  # noqa: S108  a name, no file of ours
            Verdict.FAILED,
            sayings.NO_SHARED_MEMORY.of(error=error),
            sayings.MOUNT_SHARED_MEMORY.of(),
        )
    return Finding("/dev/shm", Verdict.GOOD, sayings.SHARED_MEMORY_GOOD.of())  # noqa: S108  as above


def _secrets(place: Place) -> Finding:
    file = place.home / "secrets.json"
    if not file.exists():
        return Finding("passwords", Verdict.GOOD, sayings.PASSWORDS_LATER.of())
    try:
        place.credentials().names("")
    except PermissionError as error:
        return Finding("passwords", Verdict.FAILED, str(error), sayings.CHMOD.of(file=shown(file)))
    except ValueError as error:
        answer = sayings.PASSWORDS_BROKEN.of(file=shown(file), error=error)
        return Finding("passwords", Verdict.FAILED, answer, sayings.MOVE_AWAY.of())
    return Finding("passwords", Verdict.GOOD, sayings.PASSWORDS_CLOSED.of(file=shown(file)))


def _ports(settings: VillageSettings, *, has_influxd: bool) -> Finding:
    wanted = stack.wanted_ports(settings, has_influxd=has_influxd)
    try:
        claim(wanted)
    except CannotRun as error:
        return Finding("ports", Verdict.FAILED, str(error))
    return Finding("ports", Verdict.GOOD, sayings.PORTS_FREE.of(ports=", ".join(map(str, wanted.values()))))


def _private_servers(settings: VillageSettings) -> list[Finding]:
    try:
        with _started(settings) as (place, running):
            return _servers(running, place)
    except CannotRun as error:
        return [Finding("servers", Verdict.FAILED, str(error), sayings.SEE_NAMED_LOG.of())]


@contextmanager
def _started(settings: VillageSettings) -> Iterator[tuple[Place, VillageSettings]]:
    """Run a broker and InfluxDB of our own, for questions only."""
    with tempfile.TemporaryDirectory(prefix="village-doctor-") as folder:
        place = Place.at(Path(folder))
        built = stack.servers_of(place, any_ports(), settings, Clients(settings.mqtt.username))
        supervisor = Supervisor(built.children, Path(folder) / "log", lambda _text: None)
        try:
            supervisor.start()
            yield place, built.settings
        finally:
            supervisor.stop()


def _servers(settings: VillageSettings, place: Place) -> list[Finding]:
    mqtt = settings.mqtt
    found = [
        _asked(
            "broker",
            lambda: lets_in(mqtt.host, mqtt.port, mqtt.username, mqtt.password.get_secret_value()),
            sayings.CHECK_MQTT.of(),
        )
    ]
    if settings.series.store == "influx1":
        admin = place.credentials().password(f"influxdb.{ADMIN}")
        url = settings.series.url
        advice = sayings.SEE_LOG.of(name="influxdb")
        found.append(_asked("InfluxDB", lambda: keeps_a_point(url, admin), advice))
    return found


def _hub(settings: VillageSettings, place: Place) -> list[Finding]:
    url = f"http://127.0.0.1:{settings.http.port}"
    login = commands_login(place)
    return [
        _asked("hub", lambda: answers_health(url), sayings.SEE_LOG.of(name="hub")),
        _asked("balance", lambda: balances(url, *login), sayings.REPORT_BALANCE.of()),
        _asked(
            "Grafana",
            lambda: takes_alerts(url, *login),
            sayings.GIVE_GRAFANA.of(file=shown(place.home / "secrets.json")),
            Verdict.WEAK,
        ),
    ]


def _asked(
    part: str, question: Callable[[], str], advice: str, otherwise: Verdict = Verdict.FAILED
) -> Finding:
    """Put a question; its answer is a sentence, its trouble a CannotRun."""
    try:
        return Finding(part, Verdict.GOOD, question())
    except CannotRun as error:
        return Finding(part, otherwise, str(error), advice)
