"""What the devices themselves say decides whether litter and a bin are one thing to do."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.contract.quantities import Quality
from hub.domain.tasks import Reason, Task
from hub.services.foretelling import Foretelling
from hub.services.todo import Todo
from tests.builders import a_bin, a_camera, a_catalog, a_finding, a_reading, a_record, a_status, at
from tests.hub.services.conftest import Hub, a_hub
from tests.ledgers import ledger_file


def todo(hub: Hub) -> list[tuple[Reason, int]]:
    return [(task.reason, task.count) for task in tasks_of(hub)]


def tasks_of(hub: Hub) -> Sequence[Task]:
    zone = ZoneInfo("Asia/Shanghai")
    foretelling = Foretelling(hub.ledger, hub.registry, hub.clock, zone)
    return Todo(hub.registry, hub.watch(), foretelling, hub.clock, list).now()


@pytest.fixture
def beside(hub: Hub) -> Hub:
    """A camera that sees litter, and a bin at the same point that has said nothing yet."""
    hub.register(a_catalog(a_bin(period_s=36_000), a_camera()))
    hub.hear(a_record(1, a_status(online=True, device="cam-1")), a_record(2, a_finding(seq=2)))
    return hub


def fills(hub: Hub, fill_pct: float, first: int = 10) -> None:
    readings = [a_reading({"fill_pct": fill_pct}, seq=n, sent_at=at(n)) for n in range(first, first + 3)]
    hub.hear(*(a_record(first + n, reading) for n, reading in enumerate(readings)))


def test_litter_beside_a_full_bin_is_one_collection(beside: Hub) -> None:
    fills(beside, 95.0)
    assert todo(beside) == [(Reason.COLLECT, 2)]


def test_litter_beside_a_bin_that_has_had_room_for_long_sends_somebody_to_the_sensor(beside: Hub) -> None:
    fills(beside, 20.0)
    assert todo(beside) == [(Reason.OPEN, 1)]
    beside.clock.move(3_700)
    beside.hear(a_record(20, a_status(online=True, device="cam-1", sent_at=beside.clock.now())))
    assert todo(beside) == [(Reason.DEVICE_CHECK, 1), (Reason.OPEN, 1)]


def test_litter_beside_a_bin_whose_sensor_saw_it_emptied_is_just_litter(beside: Hub) -> None:
    fills(beside, 95.0)
    fills(beside, 5.0, first=20)
    beside.clock.move(3_700)
    beside.hear(a_record(40, a_status(online=True, device="cam-1", sent_at=beside.clock.now())))
    assert todo(beside) == [(Reason.OPEN, 1)]


def test_a_bin_that_is_half_full_or_silent_contradicts_nobody(beside: Hub) -> None:
    beside.clock.move(3_700)
    assert todo(beside) == [(Reason.OPEN, 1)]
    fills(beside, 70.0)
    assert todo(beside) == [(Reason.OPEN, 1)]


def test_a_camera_that_is_gone_agrees_with_nobody(beside: Hub) -> None:
    fills(beside, 95.0)
    beside.hear(a_record(30, a_status(online=False, device="cam-1", boot=1)))
    assert (Reason.COLLECT, 2) not in todo(beside)


def says(hub: Hub, *fills_pct: float, first: int) -> None:
    readings = [
        a_reading({"fill_pct": pct}, seq=first + n, sent_at=at(first + n)) for n, pct in enumerate(fills_pct)
    ]
    hub.hear(*(a_record(first + n, reading) for n, reading in enumerate(readings)))


def test_a_sensor_that_strays_is_to_be_looked_at_until_it_has_settled(hub: Hub) -> None:
    says(hub, *[30.0, 95.0] * 5, first=1)
    (task,) = tasks_of(hub)
    assert (task.reason, task.about) == (Reason.SENSOR_WILD, "bin-1")
    assert task.wildness is not None
    assert task.wildness.strayed > task.wildness.readings // 3
    says(hub, *[30.0] * 12, first=11)
    assert todo(hub) == [(Reason.SENSOR_WILD, 1)]
    says(hub, *[30.0] * 8, first=23)
    assert todo(hub) == [(Reason.NOTHING, 0)]


def test_a_restart_forgets_no_sensor_that_strays(tmp_path: Path) -> None:
    with a_hub(tmp_path) as before:
        says(before, *[30.0, 95.0] * 5, first=1)
        told = tasks_of(before)
    with a_hub(tmp_path, ledger_file(tmp_path).read_bytes()) as after:
        assert tasks_of(after) == told
        says(after, 30.0, first=11)
        assert tasks_of(after)[0].since == told[0].since


def test_no_camera_is_held_against_a_sensor_that_strays(beside: Hub) -> None:
    says(beside, *[20.0, 60.0] * 8, 20.0, 20.0, first=10)
    beside.clock.move(3_700)
    beside.hear(a_record(40, a_status(online=True, device="cam-1", sent_at=beside.clock.now())))
    assert todo(beside) == [(Reason.SENSOR_WILD, 1), (Reason.OPEN, 1)]


def test_a_sensor_that_hears_an_echo_now_and_then_stays_on_the_list_until_it_is_well(hub: Hub) -> None:
    fills(hub, 20.0)
    hears(hub, "------", first=20)
    (task,) = tasks_of(hub)
    assert (task.reason, task.about, task.since) == (Reason.SENSOR_CHECK, "bin-1", at(12))
    hears(hub, "+-----+++++", first=26)
    assert tasks_of(hub) == [task]
    hears(hub, "+", first=37)
    assert todo(hub) == [(Reason.NOTHING, 0)]


def hears(hub: Hub, echoes: str, *, first: int) -> None:
    """Readings of a bin: "+" heard an echo, "-" none."""
    for seq, echo in enumerate(echoes, first):
        values = {"tilted": False} | ({"fill_pct": 21.0} if echo == "+" else {})
        quality = {} if echo == "+" else {"fill_pct": Quality.BAD}
        hub.hear(a_record(seq, a_reading(values, seq=seq, sent_at=at(seq), quality=quality)))


def test_a_bin_that_speaks_and_tells_no_level_any_more_is_to_be_looked_at(beside: Hub) -> None:
    fills(beside, 20.0)
    beside.clock.move(220_000)
    for seq, values in ((40, {"battery_pct": 80.0}), (41, {"fill_pct": 21.0})):
        now = beside.clock.now()
        beside.hear(a_record(seq, a_reading(values, seq=seq, sent_at=now), received_at=now))
        assert ((Reason.SENSOR_CHECK, 1) in todo(beside)) is ("battery_pct" in values)
