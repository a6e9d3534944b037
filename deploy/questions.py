"""One question to each real part: it answers with a sentence, or NoGoodAnswer says what was wrong."""

import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import httpx

from deploy import parts, sayings
from deploy.api import Hub
from deploy.errors import CannotRun
from deploy.influxdb.users import ADMIN

_TIMEOUT_S = 5.0
_ACCEPTED = 0
_CONNACK = 0x20
_SHORTEST_WAV = 4096  # half a second of silence is longer
_DATABASE = "doctor"


class NoGoodAnswer(CannotRun):
    """The part does not do what it should; the text says what it did."""


def lets_in(host: str, port: int, user: str, password: str) -> str:
    """Ask the broker whether it takes our password, and refuses somebody without one."""
    at = f"{host}:{port}"
    code = _connect(host, port, user, password)
    if code != _ACCEPTED:
        raise NoGoodAnswer(sayings.BROKER_REFUSED.of(at=at, user=user, code=code))
    if _connect(host, port, "", "") == _ACCEPTED:
        raise NoGoodAnswer(sayings.BROKER_OPEN.of(at=at))
    return sayings.BROKER_GOOD.of(at=at, user=user)


def _connect(host: str, port: int, user: str, password: str) -> int:
    """Send an MQTT 3.1.1 CONNECT (OASIS standard, 3.1) and return the code of the answer."""
    flags, tail = 0x02, b"\x00\x00"
    if user:
        flags |= 0xC0
        tail += b"".join(len(text).to_bytes(2) + text for text in (user.encode(), password.encode()))
    body = b"\x00\x04MQTT\x04" + bytes([flags]) + b"\x00\x3c" + tail
    try:
        with closing(socket.create_connection((host, port), timeout=_TIMEOUT_S)) as connection:
            connection.sendall(bytes([0x10, len(body)]) + body)
            answer = connection.recv(4)
    except OSError as error:
        raise NoGoodAnswer(sayings.NO_ANSWER.of(at=f"{host}:{port}", error=error)) from error
    if len(answer) != 4 or answer[0] != _CONNACK:  # noqa: PLR2004  a CONNACK has four bytes
        said = answer.hex() or "nothing"
        raise NoGoodAnswer(sayings.NOT_A_BROKER.of(at=f"{host}:{port}", answer=said))
    return answer[3]


def keeps_a_point(url: str, admin_password: str) -> str:
    """Ask InfluxDB to keep one point and to give it back, in a database of our own that is dropped."""
    try:
        with httpx.Client(base_url=url, auth=(ADMIN, admin_password), timeout=_TIMEOUT_S) as client:
            version = client.get("/ping").headers.get("X-Influxdb-Version", "unknown")
            client.post("/query", data={"q": f"CREATE DATABASE {_DATABASE}"}).raise_for_status()
            client.post("/write", params={"db": _DATABASE}, content=b"asked value=42i").raise_for_status()
            answer = client.get("/query", params={"db": _DATABASE, "q": "SELECT value FROM asked"}).text
            client.post("/query", data={"q": f"DROP DATABASE {_DATABASE}"}).raise_for_status()
            stranger = httpx.get(f"{url}/query", params={"q": "SHOW DATABASES"}, timeout=_TIMEOUT_S)
    except httpx.HTTPError as error:
        raise NoGoodAnswer(sayings.NO_ANSWER.of(at=url, error=error)) from error
    if ",42]" not in answer:
        raise NoGoodAnswer(sayings.POINT_LOST.of(at=url, answer=answer[:200]))
    if stranger.is_success:
        raise NoGoodAnswer(sayings.INFLUXDB_OPEN.of(at=url))
    return sayings.INFLUXDB_GOOD.of(at=url, version=version)


def says_a_word(tools: Path, environ: Mapping[str, str]) -> str:
    """Ask espeak-ng to speak a word into a file."""
    program = parts.need(parts.ESPEAK_NG, tools)
    with tempfile.TemporaryDirectory(prefix="village-doctor-") as folder:
        wav = Path(folder) / "word.wav"
        argv = (str(program), "-v", "cmn-latn-pinyin", "-w", str(wav), "nin2 hao3")
        try:
            done = subprocess.run(  # noqa: S603  a program found by deploy.parts
                argv, capture_output=True, text=True, timeout=_TIMEOUT_S, env=dict(environ), check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoGoodAnswer(sayings.NO_SOUND.of(program=program, size=0, words=error)) from error
        size = wav.stat().st_size if wav.exists() else 0
    if done.returncode or size < _SHORTEST_WAV:
        words = done.stderr.strip()[:200]
        raise NoGoodAnswer(sayings.NO_SOUND.of(program=program, size=size, words=words))
    return sayings.SOUND_GOOD.of(size=size)


def answers_health(url: str) -> str:
    """Ask the hub whether it does its work."""
    try:
        answer = httpx.get(f"{url}/healthz", timeout=_TIMEOUT_S)
    except httpx.HTTPError as error:
        raise NoGoodAnswer(sayings.NO_ANSWER.of(at=url, error=error)) from error
    if not answer.is_success:
        raise NoGoodAnswer(
            sayings.REFUSAL.of(at=f"{url}/healthz", status=answer.status_code, words=answer.text[:300])
        )
    return sayings.HUB_GOOD.of(at=url)


def balances(url: str, user: str, password: str) -> str:
    """Ask the hub whether it knows where every message is."""
    with Hub(url, user, password) as hub:
        balance = hub.get("/api/v1/balance")
    if not balance["is_even"]:
        raise NoGoodAnswer(sayings.UNEVEN.of(balance=balance))
    if balance["lost"]:
        raise NoGoodAnswer(sayings.LOST.of(count=balance["lost"]))
    return sayings.EVEN.of(count=balance["received"])


def takes_alerts(url: str, user: str, password: str) -> str:
    """Ask the hub whether it turned away what was posted in Grafana's name."""
    with Hub(url, user, password) as hub:
        notes = hub.get("/healthz")["notes"]
    for note in notes:
        if note["code"] == "alerts_refused":
            since = f"{datetime.fromisoformat(note['since']):%Y-%m-%d %H:%M}"
            raise NoGoodAnswer(sayings.ALERTS_REFUSED.of(since=since))
    return sayings.ALERTS_GOOD.of()
