"""A camera that sends its watcher to another address is lost, not followed."""

import socket
import threading
from contextlib import contextmanager

import pytest

from tests.journeys.rtsp import rtsp
from tests.vision.clips import write_clip
from tests.vision.scenes import a_scene
from vision.app import wall_ms
from vision.source import SourceLost, open_source

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@contextmanager
def redirecting(to):
    """Answer RTSP on 127.0.0.2 with "it is over there"; gives the address."""
    server = socket.create_server(("127.0.0.2", 0))

    def answer():
        with server, server.accept()[0] as asked:
            while request := asked.recv(4096).decode():
                number = request.partition("CSeq: ")[2].split()[0]
                asked.sendall(f"RTSP/1.0 302 Found\r\nCSeq: {number}\r\nLocation: {to}\r\n\r\n".encode())

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield f"rtsp://127.0.0.2:{server.getsockname()[1]}/live"
    finally:
        thread.join(10)


def test_a_redirect_to_another_address_is_refused(tmp_path):
    clip = tmp_path / "street.mp4"
    write_clip(clip, a_scene(), seconds=20, fps=10)
    with rtsp(clip) as there, redirecting(there) as url:
        camera = open_source(url, poll_s=0.1, now_ms=wall_ms)
        try:
            with pytest.raises(SourceLost, match=r"sent us on to 127\.0\.0\.1, which is not followed"):
                camera.next(threading.Event())
        finally:
            camera.close()
