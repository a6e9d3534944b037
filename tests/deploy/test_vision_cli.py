import json
import sys
import tomllib

import cv2
import pytest
from typer.testing import CliRunner

from deploy import cli
from deploy.errors import CannotRun
from deploy.sight import SightTrial, evaluated
from tests.vision.clips import write_clip
from tests.vision.scenes import a_pile, a_scene
from vision.drawing import jpeg, png

LABELS = {
    "name": "street",
    "fps": 1,
    "frames": 4,
    "size": [640, 360],
    "initial_piles": [],
    "events": [],
    "effects": {"rain": 3},
}


@pytest.fixture
def street(tmp_path):
    write_clip(tmp_path / "street.mp4", a_scene(), seconds=4)
    (tmp_path / "street.json").write_text(json.dumps(LABELS), "utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(cli.app, ["vision", *map(str, arguments)])


@pytest.mark.slow
def test_evaluating_prints_clips_effects_and_the_total(street):
    report = json.loads(run("evaluate", street, "--json").output)
    assert [clip["name"] for clip in report["clips"]] == ["street"]
    assert [effect["name"] for effect in report["effects"]] == ["rain"]
    assert (report["total"]["negative_false_alarms"], report["clips"][0]["looks"]) == (0, 4)


@pytest.mark.slow
def test_people_get_a_row_for_each_effect_and_one_for_all(street):
    lines = run("evaluate", street, "--unattended-frames", "5").output.splitlines()
    assert [line.split()[0] for line in lines if line.split()[:1] in (["rain"], ["all"])] == ["rain", "all"]


@pytest.mark.parametrize("content", [None, "{}"], ids=["no clips", "wrong labels"])
def test_a_folder_that_cannot_be_used_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "street.json").write_text(content, "utf-8")
        (tmp_path / "street.mp4").touch()
    with pytest.raises(CannotRun, match="expected"):
        evaluated(SightTrial(tmp_path, 50, 0.0, frozenset()))


def a_picture_set(folder):
    """Two streets; the first has a box of litter in its labels."""
    for part in ("images", "labels"):
        (folder / part).mkdir(parents=True)
    for name, labels in (("a", "0 0.5 0.7 0.4 0.3"), ("b", "")):
        (folder / "images" / f"{name}.png").write_bytes(png(a_scene().draw(0)))
        (folder / "labels" / f"{name}.txt").write_text(labels, "utf-8")
    return folder


@pytest.mark.slow
def test_labelled_pictures_are_looked_at_set_by_set_and_together(tmp_path):
    a_picture_set(tmp_path / "village")
    report = json.loads(run("evaluate", tmp_path, "--json").output)
    assert [(row["name"], row["pictures"], row["boxes"]) for row in report["pictures"]] == [
        ("village", 2, 1),
        ("all", 2, 1),
    ]
    assert "clips" not in report


def test_labels_of_pictures_that_cannot_be_used_are_refused(tmp_path):
    folder = a_picture_set(tmp_path / "village")
    (folder / "labels" / "a.txt").write_text("0 0.5", "utf-8")
    assert "expected class" in str(run("evaluate", tmp_path).exception)


@pytest.mark.slow
def test_where_litter_may_lie_in_a_picture_is_drawn_and_listed_as_the_settings_want_it(tmp_path):
    folder = a_picture_set(tmp_path / "village")
    result = run("find", folder / "images" / "a.png", tmp_path / "found.png")
    assert result.exit_code == 0
    assert cv2.imread(str(tmp_path / "found.png")).shape == (360, 640, 3)


def test_a_picture_that_is_none_is_not_searched(tmp_path):
    result = run("find", tmp_path / "none.jpg", tmp_path / "found.png")
    assert "none.jpg" in str(result.exception)


def test_training_the_heap_model_says_that_it_needs_torch(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    result = run("train-heaps", tmp_path / "own.onnx", "--material", tmp_path)
    assert "training needs torch" in str(result.exception)


@pytest.fixture
def torch_cache(monkeypatch, tmp_path):
    """Let torch name its folder in the environment, which it does when it first steps."""
    pytest.importorskip("torch", reason="only who trains has torch")
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))


