"""One class of bad input: what a device says, and what must become of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.instants import millis
from hub.series import FieldValue
from tests.builders import NOON

TELE = "vh1/daxi/d/bin-1/tele"
NOON_MS = millis(NOON)
DAY_MS = 86_400_000


class Verdict(StrEnum):
    """What the hub does with a message: nothing else may happen to one."""

    STORE = "store"
    FLAG = "store and flag"  # kept, and marked as suspect or in part set aside
    DEAD_LETTER = "dead letter"
    IGNORE = "ignore"  # counted as a duplicate
    REJECT = "reject"  # the broker ends it, or nobody listens there: the hub never sees it


@dataclass(frozen=True)
class Case:
    """One message and its verdict.

    `reason`: a part of the dead letter's reason. `fields`: of the points of series "reading" that the message
    makes. `filed_ms`: when the first of them counts. `before`: what the same device had said just before.
    """

    number: int
    words: str
    verdict: Verdict
    payload: bytes
    reason: str = ""
    fields: tuple[Mapping[str, FieldValue], ...] = ()
    filed_ms: int | None = None
    topic: str = TELE
    before: tuple[bytes, ...] = ()

    def __str__(self) -> str:
        return f"T{self.number} {self.words}"


def stored(number: int, words: str, payload: bytes, *fields: Mapping[str, FieldValue], **more) -> Case:
    return Case(number, words, Verdict.STORE, payload, fields=fields, **more)


def flagged(
    number: int, words: str, payload: bytes, *fields: Mapping[str, FieldValue], reason: str = "", **more
) -> Case:
    return Case(number, words, Verdict.FLAG, payload, reason, fields=fields, **more)


def dead(number: int, words: str, payload: bytes, reason: str, **more) -> Case:
    return Case(number, words, Verdict.DEAD_LETTER, payload, reason, **more)


def ignored(number: int, words: str, payload: bytes, *fields: Mapping[str, FieldValue], **more) -> Case:
    return Case(number, words, Verdict.IGNORE, payload, fields=fields, **more)


def reading(**changes: object) -> bytes:
    """A good reading of 63 %, with some keys changed."""
    body = {"v": 1, "bd": 1, "seq": 10, "ts": NOON_MS, "m": {"fill_pct": 63}} | changes
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def said(fill: str) -> bytes:
    """The same with whatever a device may write for a number; its battery is good."""
    return reading(m={"battery_pct": 90}).replace(b'"m":{', b'"m":{"fill_pct":' + fill.encode() + b",")


FILL = {"fill_pct": 63.0}
BATTERY = {"battery_pct": 90.0}
