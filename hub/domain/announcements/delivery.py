"""What became of one announcement at one speaker: "played" needs its proof, silence is named. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from devices.contract.receipts import Ack, Proof, Stage
from hub.domain.announcements.announcement import Announcement

# What a player counts may differ from the clip by 5 % (proof level P2 of the speaker research); short clips
# get the time one audio buffer takes to drain, 250 ms.
_LENGTH_TOLERANCE = 0.05
_LENGTH_SLACK_MS = 250


class DeliveryState(StrEnum):
    """How far one announcement has come at one speaker.

    `unreached` (no answer in time) and `unknown` (told, and no word of whether it sounded) are what the hub
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
# The hub's own word for a speaker that nothing was heard of until it was too late; it may be wrong.
LAPSED = "not_reached_in_time"
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
# Something more urgent took its place for now (Stage.PREEMPTED); it still counts as playing.
PREEMPTED = "preempted"
_SOUNDING = frozenset({Stage.PLAYING, Stage.PREEMPTED})
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
    wrong. `played_ms`, `proof_method` and `ear` (what a microphone says) come from the speaker's proof.
    `halt` is the id of the command that stops it, "" while nobody wants that; `halt_is_out` tells whether the
    broker has taken that command.
    """

    id: str
    announcement: str
    device: str
    state: DeliveryState
    at: datetime
    reason: str = ""
    played_ms: int | None = None
    proof_method: str = ""
    ear: str = ""
    halt: str = ""
    halt_is_out: bool = False

    @property
    def is_final(self) -> bool:
        """Tell whether nothing can change it any more; a receipt that comes late corrects what lapsed."""
        return self.state in FINAL and self.reason != LAPSED

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody waits any more; a receipt that comes late may still correct it."""
        is_given_up = self.state is DeliveryState.UNKNOWN or self.reason == LAPSED
        return self.is_final or (is_given_up and not self.owes_halt)

    @property
    def owes_halt(self) -> bool:
        """Tell whether its speaker still has to be told to stop."""
        return bool(self.halt) and not self.halt_is_out and not self.is_final


def queued(delivery: Delivery, now: datetime) -> Delivery:
    """Note that it waits for its time or for the broker."""
    return _moved(delivery, DeliveryState.QUEUED, now)


def sent(delivery: Delivery, now: datetime) -> Delivery:
    """Note that the broker has taken the command."""
    return _moved(delivery, DeliveryState.SENT, now)


def withdrawn(delivery: Delivery, halt: str, now: datetime) -> Delivery:
    """Note the operator's cancellation: what never left the hub is cancelled, the rest is told to stop.

    `halt` is the id that the command to stop will have.
    """
    return _halted(delivery, DeliveryState.CANCELLED, halt, now)


def superseded(delivery: Delivery, halt: str, now: datetime) -> Delivery:
    """Note that something else takes its place: what never left the hub is superseded, the rest is told.

    `halt` is the id of the command that takes its place, or stops it where the other is not meant to sound.
    """
    return _halted(delivery, DeliveryState.SUPERSEDED, halt, now)


def unable(delivery: Delivery, now: datetime) -> Delivery:
    """Note that its speaker plays recordings only, and is not asked for a live talk."""
    return _moved(delivery, DeliveryState.FAILED, now, "no_live")


def halt_sent(delivery: Delivery) -> Delivery:
    """Note that the broker has taken the command to stop."""
    return replace(delivery, halt_is_out=True) if delivery.owes_halt else delivery


def advance(
    delivery: Delivery, announcement: Announcement, ack: Ack, now: datetime, *, is_signed: bool
) -> Delivery:
    """What the delivery is after an answer; a late, repeated or disordered one changes nothing.

    `is_signed`: with the speaker's own key. Without that nobody knows who said that it was played.
    """
    if ack.stage is Stage.PLAYED:
        return _ended(delivery, announcement, ack.proof, now, is_signed=is_signed)
    reason = PREEMPTED if ack.stage is Stage.PREEMPTED else ack.error
    if ack.stage is Stage.UNPROVEN:
        reason = ack.error or "unproven"
    if ack.stage in _SOUNDING and delivery.state is DeliveryState.PLAYING:
        return delivery if delivery.reason == reason else replace(delivery, at=now, reason=reason)
    moved = _moved(delivery, _STATE_AT[ack.stage], now, reason)
    is_partial = announcement.is_live and is_signed and moved.is_final
    return moved if moved is delivery or not is_partial else _heard(moved, ack.proof)


