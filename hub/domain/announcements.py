"""Announcements (村村响) and what became of each at every speaker: "played" needs its proof. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from devices.contract.commands import Priority
from devices.contract.receipts import Ack, Proof, Stage

MAX_TEXT = 1000
MAX_REPEAT = 10
MAX_VOLUME_PCT = 100
# What a player counts may differ from the clip by 5 % (proof level P2 of the speaker research); short clips
# get the time one audio buffer takes to drain, 250 ms.
_LENGTH_TOLERANCE = 0.05
_LENGTH_SLACK_MS = 250


class TargetScope(StrEnum):
    """How the speakers of an announcement are named."""

    TOWNSHIP = "township"
    VILLAGES = "villages"
    DEVICES = "devices"


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an announcement is for: `ids` are villages or devices by `scope`, none for the township."""

    scope: TargetScope
    ids: tuple[str, ...] = ()

    def speakers(self, village_of: Mapping[str, str]) -> tuple[str, ...]:
        """List the speakers meant, by id, out of all speakers (device -> village)."""
        match self.scope:
            case TargetScope.VILLAGES:
                return tuple(sorted(device for device, village in village_of.items() if village in self.ids))
            case TargetScope.DEVICES:
                return tuple(sorted(device for device in village_of if device in self.ids))
            case _:
                return tuple(sorted(village_of))

    def unmatched(self, village_of: Mapping[str, str]) -> tuple[str, ...]:
        """List the ids that no speaker answers to, so that nobody believes they were told."""
        known = set(village_of.values()) if self.scope is TargetScope.VILLAGES else set(village_of)
        return tuple(sorted(set(self.ids) - known))


@dataclass(frozen=True, slots=True)
class Draft:
    """What an operator asks for, before it is checked and spoken. Times are aware UTC."""

    text: str
    priority: Priority
    volume_pct: int
    repeat: int
    not_before: datetime
    expires_at: datetime
    target: Target


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement; `duration_ms` is one pass of the clip named by `sha256`. Times are aware UTC."""

    id: str
    text: str
    priority: Priority
    volume_pct: int
    repeat: int
    created_at: datetime
    created_by: str
    not_before: datetime
    expires_at: datetime
    sha256: str
    duration_ms: int
    target: Target

    @property
    def expected_ms(self) -> int:
        """How long it sounds with all repetitions."""
        return self.duration_ms * self.repeat


class Flaw(StrEnum):
    """What is wrong with a draft."""

    EMPTY_TEXT = "empty_text"
    TEXT_TOO_LONG = "text_too_long"
    VOLUME_OUT_OF_RANGE = "volume_out_of_range"
    REPEAT_OUT_OF_RANGE = "repeat_out_of_range"
    EXPIRES_IN_PAST = "expires_in_past"
    EXPIRES_BEFORE_START = "expires_before_start"
    NOBODY_MEANT = "nobody_meant"


def flaws(draft: Draft, now: datetime) -> tuple[Flaw, ...]:
    """List everything that forbids this draft; nothing means it may be spoken."""
    claims = (
        (not draft.text.strip(), Flaw.EMPTY_TEXT),
        (len(draft.text) > MAX_TEXT, Flaw.TEXT_TOO_LONG),
        (not 0 <= draft.volume_pct <= MAX_VOLUME_PCT, Flaw.VOLUME_OUT_OF_RANGE),
        (not 1 <= draft.repeat <= MAX_REPEAT, Flaw.REPEAT_OUT_OF_RANGE),
        (draft.expires_at <= now, Flaw.EXPIRES_IN_PAST),
        (draft.expires_at <= draft.not_before, Flaw.EXPIRES_BEFORE_START),
        (draft.target.scope is not TargetScope.TOWNSHIP and not draft.target.ids, Flaw.NOBODY_MEANT),
    )
    return tuple(flaw for is_wrong, flaw in claims if is_wrong)


class DeliveryState(StrEnum):
    """How far one announcement has come at one speaker.

    `unreached` (no answer in time) and `unknown` (it began, the end was never reported) are what the hub
    must say while it knows no better: a later receipt still corrects them; nothing corrects `FINAL`.
    """

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENT = "sent"
    RECEIVED = "received"
    PLAYING = "playing"
    PLAYED = "played"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    UNREACHED = "unreached"
    UNKNOWN = "unknown"


FINAL = frozenset(
    {
        DeliveryState.PLAYED,
        DeliveryState.FAILED,
        DeliveryState.EXPIRED,
        DeliveryState.CANCELLED,
        DeliveryState.SUPERSEDED,
    }
)
_GIVEN_UP = frozenset({DeliveryState.UNREACHED, DeliveryState.UNKNOWN})
_UNSENT = frozenset({DeliveryState.ACCEPTED, DeliveryState.QUEUED})
_RANK = {
    DeliveryState.ACCEPTED: 0,
    DeliveryState.QUEUED: 1,
    DeliveryState.SENT: 2,
    DeliveryState.UNREACHED: 2,
    DeliveryState.RECEIVED: 3,
    DeliveryState.PLAYING: 4,
    DeliveryState.UNKNOWN: 4,
    DeliveryState.PLAYED: 5,
    DeliveryState.FAILED: 5,
    DeliveryState.EXPIRED: 5,
    DeliveryState.CANCELLED: 5,
    DeliveryState.SUPERSEDED: 5,
}
# Nobody can say whether what a horn without an answer was given has sounded: `unproven` stays unknown.
_STATE_AT = {
    Stage.RECEIVED: DeliveryState.RECEIVED,
    Stage.ADOPTED: DeliveryState.RECEIVED,
    Stage.PLAYING: DeliveryState.PLAYING,
    Stage.PREEMPTED: DeliveryState.PLAYING,
    Stage.UNPROVEN: DeliveryState.UNKNOWN,
    Stage.PLAYED: DeliveryState.PLAYED,
    Stage.FAILED: DeliveryState.FAILED,
    Stage.EXPIRED: DeliveryState.EXPIRED,
    Stage.CANCELLED: DeliveryState.CANCELLED,
    Stage.SUPERSEDED: DeliveryState.SUPERSEDED,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One announcement to one speaker; `id` is the id of its command.

    `at` is when the hub learned of `state`. `reason` is a code, or "code: detail", and "" when nothing went
    wrong. `played_ms` and `proof_method` come from the speaker's proof.
    """

    id: str
    announcement: str
    device: str
    state: DeliveryState
    at: datetime
    reason: str = ""
    played_ms: int | None = None
    proof_method: str = ""

    @property
    def is_final(self) -> bool:
        """Tell whether nothing can change it any more."""
        return self.state in FINAL

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody waits any more; a receipt that comes late may still correct it."""
        return self.is_final or self.state in _GIVEN_UP


def queued(delivery: Delivery, now: datetime) -> Delivery:
    """Note that it waits for its time or for the broker."""
    return _moved(delivery, DeliveryState.QUEUED, now)


def sent(delivery: Delivery, now: datetime) -> Delivery:
    """Note that the broker has taken the command."""
    return _moved(delivery, DeliveryState.SENT, now)


def withdrawn(delivery: Delivery, now: datetime) -> Delivery:
    """Note the operator's cancellation: what never left the hub is cancelled, the rest waits."""
    return _moved(delivery, DeliveryState.CANCELLED, now) if delivery.state in _UNSENT else delivery


