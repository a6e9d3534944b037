"""What the API takes and answers about one matter: its history, closing photos, and closing it by hand."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from hub.api.announced import DeedOut
from hub.api.asked import Asked, Plain
from hub.api.models import Answer, Named, TicketOut
from hub.api.shown import Scene, named
from hub.closing_words import COMPARISONS, PHOTO_FAULTS
from hub.domain.photos.proof import PhotoFault
from hub.domain.photos.record import ClosingPhoto
from hub.domain.tickets import TicketState
from hub.services.closing_photos import Taken
from hub.words import TICKET_STATES

_MAX_WHY = 300
Why = Annotated[Plain, Field(min_length=1, max_length=_MAX_WHY)]


class ConfirmIn(Asked):
    """That a matter was put right, and how one knows; `despite_device`: its own device says otherwise."""

    why: Why
    despite_device: bool = False


class ReopenIn(Asked):
    """That a matter is not put right, and how one knows."""

    why: Why


class PhotoFaultOut(Named):
    """What keeps a photo from proving something, and what to do about it."""

    todo_zh: str
    todo_en: str


class PhotoOut(Answer):
    """A closing photo (整改后照片) and what it came to; `sent_by`: a person of the registry, else an account.

    `comparison`: what comparing with the pictures of before came to. `distance_m`: from the device, null when
    nobody knows.
    """

    sha256: str
    path: str
    outcome: Literal["accepted", "insufficient"]
    faults: list[PhotoFaultOut]
    comparison: Named
    distance_m: float | None
    taken_at: datetime | None
    sent_at: datetime
    sent_by: str


class PhotoTaken(Answer):
    """A photo that was sent, and where its matter stands now."""

    photo: PhotoOut
    ticket: str
    state: TicketState
    state_zh: str
    state_en: str


class PassOut(Answer):
    """A link for one person to send photos of one matter, shown this once; `person`: "" for nobody named."""

    url: str
    person: str
    until: datetime


class MatterOut(Answer):
    """One matter with its closing photos and what people did about it, oldest first."""

    ticket: TicketOut
    photos: list[PhotoOut]
    deeds: list[DeedOut]


def photo(scene: Scene, known: ClosingPhoto) -> PhotoOut:
    """Show a closing photo."""
    proof, person = known.proof, scene.catalog.people.get(known.sender.person)
    return PhotoOut(
        sha256=known.sha256,
        path=f"/media/{known.sha256}",
        outcome="accepted" if proof.is_accepted else "insufficient",
        faults=[_fault(fault) for fault in proof.faults],
        comparison=named(proof.comparison.value, COMPARISONS[proof.comparison]),
        distance_m=None if proof.distance_m is None else round(proof.distance_m, 1),
        taken_at=scene.local_or_none(known.taken_at),
        sent_at=scene.local(known.sent_at),
        sent_by=person.name if person else known.sender.name,
    )


def taken(scene: Scene, made: Taken) -> PhotoTaken:
    """Answer whoever sent one."""
    state = TICKET_STATES[made.ticket.state]
    return PhotoTaken(
        photo=photo(scene, made.photo),
        ticket=made.ticket.id,
        state=made.ticket.state,
        state_zh=state.zh,
        state_en=state.en,
    )


def _fault(fault: PhotoFault) -> PhotoFaultOut:
    advice = PHOTO_FAULTS[fault]
    return PhotoFaultOut(
        code=fault.value,
        zh=advice.wrong.zh,
        en=advice.wrong.en,
        todo_zh=advice.todo.zh,
        todo_en=advice.todo.en,
    )
