from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.console.voice import Voice
from hub.words import PRIORITIES, Language

ZONE = ZoneInfo("Asia/Shanghai")
ZH, EN = Voice(Language.ZH, ZONE), Voice(Language.EN, ZONE)
NOW = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)  # half past midnight of the 6th in the township


@pytest.mark.parametrize(
    ("age_s", "zh", "en"),
    [
        (-5, "刚刚", "just now"),
        (1, "刚刚", "just now"),
        (59, "59 秒前", "59 s ago"),
        (3599, "59 分钟前", "59 min ago"),
        (86_399, "23 小时前", "23 h ago"),
        (200_000, "2 天前", "2 d ago"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(age_s: float, zh: str, en: str) -> None:
    assert ZH.ago(timedelta(seconds=age_s)) == zh
    assert EN.ago(timedelta(seconds=age_s)) == en


def test_what_never_was_has_no_age() -> None:
    assert (ZH.ago(None), EN.ago(None)) == ("从未", "never")


def test_a_time_of_another_day_carries_its_date() -> None:
    assert ZH.clock(NOW, NOW) == "00:30:00"
    assert ZH.clock(NOW - timedelta(hours=1), NOW) == "03-05 23:30"


def test_values_are_text_and_never_a_format() -> None:
    assert EN.say("owner", name="{phone}", phone="<b>") == "owner {phone} <b>"


def test_a_code_without_a_name_is_said_as_it_is() -> None:
    assert ZH.named(PRIORITIES, "urgent") == "紧急"
    assert ZH.named(PRIORITIES, "new") == "new"