def advance(delivery: Delivery, announcement: Announcement, ack: Ack, now: datetime) -> Delivery:
    """What the delivery is after an answer; a late, repeated or disordered one changes nothing."""
    if ack.stage is not Stage.PLAYED:
        return _moved(delivery, _STATE_AT[ack.stage], now, ack.error)
    doubt = _doubt(announcement, ack.proof)
    moved = _moved(delivery, DeliveryState.FAILED if doubt else DeliveryState.PLAYED, now, doubt)
    if moved is delivery or ack.proof is None:
        return moved
    return replace(moved, played_ms=ack.proof.played_ms, proof_method=ack.proof.method)


def overdue(
    delivery: Delivery, announcement: Announcement, now: datetime, receipt_wait: timedelta
) -> Delivery:
    """What the delivery is when nothing was heard by now.

    Args:
        delivery: as it stands.
        announcement: what is delivered.
        now: aware UTC.
        receipt_wait: how long a speaker that is there may take to answer.
    """
    sounding = timedelta(milliseconds=announcement.expected_ms)
    match delivery.state:
        case DeliveryState.ACCEPTED | DeliveryState.QUEUED if now >= announcement.expires_at:
            return _moved(delivery, DeliveryState.EXPIRED, now, "not_sent_in_time")
        case DeliveryState.SENT if now >= delivery.at + receipt_wait:
            return replace(delivery, state=DeliveryState.UNREACHED, at=now, reason="no_receipt")
        case DeliveryState.RECEIVED if now >= announcement.expires_at + sounding + receipt_wait:
            return replace(delivery, state=DeliveryState.UNKNOWN, at=now, reason="no_end_reported")
        case DeliveryState.PLAYING if now >= delivery.at + sounding + receipt_wait:
            return replace(delivery, state=DeliveryState.UNKNOWN, at=now, reason="no_end_reported")
        case _:
            return delivery


def _moved(delivery: Delivery, state: DeliveryState, now: datetime, reason: str = "") -> Delivery:
    if _RANK[state] <= _RANK[delivery.state]:
        return delivery
    return replace(delivery, state=state, at=now, reason=reason)


def _doubt(announcement: Announcement, proof: Proof | None) -> str:
    """Why a speaker's word that it played is not believed; "" when it is."""
    if proof is None:
        return "no_proof"
    if proof.sha256 != announcement.sha256:
        return f"wrong_audio: {proof.sha256[:12]} instead of {announcement.sha256[:12]}"
    expected = announcement.expected_ms
    if abs(proof.played_ms - expected) > max(_LENGTH_SLACK_MS, _LENGTH_TOLERANCE * expected):
        return f"wrong_length: {proof.played_ms} ms instead of {expected} ms"
    return ""
