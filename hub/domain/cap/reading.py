"""A document that keeps to the schema -> the message it is, and what is wrong with what it says. Pure."""

from collections.abc import Iterator
from datetime import datetime

from hub.domain.cap import texts
from hub.domain.cap.alert import (
    DEFAULT_LANGUAGE,
    Alert,
    Area,
    Audience,
    Certainty,
    Info,
    Key,
    MsgType,
    Severity,
    Status,
    Urgency,
)
from hub.domain.cap.papers import Element
from hub.domain.cap.problems import Fault, Problem, problem
from hub.domain.shapes import Shape

# They are about another message, and mean nothing without it.
_ABOUT_ANOTHER = frozenset({MsgType.UPDATE, MsgType.CANCEL, MsgType.ACK, MsgType.ERROR})
# They replace or end what they are about: nobody does that to another's message.
_OVERRULING = frozenset({MsgType.UPDATE, MsgType.CANCEL})
_TOLD = frozenset({MsgType.ALERT, MsgType.UPDATE})


def message(root: Element) -> Alert:
    """Read a document in which `hub.domain.cap.schema` found no fault."""
    sent_at = _time(root.first("sent"))
    assert sent_at is not None  # noqa: S101  # the schema demands it
    return Alert(
        key=Key(root.first("sender"), root.first("identifier"), sent_at),
        status=Status(root.first("status")),
        kind=MsgType(root.first("msgType")),
        audience=Audience(root.first("scope")),
        note=root.first("note"),
        references=tuple(
            key for word in root.first("references").split() if (key := texts.reference(word)) is not None
        ),
        infos=tuple(_info(each) for each in root.named("info")),
    )


def _info(block: Element) -> Info:
    return Info(
        language=block.first("language") or DEFAULT_LANGUAGE,
        category=block.first("category"),
        event=block.first("event"),
        urgency=Urgency(block.first("urgency")),
        severity=Severity(block.first("severity")),
        certainty=Certainty(block.first("certainty")),
        effective_at=_time(block.first("effective")),
        expires_at=_time(block.first("expires")),
        sender_name=block.first("senderName"),
        headline=block.first("headline"),
        description=block.first("description"),
        instruction=block.first("instruction"),
        areas=tuple(_area(each) for each in block.named("area")),
    )


def _area(block: Element) -> Area:
    drawn = [texts.polygon(each.text) for each in block.named("polygon")]
    round_ones = [texts.circle(each.text) for each in block.named("circle")]
    shapes: list[Shape] = [each for each in (*drawn, *round_ones) if not isinstance(each, str)]
    codes = tuple((code.first("valueName"), code.first("value")) for code in block.named("geocode"))
    return Area(block.first("areaDesc"), tuple(shapes), codes)


def _time(text: str) -> datetime | None:
    return texts.time(text) if text else None


def contradictions(alert: Alert, root: Element) -> tuple[Problem, ...]:
    """What the schema allows and the standard does not (the notes of chapter 3.2), or nobody could act on.

    Args:
        alert: the message.
        root: the document it was read from, for the places.
    """
    return (*_of_audience(alert, root), *_of_references(alert, root), *_of_infos(alert, root))


def _of_audience(alert: Alert, root: Element) -> Iterator[Problem]:
    needed = {Audience.RESTRICTED: "restriction", Audience.PRIVATE: "addresses"}.get(alert.audience)
    if needed and not root.first(needed):
        yield problem(f"{root.place}/{needed}", Fault.MISSING, "", f"scope {alert.audience.value}")


def _of_references(alert: Alert, root: Element) -> Iterator[Problem]:
    place = f"{root.place}/references[1]"
    if alert.kind in _ABOUT_ANOTHER and not alert.references:
        yield problem(f"{root.place}/references", Fault.MISSING, "", f"msgType {alert.kind.value}")
    for key in alert.references:
        if alert.kind in _OVERRULING and key.sender != alert.key.sender:
            yield problem(place, Fault.FOREIGN_REFERENCE, key.sender, alert.key.sender)
        if key == alert.key:
            yield problem(place, Fault.OWN_REFERENCE, key.identifier)


def _of_infos(alert: Alert, root: Element) -> Iterator[Problem]:
    if alert.kind in _TOLD and not alert.infos:
        yield problem(f"{root.place}/info", Fault.MISSING, "", f"msgType {alert.kind.value}")
    for block, info in zip(root.named("info"), alert.infos, strict=True):
        if info.expires_at is not None and info.expires_at <= alert.key.sent_at:
            found, expected = block.first("expires"), f"> {root.first('sent')}"
            yield problem(f"{block.place}/expires[1]", Fault.ENDS_BEFORE_SENT, found, expected)
        if alert.kind in _TOLD and not (info.headline or info.description or info.instruction):
            yield problem(block.place, Fault.NOTHING_TO_READ, "", "headline | description | instruction")
