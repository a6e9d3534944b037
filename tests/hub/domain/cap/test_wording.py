"""What of a warning is read aloud."""

from dataclasses import replace

import pytest

from hub.domain.announcements import MAX_TEXT
from hub.domain.cap.alert import Certainty, Info, Severity, Status, Urgency
from hub.domain.cap.wording import chosen, repeats, spoken

INFO = Info(
    "zh-CN",
    "Met",
    "暴雨",
    Urgency.IMMEDIATE,
    Severity.SEVERE,
    Certainty.LIKELY,
    sender_name="县气象局",
    headline="暴雨橙色预警",
    description="预计两小时内降雨超过50毫米！",
    instruction="请远离河道",
)
ENGLISH = replace(
    INFO,
    language="en-US",
    sender_name="County weather office",
    headline="Heavy rain",
    description="50 mm within two hours.",
    instruction="Keep away from the river",
)


def test_it_says_who_says_what_and_what_to_do() -> None:
    assert (
        spoken(INFO, Status.ACTUAL) == "县气象局发布：暴雨橙色预警。预计两小时内降雨超过50毫米！请远离河道。"
    )
    assert (
        spoken(ENGLISH, Status.ACTUAL)
        == "County weather office: Heavy rain. 50 mm within two hours. Keep away from the river."
    )


def test_what_is_not_said_is_left_out() -> None:
    assert (
        spoken(replace(INFO, sender_name="", description="", instruction=""), Status.ACTUAL)
        == "暴雨橙色预警。"
    )


def test_an_exercise_says_so_before_and_after() -> None:
    found = spoken(INFO, Status.EXERCISE)
    assert found.startswith("演练，演练，以下是演练内容。县气象局发布：")
    assert found.endswith("请远离河道。以上是演练，不是真实警报。")
    assert spoken(ENGLISH, Status.EXERCISE).startswith("Exercise. Exercise.")
    assert spoken(ENGLISH, Status.EXERCISE).endswith("This was an exercise, no real warning.")


def test_of_what_is_too_long_the_description_loses_whole_sentences_at_its_end() -> None:
    long = replace(INFO, description="甲" * 300 + "。" + "乙" * 300 + "。" + "丙" * 600 + "。")
    found = spoken(long, Status.EXERCISE)
    assert len(found) <= MAX_TEXT
    assert "乙。请远离河道。以上是演练" in found
    assert "丙" not in found


@pytest.mark.parametrize("name", ["headline", "description", "instruction", "sender_name"])
def test_a_part_without_end_leaves_room_for_what_comes_after(name: str) -> None:
    found = spoken(replace(INFO, **{name: "长" * 5000}), Status.EXERCISE)
    assert len(found) <= MAX_TEXT
    assert found.endswith("以上是演练，不是真实警报。")


def test_characters_that_nobody_hears_are_not_in_it() -> None:
    assert spoken(replace(INFO, headline="暴\u202e雨\u200b"), Status.ACTUAL).startswith(
        "县气象局发布：暴雨。"
    )


@pytest.mark.parametrize(
    ("languages", "of_the_township", "expected"),
    [
        (["en-US", "zh-CN"], "zh", ["zh-CN"]),
        (["en", "ZH_hans"], "en", ["ZH_hans"]),
        (["zh-CN", "en-US", "zh"], "zh", ["zh-CN", "zh"]),
        (["ii-CN", "en-US"], "en", ["en-US"]),
        (["ii-CN", "bo-CN", "ii"], "zh", ["ii-CN", "ii"]),
    ],
)
def test_blocks_in_chinese_are_read_first(
    languages: list[str], of_the_township: str, expected: list[str]
) -> None:
    infos = [replace(INFO, language=language) for language in languages]
    assert [info.language for info in chosen(infos, of_the_township)] == expected


def test_a_long_text_is_repeated_less() -> None:
    assert [repeats("字" * length, 3) for length in (10, 400, 1000)] == [3, 2, 1]
    assert repeats("", 2) == 2
