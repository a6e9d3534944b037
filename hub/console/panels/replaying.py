"""Reading messages again that could not be used (死信), and what came of it; for administrators."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from nicegui import ui

from hub.api.access import may
from hub.console.opened import Opened
from hub.console.panels.letters import fault, subject
from hub.console.panels.product_editor import ADMIN
from hub.console.parts import Rows, div, text
from hub.console.result import NotDone, Result
from hub.console.voice import Voice
from hub.domain.area import Catalog
from hub.domain.dead_letters import LetterGroup, LetterKind
from hub.ports import StoreDown
from hub.services.letters import Replayed

_ALL = "all"
Replay = Callable[[Callable[[LetterKind], bool], str], Awaitable[None]]


class GroupRow:
    """One group with its newest reason, and the way to read it again."""

    def __init__(self, voice: Voice, replay: Replay) -> None:
        self._voice = voice
        self._replay = replay
        self._id = ""
        self.root: ui.element = div("entry letter-group")
        with self.root:
            with div("what"):
                self._name = text("", "name")
                self._fault = text("")
                self._reason = text("", "quiet")
            with div("figure"):
                self._count = text("", "level")
                self._age = text("", "quiet")
            ui.button(voice.say("letters_replay"), on_click=self._pressed).props("outline dense no-caps")

    def show(self, item: tuple[LetterGroup, Catalog, datetime]) -> None:
        """Show a group, the names of the registry, and what time it is."""
        group, catalog, now = item
        self._id = group.kind.id
        first = self._voice.clock(group.first_at, now)
        since = self._voice.say("letters_since", first=first, kept=group.kept)
        self._name.set_text(subject(self._voice, group, catalog))
        self._fault.set_text(self._voice.say("in_brackets", what=fault(self._voice, group), more=since))
        self._reason.set_text(group.reason)
        self._count.set_text(f"{group.count:,}")
        self._age.set_text(self._voice.ago(now - group.last_at))

    async def _pressed(self) -> None:
        meant = self._id
        await self._replay(lambda kind: kind.id == meant, meant)


class Replaying:
    """The dialog; what came of a replay stays said until the next one."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        voice = self._voice = opened.voice
        say = voice.say
        with ui.dialog() as self._dialog, div("confirm claiming"):
            text(say("letters"), "panel-title")
            text(say("letters_about"), "quiet")
            self._result = Result()
            self._rows = Rows(
                lambda: GroupRow(voice, self._replay),
                more=lambda count: say("more", count=count),
                empty=say("letters_none"),
            )
            with div("send"):
                self._all = ui.button(
                    say("letters_replay_all"), on_click=partial(self._replay, lambda _: True, _ALL)
                )
                self._all.props("unelevated no-caps")
                ui.button(say("close"), on_click=self._dialog.close).props("flat no-caps")

    async def open(self) -> None:
        """Show the groups there are now."""
        self._result.clear()
        await self._show()
        self._dialog.open()

    async def _show(self) -> None:
        context = self._opened.context
        try:
            groups = await asyncio.to_thread(context.letters.groups)
        except StoreDown:
            self._result.bad(self._voice.say("store_down"))
            return
        now, catalog = context.clock.now(), context.registry.catalog
        self._rows.show([(group.kind.id, (group, catalog, now)) for group in groups])
        self._all.set_enabled(bool(groups))

    async def _replay(self, chosen: Callable[[LetterKind], bool], which: str) -> None:
        self._all.disable()
        try:
            done = await self._parts(chosen, which)
        except NotDone as error:
            self._result.bad(str(error))
        else:
            is_any_used = bool(done.stored or done.duplicate)
            (self._result.good if is_any_used else self._result.bad)(came_to(self._voice, done))
        self._opened.desk.forget()
        await self._show()

    async def _parts(self, chosen: Callable[[LetterKind], bool], which: str) -> Replayed:
        """Replay part by part, each as the account of the page may then; say how far it has come."""
        done = Replayed()
        while True:
            try:
                account = await self._opened.visitor.account()
                if account is None or not may(account.role, ADMIN):
                    raise NotDone(self._voice.say("not_permitted"))
                replay = partial(self._opened.context.letters.replay, chosen, account.name, which, done.place)
                done = done.plus(await asyncio.to_thread(replay))
            except StoreDown as error:
                raise NotDone(self._voice.say("store_down")) from error
            if done.place is None:
                return done
            self._result.going_on(came_to(self._voice, done))


def came_to(voice: Voice, done: Replayed) -> str:
    """What a replay came to, in one line; only what there is."""
    counts = {
        "letters_stored": done.stored,
        "letters_duplicate": done.duplicate,
        "letters_again": done.again,
        "letters_gone": done.gone,
    }
    said = [voice.say(key, count=f"{count:,}") for key, count in counts.items() if count]
    return voice.listed(said) or voice.say("letters_none")