def overdue(
    delivery: Delivery,
    announcement: Announcement,
    now: datetime,
    receipt_wait: timedelta,
    *,
    was_away: bool = False,
) -> Delivery:
    """What the delivery is when nothing was heard by now.

    Args:
        delivery: as it stands.
        announcement: what is delivered.
        now: aware UTC.
        receipt_wait: how long a speaker that is there may take to answer.
        was_away: the speaker was gone from before it was announced until it had expired.
    """
    sounding = timedelta(milliseconds=announcement.expected_ms)
    match delivery.state:
        case DeliveryState.ACCEPTED | DeliveryState.QUEUED:
            return _unsent(delivery, announcement, now)
        case DeliveryState.SENT if now >= delivery.at + receipt_wait:
            return replace(delivery, state=DeliveryState.UNREACHED, at=now, reason="no_receipt")
        case DeliveryState.UNREACHED if now >= announcement.expires_at + sounding + receipt_wait:
            # Who was there may have been told, and its receipts lost: nobody can say that it did not sound.
            state = DeliveryState.EXPIRED if was_away else DeliveryState.UNKNOWN
            return replace(delivery, state=state, at=now, reason=LAPSED)
        case DeliveryState.RECEIVED if now >= announcement.expires_at + sounding + receipt_wait:
            return replace(delivery, state=DeliveryState.UNKNOWN, at=now, reason="no_end_reported")
        case DeliveryState.PLAYING if now >= _silent_after(delivery, announcement) + sounding + receipt_wait:
            return replace(delivery, state=DeliveryState.UNKNOWN, at=now, reason="no_end_reported")
        case _:
            return delivery


def _unsent(delivery: Delivery, announcement: Announcement, now: datetime) -> Delivery:
    if announcement.ended_at is not None:
        return _moved(delivery, DeliveryState.EXPIRED, now, "talk_over")
    if now >= announcement.expires_at:
        return _moved(delivery, DeliveryState.EXPIRED, now, "not_sent_in_time")
    return delivery


def _silent_after(delivery: Delivery, announcement: Announcement) -> datetime:
    """From when on what plays has its own length left; what was interrupted goes on until it expires."""
    return announcement.expires_at if delivery.reason == PREEMPTED else delivery.at


def _ended(
    delivery: Delivery, announcement: Announcement, proof: Proof | None, now: datetime, *, is_signed: bool
) -> Delivery:
    if announcement.is_on_air:
        return _moved(delivery, DeliveryState.UNKNOWN, now, "not_archived")
    doubt = _doubt(announcement, proof)
    if not is_signed and not doubt:
        return _moved(delivery, DeliveryState.UNKNOWN, now, "unsigned")
    moved = _moved(delivery, DeliveryState.FAILED if doubt else DeliveryState.PLAYED, now, doubt)
    return moved if moved is delivery else _heard(moved, proof)


def _heard(delivery: Delivery, proof: Proof | None) -> Delivery:
    """Note what a proof says; that it says enough is judged before."""
    if proof is None:
        return delivery
    return replace(delivery, played_ms=proof.played_ms, proof_method=proof.method, ear=proof.ear.value)


def _halted(delivery: Delivery, state: DeliveryState, halt: str, now: datetime) -> Delivery:
    if delivery.is_final:
        return delivery
    if delivery.state in _UNSENT:
        return _moved(delivery, state, now)
    return replace(delivery, halt=halt, halt_is_out=False)


def _moved(delivery: Delivery, state: DeliveryState, now: datetime, reason: str = "") -> Delivery:
    if _RANK[state] <= _rank(delivery):
        return delivery
    return replace(delivery, state=state, at=now, reason=reason)


def _rank(delivery: Delivery) -> int:
    """How far it is known to have come; what lapsed is as far as what was only sent."""
    return _RANK[DeliveryState.SENT if delivery.reason == LAPSED else delivery.state]


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
