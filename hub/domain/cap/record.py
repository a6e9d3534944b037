"""What the hub keeps of a CAP message that came: what it was, what became of it, and why. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devices.contract.commands import Priority
from hub.domain.cap.alert import Alert, Key
from hub.domain.cap.problems import Fault, Problem


class Fate(StrEnum):
    """What became of a message."""

    ANNOUNCED = "announced"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    NOTHING_TO_CANCEL = "nothing_to_cancel"
    HINDERED = "hindered"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ELSEWHERE = "elsewhere"
    NOT_PUBLIC = "not_public"
    EXERCISE_ELSEWHERE = "exercise_elsewhere"
    TEST = "test"
    SYSTEM = "system"
    DRAFT = "draft"
    ANSWER = "answer"
    INVALID = "invalid"
    UNKNOWN_SENDER = "unknown_sender"
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad_signature"
    CONFLICT = "conflict"

    @property
    def is_refused(self) -> bool:
        """Tell whether the message counts for nothing: it is not believed, or not understood."""
        return self in _REFUSED


_REFUSED = frozenset({Fate.INVALID, Fate.UNKNOWN_SENDER, Fate.UNSIGNED, Fate.BAD_SIGNATURE, Fate.CONFLICT})
# Nobody makes these by mistake: each is told as a security event.
_HOSTILE = frozenset({Fate.UNKNOWN_SENDER, Fate.UNSIGNED, Fate.BAD_SIGNATURE, Fate.CONFLICT})
_HOSTILE_FAULTS: Mapping[Fault, str] = {
    Fault.DOCTYPE: "cap_doctype",
    Fault.FOREIGN_REFERENCE: "cap_foreign_reference",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One message as it is kept. Times are aware UTC; what could not be read is "" or None.

    Attributes:
        id: ours.
        paper_sha256: of the bytes that came.
        said_sha256: of what they say, however it is written; "" where they say nothing.
        via: by which way it came: "folder", "http", or the name of a feed.
        sender, identifier, sent_at: by what it is known (hub.domain.cap.alert.Key).
        status, kind, severity: the standard's own words.
        level: whose warning it is, "" for a sender that nobody knows.
        headline: of the block that is read aloud.
        expires_at: until when it is worth saying.
        fate: what became of it; `priority` and `announcements` where it was made announcements.
        references: the messages it is about.
        problems: everything that is wrong with it.
        note: a code or a sentence that says more about its fate.
        times: how often the very same came; `last_at` when it last did.
    """

    id: str
    paper_sha256: str
    via: str
    received_at: datetime
    fate: Fate
    last_at: datetime
    said_sha256: str = ""
    sender: str = ""
    identifier: str = ""
    sent_at: datetime | None = None
    status: str = ""
    kind: str = ""
    severity: str = ""
    level: str = ""
    headline: str = ""
    expires_at: datetime | None = None
    priority: Priority | None = None
    announcements: tuple[str, ...] = ()
    references: tuple[Key, ...] = ()
    problems: tuple[Problem, ...] = ()
    note: str = ""
    times: int = 1

    @property
    def security(self) -> str:
        """The code of the security event that it is, "" for none."""
        if self.fate in _HOSTILE:
            return f"cap_{self.fate.value}"
        return next(
            (_HOSTILE_FAULTS[each.fault] for each in self.problems if each.fault in _HOSTILE_FAULTS), ""
        )


def said_sha256(alert: Alert) -> str:
    """The hash of what a message says: the same for the same message, written otherwise."""
    return hashlib.sha256(repr(alert).encode()).hexdigest()
