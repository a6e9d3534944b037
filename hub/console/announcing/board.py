"""The board: the newest announcements, and of the chosen one every loudspeaker and whom it did not reach."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from hub.broadcast_words import APPROVALS, UNREACHED
from hub.console.announcing.doing import Doing
from hub.console.panels.announcements import MOODS
from hub.console.panels.broadcast import where
from hub.console.parts import Rows, div, dress, panel, text
from hub.console.result import NotDone
from hub.console.voice import Voice
from hub.domain.announcements import Announcement, Delivery, DeliveryState
from hub.domain.announcements.talks import missing_ms
from hub.domain.area import Catalog
from hub.services.follow import Followed, Unreached, UnreachedList
from hub.words import DELIVERY_STATES, PRIORITIES, delivery_reason

_MOST_SPEAKERS = 1_500


@dataclass(frozen=True, slots=True)
class Chosen:
    """The announcement that is looked at, and whom it did not reach."""

    followed: Followed
    unreached: UnreachedList
    catalog: Catalog
    at: datetime


class SpeakerCell:
    """One loudspeaker's state, small enough for a thousand of them."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("speaker-cell")
        with self.root:
            self._name = text("", "name")
            self._state = text("", "state")
            self._more = text("", "quiet")

    def show(self, item: tuple[Announcement, Delivery, Catalog]) -> None:
        """Show a delivery."""
        said, delivery, catalog = item
        speaker, voice = catalog.devices.get(delivery.device), self._voice
        self._name.set_text(speaker.name if speaker else delivery.device)
        self._state.set_text(voice.word(DELIVERY_STATES[delivery.state]))
        dress(self._state, f"state {MOODS.get(delivery.state, 'waiting')}")
        is_stopping = bool(delivery.halt) and not delivery.is_final
        more = voice.say("stopping") if is_stopping else voice.word(delivery_reason(delivery.reason))
        self._more.set_text(_partly(voice, said, delivery) or more)


def _partly(voice: Voice, said: Announcement, delivery: Delivery) -> str:
    """How much of a live talk sounded there, where that was not all of it."""
    lacking_ms = missing_ms(said, delivery)
    if not lacking_ms or delivery.played_ms is None or delivery.state is DeliveryState.PLAYED:
        return ""
    played, missing = f"{delivery.played_ms / 1000:.1f}", f"{lacking_ms / 1000:.1f}"
    return voice.say("partly", played=played, missing=missing)


