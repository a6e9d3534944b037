"""The schema of CAP 1.2 as a table (CAP-v1.2.xsd, OASIS 2010), held against a document. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.cap import texts
from hub.domain.cap.alert import (
    CATEGORIES,
    NAMESPACE,
    RESPONSES,
    Audience,
    Certainty,
    MsgType,
    Severity,
    Status,
    Urgency,
)
from hub.domain.cap.papers import Element
from hub.domain.cap.problems import Fault, Problem, problem
from hub.domain.shapes import Circle, Polygon

SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"
MOST_BLOCKS = 20
# Whether a border crosses itself is worked out for each pair of sides of a polygon.
MOST_CORNERS = 1_000
# What RFC 3986 leaves out of every address, and a length that somebody may have meant.
_ADDRESS = re.compile(r"[^\s<>\"{}|\\^`]{1,2000}")

# The text of an element -> what is wrong with it and what is expected, None when nothing is.
Judge = Callable[[str], tuple[Fault, str] | None]


@dataclass(frozen=True, slots=True)
class Part:
    """An element that may stand at its place in its parent, so many times (`most` None: any number).

    `inner` are its own children; an element with none of them holds text, which `judge` looks at.
    """

    name: str
    least: int = 0
    most: int | None = 1
    judge: Judge | None = None
    inner: tuple["Part", ...] = ()


def one_of(words: Sequence[str]) -> Judge:
    """Judge a word of a list."""
    expected = " | ".join(words)
    return lambda text: None if text in words else (Fault.BAD_VALUE, expected)


def _kind(words: type[StrEnum]) -> Judge:
    return one_of([word.value for word in words])


def _time(text: str) -> tuple[Fault, str] | None:
    return None if texts.time(text) else (Fault.BAD_TIME, texts.A_TIME)


def _name(text: str) -> tuple[Fault, str] | None:
    return None if texts.is_name(text) else (Fault.BAD_NAME, "no space , < &")


def _number(text: str) -> tuple[Fault, str] | None:
    return None if texts.number(text) is not None else (Fault.BAD_NUMBER, "12.5")


def _address(text: str) -> tuple[Fault, str] | None:
    return None if _ADDRESS.fullmatch(text) else (Fault.BAD_ADDRESS, "https://…")


def _references(text: str) -> tuple[Fault, str] | None:
    is_good = all(texts.reference(word) for word in text.split())
    return None if is_good else (Fault.BAD_REFERENCE, texts.A_REFERENCE)


def _polygon(text: str) -> tuple[Fault, str] | None:
    found = texts.polygon(text)
    return None if isinstance(found, Polygon) else (Fault.BAD_POLYGON, f"{found} ({texts.A_POLYGON})")


def _circle(text: str) -> tuple[Fault, str] | None:
    found = texts.circle(text)
    return None if isinstance(found, Circle) else (Fault.BAD_CIRCLE, f"{found} ({texts.A_CIRCLE})")


_CODE = (Part("valueName", 1), Part("value", 1))
_RESOURCE = (
    Part("resourceDesc", 1),
    Part("mimeType", 1),
    Part("size", judge=_number),
    Part("uri", judge=_address),
    Part("derefUri"),
    Part("digest"),
)
_AREA = (
    Part("areaDesc", 1),
    Part("polygon", 0, None, _polygon),
    Part("circle", 0, None, _circle),
    Part("geocode", 0, None, inner=_CODE),
    Part("altitude", judge=_number),
    Part("ceiling", judge=_number),
)
_INFO = (
    Part("language"),
    Part("category", 1, None, one_of(CATEGORIES)),
    Part("event", 1),
    Part("responseType", 0, None, one_of(RESPONSES)),
    Part("urgency", 1, judge=_kind(Urgency)),
    Part("severity", 1, judge=_kind(Severity)),
    Part("certainty", 1, judge=_kind(Certainty)),
    Part("audience"),
    Part("eventCode", 0, None, inner=_CODE),
    Part("effective", judge=_time),
    Part("onset", judge=_time),
    Part("expires", judge=_time),
    Part("senderName"),
    Part("headline"),
    Part("description"),
    Part("instruction"),
    Part("web", judge=_address),
    Part("contact"),
    Part("parameter", 0, None, inner=_CODE),
    Part("resource", 0, None, inner=_RESOURCE),
    Part("area", 0, None, inner=_AREA),
)
ALERT = (
    Part("identifier", 1, judge=_name),
    Part("sender", 1, judge=_name),
    Part("sent", 1, judge=_time),
    Part("status", 1, judge=_kind(Status)),
    Part("msgType", 1, judge=_kind(MsgType)),
    Part("source"),
    Part("scope", 1, judge=_kind(Audience)),
    Part("restriction"),
    Part("addresses"),
    Part("code", 0, None),
    Part("note"),
    Part("references", judge=_references),
    Part("incidents"),
    Part("info", 0, MOST_BLOCKS, inner=_INFO),
)


def faults(root: Element) -> tuple[Problem, ...]:
    """Everything in which a document is no CAP 1.2 message, in the order of the document."""
    if (root.namespace, root.name) != (NAMESPACE, "alert"):
        found = f"{{{root.namespace}}}{root.name}"
        return (problem(root.place, Fault.NOT_CAP, found, f"{{{NAMESPACE}}}alert"),)
    corners = _corners(root)
    if corners > MOST_CORNERS:
        # Nothing else is said: judging that many corners is what is refused.
        return (problem(root.place, Fault.TOO_MANY_CORNERS, str(corners), str(MOST_CORNERS)),)
    return tuple(_within(root, ALERT))


def _corners(root: Element) -> int:
    """How many corners all polygons of a message have together."""
    return sum(
        len(polygon.text.split())
        for info in root.named("info")
        for area in info.named("area")
        for polygon in area.named("polygon")
    )


def _within(parent: Element, parts: Sequence[Part]) -> Iterator[Problem]:
    """Judge the children of an element by what may stand in it."""
    known = {part.name: (place, part) for place, part in enumerate(parts)}
    counts: dict[str, int] = {}
    reached = 0
    for child in parent.children:
        if child.namespace == SIGNATURES and parent.place.count("/") == 1:
            continue
        if child.namespace != NAMESPACE or child.name not in known:
            yield problem(child.place, Fault.UNEXPECTED, child.name)
            continue
        place, part = known[child.name]
        counts[child.name] = counts.get(child.name, 0) + 1
        if place < reached:
            yield problem(child.place, Fault.OUT_OF_ORDER, child.name, f"before {parts[reached].name}")
        reached = max(reached, place)
        yield from _of(child, part, counts[child.name])
    yield from _missing(parent, parts, counts)


def _of(child: Element, part: Part, number: int) -> Iterator[Problem]:
    if part.most is not None and number > part.most:
        fault = Fault.TOO_MANY_BLOCKS if part.most > 1 else Fault.TOO_OFTEN
        yield problem(child.place, fault, str(number), str(part.most))
    if part.inner:
        yield from _within(child, part.inner)
    elif not child.text and part.least:
        yield problem(child.place, Fault.EMPTY)
    elif part.judge is not None and (wrong := part.judge(child.text)) is not None:
        yield problem(child.place, wrong[0], child.text, wrong[1])
    if not part.inner and child.children:
        yield problem(child.children[0].place, Fault.UNEXPECTED, child.children[0].name)


def _missing(parent: Element, parts: Sequence[Part], counts: Mapping[str, int]) -> Iterator[Problem]:
    for part in parts:
        if counts.get(part.name, 0) < part.least:
            yield problem(f"{parent.place}/{part.name}", Fault.MISSING)
