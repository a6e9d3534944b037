"""What is to be done about a CAP message that is believed and understood. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hub.domain.cap.alert import Alert, Audience, Info, MsgType, Status
from hub.domain.cap.ranking import Level
from hub.domain.cap.record import Fate
from hub.domain.datum import Datum


class Trust(StrEnum):
    """Whether what a sender says goes out at once, or waits for a person here."""

    DRAFT = "draft"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Sender:
    """One who may warn. `certificate`: PEM, whose key signs its messages; "" for one that need not sign."""

    id: str
    name: str
    level: Level
    certificate: str = ""
    trust: Trust = Trust.DRAFT
    datum: Datum = Datum.WGS84


@dataclass(frozen=True, slots=True)
class House:
    """What this hub does with warnings.

    `language`: of the township. `life`: how long a message holds that does not say it. `exercises`: the
    villages in which exercises may sound. `repeat`, `volume_pct`: how a warning is said.
    """

    language: str = "zh"
    life: timedelta = timedelta(minutes=60)
    exercises: frozenset[str] = frozenset()
    repeat: int = 2
    volume_pct: int = 70


def ends_at(alert: Alert, info: Info, life: timedelta) -> datetime:
    """Until when a block is worth saying."""
    return info.expires_at or alert.key.sent_at + life


def settled(alert: Alert, house: House, *, is_revoked: bool) -> Fate | None:
    """What becomes of a message that is not said aloud whatever the time; None for one that may be.

    `is_revoked`: a later message that came before it has replaced or cancelled it.
    """
    aside = {Status.SYSTEM: Fate.SYSTEM, Status.TEST: Fate.TEST, Status.DRAFT: Fate.DRAFT}.get(alert.status)
    if aside is not None:
        return aside
    if alert.kind in {MsgType.ACK, MsgType.ERROR}:
        return Fate.ANSWER
    if alert.audience is not Audience.PUBLIC:
        return Fate.NOT_PUBLIC
    if alert.kind is MsgType.CANCEL:
        return None
    if is_revoked:
        return Fate.REVOKED
    is_forbidden = alert.status is Status.EXERCISE and not house.exercises
    return Fate.EXERCISE_ELSEWHERE if is_forbidden else None
