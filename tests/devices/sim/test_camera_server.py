import threading

import pytest
from httpx import Client

from devices.sim.camera_server import CameraServer

PICTURE = b"\xff\xd8 a picture of "


class ACamera:
    """Shows the moment it is asked for; does not answer before the tenth millisecond."""

    def jpeg(self, at_ms):
        return None if at_ms < 10 else PICTURE + str(at_ms).encode()


@pytest.fixture
def asked():
    """Ask a server whose clock stands at a moment for a path; give the answer."""
    servers = []

    def ask(path, now_ms):
        server = CameraServer({"cam-1": ACamera()}, now_ms=now_ms)
        servers.append(server)
        server.start()
        with Client(trust_env=False) as client:
            return client.get(server.url("cam-1").replace("cam-1.jpg", path))

    yield ask
    for server in servers:
        server.stop()
        server.stop()


def test_a_camera_answers_with_what_it_sees_at_the_moment_of_the_clock(asked):
    answer = asked("cam-1.jpg", lambda: 1_790_000_000_000)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content == PICTURE + b"1790000000000"


def test_a_camera_nobody_knows_is_not_found(asked):
    assert asked("cam-2.jpg", lambda: 10).status_code == 404


def test_a_camera_without_a_picture_answers_with_an_error(asked):
    assert asked("cam-1.jpg", lambda: 9).status_code == 503


def test_without_a_clock_pictures_begin_with_the_server(asked):
    answer = asked("cam-1.jpg", None)
    assert answer.status_code == 503 or int(answer.content.removeprefix(PICTURE)) < 60_000


class ASlowCamera:
    """Says when it begins to draw, and draws until it is let."""

    def __init__(self):
        self.draws, self.may_end = threading.Event(), threading.Event()
        self.is_done = False

    def jpeg(self, _at_ms):
        self.draws.set()
        assert self.may_end.wait(10)
        self.is_done = True
        return PICTURE


def test_nothing_is_drawn_any_more_once_it_has_stopped():
    camera = ASlowCamera()
    server = CameraServer({"cam-1": camera})
    server.start()
    with Client(trust_env=False) as client:
        asker = threading.Thread(target=client.get, args=(server.url("cam-1"),))
        asker.start()
        assert camera.draws.wait(10)
        threading.Timer(0.05, camera.may_end.set).start()
        server.stop()
        assert camera.is_done
        asker.join(10)
    assert not [thread for thread in threading.enumerate() if "process_request_thread" in thread.name]
