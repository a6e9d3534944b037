"""Pretend horns of other makers: they ask for digest authentication and can be faulty or slow."""

import hashlib
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USER, PASSWORD = "hub", "secret"
_REALM, _NONCE = "horn", "dcd98b7102dd2f0e8b11d0f600bfb0c0"


@dataclass
class HttpHorn:
    """What it heard, and how it answers.

    `answers`: path -> (status, text) in place of 200; `slow`: paths that are answered after `is_over` only.
    """

    url: str = ""
    asked: list[str] = field(default_factory=list)
    sound: bytes = b""
    pieces: int = 0
    arrivals_s: list[float] = field(default_factory=list)
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    is_over: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    """What answers for the horn of its server."""

    protocol_version = "HTTP/1.1"
    timeout = 10
    server: "_Server"

    def do_GET(self) -> None:
        self._any()

    def do_POST(self) -> None:
        self._any()

    def do_PUT(self) -> None:
        self._any()

    def _any(self) -> None:
        horn, path = self.server.horn, self.path.partition("?")[0]
        body = self._body()
        if not self._is_known():
            challenge = f'Digest realm="{_REALM}", nonce="{_NONCE}", qop="auth"'
            self._say(401, "", {"WWW-Authenticate": challenge})
            return
        horn.asked.append(f"{self.command} {path}")
        horn.sound += body
        if path in horn.slow:
            horn.is_over.wait(10)
        self._say(*horn.answers.get(path, (200, "<statusCode>1</statusCode>")))

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        content = b""
        while size := int(self.rfile.readline().strip() or b"0", 16):
            content += self.rfile.read(size)
            self.rfile.readline()
            self.server.horn.pieces += 1
        self.rfile.readline()
        return content

    def _is_known(self) -> bool:
        said = dict(re.findall(r'(\w+)="?([^",]+)"?', self.headers.get("Authorization", "")))
        if said.get("username") != USER:
            return False
        secret = _md5(f"{USER}:{_REALM}:{PASSWORD}")
        asked = _md5(f"{self.command}:{self.path}")
        wanted = _md5(":".join((secret, _NONCE, said["nc"], said["cnonce"], said["qop"], asked)))
        return said["response"] == wanted

    def _say(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.horn = HttpHorn(f"http://127.0.0.1:{self.server_port}")


@contextmanager
def http_horn() -> Iterator[HttpHorn]:
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.horn
    server.horn.is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324  as RFC 2617 has it


@dataclass
class SnapServer:
    """A Snapcast server with one group; `is_connected` is what it says of its client from the start on."""

    control_port: int = 0
    source_port: int = 0
    called: list[str] = field(default_factory=list)
    sound: bytes = b""
    is_connected: bool = True
    leaves_after: int = 10**6
    error: str = ""
    nonsense: bytes = b""


@contextmanager
def snap_server() -> Iterator[SnapServer]:
    snap = SnapServer()
    control, source = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    snap.control_port, snap.source_port = control.getsockname()[1], source.getsockname()[1]
    threads = [
        threading.Thread(target=_talk, args=(control, snap)),
        threading.Thread(target=_fill, args=(source, snap)),
    ]
    for thread in threads:
        thread.start()
    yield snap
    for listener in (control, source):
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join()


def _talk(listener: socket.socket, snap: SnapServer) -> None:
    while line := _accepted(listener):
        with line, line.makefile("rb") as asked:
            for text in asked:
                call = json.loads(text)
                snap.called.append(call["method"])
                if snap.nonsense:
                    line.sendall(snap.nonsense + b"\n")
                    continue
                line.sendall(b'{"jsonrpc":"2.0","method":"Client.OnConnect","params":{}}\r\n')
                line.sendall(json.dumps(_answer(call, snap)).encode() + b"\r\n")


def _answer(call: dict[str, object], snap: SnapServer) -> dict[str, object]:
    if snap.error and call["method"] == snap.error:
        return {"id": call["id"], "jsonrpc": "2.0", "error": {"code": -32603, "message": "Internal error"}}
    is_connected = snap.is_connected and len(snap.called) < snap.leaves_after
    group = {
        "id": "g-1", "name": "west", "stream_id": "default",
        "clients": [{"id": "c-1", "connected": is_connected}],
    }  # fmt: skip
    result = {"server": {"groups": [group]}} if call["method"] == "Server.GetStatus" else {}
    return {"id": call["id"], "jsonrpc": "2.0", "result": result}


def _fill(listener: socket.socket, snap: SnapServer) -> None:
    while line := _accepted(listener):
        with line:
            while piece := line.recv(65_536):
                snap.sound += piece


def _accepted(listener: socket.socket) -> socket.socket | None:
    try:
        return listener.accept()[0]
    except OSError:
        return None
