"""Looking at photos: one that was used before is known again whatever was done to it."""

import subprocess

import numpy as np
import pytest

from hub.adapters.photo.eye import ChildEye
from hub.adapters.photo.looking import looks, seen
from hub.adapters.photo.workbench import decoded
from hub.domain.photos.likeness import is_alike
from hub.domain.photos.picture import Unusable
from hub.ports import BadPhoto
from tests.photos import Scene, a_header, a_scene, as_jpeg, cut

SCENE = a_scene(5)
PHOTO = as_jpeg(SCENE)


def look_of(scene: Scene, coarseness: int = 4) -> tuple[int, ...]:
    return looks(decoded(as_jpeg(scene, coarseness=coarseness))[1])


def smaller(scene: Scene) -> Scene:
    return scene[::2, ::2]


@pytest.mark.parametrize(
    ("again", "coarseness"),
    [
        (SCENE, 31),
        (smaller(SCENE), 8),
        ((SCENE * 0.7).astype(np.uint8), 4),
        (cut(SCENE, 0.95, 0.3, 0.8), 8),
        (cut(SCENE, 0.9), 8),
        (cut(SCENE, 0.8, 0.0, 1.0), 8),
        (SCENE[:, ::-1], 4),
        (np.rot90(SCENE), 4),
        (np.rot90(SCENE, 3), 4),
    ],
    ids=[
        "coarse",
        "smaller",
        "darker",
        "cut 95",
        "cut 90",
        "cut 80",
        "mirrored",
        "turned left",
        "turned right",
    ],
)
def test_a_photo_that_was_used_before_is_known_again(again: Scene, coarseness: int) -> None:
    assert is_alike(look_of(again, coarseness), look_of(SCENE))


def test_photos_of_other_places_are_other_photos() -> None:
    known = [look_of(a_scene(seed)) for seed in range(5)]
    alike = [(a, b) for a in range(5) for b in range(a) if is_alike(known[a], known[b])]
    assert alike == []


def test_a_lens_in_a_pocket_a_screenshot_and_a_scene_are_told_apart() -> None:
    screenshot = np.full((480, 640), 255, np.uint8)
    screenshot[40:440:20, 60:580] = 0
    dark = (SCENE * 0.05).astype(np.uint8)
    of_scene, of_dark, of_screenshot = (seen(decoded(as_jpeg(each))[1]) for each in (SCENE, dark, screenshot))
    assert of_scene.bright_p95 > 100
    assert of_dark.bright_p95 < 40
    assert of_scene.even_pct < 10
    assert of_screenshot.even_pct > 45


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", [a_header(), PHOTO[:700], PHOTO[:-900]], ids=["no pixels", "cut off", "end missing"]
)
def test_a_picture_that_cannot_be_decoded_is_broken(content: bytes) -> None:
    with pytest.raises(BadPhoto) as refused:
        ChildEye().look(content)
    assert refused.value.flaw is Unusable.BROKEN


@pytest.mark.slow
def test_a_child_that_does_not_end_or_dies_is_said_to_be_too_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("looking", 20.0)

    def dies(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], -9, b"", b"")

    for child in (hangs, dies):
        monkeypatch.setattr(subprocess, "run", child)
        with pytest.raises(BadPhoto) as refused:
            ChildEye().look(PHOTO)
        assert refused.value.flaw is Unusable.TOO_COSTLY
