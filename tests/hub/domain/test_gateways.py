"""Through which gateways a device is heard, and when they are gone."""

from datetime import datetime, timedelta
from itertools import pairwise, permutations

import pytest

from devices.contract.bodies import DeviceClass
from hub.domain.device_state import DeviceState, Glimpse
from hub.domain.gateways import Carrier, Gateways, best, carried, ways
from hub.domain.health import Patience
from hub.domain.outages import Outage
from tests.builders import NOON, a_bin, a_catalog, at

MINUTE = timedelta(minutes=1)


def heard(*uplinks: tuple[float, str]) -> tuple[Carrier, ...]:
    """What is known after uplinks: when each came, and its gateways, best first, "-" for an unknown one."""
    known: tuple[Carrier, ...] = ()
    for seconds, gateways in uplinks:
        names = [name.strip("-") for name in gateways.split()]
        known = carried(known, names, at(seconds), MINUTE)
    return known


@pytest.mark.parametrize(
    ("uplinks", "via", "all_ways"),
    [
        ([(0, "a")], "a", ("a",)),
        ([(0, "a b")], "a", ("a", "b")),
        ([(0, "a"), (60, "b")], "b", ("b", "a")),
        ([(0, "a"), (360, "b")], "b", ("b", "a")),
        ([(0, "a"), (361, "b")], "b", ("b",)),
        ([(60, "b"), (0, "a")], "b", ("b", "a")),
        ([(361, "b"), (0, "a")], "b", ("b",)),
        ([(0, "a"), (1, "b a")], "b", ("b", "a")),
        ([(0, "a b c d e")], "a", ("a", "b", "c", "d")),
        ([(0, "a"), (1, "b c d e")], "b", ("b", "c", "d", "e")),
        ([(0, "- a")], "a", ()),
        ([(0, "-"), (60, "a")], "a", ()),
        ([(0, "-"), (361, "a")], "a", ("a",)),
        ([(0, "-")], "", ()),
    ],
)
def test_a_device_is_reached_through_the_gateways_of_its_last_six_periods(
    uplinks: list[tuple[float, str]], via: str, all_ways: tuple[str, ...]
) -> None:
    known = heard(*uplinks)
    assert (best(known), ways(known)) == (via, all_ways)


def test_the_order_in_which_uplinks_come_and_their_repetition_do_not_matter() -> None:
    uplinks = [(0.0, "a b"), (30.0, "c"), (200.0, "d a"), (380.0, "e")]
    results = {heard(*order, *order[:2]) for order in permutations(uplinks)}
    assert results == {heard(*uplinks)}
    assert all(newer.heard_at >= older.heard_at for newer, older in pairwise(results.pop()))


def test_a_birth_names_the_one_way_of_a_device_that_no_radio_network_carries() -> None:
    assert DeviceState("bin-1", via="gw-1").ways == ("gw-1",)
    assert DeviceState("bin-1").ways == ()
    assert DeviceState("bin-1", via="a", carriers=heard((0, "a b"))).ways == ("a", "b")
    assert DeviceState("bin-1", via="a", carriers=heard((0, "a"))).replaced().ways == ()


NOTHING = Glimpse(None, None, (), None, None, is_full=False)


def are_gone(now: datetime = NOON, **glimpses: Glimpse) -> bool:
    """Ask about all that are given; each is a registered gateway of one minute."""
    catalog = a_catalog(*(a_bin(name, device_class=DeviceClass.GATEWAY) for name in glimpses))
    return Gateways(catalog, glimpses, Patience(), now).are_gone(tuple(glimpses))


@pytest.mark.parametrize(
    ("gateway", "is_gone"),
    [
        (NOTHING, False),
        (NOTHING._replace(seen_at=at(-365)), False),
        (NOTHING._replace(seen_at=at(-366)), True),
        (NOTHING._replace(seen_at=at(-366), period_s=120), False),
        (NOTHING._replace(seen_at=at(-9999), says_online=True), False),
        (NOTHING._replace(seen_at=at(-1), says_online=False), True),
        (NOTHING._replace(seen_at=NOON, says_online=True, doubted_until=at(1)), True),
        (NOTHING._replace(seen_at=NOON, says_online=True, doubted_until=NOON), False),
    ],
)
def test_a_gateway_is_gone_by_its_word_or_by_the_age_of_its_last_sign(
    gateway: Glimpse, *, is_gone: bool
) -> None:
    assert are_gone(a=gateway) is is_gone


def test_all_gateways_must_be_gone() -> None:
    gone, there = NOTHING._replace(says_online=False), NOTHING._replace(seen_at=NOON)
    assert are_gone(a=gone, b=gone)
    assert not are_gone(a=gone, b=there)
    assert not are_gone()


def test_a_gateway_out_of_service_is_held_to_its_word_alone() -> None:
    silent = NOTHING._replace(seen_at=at(-9999))
    for glimpse, is_gone in ((silent, False), (silent._replace(says_online=False), True)):
        assert Gateways(a_catalog(), {"a": glimpse}, Patience(), NOON).are_gone(("a",)) is is_gone


def test_of_a_gateway_that_was_never_heard_of_nothing_is_said() -> None:
    assert not Gateways(a_catalog(), {}, Patience(), NOON).are_gone(("a",))


def test_a_device_cannot_be_silent_while_its_gateway_is_away() -> None:
    gateway = NOTHING._replace(says_online=True, outage=Outage(at(-600), at(-60)))
    gateways = Gateways(a_catalog(), {"gw-1": gateway}, Patience(), NOON)
    assert gateways.unheard(("gw-1",), at(-900)) == timedelta(seconds=540)
    assert gateways.unheard(("gw-1", "gw-2"), at(-900)) == timedelta()
    assert gateways.unheard(("gw-1",), None) == timedelta()
