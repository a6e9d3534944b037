"""`village-hub doctor`: ask each real part one question, and say what to do about the answer."""

import fcntl
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time

from deploy import parts, stack
from deploy.config import BadConfig, VillageSettings, load
from deploy.errors import CannotRun
from deploy.findings import Finding, Verdict
from deploy.influxdb.users import ADMIN
from deploy.ports import any_ports, claim
from deploy.questions import answers_health, balances, keeps_a_point, lets_in, says_a_word
from deploy.servers import OPERATOR, Clients, Place, operator_password
from deploy.supervisor import Supervisor

_MIB = 1024 * 1024
_LOW_DISK_MIB, _NO_DISK_MIB = 2048, 200
_EARLIEST_S = 1_735_689_600  # 2025-01-01: no copy of this program is older, a clock before it was never set
MPV = parts.Part("mpv", "mpv", "plays announcements beside a real loudspeaker", is_vital=False)


def examine(settings: VillageSettings, home: Path) -> list[Finding]:
    """Ask every part; with nothing running, servers are started for the question, in a place of their own.

    Args:
        settings: of village.toml; what runs now is asked by the settings it runs with.
        home: the directory of the installation.
    """
    place = Place.at(home)
    found = [_python(), *_programs(place), _disk(place.home), _clock(), _secrets(place)]
    found.append(_asked("speech", lambda: says_a_word(place.tools, place.environ), "install espeak-ng"))
    running = _running_settings(place.home)
    if running is not None:
        return [*found, *_servers(running, place), *_hub(running, place)]
    found.append(_ports(settings))
    return [*found, *_private_servers(settings)]


def _python() -> Finding:
    words = sys.version.split()[0]
    return Finding("Python", Verdict.GOOD, words)


def _programs(place: Place) -> Iterator[Finding]:
    for part in (*parts.DEMO_PARTS, MPV):
        found = parts.find(part, place.tools)
        if found is not None:
            yield Finding(part.program, Verdict.GOOD, str(found))
        else:
            verdict = Verdict.FAILED if part.is_vital else Verdict.WEAK
            advice = f"run `make demo` once, or `apt-get install {part.package}` as root"
            yield Finding(part.program, verdict, f"not installed; {part.purpose}", advice)


def _disk(home: Path) -> Finding:
    folder = home if home.exists() else home.parent
    free_mib = shutil.disk_usage(folder).free // _MIB
    answer = f"{free_mib} MiB free at {folder}"
    if free_mib < _NO_DISK_MIB:
        return Finding("disk", Verdict.FAILED, answer, f"free at least {_LOW_DISK_MIB} MiB")
    if free_mib < _LOW_DISK_MIB:
        return Finding("disk", Verdict.WEAK, answer, "lower [journal] quota_mib, or free some space")
    return Finding("disk", Verdict.GOOD, answer)


def _clock() -> Finding:
    if time() < _EARLIEST_S:
        return Finding(
            "clock", Verdict.FAILED, "before 2025", "set the clock, for example by `timedatectl set-ntp true`"
        )
    return Finding("clock", Verdict.GOOD, "plausible")


def _secrets(place: Place) -> Finding:
    file = place.home / "secrets.json"
    if not file.exists():
        return Finding("passwords", Verdict.GOOD, "made at the first start")
    try:
        place.credentials().names("")
    except (PermissionError, ValueError) as error:
        return Finding(
            "passwords", Verdict.FAILED, str(error), f"run `chmod 600 {file}`, or move a broken file away"
        )
    return Finding("passwords", Verdict.GOOD, f"only the owner may read {file}")


def _ports(settings: VillageSettings) -> Finding:
    try:
        claim({"console": settings.http.port, "mqtt": settings.mqtt.port})
    except CannotRun as error:
        sentence, _, advice = str(error).partition(": ")
        return Finding("ports", Verdict.FAILED, sentence, advice)
    return Finding("ports", Verdict.GOOD, f"{settings.http.port} and {settings.mqtt.port} are free")


def _running_settings(home: Path) -> VillageSettings | None:
    """Find the settings with which the installation runs now; None when it does not."""
    file = home / "run" / "settings.json"
    try:
        with (home / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        try:
            return load(file)
        except BadConfig:
            return None
    except OSError:
        return None
    return None


def _private_servers(settings: VillageSettings) -> list[Finding]:
    try:
        with _started(settings) as (place, running):
            return _servers(running, place)
    except CannotRun as error:
        return [Finding("servers", Verdict.FAILED, str(error), "see the log named there")]


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
            "check [mqtt] username and password, and the log of mosquitto",
        )
    ]
    if settings.series.store == "influx1":
        admin = place.credentials().password(f"influxdb.{ADMIN}")
        url = settings.series.url
        found.append(_asked("InfluxDB", lambda: keeps_a_point(url, admin), "see the log of influxdb"))
    return found


def _hub(settings: VillageSettings, place: Place) -> list[Finding]:
    url = f"http://127.0.0.1:{settings.http.port}"
    password = operator_password(place)
    return [
        _asked("hub", lambda: answers_health(url), "see the log of hub"),
        _asked("balance", lambda: balances(url, OPERATOR, password), "keep the journal and report it"),
    ]


def _asked(part: str, question: Callable[[], str], advice: str) -> Finding:
    """Put a question; its answer is a sentence, its trouble a CannotRun."""
    try:
        return Finding(part, Verdict.GOOD, question())
    except CannotRun as error:
        return Finding(part, Verdict.FAILED, str(error), advice)
