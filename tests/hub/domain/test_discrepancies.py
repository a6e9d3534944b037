from dataclasses import replace

import pytest

from hub.domain.discrepancies import Accounts, Claim, Discrepancy, discrepancies
from hub.domain.intake import Outcome

EVEN = Accounts(
    journalled=12,
    cursor=10,
    totals={Outcome.STORED: 7, Outcome.DEAD_LETTER: 3},
    devices={Outcome.STORED: 7, Outcome.DEAD_LETTER: 1},
    nobodys={Outcome.DEAD_LETTER: 2},
    letters=3,
    waiting=7,
)


def test_books_that_agree_have_no_discrepancy() -> None:
    assert discrepancies(EVEN) == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"cursor": 11}, Discrepancy(Claim.WORKED_ON, 10, 11)),
        ({"devices": {Outcome.STORED: 6, Outcome.DEAD_LETTER: 1}}, Discrepancy(Claim.BY_DEVICE, 6, 7)),
        ({"letters": 4}, Discrepancy(Claim.LETTERS, 4, 3)),
        ({"waiting": 8}, Discrepancy(Claim.WAITING, 8, 7)),
        ({"journalled": 9}, Discrepancy(Claim.JOURNAL, 10, 9)),
    ],
)
def test_every_claim_that_does_not_hold_is_told_with_both_figures(
    changes: dict[str, object], found: Discrepancy
) -> None:
    assert discrepancies(replace(EVEN, **changes)) == (found,)  # type: ignore[arg-type]
