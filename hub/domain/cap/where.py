"""Where a warning holds -> the loudspeakers it means: shapes, and codes of places (行政区划代码). Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hub.domain.announcements.targets import Horn, Target, TargetScope, speakers
from hub.domain.cap.alert import Area, Info
from hub.domain.cap.problems import Fault, Problem, problem
from hub.domain.datum import Datum, to_wgs84
from hub.domain.shapes import Circle, Polygon, Shape

# GB/T 2260 and the statistical codes that continue it: province, city, county, township; then the village.
_LEVELS = (2, 4, 6, 9)
_DIGITS = 12
# Under this name the hub writes the ids of its own places.
OWN_CODE = "village-hub"


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground that a hub speaks to.

    `township` and `villages` are ids; `code` is the township's official one, nine or twelve digits, "" where
    nobody said. `village_of`: village by official code. `names`: how geocodes with such codes are called, the
    first is what the hub writes.
    `is_whole_without_area`: a warning that names no area means the whole township.
    """

    township: str
    villages: frozenset[str] = frozenset()
    code: str = ""
    village_of: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    is_whole_without_area: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What an area means here; `is_said` is False where it says nothing that can be understood.

    `unknown`: codes within the township that are no village's.
    """

    is_said: bool = False
    is_whole: bool = False
    villages: frozenset[str] = frozenset()
    shapes: tuple[Shape, ...] = ()
    unknown: tuple[str, ...] = ()

    def __or__(self, other: "Meant") -> "Meant":
        return Meant(
            self.is_said or other.is_said,
            self.is_whole or other.is_whole,
            self.villages | other.villages,
            self.shapes + other.shapes,
            self.unknown + other.unknown,
        )


_ELSEWHERE = Meant(is_said=True)
_WHOLE = Meant(is_said=True, is_whole=True)


def meant(areas: Iterable[Area], ground: Ground, datum: Datum) -> Meant:
    """Add up what areas mean; `datum`: what their corners are drawn in."""
    found = Meant()
    for area in areas:
        shapes = tuple(_moved(shape, datum) for shape in area.shapes)
        found |= Meant(is_said=bool(shapes), shapes=shapes)
        for name, code in area.geocodes:
            found |= _coded(name, code, ground)
    if not found.is_said and ground.is_whole_without_area:
        return _WHOLE
    return found


def unclear(infos: Iterable[tuple[str, Info]], ground: Ground) -> Iterator[Problem]:
    """List blocks that say no area that could be understood, and codes of villages that nobody knows.

    Args:
        infos: each block with its place in the document.
        ground: what is known here.
    """
    for place, info in infos:
        found = meant(info.areas, ground, Datum.WGS84)
        if not found.is_said:
            yield problem(f"{place}/area", Fault.NO_AREA, "", "polygon | circle | geocode")
        for code in found.unknown:
            known = ", ".join(sorted(ground.village_of))
            yield problem(f"{place}/area/geocode", Fault.UNKNOWN_GEOCODE, code, known)


def target(found: Meant, horns: Collection[Horn], only: frozenset[str] | None = None) -> Target | None:
    """Whom to speak to; None where no loudspeaker is meant.

    Args:
        found: what the areas mean.
        horns: every loudspeaker.
        only: the villages it may be said in, None for all.
    """
    if found.is_whole and only is None and horns:
        return Target(TargetScope.TOWNSHIP)
    inhabited = tuple(sorted(found.villages & {horn.village for horn in horns}))
    drawn = Target(TargetScope.AREA, shapes=found.shapes)
    everybody = Target(TargetScope.TOWNSHIP) if found.is_whole else Target(TargetScope.VILLAGES, inhabited)
    allowed = [horn for horn in horns if only is None or horn.village in only]
    reached = speakers((everybody, drawn), allowed)
    if not reached:
        return None
    if only is None and not inhabited:
        return drawn
    if only is None and not found.shapes:
        return everybody
    return Target(TargetScope.DEVICES, reached)


def _moved(shape: Shape, datum: Datum) -> Shape:
    """Bring what was drawn on a map of another datum to WGS-84, in which loudspeakers stand."""
    if datum is Datum.WGS84:
        return shape
    if isinstance(shape, Circle):
        return Circle(*to_wgs84(shape.lat, shape.lon), shape.radius_km)
    return Polygon(tuple(to_wgs84(*corner) for corner in shape.corners))


def _coded(name: str, code: str, ground: Ground) -> Meant:
    if name == OWN_CODE:
        is_village = code in ground.villages
        villages = frozenset({code} if is_village else ())
        return Meant(is_said=True, is_whole=code == ground.township, villages=villages)
    if name not in ground.names or not ground.code or not _is_code(code):
        return Meant()
    said, own = _significant(code), _significant(ground.code)
    if own.startswith(said):
        return _WHOLE
    if not said.startswith(own):
        return _ELSEWHERE
    village = ground.village_of.get(code)
    if village is None:
        return Meant(is_said=True, unknown=(code,))
    return Meant(is_said=True, villages=frozenset({village}))


def _is_code(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) in {*_LEVELS, _DIGITS}


def _significant(code: str) -> str:
    """A code without the zeros that fill it up."""
    full = code.ljust(_DIGITS, "0")
    return next((full[:length] for length in _LEVELS if not full[length:].strip("0")), full)
