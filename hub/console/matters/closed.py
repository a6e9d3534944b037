"""The matters that were closed lately: a dialog from which one can be looked at and opened again."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.parts import div, text
from hub.domain.tickets import Ticket
from hub.ports import StoreDown
from hub.words import CLOSING_REASONS, TICKET_KINDS

_MOST = 30


class ClosedMatters:
    """A button with a dialog behind it; `look` shows one matter."""

    def __init__(self, doing: Doing, look: Callable[[str], Awaitable[None]]) -> None:
        self._doing, self._look = doing, look
        say = doing.voice.say
        with ui.dialog() as self._dialog, div("confirm matter"):
            text(say("matters_closed"), "panel-title")
            self._rows = div("matter-history")
            ui.button(say("back"), on_click=self._dialog.close).props("flat no-caps")
        ui.button(say("matters_closed"), on_click=self._open).props("flat dense no-caps").classes(
            "closed-lately"
        )

    async def _open(self) -> None:
        watch = self._doing.context.watch
        try:
            tickets = await asyncio.to_thread(lambda: watch.tickets(closed=True, limit=_MOST))
        except StoreDown:
            ui.notify(self._doing.voice.say("store_down"), type="negative")
            return
        self._rows.clear()
        with self._rows:
            for ticket in sorted(
                tickets, key=lambda ticket: ticket.closed_at or ticket.opened_at, reverse=True
            ):
                self._row(ticket)
            if not tickets:
                text(self._doing.voice.say("matters_none_closed"), "quiet")
        self._dialog.open()

    def _row(self, ticket: Ticket) -> None:
        voice, context = self._doing.voice, self._doing.context
        device = context.registry.catalog.find(ticket.device)
        at = voice.clock(ticket.closed_at or ticket.opened_at, context.clock.now())
        with div("entry"):
            with div("what"):
                kind = voice.word(TICKET_KINDS[ticket.kind])
                text(f"{kind} · {device.name if device else ticket.village}", "name")
                because = voice.named(CLOSING_REASONS, ticket.closed_because)
                text(voice.say("matter_closed_because", at=at, why=because), "quiet")
            ui.button(voice.say("matter_open"), on_click=partial(self._look, ticket.id)).props(
                "flat dense no-caps"
            )
