"""What was raised against what was needed."""

import pytest

from deploy.score.alarms import alarms
from deploy.score.answered import AnswerLine, Stood, TaskSaid, TicketSaid
from deploy.score.figure import Measured
from deploy.score.truth import Need
from devices.contract.bodies import DeviceClass
from devices.sim.world.need import Rule
from hub.domain.tickets import TicketKind
from tests.deploy.score.builders import a_device, a_run, at


def a_ticket(
    kind: TicketKind = TicketKind.BIN_FULL,
    since: float = 4.2,
    until: float | None = 6.0,
    *,
    ticket: str = "t1",
    device: str = "bin-1",
    due: float = 30.0,
) -> TicketSaid:
    return TicketSaid(
        at_ms=at(since), device=device, ticket=ticket, kind=kind, subject=f"{kind}:{device}",
        due_ms=at(due), closed_ms=None if until is None else at(until), because="", sightings=1, pictures=0,
    )  # fmt: skip


def stood(field: str, *rows: tuple[float, str], device: str = "bin-1") -> Stood:
    return Stood(device=device, field=field, rows=tuple((at(hours), what) for hours, what in rows))


def a_need(rule: Rule, since: float = 4.0, until: float = 6.0, device: str = "bin-1") -> Need:
    return Need(at_ms=at(since), device=device, rule=rule, from_ms=at(since), until_ms=at(until))


def score(rule: Rule, *answers: AnswerLine, needs: int = 1) -> tuple[Measured, Measured]:
    devices = [a_device(), a_device("gw-1", DeviceClass.GATEWAY), a_device("cam-1", DeviceClass.CAMERA)]
    of = {Rule.GATEWAY_SILENT: "gw-1", Rule.CAMERA_FAULT: "cam-1"}.get(rule, "bin-1")
    found = alarms(a_run([*devices, *[a_need(rule, device=of)] * needs], answers=answers))
    return found[f"alarm_recall_{rule}"], found[f"alarm_precision_{rule}"]


RIGHT = (Measured(100, 1), Measured(100, 1))


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (Rule.OVERFLOW, a_ticket()),
        (Rule.FIRE, a_ticket(TicketKind.BIN_FIRE)),
        (Rule.TILT, a_ticket(TicketKind.BIN_TILTED)),
        (Rule.BATTERY, a_ticket(TicketKind.BIN_BATTERY)),
        (Rule.DEVICE_SILENT, stood("presence", (0, "online"), (5, "offline"), (6, "online"))),
        (Rule.GATEWAY_SILENT, stood("presence", (0, "online"), (5, "offline"), device="gw-1")),
        (Rule.CAMERA_FAULT, stood("view_fault", (0, "none"), (5, "covered"), (6, "none"), device="cam-1")),
        (Rule.CAMERA_FAULT, stood("presence", (0, "online"), (5, "offline"), device="cam-1")),
        (Rule.BIN_ODD, TaskSaid(at_ms=at(5), place=1, reason="device_check", about="bin-1", count=1)),
    ],
)
def test_what_is_needed_and_raised_is_right(rule: Rule, answer: AnswerLine) -> None:
    assert score(rule, answer) == RIGHT


def test_what_is_raised_of_another_device_is_of_no_use() -> None:
    assert score(Rule.FIRE, a_ticket(TicketKind.BIN_FIRE, device="gw-1")) == (Measured(0, 1), Measured(0, 1))


def test_what_is_raised_long_after_is_too_late() -> None:
    assert score(Rule.FIRE, a_ticket(TicketKind.BIN_FIRE, 8, 9)) == (Measured(0, 1), Measured(0, 1))


def test_what_is_raised_within_the_time_it_takes_to_notice_is_right() -> None:
    assert score(Rule.FIRE, a_ticket(TicketKind.BIN_FIRE, 6.4, 9)) == RIGHT


def test_what_is_raised_without_need_is_not_right() -> None:
    assert score(Rule.FIRE, a_ticket(TicketKind.BIN_FIRE), needs=0) == (Measured(None, 0), Measured(0, 1))


def test_a_device_that_is_unknown_behind_its_gateway_is_no_alarm() -> None:
    shown = stood("presence", (0, "online"), (5, "unknown"))
    assert score(Rule.DEVICE_SILENT, shown, needs=0)[1] == Measured(None, 0)


def test_a_bin_that_is_there_and_tells_nothing_is_odd() -> None:
    looks, there = stood("look", (0, "good"), (5, "stale")), stood("presence", (0, "online"), (7, "offline"))
    assert score(Rule.BIN_ODD, looks, there) == RIGHT


def test_a_bin_whose_readings_are_astray_is_odd_at_once() -> None:
    looks, there = stood("look", (0, "good"), (5, "wild"), (5.1, "good")), stood("presence", (0, "online"))
    assert score(Rule.BIN_ODD, looks, there) == RIGHT


def test_a_bin_that_is_now_astray_and_now_stale_is_odd_once() -> None:
    looks = stood("look", (0, "good"), (4.5, "wild"), (4.8, "stale"), (5.5, "wild"), (6, "good"))
    assert score(Rule.BIN_ODD, looks, stood("presence", (0, "online"))) == RIGHT


def test_a_bin_that_is_gone_is_not_odd() -> None:
    looks, gone = stood("look", (0, "good"), (5, "stale")), stood("presence", (0, "online"), (4.5, "late"))
    assert score(Rule.BIN_ODD, looks, gone) == (Measured(0, 1), Measured(None, 0))


def test_a_device_that_is_shown_as_never_heard_for_long_is_raised() -> None:
    assert score(Rule.DEVICE_SILENT, stood("presence", (0, "never"))) == RIGHT


def test_a_device_that_was_just_installed_is_no_alarm() -> None:
    shown = stood("presence", (0, "never"), (0.3, "online"))
    assert score(Rule.DEVICE_SILENT, shown, needs=0)[1] == Measured(None, 0)


@pytest.mark.parametrize(
    ("rows", "recall", "precision"),
    [
        (((20, "waiting"),), Measured(100, 1), Measured(100, 1)),
        (((20, "waiting"), (23.9, "cleared")), Measured(0, 1), Measured(None, 0)),
    ],
)
def test_a_bin_that_waits_as_the_day_ends_is_a_missed_collection(rows, recall, precision) -> None:
    answers = [stood("collection", *rows)]
    need = a_need(Rule.MISSED_COLLECTION, 24, 30)
    found = alarms(a_run([a_device(), need], answers=answers, hours=30))
    assert (found["alarm_recall_missed_collection"], found["alarm_precision_missed_collection"]) == (
        recall,
        precision,
    )


def test_everything_that_is_raised_is_read_by_somebody() -> None:
    run = a_run([a_device()], answers=[a_ticket(), a_ticket(TicketKind.LITTER, ticket="t2")])
    assert alarms(run)["alarms_per_hour"] == Measured(2 / 12, 2)


def test_tickets_are_counted_for_each_matter_that_has_one() -> None:
    tickets = [a_ticket(until=4.5), a_ticket(since=4.6, ticket="t2")]
    needs = [a_need(Rule.OVERFLOW), a_need(Rule.FIRE)]
    assert alarms(a_run([a_device(), *needs], answers=tickets))["tickets_per_matter"] == Measured(2, 1)
