"""The two-person rule (播前审核): who says what alone, who must agree, what is reviewed later. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from devices.contract.commands import Priority
from hub.domain.people import Role, reaches

# Who bypassed the second person answers for it within a day (issue "播前审核", emergency bypass).
REVIEW_WITHIN = timedelta(hours=24)
TWO_PERSONS = frozenset({Priority.URGENT, Priority.EMERGENCY})


class ApprovalState(StrEnum):
    """Whether an announcement may go out."""

    NOT_NEEDED = "not_needed"
    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    BYPASSED = "bypassed"


class Objection(StrEnum):
    """Why an approval, a bypass or a review is not taken."""

    REASON_MISSING = "reason_missing"
    BYPASS_NOT_ALLOWED = "bypass_not_allowed"
    SAME_PERSON = "same_person"
    NOT_PENDING = "not_pending"
    LAPSED = "lapsed"
    NO_REVIEW_DUE = "no_review_due"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agreed to an announcement, or did without it. Times are aware UTC.

    `by`, `at`, `note`: who decided, when, and what they wrote. After a bypass somebody else reviews it by
    `review_due_at`: `reviewed_by`, `reviewed_at`, `review` say who did, when, and what they found.
    """

    state: ApprovalState = ApprovalState.NOT_NEEDED
    by: str = ""
    at: datetime | None = None
    note: str = ""
    review_due_at: datetime | None = None
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    review: str = ""

    @property
    def may_sound(self) -> bool:
        """Tell whether speakers may be told."""
        return self.state not in {ApprovalState.PENDING, ApprovalState.REFUSED}

    @property
    def awaits_review(self) -> bool:
        """Tell whether somebody still has to look at a bypass."""
        return self.review_due_at is not None and self.reviewed_at is None

    def is_review_overdue(self, now: datetime) -> bool:
        """Tell whether nobody looked at a bypass in time."""
        return self.awaits_review and self.review_due_at is not None and now > self.review_due_at


@dataclass(frozen=True, slots=True)
class Plea:
    """What an author says of an announcement: who they are, why it is said, whether nobody can be asked.

    `is_from_platform`: an allow-listed sender of a higher authority has signed it, and decided there.
    `waits`: a machine wrote it, and a person has to agree whatever its priority.
    """

    author: str
    role: Role
    why: str = ""
    bypasses: bool = False
    is_from_platform: bool = False
    waits: bool = False

    def needs_second(self, priority: Priority) -> bool:
        """Tell whether somebody else has to agree, or to be done without."""
        return (self.waits or priority in TWO_PERSONS) and not self.is_from_platform


def opened(priority: Priority, plea: Plea, bypass_role: Role, now: datetime) -> Approval | Objection:
    """The approval an announcement begins with, or why it may not even be asked for.

    An emergency needs a reason. Only an emergency may bypass the second person, from `bypass_role` on.
    """
    if priority is Priority.EMERGENCY and not plea.why.strip():
        return Objection.REASON_MISSING
    if not plea.needs_second(priority):
        return Approval()
    if not plea.bypasses:
        return Approval(ApprovalState.PENDING)
    if priority is not Priority.EMERGENCY or not reaches(plea.role, bypass_role):
        return Objection.BYPASS_NOT_ALLOWED
    return Approval(ApprovalState.BYPASSED, plea.author, now, plea.why, review_due_at=now + REVIEW_WITHIN)


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for a second person: its approval, its author, and until when it is worth saying."""

    approval: Approval
    author: str
    expires_at: datetime


def decided(
    pending: Pending, by: str, now: datetime, *, agrees: bool, note: str = ""
) -> Approval | Objection:
    """Let a second person agree or refuse; the author may only withdraw."""
    if pending.approval.state is not ApprovalState.PENDING:
        return Objection.NOT_PENDING
    if now >= pending.expires_at:
        return Objection.LAPSED
    if by == pending.author:
        return Objection.SAME_PERSON
    state = ApprovalState.APPROVED if agrees else ApprovalState.REFUSED
    return replace(pending.approval, state=state, by=by, at=now, note=note)


def reviewed(approval: Approval, by: str, finding: str, now: datetime) -> Approval | Objection:
    """Note what somebody else found about a bypass; a late review is still one."""
    if not approval.awaits_review:
        return Objection.NO_REVIEW_DUE
    if by == approval.by:
        return Objection.SAME_PERSON
    if not finding.strip():
        return Objection.REASON_MISSING
    return replace(approval, reviewed_by=by, reviewed_at=now, review=finding)
