import pytest
from httpx import Client

from devices.sim.cameras import CameraScript, CameraServer, PretendCamera, Trouble, TroubleScript
from devices.sim.scene import SceneScript
from vision.picture import decoded

SCENE = SceneScript(1, walkers_every_s=0, traffic_every_s=0)


def a_camera(trouble=None):
    troubles = (TroubleScript(trouble, 10, 20),) if trouble else ()
    return PretendCamera(CameraScript(SCENE, troubles))


@pytest.fixture
def server():
    cameras = CameraServer({"cam-1": CameraScript(SCENE, (TroubleScript(Trouble.LOST, 1000),))}, ahead_s=5)
    cameras.start()
    yield cameras
    cameras.stop()


def test_a_camera_answers_with_a_jpeg(server):
    with Client(trust_env=False) as client:
        answer = client.get(server.url("cam-1"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert decoded(answer.content).shape == (360, 640, 3)


def test_a_camera_nobody_knows_is_not_found(server):
    with Client(trust_env=False) as client:
        assert client.get(server.url("cam-2")).status_code == 404


def test_the_clock_begins_where_it_was_told(server):
    assert 5 <= server.now_s() < 10


def test_a_lost_camera_answers_with_an_error():
    server = CameraServer({"c": CameraScript(SCENE, (TroubleScript(Trouble.LOST, 0),))})
    server.start()
    with Client(trust_env=False) as client:
        status = client.get(server.url("c")).status_code
    server.stop()
    server.stop()
    assert status == 503


def test_a_picture_is_kept_for_a_moment():
    camera = a_camera()
    first = camera.jpeg(1.0)
    assert camera.jpeg(1.3) is first
    assert camera.jpeg(1.5) != first


def test_a_frozen_camera_gives_the_same_picture_until_it_recovers():
    camera = a_camera(Trouble.FROZEN)
    before = camera.jpeg(9.0)
    assert camera.jpeg(12.0) == camera.jpeg(19.0) == before
    assert camera.jpeg(20.0) != before


def test_a_black_camera_is_dark_until_it_recovers():
    camera = a_camera(Trouble.BLACK)
    assert decoded(camera.jpeg(10.0)).mean() < 8
    assert decoded(camera.jpeg(20.0)).mean() > 80


def test_a_covered_camera_is_grey():
    assert decoded(a_camera(Trouble.COVERED).jpeg(10.0)).std() < 6


def test_a_lost_camera_has_no_picture():
    assert a_camera(Trouble.LOST).jpeg(10.0) is None
