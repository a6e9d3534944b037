import pytest

from tests.vision.compose.village.scripts import a_script, hour
from vision.compose.village.passing import Passer, Passers

ROAD_PX = (250, 310)


@pytest.mark.slow
@pytest.mark.parametrize(("people", "vehicles"), [(4.0, 0.0), (0.0, 3.0)])
def test_as_many_are_in_the_view_as_the_script_says(people, vehicles):
    passers = Passers(a_script(people=people, vehicles=vehicles), ROAD_PX)
    counts = [len(list(passers.at(hour(8) + 30_000 * look))) for look in range(1200)]
    assert sum(counts) / len(counts) == pytest.approx(people + vehicles, rel=0.25)


def test_nobody_comes_where_nobody_passes():
    assert list(Passers(a_script(), ROAD_PX).at(hour(12))) == []


def test_who_passes_does_not_depend_on_when_it_was_asked_before():
    asked, fresh = (Passers(a_script(people=5.0, vehicles=2.0), ROAD_PX) for _ in range(2))
    for minute in range(0, 50, 7):
        list(asked.at(hour(11) + 60_000 * minute))
    assert list(asked.at(hour(12))) == list(fresh.at(hour(12)))


def test_passers_walk_from_one_side_to_the_other():
    passers = Passers(a_script(people=5.0), ROAD_PX)
    first, _ = next(iter(passers.at(hour(12))))
    places = [
        place
        for second in range(-900, 900)
        if (place := first.across_m(hour(12) + 1000 * second)) is not None
    ]
    assert min(places) < 0 < max(places)
    assert places == sorted(places, reverse=not first.from_left)


def test_vehicles_keep_to_the_road():
    passers = Passers(a_script(vehicles=8.0), ROAD_PX)
    feet = [foot for _, (_, foot) in passers.at(hour(12))]
    assert feet
    assert all(ROAD_PX[0] <= foot <= ROAD_PX[1] for foot in feet)


def who_stands(*, is_person):
    """Somebody who came to the middle of the view before and stays for long."""
    return Passer(
        comes_ms=hour(12),
        is_person=is_person,
        look=5,
        away_m=12.0,
        speed_m_s=1.0,
        from_left=True,
        stands_at_m=0.0,
        stands_s=900.0,
    )


def test_who_stands_does_not_stand_like_a_post():
    person = who_stands(is_person=True)
    moments = range(hour(12) + 60_000, hour(12) + 660_000, 20_000)
    feet = [person.foot_xy(at_ms)[0] for at_ms in moments]
    assert 3 <= max(feet) - min(feet) <= 24
    assert len({person.faces_right(at_ms) for at_ms in moments}) == 2


def test_what_is_parked_stands_still():
    vehicle = who_stands(is_person=False)
    moments = range(hour(12) + 60_000, hour(12) + 660_000, 20_000)
    assert len({(vehicle.foot_xy(at_ms), vehicle.faces_right(at_ms)) for at_ms in moments}) == 1
