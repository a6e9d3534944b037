"""What a message may contain: one frozen model for each kind of body, named by the words of the glossary.

Field aliases are the short names on the wire. Times are integer milliseconds UTC. Unknown keys are ignored.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from devices.contract.commands import (
    Announce,
    Cancel,
    HouseRules,
    Refusal,
    Schedule,
    SelfTest,
    Talk,
    TrustedKeys,
    Update,
)
from devices.contract.fields import (
    MAX_SAMPLES,
    AnyMillis,
    Body,
    Count,
    Id,
    KeyName,
    Line,
    Millis,
    QuantityName,
    Sha256,
    Share,
    Values,
)
from devices.contract.quantities import Quality
from devices.contract.receipts import Ack
from devices.contract.setup import CameraSetup
from devices.contract.talk import Piece


class Location(BaseModel):
    """Where a device stands, WGS-84 degrees."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class DeviceClass(StrEnum):
    """What a device is for; decides which rules look at its messages."""

    BIN = "bin"
    CAMERA = "camera"
    SPEAKER = "speaker"
    SENSOR = "sensor"
    GATEWAY = "gateway"


class Birth(Body):
    """A device presents itself (retained)."""

    id: Id
    device_class: Annotated[DeviceClass, Field(alias="class")]
    model: Annotated[Line, Field(max_length=80)] = ""
    firmware: Annotated[Line, Field(alias="fw", max_length=40)] = ""
    boot: Annotated[Count, Field(alias="bd")]
    at_ms: Annotated[Millis, Field(alias="ts")]
    period_s: Annotated[int, Field(ge=1, le=31 * 86400)]
    quantities: Annotated[tuple[QuantityName, ...], Field(alias="q", max_length=64, fail_fast=True)] = ()
    commands: Annotated[tuple[Id, ...], Field(alias="cmd", max_length=32, fail_fast=True)] = ()
    location: Annotated[Location | None, Field(alias="loc")] = None
    via: Id | None = None  # the gateway that speaks for this device; when it is lost, the device is unknown
    public_key: Annotated[Line, Field(alias="key", max_length=200)] = ""
    # The names of the hub's keys whose orders it obeys.
    believes: Annotated[tuple[KeyName, ...], Field(alias="hub_keys", max_length=4, fail_fast=True)] = ()


class Status(Body):
    """A device that holds a connection is there or gone (retained; the Will speaks here too)."""

    online: bool
    boot: Annotated[Count, Field(alias="bd")]
    at_ms: Annotated[Millis | None, Field(alias="ts")] = None
    why: Annotated[Line, Field(max_length=80)] = ""


class Sample(BaseModel):
    """What was measured at one instant, perhaps nothing. `at_ms` absent: the device has no clock."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )

    at_ms: Annotated[AnyMillis | None, Field(alias="ts")] = None
    values: Annotated[Values, Field(alias="m")]
    quality: Annotated[dict[QuantityName, Quality], Field(alias="q", max_length=64)] = Field(
        default_factory=dict
    )


# One bad sample is enough to look again, sample by sample (devices.contract.partial): 64 KiB of nothing but
# bad ones took 110 ms otherwise.
Batch: TypeAlias = Annotated[tuple[Sample, ...], Field(min_length=1, max_length=MAX_SAMPLES, fail_fast=True)]


class Telemetry(Body):
    """Readings: one sample in the body itself, or a batch of samples under `b`, oldest first."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["m"]}, {"required": ["b"]}]})

    boot: Annotated[Count, Field(alias="bd")]
    seq: Count
    at_ms: Annotated[AnyMillis | None, Field(alias="ts")] = None
    values: Annotated[Values | None, Field(alias="m")] = None
    quality: Annotated[dict[QuantityName, Quality], Field(alias="q", max_length=64)] = Field(
        default_factory=dict
    )
    batch: Annotated[Batch | None, Field(alias="b")] = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.values is None) == (self.batch is None):
            raise ValueError("expected either m (one sample) or b (a batch of samples)")
        if not self.values and not any(sample.values for sample in self.batch or ()):
            raise ValueError("expected at least one value")
        return self

    def samples(self) -> tuple[Sample, ...]:
        """List the samples whichever form the message has."""
        if self.batch is not None:
            return self.batch
        return (Sample(at_ms=self.at_ms, values=self.values or {}, quality=self.quality),)


