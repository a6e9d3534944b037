"""The preview shows what Grafana would: the same declarations, the same words, the same colours."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from dashboards.layout import places
from dashboards.panels import Panel
from dashboards.preview.charts import Row
from dashboards.preview.page import Notice, Shown, page
from dashboards.preview.values import Moment, text
from dashboards.screens import WALL
from dashboards.words import Language
from dashboards.words.preview import PREVIEW

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
AT_MS = int(AT.timestamp() * 1000)
PANELS: Mapping[str, Panel] = {panel.name: panel for panel, _ in places(WALL)}
VILLAGE = {
    "properties": {"kind": "village", "zh": "柳树湾村"},
    "geometry": {"type": "Polygon", "coordinates": [[[119.6, 29.0], [119.7, 29.0], [119.7, 29.1]]]},
}


def shown(
    language: Language = Language.ZH,
    base: Sequence[Mapping[str, object]] = (VILLAGE,),
    **answers: Sequence[Sequence[Row]],
) -> str:
    """The wall with answers for some panels, by name; the others have none."""
    every = {panel.id: answers.get(name, [[] for _ in panel.queries]) for name, panel in PANELS.items()}
    return page(WALL, Shown("大溪乡", every, base, Moment(AT, language)))


def box(html: str, title: str) -> str:
    (found,) = (part for part in html.split("<section") if f"<h2>{title}</h2>" in part)
    return found


def test_a_figure_without_a_row_in_time_is_grey_and_says_so() -> None:
    html = shown(litter_open=[[]])
    assert '<b style="color:#6b7680">数据过期</b>' in box(html, "暴露垃圾")


def test_figures_have_the_colours_of_their_steps() -> None:
    html = shown(bins_full=[[{"bins_full": 3}], [{"bins_unknown": 0}]], same_day=[[{"same_day_pct": 61.64}]])
    assert '<b style="color:#f2495c">3</b>' in html
    assert '<b style="color:#73bf69">0</b>' in html
    assert '<b style="color:#f2495c">61.6<small>%</small></b>' in html


def test_what_a_stored_word_means_is_said_in_the_readers_language() -> None:
    task = {"slot": "01", "reason": "overdue", "kind": "bin_full", "place": "村口<桶>", "count": 2}
    assert '<td style="color:#f2495c">整改超期</td>' in shown(tasks=[[task]])
    html = shown(Language.EN, tasks=[[task]])
    assert '<td style="color:#f2495c">Overdue</td>' in html
    assert "村口&lt;桶&gt;" in html


def test_rows_are_sorted_limited_and_must_have_what_the_panel_asks_for() -> None:
    bins = [
        {"name": f"桶{n}", "level_pct": 10.0 * n, "full_at_ms": AT_MS + (9 - n) * 3_600_000} for n in range(9)
    ]
    html = box(shown(soon_full=[[{"name": "满桶", "level_pct": 100.0}, *bins]]), "即将满溢")
    assert "满桶" not in html
    assert [html.index(f"桶{n}") for n in range(8, 1, -1)] == sorted(
        html.index(f"桶{n}") for n in range(2, 9)
    )
    assert "桶1" not in html


def test_a_list_that_is_longer_than_its_place_says_how_much_more_there_is() -> None:
    villages = [{"village": f"v{n}", "name": f"村{n}", "same_day_pct": float(n)} for n in range(30)]
    html = box(shown(ranking=[villages]), "各村情况")
    assert html.count("<tr>") == 1 + 10
    assert "还有 20 行" in html
    assert "还有" not in box(shown(ranking=[villages[:10]]), "各村情况")


def test_the_map_draws_devices_tickets_and_the_ground() -> None:
    one = {"lat": 29.05, "lon": 119.65, "look": "stale"}
    ticket = {"lat": 29.06, "lon": 119.66, "kind": "litter"}
    html = box(shown(map=[[one], [], [], [ticket]]), "全域地图")
    assert 'fill="#6b7680"' in html
    assert 'stroke="#f2495c"' in html
    assert "柳树湾村" in html


def test_an_empty_township_has_no_map() -> None:
    assert "数据过期" in box(shown(base=()), "全域地图")


def test_lines_name_their_newest_value() -> None:
    rows = [{"time": AT_MS - 60_000 * n, "tickets_open": 5 - n} for n in (2, 1, 0)]
    html = box(shown(flow=[rows, [], [], []]), "今日案卷")
    assert "<polyline" in html
    assert "未结 5</span>" in html


def test_pictures_come_from_the_hub_and_nothing_else_from_anywhere() -> None:
    row = {"slot": "01", "picture": "http://hub:8080/signed/media/ab?until=1&sig=2", "opened_at_ms": AT_MS}
    html = shown(pictures=[[row]])
    assert '<img src="http://hub:8080/signed/media/ab?until=1&amp;sig=2" alt="">' in html
    assert "<script" not in html
    assert html.count("http") == 1


def test_a_page_of_the_hub_leads_to_the_workbench_and_to_the_other_language() -> None:
    every: Mapping[int, Sequence[Sequence[Row]]] = {
        panel.id: [[] for _ in panel.queries] for panel in PANELS.values()
    }
    html = page(WALL, Shown("大溪乡", every, (), Moment(AT, Language.ZH), again_s=30))
    assert '<a href="/workbench">工作台 →</a><a href="/language/en">English</a>' in html
    assert '<meta http-equiv="refresh" content="30">' in html


def test_a_long_name_gives_way_to_the_deadline_beside_it() -> None:
    task = {"slot": "01", "reason": "overdue", "place": "石桥头村文化广场垃圾桶", "when_at_ms": AT_MS}
    html = shown(tasks=[[task]])
    assert '<td class="wide">石桥头村文化广场垃圾桶</td>' in html
    assert html.count('class="wide"') == html.count('<th class="wide">') + 1


def test_what_is_wrong_stands_above_the_panels_in_red_where_somebody_should_act() -> None:
    every: Mapping[int, Sequence[Sequence[Row]]] = {
        panel.id: [[] for _ in panel.queries] for panel in PANELS.values()
    }
    notices = (Notice("模拟运行", is_red=False), Notice("<消息账目不符>", is_red=True))
    html = page(WALL, Shown("大溪乡", every, (), Moment(AT, Language.ZH), notices=notices))
    assert '<span>模拟运行</span><span class="red">&lt;消息账目不符&gt;</span></p>' in html
    assert 'class="notices"' not in shown()


def test_a_file_leads_nowhere() -> None:
    assert "<nav" not in shown()


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "刚刚", "just now"),
        (-90, "2 分钟前", "2 min ago"),
        (7200, "2 小时后", "in 2 h"),
        (-90_000, "1 天前", "1 d ago"),
    ],
)
def test_moments_are_told_by_how_far_they_are(seconds: int, zh: str, en: str) -> None:
    assert Moment(AT, Language.ZH).ago(AT_MS + seconds * 1000) == zh
    assert Moment(AT, Language.EN).ago(AT_MS + seconds * 1000) == en


def test_numbers_have_their_units() -> None:
    moment = Moment(AT, Language.EN)
    assert text("township", "same_day_pct", 50.0, moment) == "50 %"
    assert text("hub", "lag_s", 1.25, moment) == "1.2 s"
    assert text("hub", "received", 1234567, moment) == "1,234,567"
    assert text("open_ticket", "is_overdue", True, moment) == "Overdue"  # noqa: FBT003  a stored claim


@pytest.mark.parametrize("key", PREVIEW)
def test_every_word_of_the_preview_exists_in_both_languages(key: str) -> None:
    zh, en = PREVIEW[key]
    assert zh
    assert en.isascii() or key == "other_language"
