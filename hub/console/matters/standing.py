"""How a matter stands by its deadline, in words. Pure."""

from datetime import datetime

from hub.console.voice import Voice
from hub.domain.tickets import Ticket
from hub.words import CLOSING_REASONS, TICKET_STATES


def standing(voice: Voice, ticket: Ticket, now: datetime) -> str:
    """Its state, or when and why it was closed; and that it is late."""
    said = voice.word(TICKET_STATES[ticket.state])
    if ticket.closed_at is not None:
        why = voice.named(CLOSING_REASONS, ticket.closed_because)
        said = voice.say("month_closed", at=voice.minute(ticket.closed_at, now), why=why)
    return voice.say("month_late", said=said) if ticket.is_late(now) else said


def terms(voice: Voice, ticket: Ticket, now: datetime) -> str:
    """When it was opened, until when it was to be put right, and how it stands."""
    opened, due = voice.minute(ticket.opened_at, now), voice.minute(ticket.due_at, now)
    return voice.say("matter_terms", opened=opened, due=due, standing=standing(voice, ticket, now))
