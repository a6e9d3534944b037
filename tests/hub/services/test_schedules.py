"""Schedules: saved with what gets in their way, kept by speakers, followed under the name of each playing."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Cancel, HouseRules, Priority, Schedule, occurrence_id
from devices.contract.receipts import Proof, Stage
from devices.keys import new_key
from hub.domain.announcements import Announcement, DeliveryState, Target, TargetScope
from hub.domain.announcements.schedules import Conflict, Holidays, Obstacle, Recurrence
from hub.domain.announcements.schedules import Schedule as Kept
from hub.domain.instants import millis
from hub.domain.quiet_hours import Policy
from hub.domain.village_rules import VillageRules
from hub.services.examine import NotAllowed, Rules
from hub.services.schedules import InTheWay, Means, Schedules
from hub.services.speaking import Speaking
from hub.services.standing import StandingOrders
from tests.builders import NOON, SITE, a_birth, a_record, an_ack
from tests.hub.services.conftest import Hub

ZONE = ZoneInfo("Asia/Shanghai")
RULES = Rules(Policy(ZONE))
KEY = new_key()
EVENING = datetime.combine(NOON.astimezone(ZONE).date(), time(18), ZONE)


class Desk:
    """Schedules and standing orders of a hub under test."""

    def __init__(self, hub: Hub) -> None:
        ids = count(500)
        self.hub = hub
        means = Means(RULES, hub.ledger, hub.speech, hub.evidence, hub.clock, lambda: f"id-{next(ids)}")
        self.schedules = Schedules(means)
        self.standing = StandingOrders(SITE, RULES, hub.ledger, hub.bus, hub.clock, lambda: f"so-{next(ids)}")

    def save(self, *, despite_conflicts: bool = False, **changes: object) -> Kept:
        made = Kept(
            "evening", "晚间", "请做好垃圾分类。", Priority.ROUTINE, 70, 1, Target(TargetScope.TOWNSHIP),
            (time(18),), Recurrence.DAILY, date(2026, 4, 1), None, Holidays.ALIKE, "", 0, "wang", NOON,
        )  # fmt: skip
        asked = replace(made, **changes)  # type: ignore[arg-type]
        return self.schedules.save(self.hub.registry.catalog, asked, despite_conflicts=despite_conflicts)

    def push(self) -> list[HouseRules | Schedule]:
        """What speakers are told to keep now."""
        before = len(self.hub.bus.sent)
        self.standing.push(self.hub.registry.catalog)
        bodies = [message.body for message in self.hub.bus.sent[before:]]
        return [body for body in bodies if isinstance(body, HouseRules | Schedule)]

    def programme(self) -> Schedule:
        (order,) = [body for body in self.push() if isinstance(body, Schedule)]
        return order

    def written(self) -> list[Announcement]:
        self.schedules.write_down(self.hub.registry.catalog)
        with self.hub.ledger.read() as tx:
            return list(tx.announcements.newest(50))


@pytest.fixture
def desk(hub: Hub) -> Desk:
    return Desk(hub)


def test_a_speaker_is_told_the_rules_of_its_village_once(desk: Desk) -> None:
    (rules,) = desk.push()
    assert isinstance(rules, HouseRules)
    assert [(span.start_min, span.end_min) for span in rules.quiet] == [(1290, 390), (720, 840)]
    assert (rules.audience, rules.zone, rules.two_person, rules.longest_s) == (
        "horn-1", "Asia/Shanghai", True, 600,
    )  # fmt: skip
    assert desk.push() == []
    Speaking(desk.hub.ledger, desk.hub.clock).set_rules(VillageRules("liushu", day_ceiling_pct=30), "li")
    (rules,) = desk.push()
    assert isinstance(rules, HouseRules)
    assert rules.day_ceiling_pct == 30


def test_one_that_does_not_say_that_it_keeps_an_order_is_told_again(desk: Desk) -> None:
    (first,) = desk.push()
    desk.hub.clock.move(601)
    (second,) = desk.push()
    desk.hub.hear(a_record(1, an_ack(second.id, Stage.ADOPTED)))
    desk.hub.clock.move(601)
    assert desk.push() == []
    desk.hub.clock.move(86_400)
    assert len(desk.push()) == 1
    assert first.id != second.id


def test_while_the_broker_is_away_the_orders_wait(desk: Desk) -> None:
    desk.hub.bus.is_down = True
    assert desk.push() == []
    desk.hub.bus.is_down = False
    assert len(desk.push()) == 1


def test_a_saved_schedule_is_told_with_the_instants_of_two_weeks(desk: Desk) -> None:
    kept = desk.save()
    (slot,) = desk.programme().slots
    assert (slot.audio.sha256, slot.audio.path) == (kept.sha256, f"/media/{kept.sha256}")
    assert slot.starts_ms[:2] == (millis(EVENING), millis(EVENING + timedelta(days=1)))
    assert len(slot.starts_ms) == 14


def test_holidays_and_removal_change_the_programme(desk: Desk) -> None:
    desk.save(holidays=Holidays.SILENT)
    desk.programme()
    desk.schedules.set_holidays({EVENING.date(): "清明"}, "wang")
    (slot,) = desk.programme().slots
    assert slot.starts_ms[0] == millis(EVENING + timedelta(days=1))
    assert desk.schedules.remove("evening", "wang")
    assert not desk.schedules.remove("evening", "wang")
    assert desk.programme().slots == ()


def test_each_playing_is_followed_to_its_proof(desk: Desk) -> None:
    hub = desk.hub
    hub.hear(a_record(1, a_birth(KEY)))
    kept = desk.save()
    assert desk.written() == []
    hub.clock.move((EVENING - NOON).total_seconds() - 60)
    (playing,) = desk.written()
    (slot,) = desk.programme().slots
    assert playing.id == occurrence_id(slot.id, slot.starts_ms[0])
    assert (playing.origin, playing.not_before) == ("schedule:evening", EVENING)
    hub.sending.push()
    hub.clock.move(60)
    proof = Proof(method="player", sha256=kept.sha256, played_ms=kept.duration_ms)
    hub.hear(a_record(2, KEY.sign(an_ack(playing.id, Stage.PLAYED, seq=1, proof=proof))))
    with hub.ledger.read() as tx:
        (delivery,) = tx.announcements.deliveries(playing.id)
    assert (delivery.state, delivery.device) == (DeliveryState.PLAYED, "horn-1")
    assert desk.written() == [playing]


def test_what_sounded_while_the_hub_was_away_is_written_down_afterwards(desk: Desk) -> None:
    desk.save()
    desk.hub.clock.move((EVENING - NOON).total_seconds() + 3_600)
    (playing,) = desk.written()
    assert playing.not_before == EVENING
    desk.hub.sending.push()
    with desk.hub.ledger.read() as tx:
        (delivery,) = tx.announcements.deliveries(playing.id)
    assert delivery.state is DeliveryState.UNREACHED


def test_a_playing_that_is_no_longer_wanted_is_withdrawn(desk: Desk) -> None:
    desk.save()
    desk.hub.clock.move((EVENING - NOON).total_seconds() - 60)
    (playing,) = desk.written()
    desk.schedules.remove("evening", "wang")
    desk.hub.sending.push()
    stop = desk.hub.bus.sent[-1].body
    assert isinstance(stop, Cancel)
    assert stop.announcement == playing.id


def test_what_gets_in_the_way_is_shown_and_can_be_saved_nevertheless(desk: Desk) -> None:
    desk.save(id="first", name="早间")
    with pytest.raises(InTheWay) as found:
        desk.save()
    assert found.value.found == (Conflict(Obstacle.OTHER_SCHEDULE, EVENING, "first", "早间"),)
    desk.save(despite_conflicts=True)
    desk.save(despite_conflicts=True)
    assert set(desk.schedules.all()) == {"first", "evening"}


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"text": " \u200b"}, "empty_text"),
        ({"times": ()}, "no_times"),
        ({"priority": Priority.URGENT}, "needs_second_person"),
        ({"times": (time(18), time(18, 0, 1))}, "overlaps_itself"),
        ({"target": Target(TargetScope.DEVICES, ("nobody",))}, "nobody_meant"),
        ({"text": "停" * 1000, "repeat": 10}, "sounds_too_long"),
        ({"repeat": 0}, "repeat_out_of_range"),
        ({"volume_pct": 101}, "volume_out_of_range"),
    ],
)
def test_a_schedule_that_cannot_work_is_refused_with_the_reason(
    desk: Desk, changes: dict[str, object], flaw: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        desk.save(**changes)
    assert flaw in refused.value.hindrance.flaws
    assert desk.schedules.all() == {}
