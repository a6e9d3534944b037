"""How a product usually sits in its bin, for bins that nobody has measured. Pure."""

from collections.abc import Iterator, Mapping

from devices.codecs.frame import Profile
from hub.domain.bins import Geometry


def usual_geometries(profiles: Mapping[str, Profile]) -> Mapping[str, Geometry]:
    """The geometry of each product that has one, by every name the registry may know it by, lower case."""
    return dict(_named(profiles))


def _named(profiles: Mapping[str, Profile]) -> Iterator[tuple[str, Geometry]]:
    for profile in profiles.values():
        shape = profile.geometry
        if shape is not None:
            geometry = Geometry(shape.empty_mm, shape.full_mm, shape.blind_mm, shape.offset_mm, shape.shape)
            for name in (profile.name, f"{profile.brand} {profile.model}".lower(), *profile.models):
                yield name, geometry
