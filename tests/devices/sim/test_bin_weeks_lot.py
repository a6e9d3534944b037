"""What others have in store for a bin comes so; everything else of its life is drawn."""

from devices.sim.bin_weeks import Busy, Lot, live
from devices.sim.chance import dice

DAY_S, HOUR_S = 86_400, 3600


def a_life(lot: Lot, days: int = 3) -> list:
    return list(live(dice("lot"), days, lot))


def test_a_bin_is_emptied_when_it_was_said_and_at_no_other_time():
    lot = Lot(emptied_s=(6 * HOUR_S, DAY_S + 7 * HOUR_S))
    assert [moment.at_s for moment in a_life(lot) if moment.left_pct is not None] == list(lot.emptied_s)


def test_a_bin_that_no_truck_comes_for_fills_to_the_brim():
    life = a_life(Lot(emptied_s=(), trouble=0), days=6)
    assert life[-1].fill_pct == 100


def test_without_trouble_a_bin_stands_upright_with_its_lid_closed():
    assert not any(moment.is_tilted or moment.is_open for moment in a_life(Lot(trouble=0), days=28))


def test_a_busy_time_fills_a_bin_faster_and_ends():
    busy = Lot(emptied_s=(), busy=(Busy(6 * HOUR_S, 12 * HOUR_S, 3.0),), trouble=0)
    quiet, crowded = a_life(Lot(emptied_s=(), trouble=0), 1), a_life(busy, 1)

    def gain_pct(life: list, from_h: int, until_h: int) -> float:
        return life[until_h * 12 - 1].fill_pct - life[from_h * 12 - 1].fill_pct

    assert gain_pct(crowded, 6, 8) > 2 * gain_pct(quiet, 6, 8)
    assert crowded[71].fill_pct == quiet[71].fill_pct


def test_weekends_fall_on_the_days_of_the_calendar():
    saturday = a_life(Lot(emptied_s=(), trouble=0, weekday=5), 1)
    monday = a_life(Lot(emptied_s=(), trouble=0), 1)
    assert saturday[150].fill_pct > monday[150].fill_pct
