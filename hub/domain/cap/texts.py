"""What stands in single elements of a CAP message: times, references, corners; None for none. Pure."""

import re
from datetime import UTC, datetime

from hub.domain.cap.alert import Key
from hub.domain.shapes import MAX_CORNERS, Circle, Polygon, wrong_with

# The pattern of the schema (CAP-v1.2.xsd): no fraction of a second, and an offset in figures, not "Z".
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
# Chapter 3.2.1: no space, no comma, no < and no &, so that references can be written.
_NAME = re.compile(r"[^\s,<&]{1,200}")
_NUMBER = re.compile(r"[-+]?\d{1,12}(\.\d{1,12})?", re.ASCII)
A_TIME = "2026-04-18T12:00:00+08:00"
A_REFERENCE = "sender,identifier,2026-04-18T12:00:00+08:00"
A_POLYGON = "lat,lon lat,lon lat,lon … , the last corner is the first"
A_CIRCLE = "lat,lon km"


def time(text: str) -> datetime | None:
    """A time with its offset, as aware UTC."""
    if _TIME.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_name(text: str) -> bool:
    """Tell whether a message or a sender may be called so."""
    return _NAME.fullmatch(text) is not None


def number(text: str) -> float | None:
    """A decimal number."""
    return float(text) if _NUMBER.fullmatch(text) else None


def reference(text: str) -> Key | None:
    """One message that is referred to."""
    parts = text.split(",")
    if len(parts) != 3 or not (is_name(parts[0]) and is_name(parts[1])):  # noqa: PLR2004  # sender, id, time
        return None
    sent_at = time(parts[2])
    return None if sent_at is None else Key(parts[0], parts[1], sent_at)


def corners(text: str) -> tuple[tuple[float, float], ...] | None:
    """The corners of a polygon as they are written, (lat, lon), or None where one is none."""
    found = [_pair(word) for word in text.split()]
    known = tuple(pair for pair in found if pair is not None)
    return known if known and len(known) == len(found) else None


def polygon(text: str) -> Polygon | str:
    """A polygon, or what is wrong with it."""
    found = corners(text)
    if found is None:
        return "no list of corners"
    if found[0] != found[-1]:
        return "it is not closed"
    if len(found) > MAX_CORNERS:
        return f"{len(found)} corners, expected at most {MAX_CORNERS}"
    shape = Polygon(found[:-1])
    return wrong_with(shape) or shape


def circle(text: str) -> Circle | str:
    """A circle, or what is wrong with it."""
    words = text.split()
    centre = _pair(words[0]) if len(words) == 2 else None  # noqa: PLR2004  # centre and radius
    radius_km = number(words[-1]) if centre else None
    if centre is None or radius_km is None:
        return "no centre and radius"
    shape = Circle(*centre, radius_km)
    return wrong_with(shape) or shape


def _pair(word: str) -> tuple[float, float] | None:
    lat, comma, lon = word.partition(",")
    pair = number(lat), number(lon)
    return None if not comma or pair[0] is None or pair[1] is None else (pair[0], pair[1])
