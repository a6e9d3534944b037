from devices.sim.scene import SceneScript
from tests.cameras import CameraScript, PretendCamera, Trouble, TroubleScript
from vision.picture import decoded

SCENE = SceneScript(1, walkers_every_s=0, traffic_every_s=0)


def a_camera(trouble=None):
    troubles = (TroubleScript(trouble, 10, 20),) if trouble else ()
    return PretendCamera(CameraScript(SCENE, troubles))


def test_a_picture_is_kept_for_a_moment():
    camera = a_camera()
    first = camera.jpeg(1000)
    assert camera.jpeg(1300) is first
    assert camera.jpeg(1500) != first


def test_a_frozen_camera_gives_the_same_picture_until_it_recovers():
    camera = a_camera(Trouble.FROZEN)
    before = camera.jpeg(9000)
    assert camera.jpeg(12_000) == camera.jpeg(19_000) == before
    assert camera.jpeg(20_000) != before


def test_a_black_camera_is_dark_until_it_recovers():
    camera = a_camera(Trouble.BLACK)
    assert decoded(camera.jpeg(10_000)).mean() < 8
    assert decoded(camera.jpeg(20_000)).mean() > 80


def test_a_covered_camera_is_grey():
    assert decoded(a_camera(Trouble.COVERED).jpeg(10_000)).std() < 6


def test_a_lost_camera_has_no_picture():
    assert a_camera(Trouble.LOST).jpeg(10_000) is None
