"""Whom an announcement did not reach (未送达), and why, so that somebody can walk there. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.announcements.delivery import LAPSED, Delivery, DeliveryState
from hub.domain.health import Presence


class Why(StrEnum):
    """Why nobody heard it at a speaker; `failed` and `expired` carry a reason of their own."""

    BROKER_AWAY = "broker_away"
    NEVER_SEEN = "never_seen"
    OFFLINE = "offline"
    GATEWAY_LOST = "gateway_lost"
    NO_RECEIPT = "no_receipt"
    MUTED = "muted"
    FAILED = "failed"
    EXPIRED = "expired"
    NO_END_REPORTED = "no_end_reported"


@dataclass(frozen=True, slots=True)
class Condition:
    """What is known of a speaker now; `is_awaited`: it could not be heard and has its time to come back."""

    presence: Presence
    is_muted: bool = False
    is_awaited: bool = False

    @property
    def why(self) -> Why | None:
        """Why nobody could hear it now; None where nothing speaks against it."""
        return None if self.is_awaited else _BY_PRESENCE.get(self.presence)


@dataclass(frozen=True, slots=True)
class Missed:
    """A speaker that was not reached; `since` is when the hub knew, `detail` the reason it was given."""

    device: str
    why: Why
    since: datetime
    detail: str = ""


_BY_PRESENCE = {
    Presence.NEVER: Why.NEVER_SEEN,
    Presence.OFFLINE: Why.OFFLINE,
    Presence.UNKNOWN: Why.GATEWAY_LOST,
}
_ENDS = {
    DeliveryState.FAILED: Why.FAILED,
    DeliveryState.EXPIRED: Why.EXPIRED,
    DeliveryState.UNKNOWN: Why.NO_END_REPORTED,
}
_NOT_OUT = frozenset({DeliveryState.ACCEPTED, DeliveryState.QUEUED})
_UNANSWERED = frozenset({DeliveryState.SENT, DeliveryState.UNREACHED})
_AWAITED = frozenset({*_NOT_OUT, DeliveryState.SENT})
# Somebody wanted these not to be heard.
_MEANT = frozenset({DeliveryState.CANCELLED, DeliveryState.SUPERSEDED})


def missed(
    deliveries: Iterable[Delivery], conditions: Mapping[str, Condition], not_before: datetime, now: datetime
) -> tuple[Missed, ...]:
    """List the speakers not reached, by device; what still waits for its time is not missed.

    Args:
        deliveries: of one announcement.
        conditions: of the speakers as of now; one that is not named was never seen.
        not_before: when the announcement may begin, aware UTC.
        now: aware UTC.
    """
    found = [
        item
        for delivery in deliveries
        if (item := _missed(delivery, conditions.get(delivery.device), is_due=now >= not_before))
    ]
    return tuple(sorted(found, key=lambda item: item.device))


def _missed(delivery: Delivery, condition: Condition | None, *, is_due: bool) -> Missed | None:
    state, why = delivery.state, condition.why if condition else Why.NEVER_SEEN
    if delivery.reason == LAPSED:
        return _of(delivery, why or Why.NO_RECEIPT)
    if state in _ENDS:
        return _of(delivery, _ENDS[state], delivery.reason)
    if state in _NOT_OUT:
        return _of(delivery, Why.BROKER_AWAY) if is_due else None
    if state in _UNANSWERED:
        return _unanswered(delivery, why)
    is_silenced = condition is not None and condition.is_muted and state not in _MEANT
    return _of(delivery, Why.MUTED) if is_silenced else None


def _unanswered(delivery: Delivery, why: Why | None) -> Missed | None:
    if why is not None:
        return _of(delivery, why)
    return _of(delivery, Why.NO_RECEIPT) if delivery.state is DeliveryState.UNREACHED else None


def _of(delivery: Delivery, why: Why, detail: str = "") -> Missed:
    return Missed(delivery.device, why, delivery.at, detail)


def is_complete(
    deliveries: Iterable[Delivery], not_before: datetime, now: datetime, receipt_wait_s: float
) -> bool:
    """Tell whether the list says the last word for now: every speaker has answered, or was given its time."""
    is_over = (now - not_before).total_seconds() >= receipt_wait_s
    return is_over or all(delivery.state not in _AWAITED for delivery in deliveries)
