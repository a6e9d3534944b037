import numpy as np
import pytest

from tests.vision.tiny_heaps import finds_red
from vision.drawing import jpeg
from vision.evaluate.clips import BadLabels
from vision.evaluate.images import read_pictures
from vision.evaluate.looking import look_at, score_pictures

GROUND = np.random.default_rng(2).integers(60, 120, (72, 96, 3)).astype(np.uint8)
FINDER = finds_red()


def labelled(folder, name, *lines):
    for part in ("images", "labels"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "images" / f"{name}.jpg").write_bytes(jpeg(GROUND))
    (folder / "labels" / f"{name}.txt").write_text("\n".join(lines), "utf-8")
    return folder


def test_boxes_are_read_from_their_middles_and_other_classes_left_out(tmp_path):
    labelled(tmp_path / "street", "a", "0 0.5 0.5 0.2 0.4", "3 0.1 0.1 0.1 0.1")
    (picture,) = read_pictures(tmp_path)
    assert picture.boxes == (pytest.approx((0.4, 0.3, 0.6, 0.7)),)
    assert picture.set_name == "street"


def test_a_picture_without_labels_is_no_clean_one(tmp_path):
    labelled(tmp_path, "a")
    (tmp_path / "labels" / "a.txt").unlink()
    assert read_pictures(tmp_path) == []


@pytest.mark.parametrize("line", ["0 0.5 0.5 0.2", "litter"])
def test_labels_that_cannot_be_used_are_refused_by_name(tmp_path, line):
    labelled(tmp_path, "a", line)
    with pytest.raises(BadLabels, match=r"a\.txt: expected"):
        read_pictures(tmp_path)


def test_pictures_with_litter_and_clean_ones_are_ranked(tmp_path):
    labelled(tmp_path, "a", "0 0.5 0.5 1 1")
    labelled(tmp_path, "b")
    score = score_pictures("street", look_at(read_pictures(tmp_path), FINDER))
    assert (score.pictures, score.clean, score.boxes, score.auc) == (2, 1, 1, 0.5)
    assert score.picture_ms > 0


def test_of_clean_pictures_alone_nothing_can_be_ranked(tmp_path):
    labelled(tmp_path, "a")
    score = score_pictures("street", look_at(read_pictures(tmp_path), FINDER))
    assert (score.auc, score.ap50, score.recall_at_1) == (None, None, None)
