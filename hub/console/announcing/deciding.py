"""What waits for a second person: announcements to approve, and emergencies to review afterwards."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.panels.broadcast import where
from hub.console.parts import Rows, div, dress, panel, text
from hub.console.result import NotDone
from hub.domain.announcements import Announcement, Awaits
from hub.domain.people import Account
from hub.words import PRIORITIES

Decide = Callable[[Account], object]


class DecisionRow:
    """One announcement, its sound, and what may be decided about it."""

    def __init__(self, doing: Doing, decide: Callable[[Decide], Awaitable[None]]) -> None:
        self._doing = doing
        self._decide = decide
        self._id = ""
        voice = doing.voice
        self.root: ui.element = div("decision")
        with self.root:
            with div("announcement-head"):
                self._priority = text("", "badge")
                self._by = text("", "quiet name")
                self._due = text("", "due")
            self._text = text("", "said")
            self._why = text("", "quiet")
            self._player = ui.element("audio").props("controls preload=none")
            with div("send"):
                self._note = ui.input(voice.say("note")).props("outlined dense")
                self._agree = ui.button(voice.say("approve"), on_click=self._agreed)
                self._agree.props("unelevated no-caps")
                self._refuse = ui.button(voice.say("refuse"), on_click=self._refused).props("flat no-caps")
                self._review = ui.button(voice.say("review"), on_click=self._reviewed)
                self._review.props("unelevated no-caps")

    def show(self, item: tuple[Announcement, datetime]) -> None:
        """Show an announcement as of now."""
        said, now = item
        voice = self._doing.voice
        self._id = said.id
        self._priority.set_text(voice.word(PRIORITIES[said.priority]))
        dress(self._priority, f"badge {said.priority.value}")
        catalog = self._doing.context.registry.catalog
        at, meant = voice.clock(said.created_at, now), where(voice, catalog, said.target)
        self._by.set_text(voice.say("written_by", by=said.created_by, at=at, where=meant))
        self._text.set_text(said.text)
        self._why.set_text(voice.say("with_reason", why=said.why) if said.why else "")
        self._player.set_visibility(bool(said.sha256))
        if said.sha256 and self._player.props.get("src") != f"/media/{said.sha256}":
            self._player.props["src"] = f"/media/{said.sha256}"
        is_pending = said.awaits is Awaits.APPROVAL
        for part in (self._agree, self._refuse):
            part.set_visibility(is_pending)
        self._review.set_visibility(not is_pending)
        self._due.set_text(self._due_words(said, now))

    def _due_words(self, said: Announcement, now: datetime) -> str:
        due_at = said.approval.review_due_at
        if due_at is None:
            return ""
        voice = self._doing.voice
        if said.approval.is_review_overdue(now):
            return voice.say("review_late")
        return voice.say("review_due", at=voice.clock(due_at, now))

    async def _agreed(self) -> None:
        await self._decided(agrees=True)

    async def _refused(self) -> None:
        await self._decided(agrees=False)

    async def _decided(self, *, agrees: bool) -> None:
        context, name, note = self._doing.context, self._id, str(self._note.value or "")
        await self._decide(
            lambda account: context.broadcast.decide(
                context.registry.catalog, name, account.name, agrees=agrees, note=note
            )
        )

    async def _reviewed(self) -> None:
        context, name, note = self._doing.context, self._id, str(self._note.value or "")
        await self._decide(lambda account: context.broadcast.review(name, account.name, note))


class Deciding:
    """All that waits, approvals first."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        with panel(doing.voice.say("decide_title"), "deciding"):
            self._rows = Rows(lambda: DecisionRow(doing, self._decide), empty=doing.voice.say("decide_none"))

    def show(self, waiting: list[Announcement], now: datetime) -> None:
        """Show what waits now."""
        self._rows.show([(said.id, (said, now)) for said in waiting])

    async def _decide(self, act: Decide) -> None:
        try:
            await self._doing.decide(act)
        except NotDone as error:
            ui.notify(str(error), type="negative")
            return
        ui.notify(self._doing.voice.say("decided"), type="positive")
