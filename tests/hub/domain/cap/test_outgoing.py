"""Our own warnings as others read them: valid by the schema, and read back as what they were."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.commands import Priority
from hub.domain.announcements import Announcement, Target, TargetScope
from hub.domain.announcements.targets import horns
from hub.domain.cap.alert import Alert, Key, MsgType, Status
from hub.domain.cap.outgoing import House, Story, published
from hub.domain.cap.papers import read
from hub.domain.cap.ranking import Level, priority
from hub.domain.cap.reading import contradictions, message
from hub.domain.cap.schema import faults
from hub.domain.cap.where import OWN_CODE, Ground, meant, target
from hub.domain.cap.writing import written
from hub.domain.datum import Datum
from hub.domain.shapes import Circle, Polygon, Shape
from tests.builders import NOON, a_catalog, a_speaker, at

ZONE = ZoneInfo("Asia/Shanghai")
GROUND = Ground("daxi", frozenset({"liushu"}), "510107101", {"510107101201": "liushu"}, ("行政区划代码",))
CATALOG = a_catalog(a_speaker(), a_speaker("horn-2"))
HOUSE = House("hub@daxi", "大溪乡", GROUND, CATALOG, horns(CATALOG))
SAID = Announcement(
    id="id-1",
    text="山洪预警！请立即转移。\n不要返回。",
    priority=Priority.EMERGENCY,
    volume_pct=70,
    repeat=2,
    created_at=NOON + timedelta(milliseconds=7),
    created_by="wang",
    not_before=NOON + timedelta(milliseconds=7),
    expires_at=at(3600),
    sha256="ab" * 32,
    duration_ms=5000,
    target=Target(TargetScope.TOWNSHIP),
)
DRAWN: tuple[Shape, ...] = (Circle(29.1, 119.65, 1.5), Polygon(((29.0, 119.6), (29.0, 119.7), (29.2, 119.7))))


def a_story(*targets: Target, **changes: object) -> Story:
    said = replace(SAID, **changes)
    return Story(said, "应急", targets or (said.target,))


def read_back(alert: Alert) -> Alert:
    """Write a message, and read it as any other hub would."""
    root = read(written(alert, ZONE).encode())
    assert faults(root) == ()
    found = message(root)
    assert contradictions(found, root) == ()
    return found


def test_an_emergency_is_a_valid_warning_that_reads_back_as_it_was() -> None:
    sent = published(a_story(), HOUSE)
    assert read_back(sent) == sent
    (info,) = sent.infos
    assert (sent.key, sent.kind, sent.status) == (
        Key("hub@daxi", "id-1", NOON),
        MsgType.ALERT,
        Status.ACTUAL,
    )
    assert (info.language, info.event, info.headline) == ("zh-CN", "应急", "山洪预警！")
    assert (info.description, info.sender_name) == (SAID.text, "大溪乡")
    assert (info.effective_at, info.expires_at) == (NOON, at(3600))


def test_times_are_written_by_the_clocks_of_the_township_with_their_offset() -> None:
    assert "<sent>2026-04-18T12:00:00+08:00</sent>" in written(published(a_story(), HOUSE), ZONE)


@pytest.mark.parametrize("said", [Priority.URGENT, Priority.EMERGENCY])
def test_another_hub_gives_it_the_same_priority(said: Priority) -> None:
    (info,) = published(a_story(priority=said), HOUSE).infos
    assert priority(info, Level.COUNTY, Status.ACTUAL) is said


@pytest.mark.parametrize(
    "goal",
    [
        Target(TargetScope.TOWNSHIP),
        Target(TargetScope.VILLAGES, ("liushu",)),
        Target(TargetScope.AREA, shapes=DRAWN),
    ],
)
def test_its_area_means_the_same_loudspeakers_when_it_is_read(goal: Target) -> None:
    (info,) = read_back(published(a_story(goal), HOUSE)).infos
    found = target(meant(info.areas, GROUND, Datum.WGS84), HOUSE.horns)
    assert found is not None
    assert found.scope is goal.scope
    assert set(found.shapes) == set(goal.shapes)


def test_places_are_named_with_our_ids_and_the_official_codes() -> None:
    (info,) = published(a_story(Target(TargetScope.VILLAGES, ("liushu", "unknown"))), HOUSE).infos
    assert [(area.description, area.geocodes) for area in info.areas] == [
        ("柳树湾村", ((OWN_CODE, "liushu"), ("行政区划代码", "510107101201"))),
        ("unknown", ((OWN_CODE, "unknown"),)),
    ]


def test_single_loudspeakers_are_told_as_circles_around_them() -> None:
    (info,) = published(a_story(Target(TargetScope.DEVICES, ("horn-2",))), HOUSE).infos
    assert info.areas[0].shapes == (Circle(29.1, 119.65, 0.5),)


def test_what_takes_the_place_of_another_is_an_update_of_it() -> None:
    old = replace(SAID, id="id-0")
    sent = published(replace(a_story(supersedes="id-0"), old=old), HOUSE)
    assert (sent.kind, sent.references) == (MsgType.UPDATE, (Key("hub@daxi", "id-0", NOON),))
    assert read_back(sent) == sent


def test_what_was_withdrawn_is_a_cancellation_of_itself() -> None:
    sent = published(replace(a_story(), cancelled_at=at(60.5)), HOUSE)
    assert (sent.key.identifier, sent.key.sent_at, sent.kind) == ("id-1-end", at(60), MsgType.CANCEL)
    assert sent.references == (Key("hub@daxi", "id-1", NOON),)
    assert read_back(sent) == sent


def test_an_english_text_says_so() -> None:
    (info,) = published(a_story(text="Leave now. Do not return."), HOUSE).infos
    assert info.language == "en-US"


def test_a_long_text_has_a_short_headline() -> None:
    (info,) = published(a_story(text="长" * 900), HOUSE).infos
    assert len(info.headline) == 160


@given(st.text(min_size=1, max_size=60))
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    sent = published(a_story(text=f"水{text}"), HOUSE)
    (info,) = read_back(sent).infos
    assert len(info.areas) == 1
    assert info.event == "应急"
