"""What the panels decide before anything is drawn."""

import asyncio
import base64
import json
from dataclasses import replace

import pytest

from devices.contract.quantities import Quality
from hub.console.panels.bins import (
    about_to_fill,
    check_up,
    fill_state,
    full_soon,
    full_soon_off,
    is_filling,
    unproven,
    urgency,
)
from hub.console.panels.broadcast import lowered, plain, reach, where
from hub.console.panels.claiming import places, proposed
from hub.console.panels.missing import missing, missing_at_all
from hub.console.panels.replaying import came_to
from hub.console.panels.strangers import newest
from hub.console.panels.township_map import mark
from hub.console.snapshot import Desk
from hub.console.voice import Voice
from hub.console.whole import whole
from hub.domain.announcements import Target, TargetScope
from hub.domain.area import Catalog, Place, PlaceKind
from hub.domain.forecast import BackTest, Forecast
from hub.domain.gaps import Gaps
from hub.domain.learning import propose
from hub.domain.shapes import Circle
from hub.services import follow
from hub.services.foretelling import BinForecast
from hub.services.letters import Replayed
from hub.services.watch import DeviceView
from hub.words import Language
from tests.fakes import FakeClock
from tests.hub.api.face import Face
from tests.hub.console.test_voice import ZONE

ZH = Voice(Language.ZH, ZONE)


def view(face: Face, device: str) -> DeviceView:
    return next(view for view in face.context.watch.devices() if view.device.id == device)


def test_a_bin_is_low_filling_full_or_stale(face: Face) -> None:
    for device, fill_pct in (("bin-001", 20), ("bin-002", 70), ("bin-003", 95)):
        face.fills(device, fill_pct)
    found = [fill_state(view(face, f"bin-00{number}")) for number in (1, 2, 3, 4)]
    assert found == ["low", "filling", "full", "stale"]
    assert isinstance(face.clock, FakeClock)
    face.clock.move(3600)
    assert fill_state(view(face, "bin-003")) == "stale"


def test_a_level_that_jumped_is_shown_and_said_to_wait_for_the_next_reading(face: Face) -> None:
    face.fills("bin-001", 95)
    face.hear(face.reading("bin-001", distance_mm=1190.0))
    seen = view(face, "bin-001")
    assert (fill_state(seen), unproven(ZH, seen)) == ("checking", "刚降低·待复核")
    assert (seen.is_full, seen.level is not None and seen.level.quality) == (True, Quality.SUSPECT)


def test_a_bin_whose_sensor_strays_says_so_and_what_to_do(face: Face) -> None:
    face.strays("bin-001")
    seen, now = view(face, "bin-001"), face.clock.now()
    assert (fill_state(seen), unproven(ZH, seen), is_filling(seen)) == ("wild", "读数乱跳·查传感器", False)
    first, advice = check_up(ZH, seen, now).split("\n")
    assert first == "最近 10 次读数中有 8 次与桶内实际不符（自 10:00 起）"
    assert "正对桶底" in advice
    assert seen.level is not None
    assert seen.level.quality is Quality.SUSPECT
    drawn = mark(seen, ZH)
    assert drawn is not None
    assert drawn.state == "wild"
    face.fills("bin-002", 20)
    assert check_up(ZH, view(face, "bin-002"), now) == ""
    assert urgency(seen) > urgency(view(face, "bin-002"))


def test_whom_an_announcement_is_for_is_said_by_name_and_an_area_as_one(face: Face) -> None:
    catalog, en = face.context.registry.catalog, Voice(Language.EN, ZONE)
    villages = tuple(village.id for village in catalog.villages()[:2])
    names = [village.name for village in catalog.villages()[:2]]
    assert where(ZH, catalog, Target(TargetScope.TOWNSHIP)) == "全乡"
    assert where(ZH, catalog, Target(TargetScope.VILLAGES, villages)) == "、".join(names)
    assert where(en, catalog, Target(TargetScope.VILLAGES, villages)) == ", ".join(names)
    assert where(ZH, catalog, Target(TargetScope.DEVICES, ("horn-001",))) == "柳树湾村村口大喇叭"
    assert where(ZH, catalog, Target(TargetScope.AREA, (), (Circle(29.1, 119.65, 1.0),))) == "地图区域"


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("大溪乡", "全乡", "the whole township"),
        ("竹口镇", "全镇", "the whole town"),
        ("溪源县", "全县", "the whole county"),
        ("城关街道", "全街道", "the whole subdistrict"),
        ("溪源", "全域", "the whole area"),
    ],
)
def test_the_whole_area_is_called_as_its_name_ends(name: str, zh: str, en: str) -> None:
    catalog = Catalog.of([Place("daxi", PlaceKind.TOWNSHIP, name)], (), ())
    assert whole(ZH, catalog) == zh
    assert whole(Voice(Language.EN, ZONE), catalog) == en


def test_a_volume_that_the_rules_lower_is_said_beside_the_one_asked_for() -> None:
    assert lowered(ZH, 70, 60) == "；音量由 70% 降为 60%（该时段上限）"
    assert lowered(ZH, 60, 60) == ""


def test_what_came_of_a_replay_is_said_with_what_there_is_of_it() -> None:
    en = Voice(Language.EN, ZONE)
    assert came_to(ZH, Replayed(stored=1_200, again=3)) == "已入库 1,200 条、仍无法使用 3 条"
    assert came_to(en, Replayed(duplicate=2, gone=1)) == (
        "2 were there already, 1 are no longer in the journal"
    )
    assert came_to(ZH, Replayed()) == "没有无法使用的消息"


