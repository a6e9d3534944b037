"""Orders to a speaker: what it shall play, stop, keep for later, and whom it shall believe. Pure."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from devices.contract.fields import Count, Id, Line, Millis, Sha256, Signed, Text

_LONGEST_S = 4 * 3600
_MINUTES = 24 * 60


class Priority(StrEnum):
    """How urgent an announcement is, lowest first."""

    TEST = "test"
    ROUTINE = "routine"
    NOTICE = "notice"
    URGENT = "urgent"
    EMERGENCY = "emergency"


TWO_PERSON = frozenset({Priority.URGENT, Priority.EMERGENCY})


class Refusal(StrEnum):
    """Why an order is not obeyed and is told as a security event; lateness is none (`Stage.EXPIRED`)."""

    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    DOWNGRADED = "downgraded"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    WRONG_TARGET = "wrong_target"
    RETAINED = "retained"
    STALE_EPOCH = "stale_epoch"
    REPLAYED = "replayed"
    FUTURE_DATED = "future_dated"
    ONE_PERSON = "one_person"


class Audio(BaseModel):
    """A sound to fetch and check before it is played. `path` is below the hub's base URL."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    path: Annotated[str, Field(pattern=r"^/[A-Za-z0-9/._-]{1,200}$")]
    sha256: Sha256
    duration_ms: Annotated[int, Field(ge=1, le=_LONGEST_S * 1000)]


class Command(Signed):
    """Common to every order to a device; nothing may start after `expires_ms`.

    `audience` is the device or group of the topic. `epoch` rises with each start of a hub, so that one that
    was replaced is known; `counter` rises with each order of an epoch to an audience.
    """

    id: Id
    issued_ms: Annotated[Millis, Field(alias="issued")]
    not_before_ms: Annotated[Millis, Field(alias="not_before")]
    expires_ms: Annotated[Millis, Field(alias="expires")]
    audience: Id
    epoch: Count = 0
    counter: Annotated[Count, Field(alias="ctr")] = 0


class Airing(Command):
    """Common to every order that makes something heard, once: `announcement` names it.

    `author` wrote and `approver` released it; `override` is the reason of an emergency without the second
    person.
    """

    announcement: Id
    priority: Priority
    text: Text
    volume_pct: Annotated[int, Field(alias="vol", ge=0, le=100)]
    author: Annotated[Line, Field(alias="by", max_length=64)] = ""
    approver: Annotated[Line, Field(alias="ok", max_length=64)] = ""
    override: Annotated[Line, Field(alias="why", max_length=200)] = ""


class Announce(Airing):
    """Play this announcement once (`id` names the delivery, `announcement` what is delivered)."""

    audio: Audio
    repeat: Annotated[int, Field(ge=1, le=10)] = 1

    @property
    def length_ms(self) -> int:
        """How long it sounds with all repetitions."""
        return self.audio.duration_ms * self.repeat


class Talk(Airing):
    """Play what somebody says now: the pieces (devices.contract.talk) on the topic of the group so named.

    It is joined where it is, and left after `longest_ms` of sound; who has left it never joins it again.
    `sound_key` is the public key that the pieces are signed with, made for this talk alone.
    """

    sound_key: Annotated[Line, Field(max_length=200)]
    longest_ms: Annotated[int, Field(ge=1, le=3600 * 1000)]

    @property
    def length_ms(self) -> int:
        """How long it sounds at most."""
        return self.longest_ms


class Update(Announce):
    """Play this in place of `replaces`, which stops or is forgotten, whichever of the two comes first."""

    replaces: Id


class SelfTest(Announce):
    """Play a short clip quietly and tell whether it was heard."""

    @model_validator(mode="after")
    def _is_a_test(self) -> Self:
        if self.priority is not Priority.TEST:
            raise ValueError(f"a self-test has the priority test, not {self.priority}")
        return self


class Cancel(Command):
    """Stop or forget the delivery of an announcement."""

    announcement: Id