class MissedRow:
    """One loudspeaker that was not reached, and who can walk there."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("missed-row")
        with self.root:
            self._who = text("", "name")
            self._where = text("")
            self._why = text("", "state bad")

    def show(self, row: Unreached) -> None:
        """Show a row of the list."""
        owner = row.owner or self._voice.say("no_owner_named")
        self._who.set_text(f"{owner} {row.phone}")
        self._where.set_text(" · ".join(filter(None, (row.village, row.grid, row.name))))
        self._why.set_text(self._voice.word(UNREACHED[row.missed.why]))


class RecentRow:
    """One announcement to choose."""

    def __init__(self, voice: Voice, choose: Callable[[str], None]) -> None:
        self._voice = voice
        self._id = ""
        self.root: ui.element = ui.element("button").classes("recent-row")
        self.root.on("click", lambda: choose(self._id))
        with self.root:
            self._priority = text("", "badge")
            self._text = text("", "name")
            self._counts = text("", "quiet")

    def show(self, item: tuple[Followed, str, datetime]) -> None:
        """Show an announcement; the chosen one is marked."""
        followed, chosen, now = item
        said, voice = followed.announcement, self._voice
        self._id = said.id
        self._priority.set_text(voice.word(PRIORITIES[said.priority]))
        dress(self._priority, f"badge {said.priority.value}")
        self._text.set_text(said.text)
        at = voice.clock(said.created_at, now)
        self._counts.set_text(f"{at} · {counted(voice, followed)}")
        dress(self.root, "recent-row open" if said.id == chosen else "recent-row")


class Board:
    """The list on the left, the chosen announcement on the right."""

    def __init__(
        self, doing: Doing, choose: Callable[[str], None], change: Callable[[Announcement], None]
    ) -> None:
        self._doing = doing
        self._change = change
        self._shown: Announcement | None = None
        voice = doing.voice
        with panel(voice.say("recent"), "recent"):
            self._recent = Rows(lambda: RecentRow(voice, choose), empty=voice.say("no_announcements"))
        with panel(voice.say("board"), "board"):
            self._none = text(voice.say("board_none"), "nothing")
            with div("board-body") as self._body:
                self._said = text("", "said")
                self._by = text("", "quiet")
                self._counts = text("", "counts")
                with div("send"):
                    self._replace = ui.button(voice.say("replace"), on_click=self._replaced)
                    self._replace.props("outline no-caps")
                    self._withdraw = ui.button(voice.say("withdraw"), on_click=self._withdrawn)
                    self._withdraw.props("outline no-caps color=negative")
                with div("unreached-head") as self._missed_head:
                    self._missed_title = text("", "panel-title")
                    self._print = ui.link(voice.say("print_list"), "#", new_tab=True).classes("top-link")
                    self._table = ui.link(voice.say("table_list"), "#").classes("top-link")
                with div("missed") as self._missed_block:
                    self._missed = Rows(
                        lambda: MissedRow(voice),
                        most=200,
                        more=lambda count: voice.say("more", count=count),
                        empty=voice.say("unreached_none"),
                    )
                self._cells = Rows(
                    lambda: SpeakerCell(voice),
                    most=_MOST_SPEAKERS,
                    more=lambda count: voice.say("more", count=count),
                    classes="speaker-cells",
                )
        self._body.set_visibility(False)

    def show_recent(self, found: list[Followed], chosen: str, now: datetime) -> None:
        """Show the newest announcements."""
        self._recent.show([(item.announcement.id, (item, chosen, now)) for item in found])

    def show(self, chosen: Chosen | None) -> None:
        """Show the chosen announcement, or that none is."""
        self._none.set_visibility(chosen is None)
        self._body.set_visibility(chosen is not None)
        self._shown = chosen.followed.announcement if chosen else None
        if chosen is None:
            return
        voice, followed = self._doing.voice, chosen.followed
        said = followed.announcement
        self._said.set_text(said.text)
        at = voice.clock(said.created_at, chosen.at)
        by = voice.say("by", by=said.created_by, at=at, volume=said.volume_pct)
        approval = voice.word(APPROVALS[said.approval.state])
        self._by.set_text(f"{where(voice, chosen.catalog, said.target)} · {by} · {approval}")
        self._counts.set_text(counted(voice, followed))
        may_change = not followed.is_over and said.expires_at > chosen.at
        self._replace.set_visibility(may_change and not said.is_live)
        self._withdraw.set_visibility(may_change)
        # Of what nobody was told yet it would be false to say that everybody was reached.
        is_out = said.approval.may_sound
        for part in (self._missed_head, self._missed_block):
            part.set_visibility(is_out)
        self._show_missed(chosen.unreached)
        self._cells.show([(item.id, (said, item, chosen.catalog)) for item in followed.deliveries])

    def _show_missed(self, found: UnreachedList) -> None:
        voice = self._doing.voice
        title = voice.say("unreached_title", count=len(found.rows))
        if not found.is_complete:
            title += f" · {voice.say('unreached_waiting')}"
        self._missed_title.set_text(title)
        route = f"/api/v1/announcements/{found.announcement.id}/unreached"
        for link, address in ((self._print, f"{route}.html"), (self._table, f"{route}.csv")):
            if link.props.get("href") != address:
                link.props["href"] = address
            link.set_visibility(bool(found.rows))
        self._missed.show([(row.missed.device, row) for row in found.rows])

    def _replaced(self) -> None:
        if self._shown is not None:
            self._change(self._shown)

    async def _withdrawn(self) -> None:
        if self._shown is None:
            return
        name, context = self._shown.id, self._doing.context
        try:
            await self._doing.decide(lambda account: context.broadcast.cancel(name, account.name))
        except NotDone as error:
            ui.notify(str(error), type="negative")
            return
        ui.notify(self._doing.voice.say("cancelled"), type="positive")


def counted(voice: Voice, followed: Followed) -> str:
    """How many loudspeakers stand at each state; of what waits for approval, that it does."""
    if not followed.announcement.approval.may_sound:
        return voice.word(APPROVALS[followed.announcement.approval.state])
    return " · ".join(
        f"{voice.word(DELIVERY_STATES[state])} {followed.counts[state]}"
        for state in DeliveryState
        if followed.counts.get(state)
    )
