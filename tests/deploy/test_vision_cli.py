import json

import pytest
from typer.testing import CliRunner

from deploy import cli
from deploy.errors import CannotRun
from deploy.sight import SightTrial, measured
from tests.vision.clips import write_clip
from tests.vision.scenes import a_scene

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
        measured(SightTrial(tmp_path, 50, 0.0, frozenset()))


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
