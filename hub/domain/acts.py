"""What was done with loudspeakers, matters, letters, accounts: who, what, when, why; a chain shows tampering.

Pure. Each act carries the hash of itself and of the one before it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.instants import millis

FIRST_LINK = "0" * 64


class BroadcastAct(StrEnum):
    """What was done."""

    ANNOUNCED = "announced"
    APPROVED = "approved"
    REFUSED = "refused"
    BYPASSED = "bypassed"
    REVIEWED = "reviewed"
    CANCELLED = "cancelled"
    UPDATED = "updated"
    RULES_SET = "rules_set"
    TARGETS_SAVED = "targets_saved"
    TARGETS_REMOVED = "targets_removed"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    HOLIDAYS_SET = "holidays_set"
    TESTED = "tested"
    TALK_ENDED = "talk_ended"
    CAP_TAKEN = "cap_taken"
    CAP_REFUSED = "cap_refused"
    COMPLAINED = "complained"
    COMPLAINT_SETTLED = "complaint_settled"
    MATTER_CLOSED = "matter_closed"
    MATTER_REOPENED = "matter_reopened"
    PHOTO_ACCEPTED = "photo_accepted"
    PHOTO_DOUBTED = "photo_doubted"
    PHOTO_LINK_MADE = "photo_link_made"
    ACCOUNT_SAVED = "account_saved"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_REMOVED = "account_removed"
    LETTERS_REPLAYED = "letters_replayed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a word, no password


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody did.

    `subject` is the id of what it was done to (an announcement, a village, a schedule, a ticket, an
    account, whose dead letters), `to` the speakers or villages concerned, or the role given, in words, `why`
    the reason given, "" where none was.
    """

    at: datetime
    by: str
    act: BroadcastAct
    subject: str
    to: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """A deed as it is kept: numbered from 1, with the hash that links it to the one before."""

    number: int
    deed: Deed
    link: str


def link(previous: str, deed: Deed) -> str:
    """The hash of a deed and of everything before it."""
    said = [previous, millis(deed.at), deed.by, deed.act.value, deed.subject, deed.to, deed.why]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def first_broken(kept: Iterable[Linked], before: str = FIRST_LINK) -> int | None:
    """The number of the first deed that was altered, or before which one is missing; None when none is.

    `kept` are in order; `before` is the link of the deed ahead of the first of them.
    """
    number: int | None = None
    for item in kept:
        if item.link != link(before, item.deed) or (number is not None and item.number != number + 1):
            return item.number
        number, before = item.number, item.link
    return None
