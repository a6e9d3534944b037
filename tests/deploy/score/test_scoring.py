"""All figures together: defined once, in both languages, each with its goal where there is one."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.docs import OUT_DIR
from deploy.sayings import Saying
from deploy.score.answered import BalanceSaid
from deploy.score.figure import Measured, quantile
from deploy.score.goals import GOALS
from deploy.score.kept import Effort, Scored, read_kept
from deploy.score.page import page_of
from deploy.score.scoring import DEFINITIONS, score
from deploy.score.words import told
from deploy.score.words.arriving import ARRIVING
from deploy.score.words.next_work import REASONS
from deploy.score.words.page import SLACKS
from deploy.score.words.speaking import SPEAKING
from deploy.score.words.watching import WATCHING
from tests.deploy.score.builders import BEGAN_MS, a_run, at

each = pytest.mark.parametrize("name", DEFINITIONS)


def test_every_figure_is_defined_once() -> None:
    assert len(DEFINITIONS) == len((*ARRIVING, *WATCHING, *SPEAKING))


def test_a_run_of_nothing_has_every_figure_and_no_value() -> None:
    found = score(a_run())
    assert list(found) == list(DEFINITIONS)
    assert all(one.value is None for one in found.values())


@each
def test_a_figure_is_explained_in_both_languages(name: str) -> None:
    one = DEFINITIONS[name]
    for word in (one.label, one.meaning):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in word.zh)
        assert word.en.isprintable()
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in word.en)


@each
def test_a_figure_that_may_be_worse_says_why(name: str) -> None:
    one = DEFINITIONS[name]
    assert (one.slack > 0) is (one.because.value != "exact")
    assert one.because in SLACKS


@pytest.mark.parametrize("name", [name for name in vars(told) if isinstance(getattr(told, name), Saying)])
def test_a_sentence_exists_in_both_languages_and_knows_no_other_fields(name: str) -> None:
    saying: Saying = getattr(told, name)
    fields = [set(re.findall(r"{([\w.]+?)(?:\.[ez][nh])?[}:]", text)) for text in (saying.en, saying.zh)]
    assert saying.en.isascii()
    assert fields[1] <= fields[0]


def test_goals_and_reasons_are_of_figures_that_exist() -> None:
    assert {*GOALS, *REASONS} <= {*DEFINITIONS}


def test_the_page_marks_what_misses_its_goal_and_lists_it_as_next_work() -> None:
    effort = Effort(wall_s=90, speed=960, memory_mib={"hub": 200.4})
    figures = {"emptied_recall": Measured(90.0, 10), "emptied_precision": Measured(99.0, 10)}
    text = page_of(DEFINITIONS, {"ordinary-day": Scored(seed=1, figures=figures, effort=effort)})
    assert "**90 (10)**" in text
    assert "| 99 (10) |" in text
    next_work = text.partition("the next work")[2].partition("##")[0]
    assert "emptyings found" in next_work
    assert "emptyings right" not in next_work
    assert "| ordinary-day | 1 | 90 s | 960 | hub 200 MiB |" in text


def test_the_committed_page_is_that_of_the_committed_figures() -> None:
    page = OUT_DIR / "score.md"
    kept = read_kept(page.with_suffix(".json"))
    assert page.read_text("utf-8") == page_of(DEFINITIONS, kept), "run `python -m deploy.score --rewrite`"


def test_the_nearest_rank_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(1, 21)]
    ranks = [quantile(values, share).value for share in (0.0, 0.5, 0.95, 1.0)]
    assert ranks == [1.0, 10.0, 19.0, 20.0]


def command(folder: Path, *options: str, answers: str = "") -> str:
    """The command's output about an hour in which nothing happened."""
    began = {"what": "run", "scenario": "s", "seed": 1, "began_ms": BEGAN_MS, "ends_ms": at(1)}
    (folder / "truth.jsonl").write_text(json.dumps(began) + "\n", "utf-8")
    (folder / "sent.jsonl").touch()
    (folder / "answers.jsonl").write_text(answers, "utf-8")
    done = CliRunner().invoke(app, ["score", str(folder / "truth.jsonl"), *options])
    assert done.exit_code == 0
    return done.output


def test_the_command_prints_the_figures_of_a_run_as_json(tmp_path: Path) -> None:
    assert json.loads(command(tmp_path, "--json"))["readings_lost"] == {"value": None, "cases": 0}


def test_the_command_prints_the_figures_of_a_run_in_both_languages(tmp_path: Path) -> None:
    balance = BalanceSaid(
        received=9, stored=9, duplicate=0, dead_letter=0, rejected=0, in_journal=0, lost=0, is_even=True
    )
    printed = command(tmp_path, answers=balance.model_dump_json() + "\n")
    assert "0 (9)" in printed
    assert "账目不符 account off" in printed
    assert f"{len(DEFINITIONS) - 1} more figures" in printed
