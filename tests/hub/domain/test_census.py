"""Counting the township out of what is glimpsed of each device."""

from datetime import timedelta, timezone

from devices.contract.bodies import DeviceClass
from hub.domain.census import count
from hub.domain.device_state import Glimpse
from hub.domain.health import Patience
from hub.domain.same_day import Clearance, FullSpell
from tests.builders import NOON, a_bin, a_camera, a_catalog, a_speaker, at

NOTHING = Glimpse(None, None, (), None, None, is_full=False)
FULL = NOTHING._replace(seen_at=NOON, level_at=NOON, is_full=True)


def test_a_full_bin_counts_until_its_level_is_too_old() -> None:
    catalog = a_catalog(a_bin())
    for age_s, full, unknown in ((155, 1, 0), (156, 0, 1)):
        township = count(catalog, {"bin-1": FULL}, Patience(), at(age_s)).township

        assert (township.bins, township.bins_full, township.bins_unknown) == (1, full, unknown)


def test_a_period_that_the_device_told_counts_before_the_registrys() -> None:
    slow = FULL._replace(period_s=3600)

    township = count(a_catalog(a_bin()), {"bin-1": slow}, Patience(), at(3600)).township

    assert (township.bins_full, township.online) == (1, 1)


def test_late_devices_are_unknown_while_their_gateway_is_gone() -> None:
    late = NOTHING._replace(seen_at=NOON, ways=("gw-1",))
    gone = NOTHING._replace(says_online=False)

    glimpses = {"bin-1": late, "bin-2": late, "gw-1": gone}
    census = count(a_catalog(a_bin(), a_bin("bin-2")), glimpses, Patience(), at(600))

    assert (census.township.unknown, census.township.offline) == (2, 0)


def test_who_never_spoke_is_never_and_who_is_not_registered_is_not_counted() -> None:
    census = count(a_catalog(a_bin(), a_bin("bin-2")), {"bin-9": FULL}, Patience(), NOON)

    assert census.township.unknown == 2
    assert census.township.bins_unknown == 2


def test_same_day_clearance_is_counted_by_village_from_midnight_on_the_townships_clocks() -> None:
    yesterday, emptied = at(-13 * 3600), at(-60)
    cleared = NOTHING._replace(spell=FullSpell(yesterday, emptied, emptied))
    old = NOTHING._replace(spell=FullSpell(at(-20 * 3600), yesterday, yesterday))
    missed = NOTHING._replace(spell=FullSpell(at(-60), None, yesterday))
    bins = {"bin-1": cleared, "bin-2": old, "bin-3": missed}

    now = NOON.astimezone(timezone(timedelta(hours=8)))
    census = count(a_catalog(*map(a_bin, bins)), bins, Patience(), now)

    assert census.villages["liushu"].clearance == Clearance(full=2, cleared=1)
    assert census.township.clearance == Clearance(full=2, cleared=1)


def test_a_camera_sees_when_it_is_there_and_nothing_is_wrong_with_its_view() -> None:
    here = NOTHING._replace(seen_at=NOON)
    catalog = a_catalog(a_camera("cam-1"), a_camera("cam-2"), a_camera("cam-3"), a_speaker())
    glimpses = {"cam-1": here, "cam-2": here, "horn-1": here}

    township = count(catalog, glimpses, Patience(), at(10), blind={"cam-2"}).township

    assert (township.of_class(DeviceClass.CAMERA), township.cameras_seeing) == (3, 1)
    assert township.online_of(DeviceClass.SPEAKER) == 1