def test_training_the_close_up_model_says_that_it_needs_torch(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert "training needs torch" in str(run("train-closeups", tmp_path / "own.onnx").exception)


@pytest.mark.timeout(300)
@pytest.mark.slow
@pytest.mark.usefixtures("torch_cache")
def test_training_the_close_up_model_writes_weights_and_prints_figures(tmp_path):
    for part in ("people", "places"):
        (tmp_path / part).mkdir()
    for number in range(2):
        (tmp_path / "places" / f"{number}.jpg").write_bytes(jpeg(a_scene().draw(0)))
    write_clip(tmp_path / "people" / "street.mp4", a_scene(walkers_every_s=20), seconds=40)
    given = ("--material", tmp_path, "--closeups", "300", "--epochs", "1")
    result = run("train-closeups", tmp_path / "own.onnx", *given)
    assert "found in clips" in result.output
    assert "auc" in result.output
    assert (tmp_path / "own.onnx").stat().st_size > 1_000_000


@pytest.mark.timeout(300)
@pytest.mark.slow
@pytest.mark.usefixtures("torch_cache")
def test_training_the_heap_model_writes_weights_and_prints_figures(tmp_path):
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "a.jpg").write_bytes(jpeg(a_scene().draw(0)))
    given = ("--material", tmp_path, "--pictures", "150", "--epochs", "1")
    result = run("train-heaps", tmp_path / "own.onnx", *given)
    assert "auc" in result.output
    begun = (tmp_path / "own.onnx").read_bytes()
    assert len(begun) > 100_000
    run("train-heaps", tmp_path / "own.onnx", *given, "--onto", tmp_path / "own.onnx")
    assert len((tmp_path / "own.onnx").read_bytes()) == len(begun)
    assert (tmp_path / "own.onnx").read_bytes() != begun


@pytest.mark.usefixtures("torch_cache")
def test_weights_that_cannot_be_gone_on_from_are_named(tmp_path):
    (tmp_path / "other.onnx").write_bytes(b"nothing of the kind")
    given = ("--material", tmp_path, "--onto", tmp_path / "other.onnx")
    assert "other.onnx: cannot go on" in str(run("train-heaps", tmp_path / "own.onnx", *given).exception)


@pytest.mark.slow
def test_scenes_are_composed_and_can_be_evaluated(tmp_path, monkeypatch):
    monkeypatch.setattr("vision.compose.clips._PLAIN_FRAMES", 20)
    assert run("render", tmp_path, "--scenes", "2", "--seed", "4", "--held-out").exit_code == 0
    report = json.loads(run("evaluate", tmp_path, "--json", "--clip", "scene-4-001").output)
    assert [clip["looks"] for clip in report["clips"]] == [20]


@pytest.mark.slow
def test_training_writes_weights_and_prints_figures(tmp_path):
    result = run("train", tmp_path / "own.onnx", "--pairs", "150")
    assert "auc" in result.output
    assert (tmp_path / "own.onnx").stat().st_size > 100_000


def test_material_that_is_none_is_refused(tmp_path):
    result = run("train", tmp_path / "own.onnx", "--material", tmp_path)
    assert "expected litter/" in str(result.exception)


@pytest.mark.slow
def test_a_verdict_is_drawn_in_four_panels_and_listed(tmp_path):
    write_clip(tmp_path / "street.mp4", a_scene(a_pile(at_s=14)), seconds=34)
    out = tmp_path / "why.png"
    result = run("explain", tmp_path / "street.mp4", out, "--at-s", "33")
    assert "litter" in result.output
    assert cv2.imread(str(out)).shape == (2 * (270 + 16), 2 * 480, 3)


def test_a_clip_too_short_to_judge_is_not_explained(tmp_path):
    result = run("explain", tmp_path / "none.mp4", tmp_path / "why.png", "--at-s", "1")
    assert "expected a video file" in str(result.exception)


def test_a_worker_without_settings_says_which_file_is_missing(tmp_path):
    result = run("run", "--config", tmp_path / "none.toml", "--dir", tmp_path)
    assert result.exit_code != 0
    assert "none.toml" in result.output + str(result.exception)


def corners(*points):
    return [word for point in points for word in ("--corner", point)]


def test_four_clicks_become_a_setting_and_a_grid_to_look_at(tmp_path):
    (tmp_path / "view.png").write_bytes(png(a_scene().draw(0)))
    out = tmp_path / "grid.png"
    clicks = corners("200,200", "440,200", "560,320", "80,320")
    result = run("calibrate", tmp_path / "view.png", out, *clicks, "--width-m", "3", "--depth-m", "4")
    ground = tomllib.loads(result.output)["ground"]
    assert (ground["corners"][1], ground["depth_m"]) == ([0.6875, 0.5556], 4)
    assert cv2.imread(str(out))[200, 300, 2] > 200


def test_clicks_that_are_no_rectangle_are_refused(tmp_path):
    (tmp_path / "view.png").write_bytes(png(a_scene().draw(0)))
    clicks = corners("200,200", "440,200", "here", "80,320")
    result = run(
        "calibrate", tmp_path / "view.png", tmp_path / "x.png", *clicks, "--width-m", "3", "--depth-m", "4"
    )
    assert "could not convert" in str(result.exception)
