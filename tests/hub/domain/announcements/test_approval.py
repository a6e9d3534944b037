"""The two-person rule, its bypass, and the review of a bypass."""

from datetime import UTC, datetime, timedelta

import pytest

from devices.contract.commands import Priority
from hub.domain.announcements.approval import (
    Approval,
    ApprovalState,
    Objection,
    Pending,
    Plea,
    decided,
    opened,
    reviewed,
)
from hub.domain.people import Role

NOW = datetime(2026, 5, 1, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHY = "山洪预警, 值班仅一人"


@pytest.mark.parametrize(
    ("priority", "plea", "expected"),
    [
        (Priority.TEST, Plea("wang", Role.OPERATOR), ApprovalState.NOT_NEEDED),
        (Priority.ROUTINE, Plea("wang", Role.OPERATOR), ApprovalState.NOT_NEEDED),
        (Priority.NOTICE, Plea("wang", Role.OPERATOR), ApprovalState.NOT_NEEDED),
        (Priority.URGENT, Plea("wang", Role.OPERATOR), ApprovalState.PENDING),
        (Priority.URGENT, Plea("wang", Role.ADMIN), ApprovalState.PENDING),
        (Priority.EMERGENCY, Plea("wang", Role.ADMIN, WHY), ApprovalState.PENDING),
        (Priority.EMERGENCY, Plea("wang", Role.ADMIN, WHY, bypasses=True), ApprovalState.BYPASSED),
        (
            Priority.EMERGENCY,
            Plea("cap", Role.FIELD, WHY, is_from_platform=True),
            ApprovalState.NOT_NEEDED,
        ),
        (Priority.EMERGENCY, Plea("wang", Role.ADMIN, " "), Objection.REASON_MISSING),
        (Priority.EMERGENCY, Plea("wang", Role.ADMIN, bypasses=True), Objection.REASON_MISSING),
        (Priority.EMERGENCY, Plea("wang", Role.OPERATOR, WHY, bypasses=True), Objection.BYPASS_NOT_ALLOWED),
        (Priority.URGENT, Plea("wang", Role.ADMIN, WHY, bypasses=True), Objection.BYPASS_NOT_ALLOWED),
    ],
)
def test_who_may_say_what_alone(priority: Priority, plea: Plea, expected: ApprovalState | Objection) -> None:
    found = opened(priority, plea, Role.ADMIN, NOW)

    assert (found.state if isinstance(found, Approval) else found) is expected


def test_a_township_may_let_its_operators_bypass() -> None:
    found = opened(Priority.EMERGENCY, Plea("wang", Role.OPERATOR, WHY, bypasses=True), Role.OPERATOR, NOW)

    assert isinstance(found, Approval)
    assert (found.by, found.note, found.review_due_at) == ("wang", WHY, NOW + 24 * HOUR)


@pytest.mark.parametrize(
    ("approval", "by", "after", "expected"),
    [
        (Approval(ApprovalState.PENDING), "li", HOUR / 2, ApprovalState.APPROVED),
        (Approval(ApprovalState.PENDING), "wang", HOUR / 2, Objection.SAME_PERSON),
        (Approval(ApprovalState.PENDING), "li", HOUR, Objection.LAPSED),
        (Approval(ApprovalState.APPROVED), "li", HOUR / 2, Objection.NOT_PENDING),
        (Approval(ApprovalState.REFUSED), "li", HOUR / 2, Objection.NOT_PENDING),
        (Approval(), "li", HOUR / 2, Objection.NOT_PENDING),
    ],
)
def test_a_second_person_agrees_in_time(
    approval: Approval, by: str, after: timedelta, expected: ApprovalState | Objection
) -> None:
    found = decided(Pending(approval, "wang", NOW + HOUR), by, NOW + after, agrees=True)

    assert (found.state if isinstance(found, Approval) else found) is expected


def test_a_second_person_may_refuse_with_a_word() -> None:
    pending = Pending(Approval(ApprovalState.PENDING), "wang", NOW + HOUR)

    found = decided(pending, "li", NOW, agrees=False, note="地点写错")

    assert found == Approval(ApprovalState.REFUSED, "li", NOW, "地点写错")
    assert not found.may_sound


@pytest.mark.parametrize(
    ("state", "may_sound"),
    [
        (ApprovalState.NOT_NEEDED, True),
        (ApprovalState.PENDING, False),
        (ApprovalState.APPROVED, True),
        (ApprovalState.REFUSED, False),
        (ApprovalState.BYPASSED, True),
    ],
)
def test_only_what_was_agreed_to_sounds(state: ApprovalState, *, may_sound: bool) -> None:
    assert Approval(state).may_sound is may_sound


def a_bypass() -> Approval:
    return Approval(ApprovalState.BYPASSED, "wang", NOW, WHY, review_due_at=NOW + 24 * HOUR)


def test_a_bypass_is_reviewed_by_somebody_else() -> None:
    assert reviewed(a_bypass(), "wang", "属实", NOW) is Objection.SAME_PERSON
    assert reviewed(a_bypass(), "li", " ", NOW) is Objection.REASON_MISSING
    assert reviewed(Approval(), "li", "属实", NOW) is Objection.NO_REVIEW_DUE
    found = reviewed(a_bypass(), "li", "属实", NOW + HOUR)
    assert isinstance(found, Approval)
    assert (found.reviewed_by, found.review, found.awaits_review) == ("li", "属实", False)
    assert reviewed(found, "li", "属实", NOW + HOUR) is Objection.NO_REVIEW_DUE


def test_a_review_is_overdue_after_a_day() -> None:
    assert not a_bypass().is_review_overdue(NOW + 24 * HOUR)
    assert a_bypass().is_review_overdue(NOW + 25 * HOUR)
    assert not Approval().is_review_overdue(NOW + 99 * HOUR)
