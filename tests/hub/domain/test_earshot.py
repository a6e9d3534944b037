"""When the hub could hear, and whose word and whose silence counts then."""

from datetime import datetime, timedelta

import pytest

from devices.contract.bodies import DeviceClass
from hub.domain.device_state import DeviceState, Glimpse
from hub.domain.earshot import GRACE, Deafness, Earshot
from hub.domain.gateways import Gateways, RollCall
from hub.domain.health import Patience, Presence, presence
from hub.domain.outages import Outage
from tests.builders import NOON, a_bin, a_catalog, a_speaker, at

S = GRACE.total_seconds()
# The broker goes at noon and is back ten seconds later.
BACK_S = 10
SETTLED_S = BACK_S + S
MINUTE = timedelta(minutes=1)
RESTART = Earshot((Deafness(NOON, at(BACK_S), at(SETTLED_S)),), at(BACK_S))
# It has begun anew five seconds before the hub is back.
BROKEN = RESTART.told(500, NOON).told(6, at(BACK_S + 1))
SLEEPY = Glimpse(at(-60), None, (), None, None, is_full=False)
HERE = SLEEPY._replace(says_online=True)


def shown(earshot: Earshot, heard: Glimpse, now: datetime) -> Presence:
    gateways = Gateways(a_catalog(a_speaker("horn-1")), {"horn-1": heard}, Patience(), now, earshot)
    return presence(gateways.signs(heard), MINUTE, Patience(), now)


def a_will(heard_s: float) -> Glimpse:
    return SLEEPY._replace(says_online=False, gone_at=at(heard_s))


def test_a_time_of_deafness_begins_when_the_hub_heard_last_and_ends_with_the_connection() -> None:
    first = Earshot().lost(NOON)
    assert first.is_deaf
    assert first.lost(at(1)) == first == first.heard(at(1)) == first.behind(at(1))
    once = first.found(at(2))
    assert once.times == (Deafness(NOON, at(2), at(2 + S)),)
    again = once.heard(at(60)).lost(at(61)).found(at(65))
    assert again.times[1] == Deafness(at(60), at(65), at(65 + S))
    assert Earshot().found(NOON) == Earshot(heard_at=NOON)


def test_only_the_newest_times_are_remembered() -> None:
    earshot = Earshot()
    for n in range(100):
        earshot = earshot.lost(at(2 * n)).found(at(2 * n + 1))
    assert (len(earshot.times), earshot.times[-1].back_at) == (64, at(199))


def test_while_what_waited_is_worked_on_the_time_to_come_back_has_not_begun() -> None:
    assert RESTART.behind(at(60)).times[0].counts_at == at(60 + S)
    assert RESTART.behind(at(SETTLED_S)) == RESTART
    assert Earshot().behind(NOON) == Earshot()
    slow = RESTART
    for n in range(20, 7200, 60):
        slow = slow.behind(at(n))
    assert slow.unsettled_since(at(3700 + S)) is None


def test_a_broker_that_runs_for_less_than_before_began_anew() -> None:
    assert RESTART.told(500, NOON).told(510, at(BACK_S)).times[0].anew_at is None
    assert BROKEN.times[0].anew_at == at(5)
    assert Earshot().told(500, NOON).told(3, NOON) == Earshot(uptime_s=3)


def test_what_the_broker_says_next_tells_better_when_it_began() -> None:
    late = RESTART.told(500, NOON).told(0, at(BACK_S))
    assert [late.told(s, at(now)).times[0].anew_at for s, now in ((6, 11), (7, 99))] == [at(5), at(BACK_S)]


@pytest.mark.parametrize(
    ("earshot", "seen_at", "is_broken"),
    [
        (BROKEN, at(BACK_S), False),
        (BROKEN, at(5), False),
        (BROKEN, at(4), True),
        (BROKEN, None, True),
        (RESTART, at(-1), False),
        (BROKEN.heard(at(99)).lost(at(99)), at(-1), True),
        (BROKEN.heard(at(99)).lost(at(99)), at(50), False),
    ],
)
def test_no_connection_outlives_the_broker(earshot: Earshot, seen_at: datetime, is_broken: bool) -> None:  # noqa: FBT001
    assert earshot.is_broken(seen_at) is is_broken


@pytest.mark.parametrize(
    ("since", "now", "outages"),
    [
        (at(-60), at(5), [Outage(NOON, at(5))]),
        (at(-60), at(999), [Outage(NOON, at(SETTLED_S))]),
        (at(50), at(999), [Outage(NOON, at(SETTLED_S))]),
        (at(SETTLED_S), at(999), []),
    ],
)
def test_silence_counts_from_when_all_had_time_to_come_back(since, now, outages) -> None:
    assert list(RESTART.outages(since, now)) == outages


