"""Points as InfluxDB line protocol, one line each. Pure.

The notation itself: docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference.
"""

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

_WRITE: Mapping[type, Callable[[FieldValue], str]] = {
    float: repr,
    int: "{}i".format,
    bool: lambda value: "true" if value else "false",
    str: _text,
}
