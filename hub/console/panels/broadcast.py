"""The box to announce something (村村响): what, where, how loud; and whom it would reach."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nicegui import ui

from devices.contract.commands import Priority
from hub.console.opened import Opened
from hub.console.parts import div, panel, text
from hub.console.result import Result, on_change_within
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.console.whole import whole
from hub.context import Context
from hub.domain.announcements import MAX_REPEAT, MAX_TEXT, Draft, Target, TargetScope
from hub.domain.announcements.approval import Plea
from hub.domain.area import Catalog
from hub.domain.health import Presence
from hub.ports import SpeechFailed, StoreDown
from hub.services import follow
from hub.services.broadcast import Asking
from hub.services.examine import NotAllowed
from hub.services.watch import DeviceView
from hub.words import PRIORITIES, refusal

_TOWNSHIP = ""
_CONFIRMED = frozenset({Priority.URGENT, Priority.EMERGENCY})
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: a sentence, whether it worked, and when else it could be tried."""

    said: str
    is_good: bool
    next_slot: datetime | None = None


class Composer:
    """The box; `visitor` must be an operator for anything to be sent."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        voice = self._voice = opened.voice
        self._seen: Snapshot | None = None
        self._slot: datetime | None = None
        say = voice.say
        with panel(say("broadcast"), "broadcast") as form:
            self._text = ui.textarea(placeholder=say("text")).props(
                f'outlined autogrow maxlength={MAX_TEXT} aria-label="{say("text")}"'
            )
            with div("fields"):
                self._priority = ui.select(
                    {p: voice.word(PRIORITIES[p]) for p in Priority},
                    value=Priority.NOTICE,
                    label=say("priority"),
                ).props("outlined dense")
                everybody = {_TOWNSHIP: whole(voice, opened.context.registry.catalog)}
                self._where = ui.select(
                    everybody, value=[_TOWNSHIP], label=say("target"), multiple=True
                ).props("outlined dense")
                self._repeat = ui.select(list(range(1, MAX_REPEAT + 1)), value=1, label=say("repeat")).props(
                    "outlined dense"
                )
            self._reach = text("", "reach quiet")
            with div("sound"):
                with div("volume"):
                    text(say("volume"), "quiet")
                    self._volume = ui.slider(
                        min=0, max=100, step=5, value=opened.context.settings.broadcast.volume_pct
                    )
                    ui.label().classes("volume-value").bind_text_from(
                        self._volume, "value", backward=lambda value: f"{value:.0f}%"
                    )
                self._button = ui.button(say("send"), on_click=self._pressed).props("unelevated no-caps")
            self._later = ui.button("", on_click=self._pressed_later).props("outline no-caps")
            self._result = Result()
        self._later.set_visibility(False)
        self._where.on_value_change(self._chosen)
        on_change_within(form, self._forgive)
        self._confirm = Confirm(voice)

    def show(self, seen: Snapshot) -> None:
        """Offer the villages of a snapshot, and say whom the choice reaches now."""
        self._seen = seen
        villages = {village.id: village.name for village in seen.catalog.villages()}
        offered = {_TOWNSHIP: whole(self._voice, seen.catalog)} | villages
        if self._where.options != offered:
            self._where.set_options(offered)
        self._say_reach()

    def _chosen(self) -> None:
        """The whole township and single villages exclude each other; the last choice counts."""
        chosen = list(self._where.value)
        if _TOWNSHIP in chosen and len(chosen) > 1:
            kept = [_TOWNSHIP] if chosen[-1] == _TOWNSHIP else [name for name in chosen if name != _TOWNSHIP]
            self._where.set_value(kept)
        elif not chosen:
            self._where.set_value([_TOWNSHIP])
        self._say_reach()

    def _target(self) -> Target:
        chosen = tuple(name for name in self._where.value if name != _TOWNSHIP)
        return Target(TargetScope.VILLAGES, chosen) if chosen else Target(TargetScope.TOWNSHIP)

    def _say_reach(self) -> None:
        if self._seen is not None:
            meant = follow.meant(self._seen.catalog, self._target(), self._seen.views, {})
            self._reach.set_text(reach(self._voice, meant))

    async def _pressed(self) -> None:
        await self._try(None)

    async def _pressed_later(self) -> None:
        await self._try(self._slot)

    async def _try(self, not_before: datetime | None) -> None:
        priority = Priority(self._priority.value)
        question = await self._question(priority, not_before)
        if question and not await self._confirm.asked(question):
            return
        self._forgive()
        self._result.going_on(self._voice.say("speaking"))
        self._button.props("loading")
        try:
            outcome = await self._announce(priority, not_before)
        finally:
            self._button.props(remove="loading")
        self._show_outcome(outcome)
        self._opened.desk.forget()

    async def _question(self, priority: Priority, not_before: datetime | None) -> str:
        """What is asked once more before this is sent, "" for nothing."""
        voice, context = self._voice, self._opened.context
        if priority in _CONFIRMED:
            word = voice.word(PRIORITIES[priority])
            return voice.say("confirm_text", priority=word, count=self._count())
        return await in_quiet_hours(context, voice, self._target(), priority, not_before)

    async def _announce(self, priority: Priority, not_before: datetime | None) -> Outcome:
        voice, context = self._voice, self._opened.context
        try:
            account = await self._opened.visitor.acting()
            if account is None:
                return Outcome(voice.say("not_permitted"), is_good=False)
            draft = self._draft(priority, not_before)
            asking = Asking(Plea(account.name, account.role))
            made = await asyncio.to_thread(
                context.broadcast.announce, context.registry.catalog, draft, asking
            )
        except NotAllowed as error:
            return self._refused(error)
        except SpeechFailed as error:
            return Outcome(voice.say("speech_failed", why=error), is_good=False)
        except StoreDown:
            return Outcome(voice.say("store_down"), is_good=False)
        self._text.set_value("")
        if not made.approval.may_sound:
            return Outcome(voice.say("submitted"), is_good=True)
        said = voice.say("sent", count=self._count())
        return Outcome(said + lowered(voice, draft.volume_pct, made.volume_pct), is_good=True)

    def _draft(self, priority: Priority, not_before: datetime | None) -> Draft:
        begins = not_before or self._opened.context.clock.now()
        return Draft(
            text=plain(str(self._text.value or "")),
            priority=priority,
            volume_pct=int(self._volume.value),
            repeat=int(self._repeat.value or 1),
            not_before=begins,
            expires_at=begins + timedelta(minutes=self._opened.context.settings.broadcast.expiry_min),
            target=self._target(),
        )

    def _refused(self, error: NotAllowed) -> Outcome:
        found = error.hindrance
        said = self._voice.word(refusal(found.flaws))
        if found.next_slot is None:
            return Outcome(said, is_good=False)
        at = self._voice.clock(found.next_slot, self._opened.context.clock.now())
        return Outcome(said + self._voice.say("next_slot", at=at), is_good=False, next_slot=found.next_slot)

    def _show_outcome(self, outcome: Outcome) -> None:
        self._slot = outcome.next_slot
        say = self._result.good if outcome.is_good else self._result.bad
        say(outcome.said)
        self._later.set_visibility(outcome.next_slot is not None)
        if outcome.next_slot is not None:
            at = self._voice.clock(outcome.next_slot, self._opened.context.clock.now())
            self._later.set_text(self._voice.say("send_then", at=at))

    def _forgive(self) -> None:
        """Forget why the last draft was refused, and when it could have been sent: this may be another."""
        self._result.forgive()
        self._later.set_visibility(False)

    def _count(self) -> int:
        if self._seen is None:
            return 0
        return len(follow.meant(self._seen.catalog, self._target(), self._seen.views, {}))


class Confirm:
    """Asks once more before what wakes everybody."""

    def __init__(self, voice: Voice) -> None:
        with ui.dialog() as self._dialog, div("confirm"):
            text(voice.say("confirm"), "panel-title")
            self._said = text("")
            with div("send"):
                ui.button(voice.say("send"), on_click=lambda: self._dialog.submit(True)).props(  # noqa: FBT003
                    "unelevated no-caps"
                )
                ui.button(voice.say("back"), on_click=lambda: self._dialog.submit(False)).props(  # noqa: FBT003
                    "flat no-caps"
                )

    async def asked(self, question: str) -> bool:
        """Tell whether it was confirmed."""
        self._said.set_text(question)
        return bool(await self._dialog)


async def in_quiet_hours(
    context: Context, voice: Voice, target: Target, priority: Priority, at: datetime | None
) -> str:
    """That people rest when it sounds (`at`, None for now), as a question; "" where they do not."""
    catalog = context.registry.catalog
    try:
        is_disturbing = await asyncio.to_thread(context.broadcast.disturbs, catalog, target, priority, at)
    except StoreDown:
        return ""  # announcing says it
    return voice.say("confirm_quiet") if is_disturbing else ""


def reach(voice: Voice, meant: Sequence[DeviceView]) -> str:
    """Whom an announcement would reach now, and who is away, by name."""
    away = [view.device.name for view in meant if view.presence is not Presence.ONLINE]
    said = voice.say("reach", total=len(meant), online=len(meant) - len(away))
    if not away:
        return said
    names = voice.listed(away[:_MOST_NAMES]) + ("…" if len(away) > _MOST_NAMES else "")
    return said + voice.say("reach_away", count=len(away), names=names)


def plain(typed: str) -> str:
    """What was typed, without the control characters that no message may carry."""
    return "".join(char for char in typed if char.isprintable() or char in "\n\t").strip()


def where(voice: Voice, catalog: Catalog, target: Target) -> str:
    """Whom an announcement is for, by the names that people have for it."""
    if target.scope is TargetScope.TOWNSHIP:
        return whole(voice, catalog)
    known = catalog.devices if target.scope is TargetScope.DEVICES else catalog.places
    names = [known[name].name if name in known else name for name in target.ids]
    return voice.listed([*names, voice.say("scope_area")] if target.shapes else names)


def lowered(voice: Voice, asked_pct: int, made_pct: int) -> str:
    """That it sounds less loud than was asked for, because rules bind it then; "" if it does not."""
    return voice.say("lowered", asked=asked_pct, made=made_pct) if made_pct < asked_pct else ""
