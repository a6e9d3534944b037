"""日产日清 of a day against its trucks; a run of two days and a bit."""

from deploy.score.answered import Stood
from deploy.score.clearance import clearance
from deploy.score.figure import Measured
from deploy.score.truth import Emptied, TrueDay, TrueLine
from tests.deploy.score.builders import a_device, a_run, at, filled


def a_day(*, was_cleared: bool, day: str = "2026-03-05", point: str = "p1") -> TrueDay:
    return TrueDay(at_ms=at(24), point=point, day=day, was_cleared=was_cleared)


def a_record(hours: float, device: str = "bin-1") -> Stood:
    return Stood(device=device, field="emptied_at_ms", rows=((at(hours) + 60_000, at(hours)),))


def shown(*rows: tuple[float, str]) -> Stood:
    rows_ms = tuple((at(hours), collected) for hours, collected in rows)
    return Stood(device="bin-1", field="collection", rows=rows_ms)


def a_truck(hours: float) -> Emptied:
    return Emptied(at_ms=at(hours), device="bin-1", left_pct=3)


def trucks(*devices: str, left_pct: float = 50.0) -> list[TrueLine]:
    """One at six o'clock at each bin, which leaves three points behind."""
    came = [Emptied(at_ms=at(6), device=device, left_pct=left_pct) for device in devices]
    return [*came, *(line for device in devices for line in filled((6, 3), device=device))]


def test_a_point_whose_every_bin_has_a_record_of_the_day_counts_as_cleared() -> None:
    truth = [a_device(), a_device("bin-2"), *trucks("bin-1", "bin-2"), a_day(was_cleared=True)]
    run = a_run(truth, answers=[a_record(6), a_record(7, "bin-2")], hours=25)
    assert clearance(run)["days_wrong"] == Measured(0, 1)


def test_one_bin_without_a_record_leaves_its_point_uncleared() -> None:
    truth = [a_device(), a_device("bin-2"), *trucks("bin-1", "bin-2"), a_day(was_cleared=True)]
    assert clearance(a_run(truth, answers=[a_record(6)], hours=25))["days_wrong"] == Measured(100, 1)


def test_a_day_on_which_a_truck_took_too_little_to_be_told_is_not_judged() -> None:
    truth = [a_device(), *trucks("bin-1", left_pct=12.9), a_day(was_cleared=True)]
    assert clearance(a_run(truth, hours=25))["days_wrong"] == Measured(None, 0)


def test_a_record_of_another_day_does_not_count() -> None:
    truth = [a_device(), a_day(was_cleared=False)]
    assert clearance(a_run(truth, answers=[a_record(24.5)], hours=25))["days_wrong"] == Measured(0, 1)


def test_a_day_that_the_run_does_not_hold_whole_is_not_judged() -> None:
    truth = [a_device(), a_day(was_cleared=True, day="2026-03-06")]
    assert clearance(a_run(truth, answers=[a_record(26)], hours=30))["days_wrong"] == Measured(None, 0)


def test_a_bin_shown_as_cleared_without_a_truck_is_false() -> None:
    truth = [a_device(), a_day(was_cleared=False)]
    found = clearance(a_run(truth, answers=[shown((5, "waiting"), (9, "cleared"))], hours=25))
    assert found["falsely_cleared"] == Measured(1, 1)


def test_a_bin_shown_as_cleared_after_its_truck_is_right() -> None:
    truth = [a_device(), a_day(was_cleared=True), a_truck(8.9)]
    found = clearance(a_run(truth, answers=[shown((5, "waiting"), (9, "cleared"))], hours=25))
    assert found["falsely_cleared"] == Measured(0, 1)


def test_a_bin_that_still_waits_after_its_truck_is_false() -> None:
    truth = [a_device(), a_day(was_cleared=True), a_truck(8.9)]
    assert clearance(a_run(truth, answers=[shown((5, "waiting"))], hours=25))["falsely_waiting"] == Measured(
        1, 1
    )


def test_a_bin_that_is_full_again_after_its_truck_may_wait() -> None:
    truth = [a_device(), a_day(was_cleared=True), a_truck(8.9)]
    found = clearance(a_run(truth, answers=[shown((9, "cleared"), (20, "waiting"))], hours=25))
    assert found["falsely_waiting"] == Measured(0, 1)


def test_what_was_emptied_in_the_last_hour_may_wait_for_its_proof() -> None:
    truth = [a_device(), a_day(was_cleared=True), a_truck(23.5)]
    found = clearance(a_run(truth, answers=[shown((5, "waiting"))], hours=25))
    assert found["falsely_waiting"] == Measured(0, 1)
