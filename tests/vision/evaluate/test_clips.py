import json

import pytest

from tests.vision.clips import write_clip
from tests.vision.scenes import a_pile, a_scene
from vision.evaluate.clips import BadLabels, read_clips
from vision.evaluate.truth import Spell
from vision.evaluate.watching import Trial, score

LABELS = {
    "name": "street",
    "fps": 1,
    "frames": 60,
    "size": [640, 360],
    "initial_piles": [],
    "events": [
        {"type": "pile_appear", "frame": 20, "box": [285, 215, 375, 265]},
        {"type": "pile_cleared", "frame": 45, "box": [285, 215, 375, 265]},
    ],
    "effects": {"rain": 3, "blind": [[5, 7]]},
}


def labelled(folder, **changes):
    (folder / "street.mp4").touch()
    (folder / "street.json").write_text(json.dumps({**LABELS, **changes}), "utf-8")
    return folder


@pytest.mark.slow
def test_a_pile_that_came_and_went_is_found_and_its_clearance_seen(tmp_path):
    write_clip(tmp_path / "street.mp4", a_scene(a_pile(at_s=20, clear_s=45)), seconds=60)
    (clip,) = read_clips(labelled(tmp_path))
    result = score(clip, Trial(unattended_frames=10))
    assert (result.looks, result.hits, result.cleared) == (60, 1, 1)
    assert (result.false_alarms, result.false_clears) == (0, 0)


@pytest.mark.slow
def test_looks_may_be_further_apart_than_frames(tmp_path):
    write_clip(tmp_path / "street.mp4", a_scene(), seconds=6)
    (clip,) = read_clips(labelled(tmp_path))
    assert score(clip, Trial(poll_s=2.0)).looks == 3


def test_clips_below_the_folder_count_too(tmp_path):
    (tmp_path / "night").mkdir()
    labelled(tmp_path / "night")
    (clip,) = read_clips(tmp_path)
    assert (clip.truth.name, clip.truth.effects, clip.truth.blind) == (
        "street",
        ("blind", "rain"),
        (Spell(5, 7),),
    )


def test_a_folder_without_clips_has_none(tmp_path):
    (tmp_path / "notes.json").write_text("{}")
    assert read_clips(tmp_path) == []


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {**LABELS, "size": [640]},
        {**LABELS, "events": [{"type": "pile_grow", "frame": 1, "box": [0, 0, 1, 1]}]},
    ],
    ids=["empty", "no height", "grown from nothing"],
)
def test_labels_that_cannot_be_used_are_refused(tmp_path, labels):
    folder = labelled(tmp_path)
    (folder / "street.json").write_text(json.dumps(labels), "utf-8")
    with pytest.raises(BadLabels, match="expected name, fps"):
        read_clips(folder)


def test_a_pile_that_grows_keeps_its_older_boxes(tmp_path):
    grown = {"type": "pile_grow", "frame": 30, "box": [270, 200, 390, 265]}
    (clip,) = read_clips(labelled(tmp_path, events=[*LABELS["events"][:1], grown]))
    assert [since for since, _ in clip.truth.piles[0].boxes] == [20, 30]


def test_what_lay_there_from_the_start_is_known_as_such(tmp_path):
    (clip,) = read_clips(labelled(tmp_path, events=[], initial_piles=[[1, 2, 3, 4]]))
    assert [pile.is_initial for pile in clip.truth.piles] == [True]
