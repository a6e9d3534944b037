from itertools import pairwise

from devices.contract.quantities import Quality
from devices.sim.bin_weeks import Moment, live, measure
from devices.sim.bins import Sensor
from devices.sim.chance import dice

SENSOR = Sensor(empty_mm=1000, full_mm=300)
WEEKS = list(live(dice("weeks"), 28))


def test_the_same_dice_give_the_same_life() -> None:
    assert list(live(dice("weeks"), 2)) == list(live(dice("weeks"), 2))


def test_a_bin_lives_between_empty_and_full_and_the_truck_leaves_little() -> None:
    assert all(0 <= moment.fill_pct <= 100 for moment in WEEKS)
    emptied = [moment for moment in WEEKS if moment.left_pct is not None]
    assert 20 <= len(emptied) <= 40
    assert all(moment.fill_pct <= 12 < moment.left_pct for moment in emptied)


def test_a_sensor_speaks_once_in_its_period() -> None:
    times = [item.at_s for item in measure(dice("sensor"), iter(WEEKS), SENSOR, 3600)]
    assert len(times) == 28 * 24
    assert {later - earlier for earlier, later in pairwise(times)} == {3600}


def test_under_an_open_lid_the_true_distance_is_not_measured() -> None:
    life = iter([Moment(300 * step, 50, is_tilted=False, is_open=True) for step in range(100)])
    measured = list(measure(dice("lid"), life, SENSOR, 300))
    assert all(item.is_disturbed for item in measured)
    mute = [item for item in measured if item.reading.quality.get("distance_mm") is Quality.BAD]
    assert 20 < len(mute) < 80
