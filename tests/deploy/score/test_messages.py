"""Lost, twice, set aside, silent: what became of messages."""

from deploy.score.answered import BalanceSaid, FatesSaid, Stood, Stored, StrangerSaid
from deploy.score.figure import Measured
from deploy.score.messages import messages
from deploy.score.sent import Confirmed, Sent
from tests.deploy.score.builders import HOUR_MS, a_device, a_run, at, handed_over, point_ns, readings

SAID = readings()
ALL = len(SAID)


def fates(dead_letter: int = 0) -> FatesSaid:
    counts = {"received": ALL, "stored": ALL, "duplicate": 0, "rejected": 0, "lost": 0}
    return FatesSaid(device="bin-1", dead_letter=dead_letter, **counts)


def stored(*times_ns: int) -> Stored:
    return Stored(device="bin-1", times_ns=tuple(sorted(times_ns)))


def test_what_is_confirmed_and_stored_once_is_neither_lost_nor_twice() -> None:
    run = a_run([a_device()], handed_over(SAID), [stored(*map(point_ns, SAID))])
    found = messages(run)
    assert (found["readings_lost"], found["readings_twice"]) == (Measured(0, ALL), Measured(0, ALL))


def test_what_is_confirmed_and_nowhere_is_lost() -> None:
    run = a_run([a_device()], handed_over(SAID), [stored(*map(point_ns, SAID[2:]))])
    assert messages(run)["readings_lost"] == Measured(2, ALL)


def test_what_nobody_has_confirmed_cannot_be_lost() -> None:
    kept = handed_over(SAID[1:])
    run = a_run([a_device()], [*handed_over(SAID[:1], is_confirmed=False), *kept], [stored()])
    assert messages(run)["readings_lost"] == Measured(ALL - 1, ALL - 1)


def test_a_message_that_was_confirmed_twice_is_one() -> None:
    sent = [*handed_over(SAID), *handed_over(SAID[:1])]
    run = a_run([a_device()], sent, [stored(*map(point_ns, SAID))])
    assert messages(run)["readings_lost"] == Measured(0, ALL)


def test_a_second_point_of_the_same_reading_is_too_many() -> None:
    run = a_run([a_device()], handed_over(SAID), [stored(*map(point_ns, SAID), point_ns(SAID[3]) + 500)])
    assert messages(run)["readings_twice"] == Measured(1, ALL)


def test_a_reading_without_a_time_of_its_own_is_looked_for_near_the_moment_it_came() -> None:
    sent = [
        line.model_copy(update={"known_ms": None, "seq": None}) if isinstance(line, Sent) else line
        for line in handed_over(SAID)
    ]
    late = [point_ns(one) + 3_000_000_000 for one in SAID]
    found = messages(a_run([a_device()], sent, [stored(*late[1:])]))
    assert (found["readings_lost"].value, found["readings_twice"].value) == (1, 0)


def test_a_good_reading_among_the_dead_letters_is_set_aside_and_not_lost() -> None:
    run = a_run([a_device()], handed_over(SAID), [stored(*map(point_ns, SAID[1:])), fates(dead_letter=1)])
    found = messages(run)
    assert (found["readings_lost"].value, found["readings_set_aside"].value) == (0, 1)


def test_a_garbled_message_belongs_among_the_dead_letters() -> None:
    garbled = {"device": "bin-1", "number": 900, "at_ms": at(1)}
    sent = [*handed_over(SAID), Sent(**garbled, manner="garbled")]
    run = a_run([a_device()], sent, [stored(*map(point_ns, SAID)), fates(dead_letter=1)])
    assert messages(run)["readings_set_aside"] == Measured(0, ALL)


def test_a_reading_newer_than_anything_the_screens_ever_showed_is_silent() -> None:
    seen = Stood(device="bin-1", field="seen_at_ms", rows=((at(10), SAID[-13].at_ms),))
    run = a_run([a_device()], handed_over(SAID), [stored(*map(point_ns, SAID)), seen])
    assert messages(run)["readings_silent"] == Measured(12, ALL)


def test_the_readings_of_the_last_six_minutes_need_not_be_shown_yet() -> None:
    late = [one.model_copy(update={"at_ms": at(11.95)}) for one in SAID[-1:]]
    assert messages(a_run([a_device()], handed_over(late)))["readings_silent"] == Measured(0, 1)


def test_messages_of_a_stranger_wait_to_be_claimed_or_are_lost() -> None:
    run = a_run(
        [a_device("new-1", is_registered=False)],
        handed_over(readings("new-1")),
        [StrangerSaid(device="new-1", messages=ALL - 5)],
    )
    found = messages(run)
    assert (found["strangers_lost"], found["readings_lost"].value) == (Measured(5, ALL), None)


def test_an_account_that_does_not_add_up_is_told_by_its_difference() -> None:
    balance = BalanceSaid(
        received=10, stored=5, duplicate=1, dead_letter=1, rejected=0, in_journal=0, lost=1, is_even=False
    )
    assert messages(a_run(answers=[balance]))["balance_off"] == Measured(3, 10)


def test_without_an_account_nothing_is_said_of_it() -> None:
    assert messages(a_run())["balance_off"] == Measured(None, 0)


def test_an_hour_of_an_outage_does_not_lose_what_is_filed_when_it_came() -> None:
    sent = [Sent(device="bin-1", number=1, at_ms=at(1)), Confirmed(device="bin-1", number=1, at_ms=at(2))]
    late_ns = (at(1) + HOUR_MS) * 1_000_000
    assert messages(a_run([a_device()], sent, [stored(late_ns)]))["readings_lost"].value == 0
