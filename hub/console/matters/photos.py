"""How the closing photos of a matter and its history read. Pure."""

from collections.abc import Sequence
from datetime import datetime

from hub.broadcast_words import BROADCAST_ACTS
from hub.closing_words import COMPARISONS, PHOTO_FAULTS
from hub.console.voice import Voice
from hub.domain.acts import BroadcastAct, Linked
from hub.domain.area import Catalog
from hub.domain.photos.proof import PhotoFault
from hub.domain.photos.record import ClosingPhoto


def verdict(voice: Voice, photo: ClosingPhoto) -> str:
    """What a photo came to, in one line."""
    if photo.proof.is_accepted:
        return voice.say("matter_accepted")
    return voice.say("matter_insufficient", why=faults(voice, photo.proof.faults))


def faults(voice: Voice, found: Sequence[PhotoFault]) -> str:
    """Everything that is wrong with a photo."""
    return " · ".join(voice.word(PHOTO_FAULTS[fault].wrong) for fault in found)


def about(voice: Voice, catalog: Catalog, photo: ClosingPhoto, now: datetime) -> str:
    """Who sent it and when, how far from the place, and what comparing came to."""
    at = voice.clock(photo.taken_at or photo.sent_at, now)
    said = [voice.say("matter_by", by=person(catalog, photo.sender.name), at=at)]
    if photo.proof.distance_m is not None:
        said.append(voice.say("matter_distance", m=round(photo.proof.distance_m)))
    said.append(voice.say("matter_comparison", what=voice.word(COMPARISONS[photo.proof.comparison])))
    return " · ".join(said)


def deed(voice: Voice, catalog: Catalog, known: Linked, now: datetime) -> str:
    """One line of the history."""
    done = known.deed
    why = done.why
    if done.act is BroadcastAct.PHOTO_DOUBTED:
        why = faults(voice, [PhotoFault(code) for code in done.why.split(", ")])
    act = voice.word(BROADCAST_ACTS[done.act])
    by = person(catalog, done.by)
    return voice.say("matter_deed", at=voice.clock(done.at, now), by=by, act=act, why=why).strip()


def person(catalog: Catalog, name: str) -> str:
    """What people call somebody: a person of the registry by their name, an account as it is."""
    found = catalog.people.get(name)
    return found.name if found else name
