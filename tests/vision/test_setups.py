"""A setup survives the end of the process, and is given to its camera once."""

import pytest

from devices.contract.setup import CameraSetup, Judgement
from vision.setups import HeldSetup

FIRST = CameraSetup(at_ms=1, revision=1)
SECOND = CameraSetup(at_ms=2, revision=2, judged=(Judgement(finding="pile-1", is_litter=False),))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cam-1.json"


def test_there_is_no_news_before_the_hub_has_spoken(path):
    held = HeldSetup(path)
    held.load()
    assert held.news() is None


def test_the_newest_is_given_once(path):
    held = HeldSetup(path)
    held.take(FIRST)
    held.take(SECOND)
    assert [held.news(), held.news()] == [SECOND, None]


def test_the_same_again_is_no_news(path):
    held = HeldSetup(path)
    held.take(FIRST)
    held.news()
    held.take(FIRST)
    assert held.news() is None


def test_what_was_taken_is_known_after_a_restart(path):
    HeldSetup(path).take(SECOND)
    after = HeldSetup(path)
    after.load()
    assert after.news() == SECOND


def test_what_the_hub_said_before_the_file_was_read_counts(path):
    HeldSetup(path).take(FIRST)
    after = HeldSetup(path)
    after.take(SECOND)
    after.load()
    assert after.news() == SECOND


def test_a_broken_file_is_as_none(path, caplog):
    path.write_text("{")
    held = HeldSetup(path)
    held.load()
    assert held.news() is None
    assert "cannot be read" in caplog.text


def test_an_eye_that_begins_anew_is_given_the_newest_again(path):
    held = HeldSetup(path)
    held.begin_anew()
    assert held.news() is None
    held.take(FIRST)
    held.news()
    held.begin_anew()
    assert held.news() == FIRST
