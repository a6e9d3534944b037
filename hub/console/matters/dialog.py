"""The dialog of one matter: before beside after, the verdict, the history, and what an operator decides."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from nicegui import ui

from hub.api.sheets import code
from hub.closing_words import REASONS_AGAINST
from hub.console.announcing.doing import Doing
from hub.console.matters.photos import about, deed, verdict
from hub.console.matters.standing import terms
from hub.console.panels.cameras import Enlarged
from hub.console.parts import div, dress, link_picture, text
from hub.console.result import NotDone
from hub.domain.closing import NotByHand, WhyNot
from hub.domain.people import Account
from hub.domain.photos.record import ClosingPhoto
from hub.domain.tickets import Ticket, TicketState
from hub.ports import StoreDown
from hub.services.closing import Matter, UnknownTicket
from hub.services.photo_passes import Issued
from hub.words import TICKET_KINDS, TICKET_STATES

_MOST_BEFORE = 3


class MatterDialog:
    """Shows one matter at a time; `done` is called when something about it changed."""

    def __init__(self, doing: Doing, enlarged: Enlarged, done: Callable[[], None]) -> None:
        self._doing, self._enlarged, self._done = doing, enlarged, done
        self._ticket = ""
        say = doing.voice.say
        with ui.dialog() as self._dialog, div("confirm matter"):
            self._title = text("", "panel-title")
            with div("matter-facts"):
                self._terms = text("")
                self._owner = text("")
                self._device = ui.link(say("device_page"), "/").classes("top-link")
            with div("matter-sides"):
                with div("matter-side"):
                    text(say("matter_before"), "quiet")
                    self._before = div("matter-shots")
                with div("matter-side"):
                    text(say("matter_after"), "quiet")
                    self._after = div("matter-shots")
            text(say("matter_history"), "quiet")
            self._history = div("matter-history")
            self._link = div("matter-link")
            self._why = ui.input(say("matter_why")).props("outlined dense maxlength=300")
            self._despite = ui.checkbox(say("matter_despite"))
            with div("send"):
                self._confirm = ui.button(say("matter_confirm"), on_click=self._confirmed)
                self._confirm.props("unelevated no-caps")
                self._reopen = ui.button("", on_click=self._reopened).props("outline no-caps")
                self._make_link = ui.button(say("matter_link"), on_click=self._linked).props("flat no-caps")
                ui.button(say("back"), on_click=self._dialog.close).props("flat no-caps")

    async def open(self, ticket: str) -> None:
        """Show a matter as it stands now."""
        self._ticket = ticket
        self._why.value, self._despite.value = "", False
        self._despite.set_visibility(False)
        self._link.clear()
        if await self._show():
            self._dialog.open()

    async def _show(self) -> bool:
        closing = self._doing.context.closing
        try:
            self._draw(await asyncio.to_thread(closing.matter, self._ticket))
        except (UnknownTicket, StoreDown) as error:
            key = "store_down" if isinstance(error, StoreDown) else "matter_unknown"
            ui.notify(self._doing.voice.say(key), type="negative")
            return False
        return True

    def _draw(self, matter: Matter) -> None:
        voice, context, ticket = self._doing.voice, self._doing.context, matter.ticket
        catalog, now = context.registry.catalog, context.clock.now()
        device = catalog.find(ticket.device)
        village = catalog.places.get(ticket.village)
        parts = (
            voice.word(TICKET_KINDS[ticket.kind]),
            device.name if device else village.name if village else ticket.id,
            voice.word(TICKET_STATES[ticket.state]),
        )
        self._title.set_text(" · ".join(parts))
        self._terms.set_text(terms(voice, ticket, now))
        owner = catalog.people.get(ticket.owner)
        named = voice.say("owner", name=owner.name, phone=owner.phone) if owner else voice.say("no_owner")
        self._owner.set_text(named)
        self._device.set_visibility(ticket.device in catalog.devices)
        self._device.props(f'href="/devices/{ticket.device}"')
        self._draw_before(ticket)
        self._draw_after(matter.photos, now)
        self._history.clear()
        with self._history:
            for known in matter.deeds:
                text(deed(voice, catalog, known, now))
            if not matter.deeds:
                text(voice.say("matter_no_history"), "quiet")
        is_closed, is_open = ticket.state is TicketState.CLOSED, ticket.state is TicketState.OPEN
        self._confirm.set_visibility(not is_closed)
        self._make_link.set_visibility(not is_closed)
        self._reopen.set_visibility(not is_open)
        self._reopen.set_text(voice.say("matter_reopen" if is_closed else "matter_not_enough"))

    def _draw_before(self, ticket: Ticket) -> None:
        shots = [item for item in ticket.evidence if item.role in {"before", "at"}]
        self._before.clear()
        with self._before:
            for item in shots[-_MOST_BEFORE:]:
                self._picture(item.sha256, self._doing.voice.say(item.role))
            if not shots:
                text(self._doing.voice.say("matter_no_before"), "quiet")

    def _draw_after(self, photos: Sequence[ClosingPhoto], now: datetime) -> None:
        voice, catalog = self._doing.voice, self._doing.context.registry.catalog
        self._after.clear()
        with self._after:
            for photo in reversed(photos):
                self._picture(photo.sha256, voice.say("after"))
                line = text(verdict(voice, photo), "result")
                dress(line, "result good" if photo.proof.is_accepted else "result bad")
                text(about(voice, catalog, photo, now), "quiet")
            if not photos:
                text(voice.say("matter_no_photos"), "quiet")

    def _picture(self, sha256: str, title: str) -> None:
        address = f"/media/{sha256}"
        with div("proof matter-shot", "button").props('type="button"') as shot:
            link_picture(div("", "img").props('alt="" loading="lazy"'), address)
        shot.on("click", lambda: self._enlarged.open(address, title))

    async def _confirmed(self) -> None:
        closing, ticket, despite = self._doing.context.closing, self._ticket, bool(self._despite.value)
        await self._decided(
            lambda account, why: closing.confirm(ticket, account.name, why, despite=despite),
            "matter_closed_now",
        )

    async def _reopened(self) -> None:
        closing, ticket = self._doing.context.closing, self._ticket
        await self._decided(
            lambda account, why: closing.reopen(ticket, account.name, why), "matter_opened_now"
        )

    async def _decided(self, act: Callable[[Account, str], Ticket], said: str) -> None:
        voice, why = self._doing.voice, str(self._why.value or "").strip()
        if not why:
            ui.notify(voice.say("matter_need_why"), type="negative")
            return
        try:
            await self._doing.do(lambda account: act(account, why))
        except NotDone as error:
            ui.notify(str(error), type="negative")
        except NotByHand as error:
            self._despite.set_visibility(error.why is WhyNot.STILL_SEEN)
            ui.notify(voice.word(REASONS_AGAINST[error.why]), type="negative")
        else:
            self._done()
            ui.notify(voice.say(said), type="positive")
            await self._show()

    async def _linked(self) -> None:
        passes, ticket = self._doing.context.photo_passes, self._ticket
        try:
            made = await self._doing.do(lambda account: passes.issue(ticket, account.name))
        except NotDone as error:
            ui.notify(str(error), type="negative")
            return
        self._draw_link(made)
        await self._show()

    def _draw_link(self, made: Issued) -> None:
        context, voice = self._doing.context, self._doing.voice
        person = context.registry.catalog.people.get(made.kept.person)
        address = f"{context.settings.http.public_url.rstrip('/')}/closing/{made.token}"
        until = voice.clock(made.kept.until, context.clock.now())
        name = person.name if person else voice.say("matter_anybody")
        self._link.clear()
        with self._link:
            ui.html(code(address), sanitize=False).classes("matter-code")
            with div("what"):
                text(voice.say("matter_link_for", name=name, until=until))
                ui.link(address, address, new_tab=True).classes("matter-address")
