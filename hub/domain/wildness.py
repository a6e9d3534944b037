"""A sensor that strays so often that somebody must look at it (读数乱跳): since when, and how often. Pure."""

from datetime import datetime
from typing import NamedTuple

from hub.domain.steadiness import Steadiness

# A lid that stands open for an hour gives four or five to a sensor that speaks each quarter of an hour, and
# is shut again before anybody comes (four of four false ones in a day, village-hub bench rehearsal, 3 seeds).
_WORTH_A_WAY = 6


class Wildness(NamedTuple):
    """What is seen of a wild sensor: since when it is one, and how many of its last `readings` strayed."""

    since: datetime
    strayed: int
    readings: int


def wild_since(since: datetime | None, steadiness: Steadiness, at: datetime) -> datetime | None:
    """Since when a sensor is wild, after a reading taken at `at`; None for one that is not.

    It begins when nothing may follow from what the sensor says and an open lid does not explain that, and
    ends only when it has settled: one that strays now and then in between is one matter and no new one.
    """
    if since is not None:
        return None if steadiness.is_settled else since
    return at if steadiness.is_wild and steadiness.strayed >= _WORTH_A_WAY else None


def wildness(since: datetime | None, steadiness: Steadiness) -> Wildness | None:
    """What to tell whoever is sent to the sensor; None where nobody is."""
    return None if since is None else Wildness(since, steadiness.strayed, steadiness.judged)
