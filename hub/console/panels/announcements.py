"""What became of the latest announcements, speaker by speaker (播发回执), and withdrawing them."""

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import ui

from hub.console.opened import Opened
from hub.console.panels.broadcast import where
from hub.console.parts import Rows, div, dress, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.announcements import Delivery, DeliveryState
from hub.ports import StoreDown
from hub.services.follow import Followed
from hub.words import DELIVERY_STATES, PRIORITIES, delivery_reason

MOODS = {
    DeliveryState.PLAYED: "good",
    DeliveryState.PLAYING: "going",
    DeliveryState.RECEIVED: "going",
    DeliveryState.FAILED: "bad",
    DeliveryState.UNREACHED: "bad",
    DeliveryState.EXPIRED: "bad",
    DeliveryState.UNKNOWN: "watch",
    DeliveryState.CANCELLED: "quiet",
    DeliveryState.SUPERSEDED: "quiet",
}


class DeliveryRow:
    """One loudspeaker's state."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("delivery")
        with self.root:
            self._name = text("", "name")
            self._state = text("", "state")
            self._reason = text("", "quiet")
            self._at = text("", "quiet at")

    def show(self, item: tuple[Delivery, Snapshot]) -> None:
        """Show a delivery as of a snapshot."""
        delivery, seen = item
        speaker = seen.catalog.devices.get(delivery.device)
        self._name.set_text(speaker.name if speaker else delivery.device)
        self._state.set_text(self._voice.word(DELIVERY_STATES[delivery.state]))
        dress(self._state, f"state {MOODS.get(delivery.state, 'waiting')}")
        self._reason.set_text(self._voice.word(delivery_reason(delivery.reason)))
        self._at.set_text(self._voice.clock(delivery.at, seen.at))


class AnnouncementRow:
    """One announcement with its loudspeakers."""

    def __init__(self, voice: Voice, cancel: Callable[[str], Awaitable[None]], *, may_act: bool) -> None:
        self._voice = voice
        self._id = ""
        self._may_act = may_act
        self.root: ui.element = div("announcement")
        with self.root:
            with div("announcement-head"):
                self._priority = text("", "badge")
                self._where = text("", "name")
                self._cancel = ui.button(voice.say("cancel"), on_click=lambda: cancel(self._id)).props(
                    "flat dense no-caps"
                )
            self._text = text("", "said")
            self._by = text("", "quiet")
            self._counts = text("", "counts")
            self._deliveries = Rows(
                lambda: DeliveryRow(voice),
                most=60,
                more=lambda count: voice.say("more", count=count),
                classes="deliveries",
            )

    def show(self, item: tuple[Followed, Snapshot]) -> None:
        """Show an announcement as of a snapshot."""
        followed, seen = item
        voice, said = self._voice, followed.announcement
        self._id = said.id
        self._priority.set_text(voice.word(PRIORITIES[said.priority]))
        dress(self._priority, f"badge {said.priority.value}")
        self._where.set_text(where(voice, seen.catalog, said.target))
        self._text.set_text(said.text)
        at = voice.clock(said.created_at, seen.at)
        self._by.set_text(voice.say("by", by=said.created_by, at=at, volume=said.volume_pct))
        self._counts.set_text(
            " · ".join(
                f"{voice.word(DELIVERY_STATES[state])} {followed.counts[state]}"
                for state in DeliveryState
                if followed.counts.get(state)
            )
        )
        self._cancel.set_visibility(self._may_act and not followed.is_over and said.expires_at > seen.at)
        self._deliveries.show([(item.id, (item, seen)) for item in followed.deliveries])


class Announcements:
    """The newest announcements."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        voice = self._voice = opened.voice
        with panel(voice.say("announcements"), "announcements"):
            self._rows = Rows(
                lambda: AnnouncementRow(voice, self._cancel, may_act=opened.may_act),
                empty=voice.say("no_announcements"),
            )

    def show(self, seen: Snapshot) -> None:
        """Show the announcements of a snapshot."""
        self._rows.show([(item.announcement.id, (item, seen)) for item in seen.announcements])

    async def _cancel(self, announcement: str) -> None:
        try:
            account = await self._opened.visitor.acting()
            if account is None:
                ui.notify(self._voice.say("not_permitted"), type="negative")
                return
            await asyncio.to_thread(self._opened.context.broadcast.cancel, announcement, account.name)
        except StoreDown:
            ui.notify(self._voice.say("store_down"), type="negative")
            return
        self._opened.desk.forget()
        ui.notify(self._voice.say("cancelled"), type="positive")