def test_a_gap_is_said_beside_the_name_for_a_day_and_behind_it_for_good(face: Face) -> None:
    assert isinstance(face.clock, FakeClock)
    for _ in range(2):
        face.hear(face.reading("bin-001", distance_mm=500.0))
        face.numbers["bin-001"] += 37
        face.clock.move(60)
    seen, now = view(face, "bin-001"), face.clock.now()
    assert missing(ZH, seen, now) == "10:00:00–10:01:00 缺 37 条"
    assert missing_at_all(ZH, seen, now) == "10:00:00–10:01:00 缺 37 条"
    assert missing(ZH, view(face, "bin-002"), now) == missing_at_all(ZH, view(face, "bin-002"), now) == ""
    face.clock.move(86_400)
    assert missing(ZH, seen, face.clock.now()) == ""
    old = replace(seen, gaps=Gaps(seen.gaps.known, older=5), is_best_effort=True)
    assert missing_at_all(ZH, old, now) == "10:00:00–10:01:00 缺 37 条；另有更早缺失 5 条；尽力传输，可能丢失"


def test_the_fullest_bin_comes_first_and_the_unknown_last(face: Face) -> None:
    face.fills("bin-004", 95)
    assert isinstance(face.clock, FakeClock)
    face.clock.move(3600)
    face.fills("bin-002", 20)
    face.fills("bin-003", 70)
    bins = [view(face, f"bin-00{number}") for number in (1, 2, 3, 4)]
    ordered = [known.device.id for known in sorted(bins, key=urgency)]
    assert ordered == ["bin-003", "bin-002", "bin-004", "bin-001"]


def test_the_reach_names_who_is_away(face: Face) -> None:
    face.says("horn-001", online=True)
    catalog = face.context.registry.catalog
    everybody = follow.meant(catalog, Target(TargetScope.TOWNSHIP), face.context.watch.devices(), {})
    said = reach(ZH, everybody)
    assert said.startswith("将送达 4 个大喇叭：在线 1，不在线 3（")
    here = follow.meant(catalog, Target(TargetScope.DEVICES, ("horn-001",)), face.context.watch.devices(), {})
    assert reach(ZH, here) == "将送达 1 个大喇叭：在线 1"


def test_gateways_are_not_drawn(face: Face) -> None:
    assert mark(view(face, "gw-001"), ZH) is None
    camera = mark(view(face, "cam-001"), ZH)
    assert camera is not None
    assert (camera.shape, camera.state) == ("camera", "away")
    assert "从未上线" in camera.title


def test_control_characters_are_not_sent() -> None:
    assert plain("  第一行\n第二行\x00\x07 ") == "第一行\n第二行"


def test_a_proposal_says_the_product_and_what_its_newest_message_would_say(face: Face) -> None:
    frame = bytes.fromhex("01755c0367010104824408050001")
    profiles = face.context.products.products.profiles
    body = json.dumps(
        {
            "deduplicationId": "u",
            "time": "2026-03-05T02:00:00Z",
            "deviceInfo": {"devEui": "24e124713d012345"},
            "fCnt": 4,
            "fPort": 85,
            "data": base64.b64encode(frame).decode(),
        }
    )
    message = ("application/a/device/24e124713d012345/event/up", body.encode())
    (best,) = propose({"mud": profiles["milesight-em400-mud"]}, [message])
    reading = "电量 92 %、温度 25.7 °C、距离 2116 mm、倾倒 是"
    assert proposed(ZH, best) == f"Milesight EM400-MUD（相符 100%）：{reading}"


def test_a_stranger_shows_the_newest_of_what_it_says(face: Face) -> None:
    assert isinstance(face.clock, FakeClock)
    face.hear(face.reading("bin-777", battery_pct=80.0, fill_pct=40.0))
    face.clock.move(60)
    face.hear(face.reading("bin-777", fill_pct=44.0))
    (stranger,) = face.context.watch.strangers()
    assert newest(ZH, stranger) == "满溢度 44 %、电量 80 %"
    assert newest(ZH, replace(stranger, figures={})) == ""


def test_a_device_stands_at_a_point_of_a_village(face: Face) -> None:
    offered = places(face.context.registry.catalog)
    assert "柳树湾村 · 村口" in offered.values()
    assert set(offered) <= set(face.context.registry.catalog.places)


def foretold(face: Face, p50_h: float | None, p90_h: float | None) -> BinForecast:
    return BinForecast(face.clock.now(), Forecast(p50_h, p90_h, 9), BackTest(12, 2.345, 0.9))


def test_it_is_said_when_a_bin_will_be_full_if_that_is_within_a_day(face: Face) -> None:
    now = face.clock.now()
    said = [full_soon(ZH, foretold(face, *hours), now) for hours in ((2, 3.5), (20, None), (30, 40))]
    assert said == ["预计 12:00 满溢，最晚 13:30", "预计 03-06 06:00 满溢", ""]
    assert full_soon(ZH, None, now) == full_soon_off(ZH, None) == ""
    assert full_soon_off(ZH, foretold(face, 2, 3)) == "近一周预测平均误差 2.3 小时"


def test_bins_about_to_fill_are_listed_the_next_first_and_full_ones_not(face: Face) -> None:
    for device, fill_pct in (("bin-001", 50), ("bin-002", 70), ("bin-003", 95), ("bin-004", 20)):
        face.fills(device, fill_pct)
    seen = asyncio.run(Desk(face.context).snapshot())
    hours = {"bin-001": 5, "bin-002": 2, "bin-003": 0, "bin-004": 30, "bin-005": 1}
    forecasts = {device: foretold(face, p50_h, None) for device, p50_h in hours.items()}
    soon = about_to_fill(replace(seen, forecasts=forecasts))
    assert [view.device.id for view in soon] == ["bin-002", "bin-001"]