class Phase(StrEnum):
    """Where an event stands in its life; one event keeps one id from start to end."""

    START = "start"
    UPDATE = "update"
    END = "end"


class Medium(BaseModel):
    """A picture that proves something; its bytes went to the hub under this hash before the event did."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    role: Literal["before", "at", "after"]
    sha256: Sha256
    type: Literal["image/jpeg", "image/png"] = "image/jpeg"


class Event(Body):
    """Something happened: common to every event type."""

    id: Id
    at_ms: Annotated[Millis, Field(alias="ts")]
    boot: Annotated[Count, Field(alias="bd")]
    seq: Count
    phase: Phase
    severity: Annotated[int, Field(ge=1, le=4)] = 3
    zone: Annotated[Line, Field(max_length=40)] = ""
    media: Annotated[tuple[Medium, ...], Field(max_length=8, fail_fast=True)] = ()


class Sight(StrEnum):
    """What the camera can say about a pile; `cannot_see` (看不见) neither raises nor closes anything."""

    PRESENT = "present"
    ABSENT = "absent"
    CANNOT_SEE = "cannot_see"


class LitterFinding(Event):
    """One litter pile (暴露垃圾) as one camera sees it.

    `xywh`: left, top, width and height of the box, as shares of the picture's width and height. `area_px`:
    the pixels it covers in the picture as the camera gave it, `area_share` the same as a share. `area_m2`:
    the ground it covers, if the camera's ground was measured. `growth`: by what share it is larger than when
    it was first told; below 0 it became smaller.
    """

    sight: Sight
    confidence: Annotated[Share, Field(alias="conf")]
    xywh: Annotated[tuple[Share, Share, Share, Share], Field(alias="box")]
    area_share: Share = 0.0
    area_px: Count | None = None
    area_m2: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)] | None = None
    growth: Annotated[float, Field(ge=-1, le=1_000, allow_inf_nan=False)] = 0.0


class ViewFault(StrEnum):
    """Why a camera's picture cannot be judged."""

    NONE = "none"
    LOST = "lost"
    FROZEN = "frozen"
    BLACK = "black"
    DIM = "dim"
    OVEREXPOSED = "overexposed"
    COVERED = "covered"
    BLURRED = "blurred"
    MOVED = "moved"


class ViewEvent(Event):
    """A camera's view became unusable, or usable again (phase end, fault none)."""

    fault: ViewFault


class SecurityEvent(Event):
    """A speaker was given an order that it must not obey: nothing sounded.

    `command` is the order's id where it could be read; `more` counts what was refused since the last event
    and not told one by one.
    """

    refusal: Refusal
    topic: Annotated[Line, Field(max_length=200)]
    command: Annotated[Line, Field(max_length=40)] = ""
    more: Count = 0


class SpeakerState(Body):
    """What a speaker is doing (retained)."""

    at_ms: Annotated[Millis, Field(alias="ts")]
    boot: Annotated[Count, Field(alias="bd")]
    playing: Annotated[str, Field(max_length=32)] = ""
    queue: Annotated[int, Field(ge=0, le=10_000)] = 0
    volume_pct: Annotated[int, Field(alias="vol", ge=0, le=100)]
    muted: bool = False


class Upto(Body):
    """Everything of that boot up to `seq` is safe in the hub's journal; the device may forget it."""

    boot: Annotated[Count, Field(alias="bd")]
    seq: Count


class HubStatus(Body):
    """The hub is there or gone (retained; its Will speaks here too)."""

    online: bool
    at_ms: Annotated[Millis | None, Field(alias="ts")] = None
    version: Annotated[Line, Field(alias="ver", max_length=40)] = ""


class HubTime(Body):
    """What time it is, for devices without a clock of their own."""

    at_ms: Annotated[Millis, Field(alias="ts")]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A camera's last picture, JPEG bytes, at most 256 KiB."""

    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Sign:
    """What a foreign network says of a device that is no reading: never on our own wire.

    `is_alive`: the device itself was heard. `at_ms`: when, milliseconds UTC, by the network's clock.
    """

    is_alive: bool
    at_ms: int | None = None
    says: str = ""


AnyBody: TypeAlias = (
    Birth | Status | Telemetry | LitterFinding | ViewEvent | SecurityEvent | SpeakerState | Snapshot
    | Announce | Update | Talk | SelfTest | Cancel | Schedule | HouseRules | TrustedKeys | Ack
    | Piece | Upto | CameraSetup | HubStatus | HubTime
)  # fmt: skip
