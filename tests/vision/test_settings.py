import pytest
from pydantic import ValidationError

from vision.eye_settings import eye_options, scene_of
from vision.scene import Scene
from vision.settings import CameraConfig, VisionSettings

TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.5, 1.0))


@pytest.mark.parametrize("url", ["rtsp://h/1", "http://h/x.jpg", "https://h/x.jpg", "file:///a.mp4"])
def test_an_address_of_a_known_kind_is_taken(url):
    assert CameraConfig(id="cam-1", url=url).url == url


@pytest.mark.parametrize("url", ["ftp://h/x", "x.jpg", "concat:a", ""])
def test_another_address_is_refused_with_what_was_expected(url):
    with pytest.raises(ValidationError, match="rtsp, http, https, file"):
        CameraConfig(id="cam-1", url=url)


def test_a_password_is_not_in_the_text_of_a_camera():
    assert "secret" not in repr(CameraConfig(id="cam-1", url="rtsp://u:secret@h/1"))


@pytest.mark.parametrize("url", ["ftp://u:secret@h/1", "http://u:se/secret@h/1", "rtsp://u:secret@[h/1"])
def test_a_password_is_not_in_the_refusal_of_an_address(url):
    with pytest.raises(ValidationError) as refused:
        CameraConfig(id="cam-1", url=url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "224.0.0.1", "[ff02::1]", "[::]", ""])
def test_an_address_where_no_camera_can_be_is_refused(host):
    with pytest.raises(ValidationError, match="not link-local"):
        CameraConfig(id="cam-1", url=f"http://{host}/x.jpg")


@pytest.mark.parametrize("zone", [((0, 0), (1, 1)), ((0, 0), (1, 0), (2, 1))])
def test_a_zone_needs_three_corners_within_the_picture(zone):
    with pytest.raises(ValidationError):
        CameraConfig(id="cam-1", url="rtsp://h/1", zone=zone)


def test_areas_in_the_wrong_order_are_refused():
    with pytest.raises(ValidationError, match="min_area_share must be smaller"):
        VisionSettings(min_area_share=0.3, max_area_share=0.2)


def test_an_unknown_setting_is_refused():
    with pytest.raises(ValidationError):
        VisionSettings(dwel_s=3)


def test_an_eye_is_set_as_the_settings_say():
    camera = CameraConfig(id="cam-1", url="rtsp://h/1", zone=TRIANGLE, masks=(TRIANGLE,))
    options = eye_options(VisionSettings(dwell_s=33, clear_looks=7), camera)
    assert (options.name, options.masks) == ("cam-1", (TRIANGLE,))
    assert [zone.corners for zone in options.scene.zones] == [TRIANGLE]
    assert (options.rules.dwell_s, options.rules.clear_looks) == (33, 7)


def test_without_a_zone_the_whole_picture_counts():
    assert eye_options(VisionSettings(), CameraConfig(id="cam-1", url="rtsp://h/1")).scene == Scene()


SQUARE = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))


@pytest.mark.parametrize(
    "corners",
    [
        (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]),
        ((0.1, 0.1), (0.5, 0.5), (0.9, 0.9), (0.1, 0.9)),
        SQUARE[:3],
    ],
    ids=["crossed", "straight on", "three"],
)
def test_ground_that_is_no_rectangle_stops_the_start(corners):
    with pytest.raises(ValidationError):
        CameraConfig(id="cam-1", url="rtsp://h/1", ground={"corners": corners, "width_m": 3, "depth_m": 4})


@pytest.mark.parametrize("corners", [SQUARE, SQUARE[::-1]], ids=["one way round", "the other"])
def test_zones_and_ground_become_the_scene_of_the_camera(corners):
    camera = CameraConfig(
        id="cam-1",
        url="rtsp://h/1",
        name="gate",
        zone=TRIANGLE,
        zones=[
            {"name": "heap", "corners": SQUARE, "unattended_s": 0},
            {"name": "road", "corners": TRIANGLE, "keep_out": True},
        ],
        ground={"corners": corners, "width_m": 3, "depth_m": 4},
    )
    scene = scene_of(camera)
    assert [(zone.name, zone.is_kept_out, zone.unattended_s) for zone in scene.zones] == [
        ("gate", False, None),
        ("heap", False, 0),
        ("road", True, None),
    ]
    assert scene.ground is not None
    assert scene.ground.depth_m == 4


def test_networks_of_cameras_that_are_none_stop_the_start_with_an_example():
    with pytest.raises(ValidationError, match=r"'lan' is no network, expected such as 192\.168"):
        VisionSettings(camera_networks=["lan"])
