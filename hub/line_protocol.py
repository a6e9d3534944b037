"""Points as InfluxDB line protocol, one line each. Pure.

The notation itself: docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from hub.series import FieldValue, Point, check


def encode(point: Point) -> bytes:
    r"""Write a point as one line, without the newline that parts it from the next.

    Tags are sorted by name, as the server wants them for speed. Floats are written with `repr`, so that the
    same 64 bits come back.

    Raises:
        ValueError: the point is outside hub.series, or holds what a line cannot carry.
    """
    check(point)
    # The names are those of hub.series, plain words all of them; only what devices are called needs care.
    head = _head(point.series, tuple(point.tags.items()))
    fields = ",".join([f"{name}={_WRITE[type(value)](value)}" for name, value in point.fields.items()])
    return f"{head} {fields} {point.at_ns}".encode()


def decode(line: bytes) -> Point:
    """Read what `encode` wrote, every value bit for bit and of its type. One device's points share tags.

    Raises:
        ValueError: this is no such line.
    """
    parts = _LINE.fullmatch(line.decode())
    if parts is None:
        raise ValueError(f"not a line with tags, fields and a time: {line[:200]!r}")
    series, tags = _told(parts["head"])
    fields = {name: _value(text) for name, text in _FIELD.findall(parts["fields"])}
    return Point(series, tags, fields, int(parts["at"]))


# Nothing here ever gives back what it has matched: a text has one reading only.
_LINE = re.compile(
    r"(?P<head>\w+(?:,\w+=(?:\\[,= ]|[^,= ])++)*+) "
    r'(?P<fields>\w+=(?:"(?:\\.|[^"\\])*+"|[^," ]++)(?:,\w+=(?:"(?:\\.|[^"\\])*+"|[^," ]++))*+) '
    r"(?P<at>-?[0-9]+)"
)
_TAG = re.compile(r",(\w+)=((?:\\[,= ]|[^,= ])++)")
_FIELD = re.compile(r'(\w+)=("(?:\\.|[^"\\])*+"|[^,"]++)')


@lru_cache(maxsize=65_536)
def _told(head: str) -> tuple[str, Mapping[str, str]]:
    series = head.split(",", 1)[0]
    return series, {name: _TAG_ESCAPED.sub(r"\1", text) for name, text in _TAG.findall(head)}


def _value(text: str) -> FieldValue:
    if text[0] == '"':
        return _STRING_ESCAPED.sub(r"\1", text[1:-1])
    if text in _CLAIMS:
        return _CLAIMS[text]
    return int(text[:-1]) if text[-1] == "i" else float(text)


@lru_cache(maxsize=65_536)
def _head(series: str, tags: tuple[tuple[str, str], ...]) -> str:
    return ",".join([series, *(f"{name}={_tag(value)}" for name, value in sorted(tags))])


def _tag(text: str) -> str:
    # A backslash stands for itself; only the one before a comma, equals sign or space is taken away again.
    return text.translate(_TAG_ESCAPES)


def _text(value: FieldValue) -> str:
    return f'"{str(value).translate(_STRING_ESCAPES)}"'


_TAG_ESCAPES: Mapping[int, str] = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})
_STRING_ESCAPES: Mapping[int, str] = str.maketrans({'"': r"\"", "\\": r"\\"})
_TAG_ESCAPED = re.compile(r"\\([,= ])")
_STRING_ESCAPED = re.compile(r'\\(["\\])')
_CLAIMS: Mapping[str, bool] = {"true": True, "false": False}

_WRITE: Mapping[type, Callable[[FieldValue], str]] = {
    float: repr,
    int: "{}i".format,
    bool: lambda value: "true" if value else "false",
    str: _text,
}
