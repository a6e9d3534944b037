"""The ledger month by month: a dialog with every matter that was opened in one, and its table for Excel."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.matters.standing import standing
from hub.console.parts import Rows, div, dress, text
from hub.console.result import Result
from hub.domain.ledger_months import Month, months
from hub.domain.tickets import Ticket, TicketState
from hub.ports import StoreDown
from hub.words import TICKET_KINDS

_MOST = 200


class MonthRow:
    """One matter of a month, and the way to it."""

    def __init__(self, doing: Doing, look: Callable[[str], Awaitable[None]]) -> None:
        self._doing, self._look, self._ticket = doing, look, ""
        self.root: ui.element = div("entry")
        with self.root:
            with div("what"):
                self._name = text("", "name")
                self._opened = text("", "quiet")
                self._state = text("", "quiet")
            ui.button(doing.voice.say("matter_open"), on_click=self._looked).props("flat dense no-caps")

    def show(self, item: tuple[Ticket, datetime]) -> None:
        """Show a matter as of now."""
        ticket, now = item
        voice, catalog = self._doing.voice, self._doing.context.registry.catalog
        device, owner = catalog.find(ticket.device), catalog.people.get(ticket.owner)
        village = catalog.places.get(ticket.village)
        about = device.name if device else village.name if village else ticket.device
        self._ticket = ticket.id
        kind = voice.word(TICKET_KINDS[ticket.kind])
        self._name.set_text(f"{kind} · {about}" if about else kind)
        who = owner.name if owner else voice.say("no_owner")
        self._opened.set_text(voice.say("month_opened", at=voice.minute(ticket.opened_at, now), who=who))
        self._state.set_text(standing(voice, ticket, now))
        dress(self._state, "month-late" if ticket.is_late(now) else "quiet")

    async def _looked(self) -> None:
        await self._look(self._ticket)


class MonthLedger:
    """A button with a dialog behind it; `look` shows one matter."""

    def __init__(self, doing: Doing, look: Callable[[str], Awaitable[None]]) -> None:
        self._doing = doing
        self._offered: list[str] = []
        say = doing.voice.say
        with ui.dialog() as self._dialog, div("confirm matter"):
            text(say("months"), "panel-title")
            with div("months"):
                self._before = ui.button(say("month_before"), on_click=lambda: self._turn(1))
                self._month = ui.select([], label=say("month"), on_change=self._show).props("outlined dense")
                self._after = ui.button(say("month_after"), on_click=lambda: self._turn(-1))
                for button in (self._before, self._after):
                    button.props("flat dense no-caps")
                self._table = ui.link(say("month_table"), "/api/v1/tickets.csv").classes("top-link")
            self._counted = text("", "quiet")
            self._result = Result()
            self._rows = Rows(
                lambda: MonthRow(doing, look),
                most=_MOST,
                more=lambda count: say("month_more", count=count),
                empty=say("month_none"),
                classes="rows matter-history",
            )
            ui.button(say("back"), on_click=self._dialog.close).props("flat no-caps")
        ui.button(say("months"), on_click=self._open).props("flat dense no-caps").classes("closed-lately")

    async def _open(self) -> None:
        """Begin with the present month."""
        context = self._doing.context
        try:
            first = await asyncio.to_thread(context.watch.first_opened)
        except StoreDown:
            ui.notify(self._doing.voice.say("store_down"), type="negative")
            return
        self._offered = [str(month) for month in months(first, context.clock.now(), self._doing.voice.zone)]
        self._month.set_options(self._offered)
        if self._month.value == self._offered[0]:
            await self._show()
        self._month.set_value(self._offered[0])
        self._dialog.open()

    def _turn(self, months_back: int) -> None:
        place = self._offered.index(str(self._month.value)) + months_back
        if 0 <= place < len(self._offered):
            self._month.set_value(self._offered[place])

    async def _show(self) -> None:
        month, voice, context = str(self._month.value), self._doing.voice, self._doing.context
        self._before.set_enabled(month != self._offered[-1])
        self._after.set_enabled(month != self._offered[0])
        self._table.props(f'href="/api/v1/tickets.csv?month={month}"')
        self._result.clear()
        try:
            tickets = await asyncio.to_thread(context.watch.opened, *Month.read(month).span(voice.zone))
        except StoreDown:
            self._result.bad(voice.say("store_down"))
            return
        if month != self._month.value:
            return  # somebody turned on meanwhile
        now = context.clock.now()
        self._counted.set_text(
            voice.say(
                "month_counted",
                opened=len(tickets),
                closed=sum(ticket.state is TicketState.CLOSED for ticket in tickets),
                late=sum(ticket.is_late(now) for ticket in tickets),
            )
        )
        self._rows.show([(ticket.id, (ticket, now)) for ticket in reversed(tickets)])