class Slot(BaseModel):
    """One sound of a schedule and every instant it begins at; it may begin `late_s` later, but not after."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )

    id: Id
    priority: Priority
    text: Text
    audio: Audio
    volume_pct: Annotated[int, Field(alias="vol", ge=0, le=100)]
    repeat: Annotated[int, Field(ge=1, le=10)] = 1
    late_s: Annotated[int, Field(ge=1, le=3600)] = 60
    starts_ms: Annotated[tuple[Millis, ...], Field(alias="starts", max_length=400, fail_fast=True)]

    @model_validator(mode="after")
    def _needs_no_second_person(self) -> Self:
        if self.priority in TWO_PERSON:
            raise ValueError(f"slot {self.id}: {self.priority} is released by people, not by a schedule")
        return self


class Schedule(Command):
    """The whole programme of a speaker, which it plays by itself; the newest replaces any earlier one.

    Holidays and weekdays are the hub's business: it names instants. `expires_ms` ends the programme.
    """

    slots: Annotated[tuple[Slot, ...], Field(max_length=64, fail_fast=True)]


def occurrence_id(slot: str, start_ms: int) -> str:
    """Name one playing of a scheduled slot: its announcement, and the command its receipts answer."""
    return hashlib.sha256(f"{slot}@{start_ms}".encode()).hexdigest()[:32]


class DaySpan(BaseModel):
    """A stretch of every day in local minutes, `end_min` exclusive; past midnight when it is not later."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )

    start_min: Annotated[int, Field(alias="from", ge=0, lt=_MINUTES)]
    end_min: Annotated[int, Field(alias="until", ge=0, le=_MINUTES)]


class LoudSpan(DaySpan):
    """A stretch of every day and the loudest volume in it."""

    ceiling_pct: Annotated[int, Field(alias="vol", ge=0, le=100)]


class Interval(BaseModel):
    """A stretch of time, milliseconds UTC, `until_ms` exclusive."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )

    from_ms: Annotated[Millis, Field(alias="from")]
    until_ms: Annotated[Millis, Field(alias="until")]


class HouseRules(Command):
    """What a speaker holds announcements to, whoever ordered them; the newest replaces any earlier ones.

    `zone` is an IANA name. `hushed` priorities are silent in `quiet` hours and `quiet_days` (exam days).
    The first of `ceilings` that holds counts, else `day_ceiling_pct`; neither hours nor ceilings bind an
    emergency. `longest_s` binds all. `two_person`: what is urgent needs an approver, or `override`.
    """

    zone: Annotated[Line, Field(max_length=40)]
    quiet: Annotated[tuple[DaySpan, ...], Field(max_length=12, fail_fast=True)] = ()
    quiet_days: Annotated[tuple[Interval, ...], Field(max_length=120, fail_fast=True)] = ()
    hushed: Annotated[tuple[Priority, ...], Field(max_length=5, fail_fast=True)] = (
        Priority.TEST,
        Priority.ROUTINE,
    )
    ceilings: Annotated[tuple[LoudSpan, ...], Field(max_length=12, fail_fast=True)] = ()
    day_ceiling_pct: Annotated[int, Field(ge=0, le=100)] = 100
    longest_s: Annotated[int, Field(ge=1, le=10 * _LONGEST_S)] = _LONGEST_S
    two_person: bool = False


class TrustedKeys(Command):
    """All hub keys that are believed from now on, newest first, as `signing.PublicKey.text` writes them."""

    trusted: Annotated[tuple[Annotated[Line, Field(max_length=200)], ...], Field(min_length=1, max_length=4)]


Aired: TypeAlias = Announce | Talk
AnyCommand: TypeAlias = Announce | Update | Talk | SelfTest | Cancel | Schedule | HouseRules | TrustedKeys

# Name in the topic -> what stands in the message.
COMMANDS: Mapping[str, type[Command]] = {
    "announce": Announce,
    "update": Update,
    "talk": Talk,
    "cancel": Cancel,
    "test": SelfTest,
    "schedule": Schedule,
    "rules": HouseRules,
    "keys": TrustedKeys,
}
