import json

import pytest

from tests.vision.clips import write_clip
from tests.vision.scenes import a_pile, a_scene
from vision.evaluate.__main__ import main
from vision.evaluate.clips import BadLabels, read_clips

LABELS = {
    "name": "street",
    "kind": "synthetic",
    "fps": 1,
    "frames": 60,
    "size": [640, 360],
    "initial_piles": [],
    "events": [
        {"type": "pile_appear", "frame": 20, "box": [285, 215, 375, 265]},
        {"type": "pile_cleared", "frame": 45, "box": [285, 215, 375, 265]},
    ],
    "effects": {"rain": 3},
}


def labelled(folder, **changes):
    (folder / "street.mp4").touch()
    (folder / "street.json").write_text(json.dumps({**LABELS, **changes}), "utf-8")
    return folder


@pytest.mark.slow
def test_a_pile_that_came_and_went_is_found_and_its_clearance_seen(tmp_path, capsys):
    write_clip(tmp_path / "street.mp4", a_scene(a_pile(at_s=20, clear_s=45)), seconds=60)
    assert main([str(labelled(tmp_path)), "--json"]) == 0
    (clip,) = json.loads(capsys.readouterr().out)["clips"]
    assert (clip["condition"], clip["true_alarms"], clip["cleared"]) == ("synthetic rain", 1, 1)


@pytest.mark.slow
def test_people_get_one_line_for_each_condition(tmp_path, capsys):
    write_clip(tmp_path / "street.mp4", a_scene(), seconds=3)
    assert main([str(labelled(tmp_path, events=[]))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["condition negative rain", "condition all"]


def test_an_empty_folder_is_refused(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "expected NAME.mp4" in capsys.readouterr().err


def test_labels_without_frames_are_refused(tmp_path):
    folder = labelled(tmp_path)
    (folder / "street.json").write_text("{}", "utf-8")
    with pytest.raises(BadLabels, match="expected name, fps"):
        read_clips(folder)


def test_a_pile_that_grows_keeps_its_older_boxes(tmp_path):
    grown = {"type": "pile_grow", "frame": 30, "box": [270, 200, 390, 265]}
    (clip,) = read_clips(labelled(tmp_path, events=[*LABELS["events"][:1], grown]))
    assert [since_s for since_s, _ in clip.piles[0].boxes] == [20.0, 30.0]


def test_what_lay_there_from_the_start_is_not_asked_for(tmp_path):
    (clip,) = read_clips(labelled(tmp_path, events=[], initial_piles=[[1, 2, 3, 4]]))
    assert clip.piles == ()
