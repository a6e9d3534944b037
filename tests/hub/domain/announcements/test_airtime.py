"""How long a village may be spoken to in one day."""

from datetime import timedelta

import pytest

from devices.contract.commands import Priority
from hub.domain.announcements.airtime import Overspent, overspent

MINUTE = timedelta(minutes=1)
ALLOWED = {"v1": 60 * MINUTE, "v2": 60 * MINUTE}


def test_a_full_day_is_named_with_its_figures() -> None:
    found = overspent(Priority.ROUTINE, 5 * MINUTE, {"v1": 58 * MINUTE, "v2": 55 * MINUTE}, ALLOWED)

    assert found == (Overspent("v1", 58 * MINUTE, 60 * MINUTE),)


@pytest.mark.parametrize("priority", [Priority.TEST, Priority.URGENT, Priority.EMERGENCY])
def test_what_everybody_must_hear_is_never_too_much(priority: Priority) -> None:
    assert overspent(priority, 5 * MINUTE, {"v1": 999 * MINUTE}, ALLOWED) == ()


def test_the_first_words_of_a_day_fit() -> None:
    assert overspent(Priority.NOTICE, 60 * MINUTE, {}, ALLOWED) == ()
    assert len(overspent(Priority.NOTICE, 61 * MINUTE, {}, ALLOWED)) == 2
