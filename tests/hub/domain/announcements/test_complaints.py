from dataclasses import replace
from datetime import time, timedelta

import pytest

from hub.domain.announcements import Delivery, DeliveryState
from hub.domain.announcements.complaints import Complaint, Measure, relieved, sounded, subject
from hub.domain.quiet_hours import Span
from hub.domain.village_rules import VillageRules
from tests.builders import NOON, at
from tests.hub.domain.announcements.test_delivery import an_announcement

SAID = an_announcement()
PLAYED = Delivery("dl-1", SAID.id, "horn-1", DeliveryState.PLAYED, NOON)
OWN = VillageRules("liushu", day_ceiling_pct=80, households=310)
EARLY = (Span(time(20), time(8)),)


@pytest.mark.parametrize(
    ("delivery", "seconds", "count"),
    [
        (PLAYED, 0, 1),
        (PLAYED, 900, 1),
        (PLAYED, 2_000, 0),
        (replace(PLAYED, state=DeliveryState.EXPIRED), 0, 0),
        (replace(PLAYED, state=DeliveryState.CANCELLED, played_ms=4_000), 0, 1),
        (replace(PLAYED, state=DeliveryState.UNKNOWN), 0, 1),
        (replace(PLAYED, device="elsewhere"), 0, 0),
    ],
)
def test_what_sounded_there_about_then_is_found(delivery: Delivery, seconds: float, count: int) -> None:
    assert len(sounded([(SAID, [delivery])], {"horn-1"}, at(seconds))) == count


def test_the_nearest_is_named_first_with_all_its_loudspeakers() -> None:
    later = replace(SAID, id="an-2")
    found = sounded(
        [
            (SAID, [PLAYED]),
            (later, [replace(PLAYED, announcement="an-2", device=name, at=at(300)) for name in ("b", "a")]),
        ],
        {"horn-1", "a", "b"},
        at(290),
    )
    assert [(item.announcement.id, item.devices) for item in found] == [
        ("an-2", ("a", "b")),
        ("an-1", ("horn-1",)),
    ]


@pytest.mark.parametrize(
    ("measure", "after"),
    [
        (Measure("x"), OWN),
        (Measure("x", day_ceiling_pct=50), replace(OWN, day_ceiling_pct=50)),
        (Measure("x", quiet=EARLY), replace(OWN, quiet=EARLY)),
    ],
)
def test_only_what_is_named_becomes_quieter(measure: Measure, after: VillageRules) -> None:
    assert relieved(OWN, measure) == after


def test_a_village_has_one_matter() -> None:
    complaint = Complaint("liushu", NOON - timedelta(minutes=1), "太吵")
    assert subject(complaint.village) == "noise:liushu"
