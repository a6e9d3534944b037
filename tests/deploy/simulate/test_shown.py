"""What a person sees of a simulation, in both languages."""

import re
from zoneinfo import ZoneInfo

import pytest

from deploy.sayings import Saying
from deploy.simulate import words
from deploy.simulate.governor import Ruling
from deploy.simulate.shown import Shown
from devices.sim.world.deed import DeedKind
from tests.deploy.simulate.fakes import BEGAN_MS, a_deed

SAYINGS = [each for each in vars(words).values() if isinstance(each, Saying)]
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def said():
    return []


@pytest.fixture
def shown(said):
    return Shown(said.append, ZoneInfo("Asia/Shanghai"), lambda: 42)


def test_the_first_line_says_when_it_is_how_fast_time_goes_and_what_it_waits_for(shown, said):
    shown.passes(BEGAN_MS, Ruling(118.6, "late", "hub"))
    assert said == ["2026-05-13 00:00:00 at 119x, 42 messages 119 倍速，42 条消息 hub is late 等待 hub"]


def test_not_every_tick_is_a_line(shown, said):
    for _ in range(3):
        shown.passes(BEGAN_MS, Ruling(120))
    assert len(said) == 1


def test_what_people_do_is_said_with_what_came_of_it(shown, said):
    shown.did(a_deed(DeedKind.PHOTO, 3_600, "cam-1"), "insufficient")
    assert said == ["2026-05-13 01:00:00 closing photo 整改照片 cam-1: not sufficient 不足以证明"]


@pytest.mark.parametrize("kind", DeedKind)
def test_everything_that_may_be_done_has_words(kind):
    assert words.DEEDS[kind.value].zh


@pytest.mark.parametrize(
    "saying", [*SAYINGS, *words.DEEDS.values(), *words.OUTCOMES.values()], ids=lambda saying: saying.en[:30]
)
def test_chinese_is_chinese_and_english_is_not(saying):
    assert HAN.search(saying.zh)
    assert not HAN.search(saying.en)
