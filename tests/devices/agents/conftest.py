"""A pretend hub that serves sounds on loopback, and a desk on a spool in a temporary file."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from devices.spool import Spool
from tests.devices.agents.stage import Stage


@dataclass
class SoundHub:
    """What the hub answers for each path, (status, content), and what it was asked, with authorization."""

    url: str = ""
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def sound_hub() -> Iterator[SoundHub]:
    hub = SoundHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append((self.path, self.headers.get("Authorization", "")))
            status, content = hub.answers.get(self.path, (404, b""))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield hub
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "spool.db")
    opened.start()
    yield opened
    opened.stop()


@pytest.fixture
def stage(spool: Spool) -> Iterator[Stage]:
    built = Stage(spool)
    yield built
    built.diary.stop()
