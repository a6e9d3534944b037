"""The list of what to do at the end of a run of twelve hours."""

import pytest

from deploy.score.answered import TaskSaid
from deploy.score.figure import Measured
from deploy.score.queue import queue
from deploy.score.truth import Need, Silence, TrueLine
from devices.sim.world.need import Rule
from hub.domain.tickets import TicketKind
from tests.deploy.score.builders import a_device, a_run, at
from tests.deploy.score.test_alarms import a_need, a_ticket


def a_task(reason: str, about: str) -> TaskSaid:
    return TaskSaid(at_ms=at(11), place=1, reason=reason, about=about, count=1)


def founded(task: TaskSaid, *truth: TrueLine) -> Measured:
    answers = [
        task,
        a_ticket(TicketKind.BIN_FIRE, 11, None),
        a_ticket(TicketKind.NOISE, 11, None, ticket="t2"),
    ]
    return queue(a_run([a_device(), *truth], answers=answers))["queue_founded"]


FIRE: Need = a_need(Rule.FIRE, 10.9, 13)
GONE = Silence(at_ms=at(10), device="bin-1", from_ms=at(10), cause="dead")
BACK = Silence(at_ms=at(10), device="bin-1", from_ms=at(10), until_ms=at(11), cause="dead")


@pytest.mark.parametrize(
    ("task", "truth"),
    [
        (a_task("danger", "t1"), FIRE),
        (a_task("open", "t2"), FIRE),
        (a_task("sensor_check", "bin-1"), GONE),
        (a_task("village_lost", "v1"), GONE),
        (a_task("device_check", "bin-1"), a_need(Rule.BIN_ODD, 9, 13)),
        (a_task("unclaimed", "unclaimed"), a_device("new-1", is_registered=False)),
    ],
)
def test_a_line_about_what_is_truly_the_matter_is_founded(task: TaskSaid, truth: TrueLine) -> None:
    assert founded(task, truth) == Measured(100, 1)


@pytest.mark.parametrize(
    ("task", "truth"),
    [
        (a_task("danger", "t1"), a_need(Rule.TILT, 10.9, 13)),
        (a_task("sensor_check", "bin-1"), BACK),
        (a_task("village_lost", "v2"), GONE),
        (a_task("unclaimed", "unclaimed"), a_device("bin-2")),
    ],
)
def test_a_line_about_nothing_is_not(task: TaskSaid, truth: TrueLine) -> None:
    assert founded(task, truth) == Measured(0, 1)


@pytest.mark.parametrize("reason", ["hub", "full_soon", "nothing"])
def test_what_the_truth_does_not_speak_of_is_not_judged(reason: str) -> None:
    assert founded(a_task(reason, "bin-1")) == Measured(None, 0)


def test_the_lines_are_counted() -> None:
    tasks = [a_task("open", "t1"), a_task("hub", "broker")]
    assert queue(a_run(answers=tasks))["queue_length"] == Measured(2, 2)
