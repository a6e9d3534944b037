"""What the API answers: times carry their offset, every figure its age in seconds."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from devices.contract.bodies import DeviceClass
from devices.contract.quantities import Quality
from hub.domain.area import PlaceKind
from hub.domain.health import Presence
from hub.domain.tickets import TicketKind, TicketState


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


class AwayOut(Named):
    """What does not answer or is lost, since when, and how many messages wait here for it (null: not known).

    `is_red`: something is lost or wrong, not only held up.
    """

    since: datetime
    age_s: float
    held_messages: int | None
    is_red: bool
    detail_zh: str
    detail_en: str


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


class GapOut(Answer):
    """Messages `first`..`last` of one boot did not come between two instants."""

    boot: int
    first: int
    last: int
    count: int
    since: datetime
    until: datetime


class FatesOut(Answer):
    """What became of messages that were worked on: `received` is the sum of the others, exactly.

    Those that are stored may still wait for the series store.
    """

    received: int
    stored: int
    duplicate: int
    dead_letter: int
    rejected: int
    lost: int


class ForecastOut(Answer):
    """When a bin will be full if nobody empties it (预计满溢); null times lie beyond three days.

    In half of the cases it is full by `full_at`, in nine of ten by `surely_full_at`, judged by `days` past
    days. `mean_error_h`: how far such forecasts of this bin were off last week; null when none was tested.
    """

    made_at: datetime
    full_at: datetime | None
    surely_full_at: datetime | None
    days: int
    mean_error_h: float | None
    tested: int


class WildOut(Answer):
    """A sensor that strays so often that somebody must look at it: what is seen of it, and what to do.

    `strayed` of its last `readings` had nothing to do with the bin; it is wild since `since`.
    """

    since: datetime
    strayed: int
    readings: int
    seen_zh: str
    seen_en: str
    advice_zh: str
    advice_en: str


class DeviceOut(Answer):
    """One registered device as of now.

    `delivery`: confirmed when every message is acknowledged on its way, best_effort when one may be lost
    without a trace but its gap; null before the first message. `gaps` are the newest, oldest first; of
    `missing_messages` some may be missing in older ones. `via`: the gateway that speaks for it, or that heard
    it best; "" for none. `wild`: what is seen of a bin's sensor whose readings stray (读数乱跳), else null.
    """

    id: str
    name: str
    device_class: Annotated[DeviceClass, Field(serialization_alias="class")]
    village: PlaceOut | None
    owner: PersonOut | None
    lat: float
    lon: float
    model: str
    period_s: int
    via: str
    presence: Presence
    presence_zh: str
    presence_en: str
    seen_at: datetime | None
    age_s: float | None
    level: FigureOut | None
    wild: WildOut | None
    is_full: bool
    emptied_at: datetime | None
    alarms: list[Named]
    forecast: ForecastOut | None
    view_fault: Named | None
    view_picture: str | None
    delivery: Literal["confirmed", "best_effort"] | None
    missing_messages: int
    gaps: list[GapOut]
    messages: FatesOut
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
    """One field of one device over time, oldest first; at most 5,000 values, else `is_cut`.

    `every_s`: the values are means of so many seconds, named by their begin; null: as they were measured.
    """

    device: str
    field: str
    unit: str
    since: datetime
    until: datetime
    every_s: int | None
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


class Claimed(Answer):
    """A device is registered now; so many of its messages had been kept and have had their effect."""

    device: str
    messages: int


class BalanceOut(Answer):
    """Where every message ever received is now; `is_even` when each has one known fate.

    `lost` were destroyed on disk before they were worked on.
    """

    at: datetime
    received: int
    stored: int
    duplicate: int
    dead_letter: int
    rejected: int
    in_journal: int
    lost: int
    is_even: bool


class FatesList(Answer):
    """The same for each device, for nobody the hub knows, and for all, which is their sum."""

    at: datetime
    devices: dict[str, FatesOut]
    nobody: FatesOut
    total: FatesOut


class HealthOut(Answer):
    """Whether the hub does its work."""

    is_well: bool
    version: str
    at: datetime
    problems: list[Named]
    notes: list[AwayOut]


class EvidenceOut(Answer):
    """A picture that proves something."""

    role: str
    path: str
    at: datetime


class JudgedOut(Named):
    """What somebody said of a camera's finding."""

    by: str
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
    closed_by: str
    reopened_at: datetime | None
    reopenings: int
    evidence: list[EvidenceOut]
    judged: JudgedOut | None


class TicketList(Answer):
    """Tickets, newest first."""

    at: datetime
    tickets: list[TicketOut]
