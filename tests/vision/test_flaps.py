"""A camera that comes and goes a thousand times leaves nothing behind."""

import socket
import threading
from pathlib import Path

import pytest

from tests.vision.fakes import answering, reply
from tests.vision.test_source import JPEG
from vision.app import wall_ms
from vision.source import SourceLost, open_source

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

STOP = threading.Event()
_MOST_MIB = 20.0


def resources():
    """Open descriptors, threads, and resident memory in MiB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), pages * 4096 / 2**20


def flap(url, *, is_seen=False):
    """Open a camera, ask it for a picture, close it."""
    camera = open_source(url, poll_s=0.001, now_ms=wall_ms)
    try:
        if is_seen:
            assert camera.next(STOP) is not None
        else:
            with pytest.raises(SourceLost):
                camera.next(STOP)
    finally:
        camera.close()


def a_closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def moody(handler):
    """Answer each request in another way."""
    number = handler.server.turn = getattr(handler.server, "turn", -1) + 1
    match number % 4:
        case 0:
            reply(handler, JPEG)
        case 1:
            reply(handler, b"", status=503)
        case 2:
            reply(handler, JPEG[:200])
        case _:
            reply(handler, b"<html>log in</html>")


def test_a_thousand_flaps_leave_no_descriptor_no_thread_and_little_memory():
    refused = f"http://127.0.0.1:{a_closed_port()}/x.jpg"
    stream = f"rtsp://127.0.0.1:{a_closed_port()}/live"
    with answering(moody) as url:
        # The first of each loads what stays loaded: the decoder's server, tables of errors.
        for number in range(8):
            flap(f"{url}/x.jpg", is_seen=number % 4 == 0)
        flap(stream)
        flap(refused)
        descriptors, threads, before_mib = resources()
        for number in range(500):
            flap(f"{url}/x.jpg", is_seen=number % 4 == 0)
        for _ in range(400):
            flap(refused)
        for _ in range(100):
            flap(stream)
        left = resources()
    # Connections of the pretend camera may be closing still.
    assert left[0] <= descriptors + 2
    assert left[1] <= threads + 2
    assert left[2] - before_mib < _MOST_MIB
