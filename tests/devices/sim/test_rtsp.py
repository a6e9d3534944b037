"""A pretend camera's stream is what real viewers understand; what it is made of is checked byte by byte."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import av
import numpy as np
import pytest

from devices.sim.camera_server import CameraServer
from devices.sim.rtsp import packed
from devices.sim.scene import SceneScript
from tests.cameras import CameraScript, PretendCamera

# Without a word a viewer studies a stream for five seconds before it shows anything.
TCP = {"rtsp_transport": "tcp", "analyzeduration": "300000"}
NAL = b"\x65" + bytes(range(1, 200)) * 20


class Street:
    """A camera whose street has no passers-by; it loses its power when it is told to."""

    def __init__(self) -> None:
        self._camera = PretendCamera(CameraScript(SceneScript(3, walkers_every_s=0, traffic_every_s=0)))
        self.has_power = True

    def jpeg(self, at_ms: int) -> bytes | None:
        return self._camera.jpeg(at_ms) if self.has_power else None


@contextmanager
def served(camera: Street) -> Iterator[str]:
    server = CameraServer({"cam-1": camera})
    server.start()
    try:
        yield server.stream_url("cam-1")
    finally:
        server.stop()


def test_a_short_unit_is_one_packet_and_the_last_one_of_a_picture_is_marked() -> None:
    first, second = packed(b"\0\0\0\1\x67\x01\0\0\1\x68\x02", 65_535, 90_000, 7)
    assert struct.unpack(">BBHII", first[:12]) == (0x80, 96, 65_535, 90_000, 7)
    assert struct.unpack(">BBHII", second[:12]) == (0x80, 96 | 0x80, 0, 90_000, 7)
    assert (first[12:], second[12:]) == (b"\x67\x01", b"\x68\x02")


def test_a_long_unit_is_cut_into_fragments_that_give_it_again() -> None:
    parts = [packet[12:] for packet in packed(b"\0\0\0\1" + NAL, 0, 0, 0)]
    assert all(len(part) <= 1_402 for part in parts)
    assert {part[0] for part in parts} == {0x60 | 28}
    assert [part[1] for part in parts] == [0x85, 0x05, 0x45]
    assert bytes([0x65]) + b"".join(part[2:] for part in parts) == NAL


@pytest.mark.slow
def test_a_viewer_sees_the_street_in_the_stream() -> None:
    with (
        served(Street()) as url,
        av.open(url, options=TCP, timeout=(5, 5)) as container,
    ):
        frames = [frame for _, frame in zip(range(3), container.decode(video=0), strict=False)]
    assert {(frame.width, frame.height) for frame in frames} == {(640, 360)}
    assert float(np.std(frames[-1].to_ndarray(format="bgr24"))) > 20


@pytest.mark.slow
def test_a_stream_ends_when_the_camera_loses_its_power_and_nobody_is_let_in_before_it_has_it() -> None:
    camera = Street()
    with served(camera) as url:
        with av.open(url, options=TCP, timeout=(5, 5)) as container:
            camera.has_power = False
            left = sum(1 for _ in container.decode(video=0))
        assert left < 50  # what it had taken ahead
        with pytest.raises(av.error.FFmpegError):
            av.open(url, options=TCP, timeout=(3, 3))


@pytest.mark.slow
@pytest.mark.parametrize(
    "said",
    [
        b"DESCRIBE rtsp://127.0.0.1/nobody RTSP/1.0\r\n\r\n",
        b"SETUP rtsp://127.0.0.1/cam-1 RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP;unicast\r\n\r\n",
        b"PLAY rtsp://127.0.0.1/cam-1 RTSP/1.0\r\nContent-Length: x\r\n\r\n",
        b"\xff\xfe RTSP/1.0\r\n\r\n",
    ],
)
def test_nonsense_ends_its_own_connection_only(said: bytes) -> None:
    with served(Street()) as url:
        port = int(url.split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
        with av.open(url, options=TCP, timeout=(5, 5)) as container:
            assert next(container.decode(video=0)).width == 640
