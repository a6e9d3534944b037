"""Times between the wire (integer milliseconds UTC) and the domain (aware datetimes). Pure."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def millis(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC."""
    return (at - _EPOCH) // _MILLISECOND


def instant(at_ms: int) -> datetime:
    """The aware UTC time of a millisecond count."""
    return _EPOCH + at_ms * _MILLISECOND
