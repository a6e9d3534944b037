"""When an announcement will sound, as the page says it before it is sent."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.console.announcing.moment import when_it_sounds
from hub.console.voice import Voice
from hub.words import Language
from tests.hub.console.test_voice import ZONE

ZH, EN = Voice(Language.ZH, ZONE), Voice(Language.EN, ZONE)
NOW = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)  # 23:30 on a Thursday in the township
HOUR = timedelta(hours=1)


def test_at_once_is_said_with_how_long_it_is_tried() -> None:
    assert when_it_sounds(ZH, None, HOUR, NOW) == "立即播出；60 分钟内未能播出的不再播出"
    assert when_it_sounds(EN, None, HOUR, NOW).startswith("Sounds at once")


@pytest.mark.parametrize(
    ("ahead", "zh", "en"),
    [
        (timedelta(minutes=5), "将于今天 23:35 播出；11-27 00:35 前", "today at 23:35; "),
        (timedelta(hours=8, minutes=30), "将于明天 08:00 播出；09:00 前", "tomorrow at 08:00; "),
        (timedelta(days=4), "将于 2026-11-30（周一）23:30 播出", "on Monday, 2026-11-30 at 23:30"),
        (timedelta(seconds=-59), "将于今天 23:29 播出", "Will sound today at 23:29"),
        (timedelta(minutes=-1), "所选时间今天 23:29 已过", "That was today at 23:29"),
        (timedelta(days=-1), "所选时间 2026-11-25（周三）23:30 已过", "That was on Wednesday, 2026-11-25"),
    ],
)
def test_a_chosen_time_is_said_by_the_clocks_of_the_township(ahead: timedelta, zh: str, en: str) -> None:
    assert when_it_sounds(ZH, NOW + ahead, HOUR, NOW).startswith(zh)
    assert en in when_it_sounds(EN, NOW + ahead, HOUR, NOW)
