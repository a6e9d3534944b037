from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.domain.hourly_levels import HourlyLevels
from hub.ports import StoreDown
from hub.services.foretelling import Foretelling
from tests.builders import NOON, a_reading, a_record, at
from tests.hub.services.conftest import Hub

NOON_HOUR = int(NOON.timestamp()) // 3600


@pytest.fixture
def foretelling(hub: Hub) -> Foretelling:
    """Of a bin that gained two points an hour for ten days and was emptied every other day."""
    steps = bytes(2 * 2 * (hour % 48) for hour in range(240))
    with hub.ledger.write() as tx:
        tx.levels.put({"bin-1": HourlyLevels(NOON_HOUR - 1, steps)})
    return Foretelling(hub.ledger, hub.registry, hub.clock, ZoneInfo("Asia/Shanghai"))


def test_once_an_hour_the_level_is_kept_and_foretold_from(hub: Hub, foretelling: Foretelling) -> None:
    hub.hear(a_record(1, a_reading({"fill_pct": 45.0})))
    foretelling.step()
    foretelling.step()
    found = foretelling.of("bin-1", None)
    assert found.made_at == NOON
    assert found.full_at - NOON == pytest.approx(timedelta(hours=20), abs=timedelta(hours=1))
    assert found.full_at <= found.surely_full_at
    assert found.tested.cases > 5
    (point,) = hub.points("forecast")
    assert point.tags == {"village": "liushu", "device": "bin-1"}
    assert point.fields["p50_h"] == found.forecast.p50_h
    with hub.ledger.read() as tx:
        assert tx.levels.all()["bin-1"].steps[-1] == 90


def test_a_forecast_made_before_the_truck_came_is_void(hub: Hub, foretelling: Foretelling) -> None:
    hub.hear(a_record(1, a_reading({"fill_pct": 45.0})))
    foretelling.step()
    assert foretelling.of("bin-1", NOON + timedelta(minutes=5)) is None
    assert foretelling.of("bin-1", NOON - timedelta(days=1)) is not None


def test_a_forecast_made_while_the_emptying_was_not_proven_yet_is_void(
    hub: Hub, foretelling: Foretelling
) -> None:
    hub.hear(a_record(1, a_reading({"fill_pct": 45.0})))
    foretelling.step()
    assert foretelling.of("bin-1", NOON - timedelta(minutes=10)) is None


def test_a_level_that_waits_to_be_confirmed_is_not_kept_for_forecasts(
    hub: Hub, foretelling: Foretelling
) -> None:
    for number, fill_pct in enumerate((45.0, 46.0, 99.0), 1):
        hub.hear(a_record(number, a_reading({"fill_pct": fill_pct}, seq=number, sent_at=at(60 * number))))
    foretelling.step()
    with hub.ledger.read() as tx:
        assert tx.levels.all()["bin-1"].history(0, 12).levels_pct[-1] is None


def test_of_a_bin_that_was_silent_for_hours_nothing_is_foretold(hub: Hub, foretelling: Foretelling) -> None:
    hub.hear(a_record(1, a_reading({"fill_pct": 45.0})))
    hub.clock.move(3 * 3600)
    foretelling.step()
    assert foretelling.of("bin-1", None) is None
    assert foretelling.of("bin-9", None) is None


def test_what_could_not_be_written_is_tried_again(hub: Hub, foretelling: Foretelling) -> None:
    hub.hear(a_record(1, a_reading({"fill_pct": 45.0})))
    hub.ledger.stop()
    with pytest.raises(StoreDown):
        foretelling.step()
    hub.ledger.start()
    foretelling.step()
    assert foretelling.of("bin-1", None) is not None
