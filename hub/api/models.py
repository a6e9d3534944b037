"""What crosses the border over HTTP: times carry their offset, every figure its age in seconds."""

import unicodedata
from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from devices.contract.bodies import DeviceClass, Priority
from devices.contract.quantities import Quality
from devices.contract.topics import ID_PATTERN
from hub.domain.announcements import DeliveryState, TargetScope
from hub.domain.area import PlaceKind
from hub.domain.health import Presence
from hub.domain.tickets import TicketKind, TicketState


def _plain(text: str) -> str:
    wrong = next((c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"), None)
    if wrong is not None:
        raise ValueError(f"the character U+{ord(wrong):04X} cannot be kept")
    return text


def _written(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("expected text in ISO 8601 with an offset")  # noqa: TRY004  # pydantic wants it so
    return value


Id: TypeAlias = Annotated[str, Field(pattern=ID_PATTERN)]
Plain: TypeAlias = Annotated[str, AfterValidator(_plain)]
When: TypeAlias = Annotated[AwareDatetime, BeforeValidator(_written), Field(strict=False)]
Sha256: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Asked(BaseModel):
    """Common to what callers send: exact types, nothing unknown."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class Answer(BaseModel):
    """Common to what the API answers."""

    model_config = ConfigDict(frozen=True)


class Problem(Answer):
    """Every error answer: a code for programs, a sentence for people, details where there are any."""

    error: str
    message_zh: str
    message_en: str
    detail: object = None


class Named(Answer):
    """A code with what people call it."""

    code: str
    zh: str
    en: str


class FigureOut(Answer):
    """One value with unit, quality and age; `is_stale` when it is too old to count (数据过期)."""

    value: float | bool
    unit: str
    zh: str
    en: str
    quality: Quality
    at: datetime
    age_s: float
    is_stale: bool


class PlaceOut(Answer):
    """One place of the area."""

    id: str
    kind: PlaceKind
    name: str


class PersonOut(Answer):
    """Who answers for something."""

    name: str
    phone: str


class DeviceOut(Answer):
    """One registered device as of now."""

    id: str
    name: str
    device_class: Annotated[DeviceClass, Field(serialization_alias="class")]
    village: PlaceOut | None
    owner: PersonOut | None
    lat: float
    lon: float
    model: str
    period_s: int
    presence: Presence
    presence_zh: str
    presence_en: str
    seen_at: datetime | None
    age_s: float | None
    level: FigureOut | None
    is_full: bool
    emptied_at: datetime | None
    view_fault: Named | None
    missing_messages: int
    figures: dict[str, FigureOut]


class DeviceList(Answer):
    """Devices, by id."""

    at: datetime
    devices: list[DeviceOut]


class HistoryPoint(Answer):
    """One stored value."""

    at: datetime
    value: float | int | bool | str


class History(Answer):
    """One field of one device over time, oldest first; at most 5,000 values, else `is_cut`."""

    device: str
    field: str
    unit: str
    since: datetime
    until: datetime
    is_cut: bool
    points: list[HistoryPoint]


class StrangerOut(Answer):
    """A device that waits to be claimed (待认领)."""

    id: str
    seen_at: datetime | None
    age_s: float | None
    messages: int
    figures: dict[str, FigureOut]


class StrangerList(Answer):
    """Devices that spoke and are not registered, the newest first."""

    at: datetime
    strangers: list[StrangerOut]


class GeometryIn(Asked):
    """A bin's readings when empty and when full, millimetres."""

    empty_mm: Annotated[float, Field(ge=1, le=100_000)]
    full_mm: Annotated[float, Field(ge=0, le=100_000)]


class ClaimIn(Asked):
    """What is told about a device when it is claimed; `point` is the id of a place in the registry."""

    name: Annotated[Plain, Field(min_length=1, max_length=80)]
    device_class: Annotated[DeviceClass, Field(alias="class", strict=False)]
    point: Annotated[Plain, Field(min_length=1, max_length=64)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    model: Annotated[Plain, Field(max_length=80)] = ""
    period_s: Annotated[int, Field(ge=1, le=31 * 86400)] = 3600
    key: Annotated[Plain, Field(max_length=64)] = ""
    geometry: GeometryIn | None = None


class Claimed(Answer):
    """A device is registered now; so many of its messages had been kept and have had their effect."""

    device: str
    messages: int


class BalanceOut(Answer):
    """Where every message ever received is now; `is_even` when nothing is missing or counted twice."""

    at: datetime
    received: int
    stored: int
    duplicate: int
    dead_letter: int
    rejected: int
    in_journal: int
    is_even: bool


class OverviewOut(Answer):
    """The township in figures."""

    at: datetime
    site: str
    name: str
    villages: int
    devices: int
    presence: dict[Presence, int]
    bins: int
    bins_full: int
    bins_unknown: int
    tickets_open: int
    tickets_overdue: int
    unclaimed: int
    dead_letters: int
    balance: BalanceOut
    problems: list[Named]
    notes: list[Named]


class HealthOut(Answer):
    """Whether the hub does its work."""

    is_well: bool
    version: str
    at: datetime
    problems: list[Named]
    notes: list[Named]


class EvidenceOut(Answer):
    """A picture that proves something."""

    role: str
    path: str
    at: datetime


class TicketOut(Answer):
    """One matter of the rectification ledger (整改台账)."""

    id: str
    kind: TicketKind
    kind_zh: str
    kind_en: str
    state: TicketState
    state_zh: str
    state_en: str
    subject: str
    device: str
    device_name: str
    village: PlaceOut | None
    owner: PersonOut | None
    severity: int
    sightings: int
    opened_at: datetime
    due_at: datetime
    age_s: float
    is_overdue: bool
    last_seen_at: datetime | None
    closed_at: datetime | None
    closed_because: Named | None
    evidence: list[EvidenceOut]


class TicketList(Answer):
    """Tickets, newest first."""

    at: datetime
    tickets: list[TicketOut]


class DeadLetterOut(Answer):
    """A message, or a part of one, that could not be used; the bytes as text where they are text."""

    seq: int
    topic: str
    device: str
    reason: str
    received_at: datetime
    age_s: float
    is_partial: bool
    payload_bytes: int
    payload_begin: str


class DeadLetterList(Answer):
    """Newest first."""

    at: datetime
    dead_letters: list[DeadLetterOut]


class FlawedOut(Answer):
    """A row of the registry table that was not taken."""

    line: int
    why: str


class Imported(Answer):
    """What became of a registry table."""

    devices: int
    flawed: list[FlawedOut]


class Kept(Answer):
    """Where a picture can be fetched from now on."""

    path: str


class TargetIn(Asked):
    """Whom an announcement is for: `ids` are villages or devices by `scope`, none for the township."""

    scope: Annotated[TargetScope, Field(strict=False)]
    ids: Annotated[list[Id], Field(max_length=5_000)] = []


class AnnouncementIn(Asked):
    """An announcement to make; what is left out takes the township's settings, and begins at once."""

    text: Plain
    priority: Annotated[Priority, Field(strict=False)]
    target: TargetIn
    volume_pct: int | None = None
    repeat: int = 1
    not_before: When | None = None
    expires_at: When | None = None


class Accepted(Answer):
    """The announcement is durable and goes out; ask `path` what became of it."""

    id: str
    path: str
    volume_pct: int
    expires_at: datetime
    duration_ms: int


class DeliveryOut(Answer):
    """What became of an announcement at one speaker."""

    device: str
    name: str
    village: str
    state: DeliveryState
    state_zh: str
    state_en: str
    at: datetime
    age_s: float
    reason: Named | None
    played_ms: int | None
    proof_method: str


class AnnouncementOut(Answer):
    """One announcement and its speakers."""

    id: str
    text: str
    priority: Priority
    priority_zh: str
    priority_en: str
    volume_pct: int
    repeat: int
    created_at: datetime
    age_s: float
    created_by: str
    not_before: datetime
    expires_at: datetime
    duration_ms: int
    audio: str
    target: TargetScope
    target_names: list[str]
    is_over: bool
    counts: dict[DeliveryState, int]
    deliveries: list[DeliveryOut]


class AnnouncementList(Answer):
    """Newest first."""

    at: datetime
    announcements: list[AnnouncementOut]


class Cancelled(Answer):
    """The announcement was withdrawn; speakers that already play are told to stop."""

    id: str
