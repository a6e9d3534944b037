"""Who is shown as gone, and who is."""

from collections.abc import Sequence

import pytest

from deploy.score.answered import Stood
from deploy.score.figure import Measured
from deploy.score.liveness import liveness
from deploy.score.sent import Did
from deploy.score.truth import Silence
from tests.deploy.score.builders import a_device, a_run, at, readings


def score(
    *rows: tuple[float, str], silent: tuple[float, float | None] | None = (4, 6), sent: Sequence[Did] = ()
) -> dict[str, Measured]:
    """A device is silent from four to six, and shown as `rows` say: (hours, presence)."""
    truth = [a_device()]
    if silent is None:
        truth += readings()
    else:
        since, until = silent
        until_ms = None if until is None else at(until)
        truth.append(
            Silence(at_ms=at(since), device="bin-1", from_ms=at(since), until_ms=until_ms, cause="power")
        )
        truth += [*readings(until=since), *(readings(since=until) if until else [])]
    shown = tuple((at(hours), presence) for hours, presence in rows)
    return liveness(a_run(truth, sent, answers=[Stood(device="bin-1", field="presence", rows=shown)]))


def test_a_silence_that_is_shown_within_two_and_a_half_periods_is_in_time() -> None:
    found = score((0, "online"), (4.4, "late"), (5, "offline"), (6.01, "online"))
    assert found["silence_in_time"] == Measured(100, 1)
    assert found["silence_delay_p95"].value == pytest.approx(0.4 * 6)


def test_a_silence_that_is_shown_later_is_not_in_time() -> None:
    found = score((0, "online"), (4.6, "offline"), (6.01, "online"))
    assert (found["silence_in_time"], found["silence_missed"]) == (Measured(0, 1), Measured(0, 1))


def test_a_silence_that_is_never_shown_is_missed() -> None:
    found = score((0, "online"))
    assert (found["silence_in_time"], found["silence_missed"]) == (Measured(0, 1), Measured(1, 1))


@pytest.mark.parametrize("silent", [(4, 4.4), (0, 5)])
def test_a_short_silence_and_one_from_the_start_are_not_asked_for(silent: tuple[float, float]) -> None:
    assert score((0, "online"), silent=silent)["silence_missed"] == Measured(None, 0)


def test_being_back_is_timed_from_the_first_message() -> None:
    found = score((0, "online"), (4.4, "late"), (6 + 30 / 3600, "online"))
    assert found["back_delay_p95"] == Measured(30.0, 1)


@pytest.mark.parametrize(("shown", "false_min"), [("unknown", 7), ("offline", 10)])
def test_while_the_broker_is_down_and_devices_come_back_unknown_is_the_truth(shown, false_min) -> None:
    restart = Did(at_ms=at(8), kind="broker_restart", until_ms=at(8))
    found = score((0, "online"), (8, shown), (8 + 1 / 6, "online"), silent=None, sent=[restart])
    assert found["false_offline"].value == pytest.approx(false_min * 2, rel=0.01)


def test_a_device_that_is_there_and_shown_as_gone_is_counted_by_minutes() -> None:
    found = score((0, "online"), (8, "offline"), (8.5, "online"), silent=None)
    assert found["false_offline"].value == pytest.approx(30 * 2, rel=0.01)


def test_a_silence_is_no_false_offline() -> None:
    found = score((0, "online"), (4.4, "late"), (6.02, "online"))
    assert found["false_offline"] == Measured(0, 1)


def test_a_device_that_never_spoke_says_nothing() -> None:
    assert liveness(a_run([a_device()]))["false_offline"] == Measured(None, 0)


def test_a_device_that_holds_its_messages_back_is_no_false_offline() -> None:
    truth = [a_device(), *readings(until=4), *readings(since=6)]
    shown = ((at(0), "online"), (at(4.4), "late"), (at(6.02), "online"))
    stood = Stood(device="bin-1", field="presence", rows=shown)
    assert liveness(a_run(truth, answers=[stood]))["false_offline"] == Measured(0, 1)
