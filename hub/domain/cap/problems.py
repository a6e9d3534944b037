"""What is wrong with a CAP message: each fault with its place, what was found and what was expected. Pure."""

from dataclasses import dataclass
from enum import StrEnum

_LONGEST_FOUND = 80


class Fault(StrEnum):
    """One way in which a message is wrong; hub.cap_words says each in both languages."""

    NOT_XML = "not_xml"
    NOT_UTF8 = "not_utf8"
    DOCTYPE = "doctype"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY_ELEMENTS = "too_many_elements"
    NOT_CAP = "not_cap"
    MISSING = "missing"
    TOO_OFTEN = "too_often"
    UNEXPECTED = "unexpected"
    OUT_OF_ORDER = "out_of_order"
    EMPTY = "empty"
    BAD_VALUE = "bad_value"
    BAD_NAME = "bad_name"
    BAD_TIME = "bad_time"
    BAD_NUMBER = "bad_number"
    BAD_ADDRESS = "bad_address"
    BAD_POLYGON = "bad_polygon"
    BAD_CIRCLE = "bad_circle"
    BAD_REFERENCE = "bad_reference"
    TOO_MANY_CORNERS = "too_many_corners"
    TOO_MANY_BLOCKS = "too_many_blocks"
    ENDS_BEFORE_SENT = "ends_before_sent"
    FOREIGN_REFERENCE = "foreign_reference"
    OWN_REFERENCE = "own_reference"
    NO_AREA = "no_area"
    UNKNOWN_GEOCODE = "unknown_geocode"
    NOTHING_TO_READ = "nothing_to_read"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault; `place` is an XPath from the root, `expected` what may stand there, "" where it is clear."""

    place: str
    fault: Fault
    found: str = ""
    expected: str = ""


def problem(place: str, fault: Fault, found: str = "", expected: str = "") -> Problem:
    """Make a problem of what a stranger wrote: on one line, and not longer than anybody reads."""
    plain = "".join(char if char.isprintable() else " " for char in found)
    shown = plain if len(plain) <= _LONGEST_FOUND else f"{plain[: _LONGEST_FOUND - 1]}…"
    return Problem(place, fault, shown, expected)
