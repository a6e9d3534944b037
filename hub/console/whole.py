"""What people call all of their area, by how its name ends. Pure."""

from hub.console.voice import Voice
from hub.console.words import EVERYWHERE, WHOLE
from hub.domain.area import Catalog, PlaceKind


def whole(voice: Voice, catalog: Catalog) -> str:
    """The whole area; a word that is right everywhere where the name tells nothing."""
    names = (place.name for place in catalog.places.values() if place.kind is PlaceKind.TOWNSHIP)
    name = next(names, "")
    return voice.word(next((word for end, word in WHOLE.items() if name.endswith(end)), EVERYWHERE))
