import pytest

from deploy.pictures import drawn_cameras
from devices.contract.bodies import ViewFault
from tests.vision.compose.village.scripts import a_fault, a_heap, a_script, hour
from vision.picture import decoded

pytestmark = pytest.mark.slow


def a_camera(**said):
    return drawn_cameras([a_script(**said)], 7)["cam-1"]


def test_a_drawn_camera_answers_with_a_jpeg_of_640_by_360():
    assert decoded(a_camera().jpeg(hour(9))).shape == (360, 640, 3)


def test_the_same_script_and_moment_give_the_same_bytes_in_any_order():
    said = {"piles": (a_heap(8),), "people": 2.0}
    one, other = a_camera(**said), a_camera(**said)
    one.jpeg(hour(20))
    assert one.jpeg(hour(9)) == other.jpeg(hour(9))


def test_a_frozen_camera_sends_the_same_bytes_until_it_recovers():
    camera = a_camera(people=3.0, faults=(a_fault(ViewFault.FROZEN, 9, 10),))
    assert camera.jpeg(hour(9)) == camera.jpeg(hour(9.9)) != camera.jpeg(hour(10))


def test_a_camera_that_is_lost_sends_nothing():
    assert a_camera(faults=(a_fault(ViewFault.LOST, 9, 10),)).jpeg(hour(9.5)) is None
