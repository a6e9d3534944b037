"""A device's answer to an order: how far it came, and what shows that it sounded. Pure."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from devices.contract.fields import Count, Id, Line, Millis, Sha256, Signed


class Stage(StrEnum):
    """How far a speaker has come with a command, as it says itself.

    `preempted`: something more urgent interrupted it, and it goes on afterwards. `unproven`: it was given to
    a horn that cannot say whether it sounded. `adopted`: a schedule, rules or keys are kept and hold.
    """

    RECEIVED = "received"
    PLAYING = "playing"
    PREEMPTED = "preempted"
    PLAYED = "played"
    UNPROVEN = "unproven"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    ADOPTED = "adopted"


class ProofLevel(StrEnum):
    """What the word of a player is worth: P0 it was sent, P1 the horn took it, P2 the horn finished it."""

    SENT = "sent"
    TAKEN = "taken"
    FINISHED = "finished"


class Ear(StrEnum):
    """What a microphone beside the horn says (P3 when heard); unknown without one, or in too much noise."""

    HEARD = "heard"
    NOT_HEARD = "not_heard"
    UNKNOWN = "unknown"


class Proof(BaseModel):
    """What shows that it sounded: of which clip, for how long, by whose word.

    `method`: "player" a real player of ours, "simulated" a pretend speaker, else a foreign horn's driver.
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )

    method: Id
    sha256: Sha256
    played_ms: Annotated[int, Field(ge=0, le=40 * 3600 * 1000)]
    level: ProofLevel = ProofLevel.FINISHED
    ear: Ear = Ear.UNKNOWN
    volume_pct: Annotated[int | None, Field(alias="vol", ge=0, le=100)] = None


class Ack(Signed):
    """A device's answer to a command; the command's id stands in the topic, which is signed with it."""

    stage: Stage
    at_ms: Annotated[Millis, Field(alias="ts")]
    boot: Annotated[Count, Field(alias="bd")]
    seq: Count
    error: Annotated[Line, Field(max_length=300)] = ""
    proof: Proof | None = None
