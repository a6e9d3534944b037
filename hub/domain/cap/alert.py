"""A CAP message as values, in the words of the standard (OASIS CAP 1.2, chapter 3.2). Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.shapes import Shape

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
# What an info block is in that does not say it (chapter 3.2.2).
DEFAULT_LANGUAGE = "en-US"


class Status(StrEnum):
    """Whether it is meant; Draft and System are never for the public."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MsgType(StrEnum):
    """What it does to earlier messages."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Audience(StrEnum):
    """Whom its scope lets hear it."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Urgency(StrEnum):
    """How soon something has to be done."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How bad it is; Chinese warnings call the first four red, orange, yellow and blue (红橙黄蓝)."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure it is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
    "Other",
)  # fmt: skip
RESPONSES = (
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """By what one message is known everywhere; `sent_at` is aware UTC."""

    sender: str
    identifier: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Area:
    """Where it holds: everything within its shapes (WGS-84) and its coded places, as (kind of code, code)."""

    description: str
    shapes: tuple[Shape, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """What is said, in one language about one part of it; times are aware UTC, None where none was said.

    `category` is the first of several.
    """

    language: str
    category: str
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One message; `references` are the earlier ones it is about."""

    key: Key
    status: Status
    kind: MsgType
    audience: Audience
    note: str = ""
    references: tuple[Key, ...] = ()
    infos: tuple[Info, ...] = ()
