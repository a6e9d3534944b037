"""One matter of the rectification ledger: its history, closing photos, closing and reopening it by hand."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from hub.api import matters, models, shown, shown_announcement
from hub.api.claimed import ClaimedBySomebody
from hub.api.problems import Refused
from hub.api.request import Hub, Now, RawBody, TicketId, Who
from hub.domain.photos.record import Sender

ROUTER = APIRouter(prefix="/api/v1/tickets")


@ROUTER.get("/{ticket}")
def matter(hub: Hub, now: Now, ticket: TicketId) -> matters.MatterOut:
    """One matter and its history."""
    found = hub.closing.matter(ticket)
    deeds = shown_announcement.deeds(now, found.deeds, None).deeds
    photos = [matters.photo(now, known) for known in found.photos]
    return matters.MatterOut(ticket=shown.ticket(now, found.ticket), photos=photos, deeds=deeds)


@ROUTER.post("/{ticket}/photos", response_model=matters.PhotoTaken)
def send_photo(
    hub: Hub, now: Now, who: Who, ticket: TicketId, said: ClaimedBySomebody, content: RawBody
) -> JSONResponse:
    """Send a closing photo (整改后照片), a JPEG as the camera made it, with what the phone says of it.

    201 with the verdict, 200 when the same photo was judged so before.
    """
    if said.person and said.person not in now.catalog.people:
        raise Refused(422, "unknown_person", {"person": said.person})
    made = hub.photos.take(ticket, content, said.claim(), Sender(who.name, said.person))
    answer = matters.taken(now, made)
    return JSONResponse(answer.model_dump(mode="json"), 201 if made.is_new else 200)


@ROUTER.post("/{ticket}/pass", status_code=201)
def issue_pass(hub: Hub, now: Now, who: Who, ticket: TicketId) -> matters.PassOut:
    """Make a link (拍照链接) for the owner to send photos without an account; the one before is over."""
    made = hub.photo_passes.issue(ticket, who.name)
    person = now.catalog.people.get(made.kept.person)
    url = f"{hub.settings.http.public_url.rstrip('/')}/closing/{made.token}"
    return matters.PassOut(url=url, person=person.name if person else "", until=now.local(made.kept.until))


@ROUTER.post("/{ticket}/close")
def confirm(hub: Hub, now: Now, who: Who, ticket: TicketId, asked: matters.ConfirmIn) -> models.TicketOut:
    """Close a matter that somebody at the centre has seen put right (人工核查销号)."""
    closed = hub.closing.confirm(ticket, who.name, asked.why, despite=asked.despite_device)
    return shown.ticket(now, closed)


@ROUTER.post("/{ticket}/reopen")
def reopen(hub: Hub, now: Now, who: Who, ticket: TicketId, asked: matters.ReopenIn) -> models.TicketOut:
    """Open a matter again (复开): it is not put right, or its closing photo is not enough."""
    return shown.ticket(now, hub.closing.reopen(ticket, who.name, asked.why))
