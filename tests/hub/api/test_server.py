import socket
import threading
from pathlib import Path
from time import monotonic

import httpx
import pytest

from hub.api.server import PortTaken, WebServer
from hub.settings import HttpSettings
from tests.hub.api.face import a_face
from tests.servers import free_port
from tests.wait import until


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.slow
def test_it_serves_and_ends_within_two_seconds_even_with_a_connection_open(tmp_path: Path) -> None:
    port, stop = free_port(), threading.Event()
    with a_face(tmp_path, http=HttpSettings(port=port)) as face:
        thread = threading.Thread(target=WebServer(face.context).run, args=(stop,))
        thread.start()
        until(lambda: answers(port))
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            begun_s = monotonic()
            stop.set()
            thread.join(timeout=5)
        assert not thread.is_alive()
        assert monotonic() - begun_s < 2


def test_a_port_that_is_taken_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            a_face(tmp_path, http=HttpSettings(port=port)) as face,
            pytest.raises(PortTaken, match=rf"\[http\] host and port: 127\.0\.0\.1:{port}"),
        ):
            WebServer(face.context).run(threading.Event())
