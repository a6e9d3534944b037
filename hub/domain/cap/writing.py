"""A message -> the document that says it, valid by the schema. Pure."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from html import escape

from hub.domain.cap.alert import NAMESPACE, Alert, Area, Info, Key
from hub.domain.shapes import Circle, Shape


def written(alert: Alert, zone: tzinfo) -> str:
    """Write a message; its times by the clocks of `zone`."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<alert xmlns="{NAMESPACE}">',
        _line("identifier", alert.key.identifier),
        _line("sender", alert.key.sender),
        _line("sent", _time(alert.key.sent_at, zone)),
        _line("status", alert.status.value),
        _line("msgType", alert.kind.value),
        _line("scope", alert.audience.value),
        _line("note", alert.note),
        _line("references", " ".join(_reference(key, zone) for key in alert.references)),
        *("".join(_info(info, zone)) for info in alert.infos),
        "</alert>\n",
    ]
    return "".join(parts)


def _info(info: Info, zone: tzinfo) -> Iterator[str]:
    yield "<info>"
    yield _line("language", info.language)
    yield _line("category", info.category)
    yield _line("event", info.event)
    yield _line("urgency", info.urgency.value)
    yield _line("severity", info.severity.value)
    yield _line("certainty", info.certainty.value)
    yield _line("effective", _time(info.effective_at, zone))
    yield _line("expires", _time(info.expires_at, zone))
    yield _line("senderName", info.sender_name)
    yield _line("headline", info.headline)
    yield _line("description", info.description)
    yield _line("instruction", info.instruction)
    for area in info.areas:
        yield from _area(area)
    yield "</info>"


def _area(area: Area) -> Iterator[str]:
    yield "<area>"
    yield _line("areaDesc", area.description)
    # The schema has all polygons before the first circle.
    for shape in sorted(area.shapes, key=lambda shape: isinstance(shape, Circle)):
        yield _shape(shape)
    for name, code in area.geocodes:
        yield f"<geocode>{_line('valueName', name)}{_line('value', code)}</geocode>"
    yield "</area>"


def _shape(shape: Shape) -> str:
    if isinstance(shape, Circle):
        return _line("circle", f"{_pair(shape.lat, shape.lon)} {_decimal(shape.radius_km)}")
    return _line("polygon", " ".join(_pair(*corner) for corner in (*shape.corners, shape.corners[0])))


def _pair(lat: float, lon: float) -> str:
    return f"{_decimal(lat)},{_decimal(lon)}"


def _decimal(value: float) -> str:
    """Never with an exponent, which nobody has to read; six digits are 0.1 m."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _reference(key: Key, zone: tzinfo) -> str:
    return f"{key.sender},{key.identifier},{_time(key.sent_at, zone)}"


def _time(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def _line(name: str, text: str) -> str:
    """One element, none where there is nothing to say."""
    return f"<{name}>{escape(text)}</{name}>" if text else ""
