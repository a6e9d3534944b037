"""The chain of deeds shows what was altered, removed or put in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.domain.acts import FIRST_LINK, BroadcastAct, Deed, Linked, first_broken, link

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def a_chain(length: int) -> list[Linked]:
    chain: list[Linked] = []
    before = FIRST_LINK
    for number in range(1, length + 1):
        deed = Deed(NOW + timedelta(minutes=number), "wang", BroadcastAct.ANNOUNCED, f"an-{number}")
        before = link(before, deed)
        chain.append(Linked(number, deed, before))
    return chain


def test_an_untouched_chain_is_whole() -> None:
    assert first_broken(a_chain(5)) is None
    assert first_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"by": "li"},
        {"at": NOW},
        {"act": BroadcastAct.CANCELLED},
        {"subject": "an-9"},
        {"to": "v1"},
        {"why": "x"},
    ],
)
def test_an_altered_deed_is_named(change: dict[str, object]) -> None:
    chain = a_chain(5)
    chain[2] = replace(chain[2], deed=replace(chain[2].deed, **change))  # type: ignore[arg-type]

    assert first_broken(chain) == 3


def test_a_removed_deed_is_noticed_at_the_next() -> None:
    chain = a_chain(5)

    assert first_broken(chain[:1] + chain[2:]) == 3
    assert first_broken(chain[1:]) == 2


def test_one_that_was_reckoned_anew_breaks_the_next() -> None:
    chain = a_chain(3)
    forged = replace(chain[1].deed, by="li")
    chain[1] = Linked(2, forged, link(chain[0].link, forged))

    assert first_broken(chain) == 3


def test_a_gap_in_the_numbers_is_a_break() -> None:
    chain = a_chain(3)
    chain[2] = replace(chain[2], number=4)

    assert first_broken(chain) == 4
