"""Transmissions of foreign networks: by the network's id, as twins, and those that have neither."""

from datetime import timedelta

from devices.contract.wire import UNNUMBERED
from hub.domain.sequences import Verdict
from hub.domain.transmissions import REMEMBERED, TWIN_WITHIN_S, Transmission, take
from tests.builders import NOON

SOON, LATE = NOON + timedelta(seconds=TWIN_WITHIN_S), NOON + timedelta(seconds=TWIN_WITHIN_S + 1)


def test_the_same_id_is_a_duplicate() -> None:
    known, first = take((), Transmission("d1", "", NOON))
    assert (first, take(known, Transmission("d1", "", LATE))) == (Verdict.FRESH, (known, Verdict.DUPLICATE))


def test_another_id_is_fresh() -> None:
    known, _ = take((), Transmission("d1", "", NOON))
    assert take(known, Transmission("d2", "", NOON)) == (("d1", "d2"), Verdict.FRESH)


def test_a_twin_on_another_network_is_a_duplicate_within_two_minutes() -> None:
    known, _ = take((), Transmission("d1", "eui/4/85/aa", NOON))
    assert take(known, Transmission("other", "eui/4/85/aa", SOON)) == (known, Verdict.DUPLICATE)


def test_a_counter_that_began_anew_is_no_twin() -> None:
    known, _ = take((), Transmission("d1", "eui/4/85/aa", NOON))
    assert take(known, Transmission("other", "eui/4/85/aa", LATE))[1] is Verdict.FRESH


def test_other_content_is_no_twin() -> None:
    known, _ = take((), Transmission("d1", "eui/4/85/aa", NOON))
    assert take(known, Transmission("other", "eui/4/85/bb", NOON))[1] is Verdict.FRESH


def test_what_has_no_id_counts_each_time() -> None:
    known, first = take((), Transmission(UNNUMBERED, "", NOON))
    assert (known, first) == ((), Verdict.FRESH)
    assert take(known, Transmission(UNNUMBERED, "", NOON))[1] is Verdict.FRESH


def test_only_the_last_ones_are_remembered() -> None:
    known: tuple[str, ...] = ()
    for number in range(REMEMBERED + 1):
        known, _ = take(known, Transmission(f"d{number}", "", NOON))
    assert len(known) == REMEMBERED
    assert take(known, Transmission("d0", "", NOON))[1] is Verdict.FRESH
