"""Closing photos that people handed in."""

import pytest

from deploy.score.figure import Measured
from deploy.score.photos import photos
from deploy.score.sent import Did
from deploy.score.truth import Deed
from tests.deploy.score.builders import a_run, at


def score(*outcomes: tuple[bool, str]) -> dict[str, Measured]:
    """One photo of each bin: (whether it is false, what came of it)."""
    deeds = [
        Deed(at_ms=at(n), device=f"bin-{n}", kind="photo", is_false=is_false)
        for n, (is_false, _) in enumerate(outcomes)
    ]
    did = [
        Did(at_ms=at(n) + 500, device=f"bin-{n}", kind="photo", outcome=outcome)
        for n, (_, outcome) in enumerate(outcomes)
    ]
    return photos(a_run(deeds, did))


def test_a_false_photo_that_is_accepted_is_counted() -> None:
    assert score((True, "accepted"), (True, "insufficient"))["false_photos_accepted"] == Measured(1, 2)


def test_a_true_photo_that_is_refused_is_counted() -> None:
    assert score((False, "accepted"), (False, "refused"))["true_photos_refused"] == Measured(1, 2)


@pytest.mark.parametrize("outcome", ["unsupported", "failed"])
def test_a_photo_that_nobody_judged_was_not_examined(outcome: str) -> None:
    found = score((True, outcome), (True, "refused"))
    assert found["photos_examined"] == Measured(50, 2)
    assert found["false_photos_accepted"] == Measured(0, 1)
