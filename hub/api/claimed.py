"""What a phone says beside a photo, as a query: when, where, how exactly."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from hub.api.problems import Refused
from hub.domain.instants import instant
from hub.domain.photos.proof import Claim

# The year 2109; what a clock says that was never set is said as it is, and is a fault of the photo.
_LAST_MS = 2**42
_FARTHEST_M = 1e7


@dataclass(frozen=True, slots=True)
class PhotoQuery:
    """The query of a closing photo; everything may be missing."""

    taken_at_ms: Annotated[int | None, Query(ge=0, le=_LAST_MS)] = None
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None
    accuracy_m: Annotated[float | None, Query(ge=0, le=_FARTHEST_M)] = None

    def claim(self) -> Claim:
        """The same as the domain has it.

        Raises:
            Refused: half a position.
        """
        if (self.lat is None) != (self.lon is None):
            raise Refused(422, "bad_request", {"where": "query", "expected": "both lat and lon, or neither"})
        position = None if self.lat is None or self.lon is None else (self.lat, self.lon)
        taken_at = None if self.taken_at_ms is None else instant(self.taken_at_ms)
        return Claim(taken_at, position, self.accuracy_m)


@dataclass(frozen=True, slots=True)
class PersonsPhotoQuery(PhotoQuery):
    """The same from an account; `person` of the registry took it, "" for whoever is signed in."""

    person: Annotated[str, Query(max_length=64)] = ""


Claimed = Annotated[PhotoQuery, Depends()]
ClaimedBySomebody = Annotated[PersonsPhotoQuery, Depends()]
