"""How the screens would say that a rehearsed bin stands."""

from datetime import timedelta

from deploy.score.rehearsed_looks import Known, stood
from hub.domain.bins import BinState
from hub.domain.device_state import BinHistory, DeviceState
from hub.domain.instants import instant
from hub.domain.tickets import TicketKind
from tests.deploy.score.builders import BEGAN_MS, MINUTE_MS

TEN_MINUTES = timedelta(minutes=10)


def known(minute: int, level_at: int | None, *alarms: TicketKind, wild: bool = False) -> Known:
    at = None if level_at is None else instant(BEGAN_MS + level_at * MINUTE_MS)
    state = BinState((30.0,), wild_since=at if wild else None)
    history = BinHistory(state, None if at is None else 30.0, at, None, None, None)
    return Known(BEGAN_MS + minute * MINUTE_MS, history, alarms)


def said(*words: Known) -> dict[str, list[tuple[int, str]]]:
    return {
        line.field: [((at_ms - BEGAN_MS) // MINUTE_MS, str(what)) for at_ms, what in line.rows]
        for line in stood("bin-1", words, TEN_MINUTES)
    }


def test_a_bin_that_speaks_in_its_turn_is_online_and_looks_good() -> None:
    found = said(*(known(minute, minute) for minute in (0, 10, 20)))
    assert found["presence"] == [(0, "online"), (46, "late"), (81, "offline")]
    assert found["look"] == [(0, "good"), (46, "stale")]


def test_a_bin_that_speaks_and_tells_no_level_becomes_stale() -> None:
    found = said(*(known(minute, 0) for minute in range(0, 61, 10)))
    assert found["look"] == [(0, "good"), (26, "stale")]
    assert found["presence"][:1] == [(0, "online")]


def test_a_bin_that_never_told_a_level_is_unknown() -> None:
    history = DeviceState("bin-1").bin_history
    assert said(Known(BEGAN_MS, history, ()))["look"] == [(0, "unknown")]


def test_a_sensor_that_strays_and_a_bin_that_fell_look_so() -> None:
    found = said(known(0, 0, wild=True), known(10, 10, TicketKind.BIN_TILTED), known(20, 20))
    assert found["look"] == [(0, "wild"), (10, "alarm"), (20, "good"), (46, "stale")]
