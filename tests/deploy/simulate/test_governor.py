"""How fast pretend time may go."""

from itertools import repeat

import pytest

from deploy.simulate.governor import IN_TIME_S, TOO_LATE_S, Cap, Governor, Load, Ruling

IN_TIME, LATE = [Load("hub", 0.0), Load("voices", 1.0)], [Load("hub", 3 * TOO_LATE_S), Load("voices", 0.0)]


def settled(governor: Governor, loads: list[Load] = IN_TIME, *caps: Cap) -> Ruling:
    return [governor.rule(loads, caps) for _ in repeat(None, 60)][-1]


def test_it_goes_faster_while_all_are_in_time_and_never_faster_than_asked() -> None:
    governor = Governor(120)
    assert governor.rule(IN_TIME, ()).speed > 60
    assert settled(governor) == Ruling(120)


def test_real_time_is_real_time_from_the_first_moment() -> None:
    assert Governor(1).rule(IN_TIME, ()) == Ruling(1)


def test_a_part_that_is_late_slows_time_down_at_once_and_is_named() -> None:
    governor = Governor(1000)
    before = settled(governor).speed
    ruling = governor.rule(LATE, ())
    assert ruling.speed <= before / 2
    assert (ruling.why, ruling.part) == ("late", "hub")


def test_what_was_measured_once_is_judged_once() -> None:
    governor = Governor(1000)
    settled(governor)
    slowed = governor.rule(LATE, ()).speed
    assert [governor.rule((), ()).speed for _ in range(3)] == [slowed] * 3
    assert governor.rule((), ()).part == "hub"


def test_time_never_stands_still_for_who_stays_late() -> None:
    assert settled(Governor(1000), LATE).speed == 1


def test_between_in_time_and_late_it_stays() -> None:
    governor = Governor(1000)
    before = governor.rule(IN_TIME, ()).speed
    between = [Load("hub", (IN_TIME_S + TOO_LATE_S) / 2)]
    assert governor.rule(between, ()).speed == before


@pytest.mark.parametrize(("caps", "why"), [((10, 1), "starting"), ((10, 100_000), "listening")])
def test_the_lowest_of_what_must_be_followed_caps_the_speed(caps: tuple[int, int], why: str) -> None:
    ruling = settled(Governor(1000), IN_TIME, Cap("listening", caps[0]), Cap("starting", caps[1]))
    assert ruling == Ruling(min(caps), why)


def test_after_a_cap_it_goes_on_as_fast_as_before() -> None:
    governor = Governor(1000)
    before = settled(governor).speed
    settled(governor, IN_TIME, Cap("listening", 10))
    assert governor.rule(IN_TIME, ()).speed == before


def test_a_cap_above_the_speed_that_was_asked_for_raises_nothing() -> None:
    assert settled(Governor(1), IN_TIME, Cap("listening", 10)) == Ruling(1)
