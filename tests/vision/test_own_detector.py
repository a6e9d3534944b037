"""A detector of the user's own: read, refused with a sentence, and asked what is litter."""

import numpy as np
import pytest

from deploy.errors import CannotRun
from deploy.processes.vision import own_model
from devices.contract.bodies import Phase, Sight
from tests.vision.scenes import a_pile, a_scene, an_eye, tales, watch
from tests.vision.tiny_yolo import no_head, tiny_yolo
from vision.litter import Region, Verdict
from vision.own_detector import Vouched
from vision.settings import OwnDetectorSettings
from vision.yolo import OwnModel, Yolo

MAGENTA = (255, 0, 255)
STARTED = (Phase.START, Sight.PRESENT)


def a_frame(*spots):
    """A grey picture of 128 x 72 with magenta squares of 32 px at (x, y)."""
    frame = np.full((72, 128, 3), 120, np.uint8)
    for x, y in spots:
        frame[y : y + 32, x : x + 32] = MAGENTA
    return frame


def a_yolo(**changes):
    facts = {"onnx": tiny_yolo(), "size_px": 64, **changes}
    return Yolo(OwnModel(**facts))


@pytest.mark.parametrize("has_objectness", [False, True], ids=["v8", "v5"])
def test_boxes_are_in_the_pixels_of_the_frame(has_objectness):
    yolo = a_yolo(onnx=tiny_yolo(classes=3, has_objectness=has_objectness), classes=(2,))
    ((box, sure),) = yolo.boxes(a_frame((32, 32)))
    assert box == (32, 32, 32, 32)
    assert sure > 0.9


def test_nothing_is_found_where_nothing_is():
    assert a_yolo().boxes(a_frame()) == []


def test_of_boxes_that_cover_each_other_one_is_kept():
    frame = np.full((64, 64, 3), 120, np.uint8)
    frame[16:48, 16:48] = MAGENTA
    assert len(a_yolo(onnx=tiny_yolo(box_px=64)).boxes(frame)) < 4


def test_what_is_another_class_is_no_litter():
    yolo = a_yolo(onnx=tiny_yolo(classes=3), classes=(0, 1))
    assert yolo.boxes(a_frame((32, 32))) == []


def test_what_is_not_sure_enough_is_no_litter():
    assert a_yolo(least=1.0).boxes(a_frame((40, 36))) == []


def test_numbers_that_are_none_find_nothing():
    yolo = a_yolo()
    yolo._answer = lambda _sheet: np.full((1, 5, 16), np.nan, np.float32)
    assert yolo.boxes(a_frame((32, 32))) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"onnx": b"not a network"}, "no ONNX network that OpenCV can read"),
        ({"onnx": b""}, "no ONNX network that OpenCV can read"),
        ({"onnx": no_head()}, r"answers \(1, 10\), expected a YOLO head"),
        ({"size_px": 96}, "does not take a picture of 96 x 96, see size_px"),
        ({"onnx": tiny_yolo(classes=2), "classes": (0, 2)}, "has 2 classes, numbered from 0, and no class 2"),
    ],
    ids=["no network", "empty", "no head", "another size", "no such class"],
)
def test_a_network_that_cannot_be_used_says_why(changes, says):
    with pytest.raises(ValueError, match=says):
        a_yolo(**changes)


def test_the_start_stops_with_a_sentence_that_names_the_setting(tmp_path):
    missing = OwnDetectorSettings(file=str(tmp_path / "none.onnx"))
    with pytest.raises(CannotRun, match=r"vision\.detector\.file = '.*none\.onnx': No such file"):
        own_model(missing)
    wrong = tmp_path / "wrong.onnx"
    wrong.write_bytes(no_head())
    with pytest.raises(CannotRun, match=r"vision\.detector\.file = .*expected a YOLO head"):
        own_model(OwnDetectorSettings(file=str(wrong), size_px=64))


def test_a_detector_that_can_be_used_is_read_once(tmp_path):
    file = tmp_path / "own.onnx"
    file.write_bytes(tiny_yolo())
    model = own_model(OwnDetectorSettings(file=str(file), confidence=0.5, size_px=64))
    assert model == OwnModel(tiny_yolo(), (), 0.5, 64)
    assert own_model(OwnDetectorSettings()) is None


class Still:
    """A built-in detector that has made up its mind."""

    def __init__(self, *regions):
        self.regions = list(regions)

    def propose(self, _frame, _background, _stayed_s):
        return self.regions

    def judge(self, _frame, _background, _blobs):
        return self.regions


def a_region(x, y, verdict):
    return Region((x, y, 32, 32), np.ones((32, 32), np.bool_), 0.6, verdict)


@pytest.mark.parametrize(
    ("verdict", "x", "becomes"),
    [
        (Verdict.LITTER, 32, Verdict.LITTER),
        (Verdict.UNSURE, 32, Verdict.LITTER),
        (Verdict.PERSON, 32, Verdict.PERSON),
        (Verdict.LIGHT, 32, Verdict.LIGHT),
        (Verdict.LITTER, 96, Verdict.UNSURE),
        (Verdict.COVERED, 96, Verdict.COVERED),
    ],
)
def test_it_decides_between_litter_and_not_and_about_nothing_else(verdict, x, becomes):
    detector = Vouched(Still(a_region(x, 32, verdict)), a_yolo())
    frame = a_frame((32, 32))
    (proposed,) = detector.propose(frame, None, 4.0)
    (judged,) = detector.judge(frame, None, ())
    assert proposed.verdict is judged.verdict is becomes


def test_one_frame_is_looked_at_once():
    yolo, asked = a_yolo(), []
    boxes = yolo.boxes
    yolo.boxes = lambda frame: (asked.append(1), boxes(frame))[1]
    detector = Vouched(Still(a_region(32, 32, Verdict.LITTER)), yolo)
    frame = a_frame((32, 32))
    for _ in range(3):
        detector.propose(frame, None, 4.0)
    detector.propose(a_frame(), None, 4.0)
    assert len(asked) == 2


@pytest.mark.slow
@pytest.mark.parametrize(("colour", "told"), [(MAGENTA, [STARTED]), ((40, 200, 40), [])])
def test_an_eye_believes_its_owners_detector(colour, told):
    own = OwnModel(tiny_yolo(side_px=256, box_px=48), least=0.4, size_px=256)

    def dropped(frame, at_s):
        if at_s >= 15:
            frame = frame.copy()
            frame[220:270, 300:370] = np.where((np.indices((50, 70)).sum(0) % 8 < 7)[:, :, None], colour, 90)
        return frame

    assert tales(watch(an_eye(own=own), a_scene(), 0, 55, alter=dropped)) == told
    assert tales(watch(an_eye(own=own), a_scene(a_pile()), 0, 55)) == []