def test_a_time_that_lasts_takes_off_all_that_has_passed() -> None:
    assert list(Earshot().lost(NOON).outages(at(-1), at(7))) == [Outage(NOON, at(7))]


@pytest.mark.parametrize(
    ("earshot", "heard", "now_s", "expected"),
    [
        # A Will that the broker said at its own end, or that waited there.
        (RESTART, a_will(-1), 60, Presence.UNKNOWN),
        (RESTART, a_will(BACK_S + 1), 60, Presence.UNKNOWN),
        (RESTART, a_will(-1), SETTLED_S, Presence.OFFLINE),
        # One that was gone before is gone.
        (RESTART, a_will(-30), 60, Presence.OFFLINE),
        (RESTART, SLEEPY._replace(says_online=False), 60, Presence.OFFLINE),
        # One that dies afterwards is gone at once.
        (RESTART, a_will(SETTLED_S + 1), SETTLED_S + 2, Presence.OFFLINE),
        # Nobody knows anything of those that held a connection while the broker is away.
        (Earshot().lost(NOON), HERE, 1, Presence.UNKNOWN),
        (RESTART, HERE, 60, Presence.ONLINE),
        (BROKEN, HERE, 60, Presence.UNKNOWN),
        (BROKEN, HERE._replace(seen_at=at(BACK_S + 1)), 60, Presence.ONLINE),
        # A broker that was killed said no Will: who does not come back is silent.
        (BROKEN, HERE, SETTLED_S + 100, Presence.LATE),
        (BROKEN, HERE, SETTLED_S + 400, Presence.OFFLINE),
        # Who holds no connection is judged by what was not heard while it could be.
        (RESTART, SLEEPY, 60, Presence.ONLINE),
        (RESTART, SLEEPY, SETTLED_S, Presence.UNKNOWN),
        (RESTART, SLEEPY, SETTLED_S + 96, Presence.LATE),
        (RESTART, SLEEPY._replace(seen_at=at(-200)), 60, Presence.LATE),
        (RESTART, SLEEPY, SETTLED_S + 306, Presence.OFFLINE),
    ],
)
def test_what_nobody_could_hear_is_no_silence(earshot, heard, now_s, expected) -> None:
    assert shown(earshot, heard, at(now_s)) is expected


def test_who_comes_and_goes_with_the_broker_does_not_come_and_go_by_itself() -> None:
    restless = HERE._replace(seen_at=at(BACK_S + 1), doubted_until=at(BACK_S + 300))
    assert shown(RESTART, restless, at(60)) is Presence.ONLINE
    assert shown(Earshot(), restless, at(60)) is Presence.LATE


def test_a_gateway_that_may_come_back_cuts_nobody_off_and_one_that_does_not_does() -> None:
    behind = SLEEPY._replace(ways=("gw-1",))
    heard = {"gw-1": a_will(-1), "bin-1": behind}
    catalog = a_catalog(a_bin(), a_bin("gw-1", device_class=DeviceClass.GATEWAY, geometry=None))
    for now_s, is_cut_off in ((60, False), (SETTLED_S + 1, True)):
        gateways = Gateways(catalog, heard, Patience(), at(now_s), RESTART)
        assert gateways.signs(behind).is_cut_off is is_cut_off


def test_the_roll_is_called_while_devices_have_their_time() -> None:
    heard = {
        "horn-1": a_will(-1),
        "horn-2": HERE._replace(seen_at=at(20)),
        "horn-3": a_will(-99),
        "horn-4": SLEEPY,
        "stranger": HERE,
    }
    catalog = a_catalog(*(a_speaker(name) for name in heard if name != "stranger"))
    calls = [Gateways(catalog, heard, Patience(), at(s), BROKEN).roll_call() for s in (30, SETTLED_S)]
    assert calls == [RollCall(back=1, awaited=1), RollCall(0, 0)]
    assert BROKEN.waits_since(at(30)) == at(BACK_S)
    assert BROKEN.waits_since(at(SETTLED_S)) is None


def test_a_device_says_since_when_it_is_gone() -> None:
    state = DeviceState("horn-1", changed_at=(at(1), at(2)))
    assert state._replace(says_online=False).gone_at == at(2)
    assert state._replace(says_online=True).gone_at is None
    assert DeviceState("horn-1", says_online=False).gone_at is None
