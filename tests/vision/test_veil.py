"""People and vehicles are hidden in whatever leaves; a pile of litter that is seen is not."""

import io

import cv2
import numpy as np
import pytest

from devices.contract.bodies import ViewFault
from tests.vision.scenes import a_pile, a_scene, an_eye, watch
from tests.vision.test_worker import QUICK, Watched
from tests.wait import until
from vision.compose.material import Material
from vision.compose.script import a_script
from vision.evaluate.hiding import measure_hiding
from vision.veil import unmoved, veiled

pytestmark = pytest.mark.slow

# Nothing in the pretend village has this colour, and coarse blocks of the pattern have none of it either.
_CHECKS = (np.indices((90, 34)) // 5).sum(axis=0) % 2
COAT = np.where(_CHECKS[:, :, None] > 0, np.uint8((255, 0, 255)), np.uint8((0, 255, 0)))


def passing(frame, at_s):
    """Somebody in a magenta coat walks by again and again, and stands for three seconds now and then."""
    frame = frame.copy()
    x = 60 + (int(at_s) * 23) % 500 if int(at_s) % 12 < 9 else 480
    frame[150:240, x : x + 34] = COAT
    return frame


def coat_px(frame):
    """How many pixels of a picture are of the coat, JPEG's blur allowed for."""
    blue, green, red = (frame[:, :, channel].astype(int) for channel in range(3))
    return int(np.count_nonzero((blue > 200) & (red > 200) & (green < 90)))


def test_who_passes_is_hidden_in_every_picture_that_may_leave():
    seen = watch(an_eye(), a_scene(), 0, 40, alter=passing)
    assert min(coat_px(look.bare.frame) for look in seen) > 500
    assert max(coat_px(look.picture.frame) for look in seen) == 0


def test_while_the_place_is_not_known_all_is_hidden():
    seen = watch(an_eye(), a_scene(), 0, 3)
    assert [look.hidden for look in seen] == [None] * 3


def test_an_empty_place_is_shown_as_it_is():
    seen = watch(an_eye(), a_scene(), 0, 20)
    assert np.array_equal(seen[-1].picture.frame, seen[-1].bare.frame)


def test_the_pile_of_a_finding_is_shown_and_who_stands_beside_it_is_not():
    def beside(frame, at_s):
        frame = frame.copy()
        x = 430 + int(at_s) % 3 * 4
        frame[150:240, x : x + 34] = COAT
        return frame

    eye, street = an_eye(), a_scene(a_pile(at_s=12))
    seen = watch(eye, street, 0, 25) + watch(eye, street, 25, 50, alter=beside)
    told = next(look for look in seen if look.tales)
    (tale,) = told.tales
    now, x, y = tale.now.frame, 330, 245
    bare = told.bare.frame
    assert np.array_equal(now[y - 15 : y + 10, x - 20 : x + 20], bare[y - 15 : y + 10, x - 20 : x + 20])
    assert coat_px(bare) > 500
    assert coat_px(now) == 0
    assert tale.is_veiled


def test_a_view_that_cannot_be_judged_is_hidden_whole():
    eye = an_eye()
    watch(eye, a_scene(), 0, 12)
    seen = watch(eye, a_scene(), 12, 24, alter=lambda frame, _at_s: passing(np.roll(frame, 90, axis=1), 3))
    assert seen[-1].fault is ViewFault.MOVED
    assert seen[-1].hidden is None
    assert coat_px(seen[-1].picture.frame) == 0


def test_who_passes_a_swaying_camera_is_hidden():
    def swaying(frame, at_s):
        return np.roll(passing(frame, at_s), (int(at_s) * 7) % 9 - 4, axis=1)

    assert max(coat_px(look.picture.frame) for look in watch(an_eye(), a_scene(), 0, 40, alter=swaying)) == 0


def test_who_passes_a_pushed_camera_is_hidden_where_he_is_now():
    eye = an_eye(realign_s=4)
    watch(eye, a_scene(), 0, 12)
    pushed = lambda frame, at_s: np.roll(passing(frame, at_s), (60, -20), axis=(1, 0))  # noqa: E731
    seen = watch(eye, a_scene(), 12, 45, alter=pushed)
    assert seen[-1].fault is ViewFault.NONE
    assert max(coat_px(look.picture.frame) for look in seen) == 0


def test_what_was_marked_in_a_moved_frame_is_found_in_the_frame_itself():
    hidden = np.zeros((60, 80), np.bool_)
    hidden[20:30, 10:20] = True
    assert unmoved(hidden, None, (0, 0)) is hidden
    assert unmoved(hidden, None, (5, -3))[17:27, 15:25].all()
    turned = np.array([[1, 0, 8], [0, 1, 4]], np.float32)
    back = unmoved(hidden, turned, (0, 0))
    assert back[16:26, 2:12].all()
    assert back[:, 76:].all(), "what was not judged is hidden"


def test_a_face_is_a_few_blocks():
    frame = np.random.default_rng(1).integers(0, 255, (720, 1280, 3)).astype(np.uint8)
    shown = veiled(frame, np.ones((90, 160), np.bool_))
    assert len(np.unique(shown[300:428, 600:728].reshape(-1, 3), axis=0)) <= 36


# One scene each, by the seed it is drawn from: what is most is less by night, when people hardly stand out.
@pytest.mark.parametrize(("seed", "is_night", "least_share"), [(4, False, 0.9), (3, True, 0.5)])
def test_most_people_of_a_composed_scene_are_hidden(seed, is_night, least_share):
    material = Material(tuple(a_scene(seed=place).draw(0.0) for place in (1, 2)))
    assert (a_script(1000 * seed, material).effect == "night") is is_night
    found = measure_hiding(material, count=1, seed=seed, weights=None)
    assert found.people > 20
    assert found.covered_people >= least_share * found.people


def test_nothing_raw_lies_on_the_disk(tmp_path):
    street = a_scene(a_pile(at_s=12, clear_s=45))
    clip = tmp_path / "clip" / "street.mp4"
    clip.parent.mkdir()
    _write(clip, [passing(street.draw(float(at_s)), at_s) for at_s in range(70)])
    state = tmp_path / "state"
    state.mkdir()
    with Watched(state, clip.as_uri(), QUICK, is_paced=False) as camera:
        until(lambda: len(camera.courier.brought) >= 2, 30)
        until(lambda: len(camera.link.published) >= 6, 30)
    left = [jpeg for _, _, proofs in camera.courier.brought for jpeg in proofs.values()]
    left += [payload for _, payload, _ in camera.link.published]
    frames = [cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) for jpeg in left]
    kept = list(state.rglob("*.npz"))
    for path in kept:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            frames += [stored[name] for name in stored if stored[name].ndim == 3]
    assert kept
    assert len(frames) > 8
    assert [coat_px(frame) for frame in frames] == [0] * len(frames)
    assert [path for path in state.rglob("*") if path.suffix not in {".npz", ".json"}] == []


def _write(path, frames):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 1.0, (640, 360))
    for frame in frames:
        writer.write(frame)
    writer.release()
