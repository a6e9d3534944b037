"""Servers on 127.0.0.1: real ones as child processes, and one that gives whatever answer a test wants."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import parse_qsl, urlsplit

READY_TIMEOUT_S = 20.0
_STOP_TIMEOUT_S = 10.0
_ATTEMPTS = 3
# Below those that a system gives to whoever calls or wants any port: somebody else's call cannot take one.
_FIRST_PORT, _PORTS = 20_000, 12_000
# Each process begins elsewhere and goes on, so that two do not meet at one.
_port_numbers = count(37 * os.getpid())


class ServerMissing(RuntimeError):
    """The program is not installed: in CI a failure, elsewhere the sentence that says what to install."""


class ServerFailed(RuntimeError):
    """The program ended or stayed silent instead of answering; the text ends with its log."""


@contextmanager
def influxd(tmp_dir: Path, *, port: int | None = None, settings: Sequence[str] = ()) -> Iterator[str]:
    """Run InfluxDB 1.x with its data in `tmp_dir` and kill it at the end.

    Args:
        tmp_dir: an existing folder; entering again with the same one brings the same data back.
        port: fixed HTTP port, so that a restart is found where the first one was; None takes a free one.
        settings: further lines of the [http] section, such as `auth-enabled = true`.

    Yields:
        The URL of its HTTP interface.

    Raises:
        ServerMissing: no `influxd` in PATH.
        ServerFailed: it did not answer /ping within READY_TIMEOUT_S.
    """
    with _child(
        lambda http_port: influxd_command(tmp_dir, http_port, settings),
        tmp_dir / "influxd.log",
        port,
        answers_ping,
    ) as http_port:
        yield f"http://127.0.0.1:{http_port}"


def influxd_command(tmp_dir: Path, http_port: int, settings: Sequence[str] = ()) -> list[str]:
    """Write InfluxDB's configuration and say how it is started.

    Raises:
        ServerMissing: no `influxd` in PATH.
    """
    config = tmp_dir / "influxdb.conf"
    config.write_text(_influx_config(tmp_dir, http_port, settings), encoding="utf-8")
    return [_program("influxd"), "-config", str(config)]


@contextmanager
def victoria_metrics(tmp_dir: Path) -> Iterator[str]:
    """Run VictoriaMetrics, which takes the writes of InfluxDB 2.x, and kill it at the end.

    Yields:
        The URL of its HTTP interface.

    Raises:
        ServerMissing: no `victoria-metrics` in PATH.
        ServerFailed: it did not answer within READY_TIMEOUT_S.
    """
    program = _program("victoria-metrics")

    def start(http_port: int) -> list[str]:
        # Years of future and past: the contract's times are not today's.
        return [
            program,
            f"-httpListenAddr=127.0.0.1:{http_port}",
            f"-storageDataPath={tmp_dir}",
            "-retentionPeriod=100y",
        ]

    with _child(start, tmp_dir / "victoria-metrics.log", None, answers_ping) as http_port:
        yield f"http://127.0.0.1:{http_port}"


@contextmanager
def mosquitto(tmp_dir: Path, *, port: int | None = None, settings: Sequence[str] = ()) -> Iterator[int]:
    """Run a mosquitto that lets anyone on this machine in, keeps nothing on disk, and kill it at the end.

    Args:
        tmp_dir: an existing folder for its configuration and log.
        port: fixed port, so that a restart is found where the first one was; None takes a free one.
        settings: further lines of mosquitto.conf, such as `max_queued_messages 10`.

    Yields:
        The port it listens on.

    Raises:
        ServerMissing: no `mosquitto` in PATH or /usr/sbin.
        ServerFailed: it did not accept a connection within READY_TIMEOUT_S.
    """
    with _child(
        lambda mqtt_port: mosquitto_command(tmp_dir, mqtt_port, ("persistence false", *settings)),
        tmp_dir / "mosquitto.log",
        port,
        accepts,
    ) as mqtt_port:
        yield mqtt_port


def mosquitto_command(tmp_dir: Path, mqtt_port: int, settings: Sequence[str] = ()) -> list[str]:
    """Write mosquitto's configuration and say how it is started.

    Raises:
        ServerMissing: no `mosquitto` in PATH or /usr/sbin.
    """
    config = tmp_dir / "mosquitto.conf"
    # Without `user root` a mosquitto started by root becomes a user that may not read a test's folder.
    lines = [
        f"listener {mqtt_port} 127.0.0.1",
        "allow_anonymous true",
        "max_packet_size 270000",
        "user root",
        "log_dest stderr",
        *settings,
    ]
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [_program("mosquitto"), "-c", str(config)]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived; header names are lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say to a request."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs_up: bool = False


@contextmanager
def http(answer: Callable[[Asked], Answer]) -> Iterator[str]:
    """Serve HTTP with one function that answers every request.

    Yields:
        The URL of the server.
    """

    callers = _Callers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave in one packet; in two, the second waits 40 ms for the client's delayed ACK.
        wbufsize = -1

        def setup(self) -> None:
            super().setup()
            callers.let_in(self.connection)

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): text for name, text in self.headers.items()}
            said = answer(Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body))
            self.send_response(said.status)
            self.send_header("Content-Type", said.content_type)
            _send_headers(self, said.headers)
            if said.status != 204:
                self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)
            self.close_connection |= said.hangs_up

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name upstream
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="test-http")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        callers.send_away()
        server.server_close()
        thread.join()


class _Callers:
    """Everybody who called: a client may keep its connection for later, and its handler waits for it."""

    def __init__(self) -> None:
        self._called: list[socket.socket] = []
        self._is_over = threading.Event()

    def let_in(self, caller: socket.socket) -> None:
        """Remember a connection; who comes at the last moment is sent away like the others."""
        self._called.append(caller)
        if self._is_over.is_set():
            _hang_up(caller)

    def send_away(self) -> None:
        """Hang up, so that every handler ends."""
        self._is_over.set()
        for caller in self._called:
            _hang_up(caller)


def _hang_up(caller: socket.socket) -> None:
    with suppress(OSError):
        caller.shutdown(socket.SHUT_RDWR)


def _send_headers(handler: BaseHTTPRequestHandler, headers: Mapping[str, str]) -> None:
    for name, text in headers.items():
        handler.send_header(name, text)


@contextmanager
def dripping(head: bytes, *, every_s: float) -> Iterator[str]:
    """Answer every connection with a beginning, and then with one byte after the other for ever.

    Yields:
        The URL of the server.
    """
    over = threading.Event()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.sendall(head)
                while not over.wait(every_s):
                    self.request.sendall(b"0")

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="test-drip"
        )
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            over.set()
            server.shutdown()
            thread.join()


def free_port() -> int:
    """A TCP port that was free a moment ago on 127.0.0.1; no other process of tests is given it meanwhile."""
    while True:
        port = _FIRST_PORT + next(_port_numbers) % _PORTS
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _program(name: str) -> str:
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
    if path is None:
        raise ServerMissing(f"{name} is not installed; on Debian: apt-get install {_DEBIAN_PACKAGE[name]}")
    return path


_DEBIAN_PACKAGE = {
    "influxd": "influxdb",
    "mosquitto": "mosquitto",
    "victoria-metrics": "victoria-metrics",
}


def _influx_config(tmp_dir: Path, http_port: int, settings: Sequence[str]) -> str:
    # Every section that can listen is bound to loopback: with [ifql] on, 1.6.7 opens [::]:8082 by default.
    return "\n".join(
        [
            "reporting-disabled = true",
            f'bind-address = "127.0.0.1:{free_port()}"',
            "[meta]",
            f'dir = "{tmp_dir}/meta"',
            "[data]",
            f'dir = "{tmp_dir}/data"',
            f'wal-dir = "{tmp_dir}/wal"',
            "query-log-enabled = false",
            "[monitor]",
            "store-enabled = false",
            "[ifql]",
            "enabled = false",
            'bind-address = "127.0.0.1:0"',
            "[http]",
            f'bind-address = "127.0.0.1:{http_port}"',
            "log-enabled = false",
            *settings,
            "",
        ]
    )


@contextmanager
def _child(
    start: Callable[[int], list[str]], log_file: Path, port: int | None, is_ready: Callable[[int], bool]
) -> Iterator[int]:
    process, chosen = _started(start, log_file, port, is_ready)
    try:
        yield chosen
    finally:
        _end(process)


def _started(
    start: Callable[[int], list[str]], log_file: Path, port: int | None, is_ready: Callable[[int], bool]
) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(_ATTEMPTS):
        chosen = free_port() if port is None else port
        with log_file.open("ab") as log:
            process = subprocess.Popen(start(chosen), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if _wait_ready(process, chosen, is_ready):
            return process, chosen
        # Another program may have taken the port between choosing and listening: choose again.
        _end(process)
    raise ServerFailed(f"not ready: {log_file.read_text(errors='replace')[-2000:]}")


def _wait_ready(process: subprocess.Popen[bytes], port: int, is_ready: Callable[[int], bool]) -> bool:
    pause = threading.Event()
    for _ in range(int(READY_TIMEOUT_S / 0.02)):
        if process.poll() is not None:
            return False
        if is_ready(port):
            return True
        pause.wait(0.02)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_STOP_TIMEOUT_S)


def answers_ping(port: int) -> bool:
    """Tell whether an InfluxDB answers there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 204
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def accepts(port: int) -> bool:
    """Tell whether something listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True
