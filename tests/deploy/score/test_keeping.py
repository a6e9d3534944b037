"""The check that a figure has become worse: it must fail when one has."""

from pathlib import Path

import pytest

from deploy.score.__main__ import judged, keep
from deploy.score.answered import Stored
from deploy.score.figure import Measured
from deploy.score.kept import Effort, Scored, read_effort, read_kept, write_kept
from deploy.score.lines import BadRun
from deploy.score.messages import messages
from tests.deploy.score.builders import a_device, a_run, handed_over, point_ns, readings

EFFORT = Effort(wall_s=60, speed=1440, memory_mib={"hub": 180})


def scored(**figures: Measured) -> dict[str, Scored]:
    return {"ordinary-day": Scored(seed=1, figures=figures, effort=EFFORT)}


def kept_as(
    page: Path, now: dict[str, Scored], *, may_be_worse: bool = False, may_write: bool = True
) -> bool:
    said: list[str] = []
    return keep(now, page, said.append, may_write=may_write, may_be_worse=may_be_worse)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    page = tmp_path / "score.md"
    assert kept_as(page, scored(readings_lost=Measured(0, 100), emptied_recall=Measured(99.0, 50)))
    return page


def test_the_first_figures_are_kept_beside_the_page(page: Path) -> None:
    assert read_kept(page.with_suffix(".json"))["ordinary-day"].figures["emptied_recall"] == Measured(
        99.0, 50
    )
    assert "99 (50)" in page.read_text("utf-8")


@pytest.mark.parametrize(
    "figures",
    [
        {"readings_lost": Measured(1, 100), "emptied_recall": Measured(99.0, 50)},
        {"readings_lost": Measured(0, 100), "emptied_recall": Measured(97.9, 50)},
        {"readings_lost": Measured(None, 0), "emptied_recall": Measured(99.0, 50)},
        {"emptied_recall": Measured(99.0, 50)},
    ],
    ids=["one more is lost", "less is found than may be", "nothing could be counted", "the figure is gone"],
)
def test_a_worsened_run_fails_and_what_is_kept_stays(page: Path, figures: dict[str, Measured]) -> None:
    before = page.with_suffix(".json").read_bytes(), page.read_bytes()
    assert not kept_as(page, scored(**figures))
    assert (page.with_suffix(".json").read_bytes(), page.read_bytes()) == before


def test_a_run_whose_readings_vanish_fails(page: Path) -> None:
    """The whole way: a run without its last stored reading, scored, compared."""
    said = readings()
    stored = Stored(device="bin-1", times_ns=tuple(map(point_ns, said[:-1])))
    figures = messages(a_run([a_device()], handed_over(said), [stored]))
    assert not kept_as(page, scored(**figures, emptied_recall=Measured(99.0, 50)))


def test_a_run_that_is_worse_within_its_slack_or_better_is_kept(page: Path) -> None:
    now = scored(readings_lost=Measured(0, 120), emptied_recall=Measured(98.1, 50))
    assert kept_as(page, now)
    assert read_kept(page.with_suffix(".json")) == now


def test_worse_figures_are_kept_when_somebody_accepts_them(page: Path) -> None:
    now = scored(readings_lost=Measured(3, 100), emptied_recall=Measured(99.0, 50))
    assert kept_as(page, now, may_be_worse=True)
    assert read_kept(page.with_suffix(".json")) == now


def test_a_check_writes_nothing(page: Path) -> None:
    before = page.with_suffix(".json").read_bytes()
    assert kept_as(
        page, scored(readings_lost=Measured(0, 1), emptied_recall=Measured(100, 1)), may_write=False
    )
    assert page.with_suffix(".json").read_bytes() == before


def test_scenarios_that_were_not_run_again_keep_their_figures(page: Path) -> None:
    other = {"festival": Scored(seed=1, figures={"readings_lost": Measured(0, 9)}, effort=EFFORT)}
    assert kept_as(page, other)
    assert sorted(read_kept(page.with_suffix(".json"))) == ["festival", "ordinary-day"]


def test_what_is_worse_is_said_in_both_languages(page: Path) -> None:
    said: list[str] = []
    keep(scored(readings_lost=Measured(2, 100)), page, said.append, may_write=True, may_be_worse=False)
    assert "readings lost is 2" in said[0]
    assert "丢失读数为 2" in said[0]


def test_kept_figures_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "score.json"
    file.write_text('{"ordinary-day": {"seed": 1}}', "utf-8")
    with pytest.raises(BadRun, match=r"score\.json"):
        read_kept(file)


@pytest.mark.parametrize("content", [None, "", '{"wall_s": 3}'])
def test_a_run_that_does_not_say_what_it_took_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "run.json"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(BadRun, match=r"run\.json"):
        read_effort(file)


def test_what_a_run_took_is_read(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(EFFORT.model_dump_json(), "utf-8")
    assert read_effort(file) == EFFORT


def test_kept_figures_are_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    one, two = scored(readings_lost=Measured(0, 1))["ordinary-day"], scored()["ordinary-day"]
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    write_kept(files[0], {"a": one, "b": two})
    write_kept(files[1], {"b": two, "a": one})
    assert files[0].read_bytes() == files[1].read_bytes()


def test_figures_are_kept_of_every_shipped_scenario_but_the_one_that_is_only_shown():
    assert set(judged()) == {"ordinary-day", "bad-day", "festival", "broadcast-evening", "bin-week"}
