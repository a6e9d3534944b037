"""Points as InfluxDB line protocol, one line each. Pure.

The notation itself: docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference.
"""

from collections.abc import Mapping

from hub.series import FieldValue, Point, check


def encode(point: Point) -> bytes:
    r"""Write a point as one line, without the newline that parts it from the next.

    Tags are sorted by name, as the server wants them for speed. Floats are written with `repr`, so that the
    same 64 bits come back.

    Raises:
        ValueError: the point is outside hub.series, or holds what a line cannot carry.
    """
    check(point)
    tags = ",".join(f"{_name(name)}={_name(value)}" for name, value in sorted(point.tags.items()))
    fields = ",".join(f"{_name(name)}={_value(value)}" for name, value in point.fields.items())
    return f"{_name(point.series)},{tags} {fields} {point.at_ns}".encode()


def _name(text: str) -> str:
    # A backslash stands for itself; only the one before a comma, equals sign or space is taken away again.
    return text.translate(_NAME_ESCAPES)


def _value(value: FieldValue) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value}i"
        case float():
            return repr(value)
        case str():
            return f'"{value.translate(_STRING_ESCAPES)}"'


_NAME_ESCAPES: Mapping[int, str] = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})
_STRING_ESCAPES: Mapping[int, str] = str.maketrans({'"': r"\"", "\\": r"\\"})
