"""How public warnings and their ways read on the page."""

from dataclasses import replace

import pytest

from hub.cap_words import problem_words, shortly
from hub.console.announcing.warnings import headline, reason, source, state
from hub.console.voice import Voice
from hub.domain.cap.problems import Fault, Problem
from hub.domain.cap.record import Fate, Record
from hub.services.cap.inlets import Standing
from hub.words import Language
from tests.builders import NOON, at
from tests.hub.console.test_voice import ZONE

ZH, EN = Voice(Language.ZH, ZONE), Voice(Language.EN, ZONE)
RECORD = Record(
    id="id-1",
    paper_sha256="ab" * 32,
    via="county",
    received_at=NOON,
    fate=Fate.ANNOUNCED,
    last_at=NOON,
    sender="qxj@county",
    identifier="warning-1",
    status="Actual",
    severity="Severe",
    level="county",
    headline="暴雨橙色预警",
)
FEED = Standing("county", "https://county.example", NOON, NOON, None, "", is_lost=False, papers=3)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "重大（橙） · 暴雨橙色预警"),
        ({"status": "Exercise"}, "演练 · 重大（橙） · 暴雨橙色预警"),
        ({"status": "Test", "severity": "", "headline": ""}, "测试 · warning-1"),
        ({"status": "", "severity": "", "headline": "", "identifier": ""}, "无法识别的内容"),
    ],
)
def test_a_message_says_in_short_what_it_is(changes: dict[str, str], expected: str) -> None:
    assert headline(ZH, replace(RECORD, **changes)) == expected


def test_it_says_who_sent_it_and_how_it_came() -> None:
    assert source(ZH, RECORD) == "县级 · qxj@county · 来自 county"
    assert source(EN, replace(RECORD, level="", times=3)) == "qxj@county · by county · 3 times"


def test_it_says_why_it_was_refused_or_not_said() -> None:
    problems = tuple(Problem(f"/alert/x[{n}]", Fault.BAD_VALUE, "a", "b") for n in range(5))
    assert reason(replace(RECORD, problems=problems)) == shortly(problems)
    assert shortly(problems).zh.endswith("；另有 2 处")
    assert shortly(problems[:1]).en == "/alert/x[0] is none of the standard's words: a (expected b)"
    assert (
        reason(replace(RECORD, fate=Fate.HINDERED, note="quiet_hours; no voice")).zh
        == "现在是静音时段；no voice"
    )
    assert reason(replace(RECORD, fate=Fate.CANCELLED, note="id-9")).zh == ""
    assert problem_words(Problem("/alert", Fault.MISSING)).zh == "/alert 缺少该项"


def test_a_way_says_how_it_stands() -> None:
    assert state(ZH, FEED, at(5)) == "正常，5 秒前应答"
    assert state(EN, replace(FEED, why="answers 500"), at(5)) == "answers 500 (last answer: 5 s ago)"
    lost = replace(FEED, why="answers 500", is_lost=True, answered_at=None)
    assert state(ZH, lost, at(5)) == "来源中断，可能漏收：answers 500（上次应答：从未）"
