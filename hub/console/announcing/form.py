"""The form: what is said, to whom, when and how urgent; listen first, then announce exactly that."""

from datetime import timedelta

from nicegui import ui

from devices.contract.commands import Priority
from hub.console.announcing.doing import Doing
from hub.console.announcing.findings import Findings, Found, hindered
from hub.console.announcing.moment import Choice, Moment, is_past, when_it_sounds
from hub.console.announcing.recorder import Recorder
from hub.console.announcing.saving import SaveTarget
from hub.console.announcing.talking import Talking
from hub.console.announcing.where import Where
from hub.console.panels.broadcast import Confirm, in_quiet_hours, lowered
from hub.console.parts import div, panel, text
from hub.console.result import NotDone, Result
from hub.domain.announcements import MAX_REPEAT, MAX_TEXT, Announcement, Draft
from hub.domain.announcements.announcement import MAX_REASON
from hub.domain.announcements.approval import TWO_PERSONS, Plea
from hub.domain.people import Account
from hub.services import follow
from hub.services.broadcast import Asking
from hub.services.examine import NotAllowed
from hub.words import PRIORITIES

_LONGEST_MIN = 24 * 60


class Form:
    """One draft; `replaced` is the announcement it shall take the place of."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._replaced: Announcement | None = None
        self._heard: tuple[Draft, str] | None = None
        voice, settings = doing.voice, doing.context.settings.broadcast
        with panel(voice.say("compose"), "composing") as form:
            self._instead = text("", "instead")
            self._text = ui.textarea(placeholder=voice.say("text")).props(
                f'outlined autogrow maxlength={MAX_TEXT} aria-label="{voice.say("text")}"'
            )
            self._recorder = Recorder(voice)
            self._where = Where(doing, self._forgive)
            saving = SaveTarget(doing, self._where.target, self.fill)
            with div("compose-fields"):
                self._priority = ui.select(
                    {each: voice.word(PRIORITIES[each]) for each in Priority},
                    value=Priority.NOTICE,
                    label=voice.say("priority"),
                    on_change=self._dress,
                ).props("outlined dense")
                self._repeat = ui.select(
                    list(range(1, MAX_REPEAT + 1)), value=1, label=voice.say("repeat")
                ).props("outlined dense")
                self._volume = ui.number(
                    voice.say("volume"), value=settings.volume_pct, min=0, max=100, step=5
                ).props("outlined dense suffix=%")
                self._valid = ui.number(
                    voice.say("valid_min"),
                    value=settings.expiry_min,
                    min=1,
                    max=_LONGEST_MIN,
                    on_change=self._say_when,
                ).props("outlined dense")
                begins = Choice(voice.say("begins"), voice.say("begins_now"), voice.say("begins_at"))
                self._begins = Moment(voice, begins, self._say_when)
                self._why = ui.input(voice.say("reason")).props(f"outlined dense maxlength={MAX_REASON}")
                self._why.classes("wide")
            self._when = text("", "quiet when").props('role="status" aria-live="polite"')
            self._bypass = ui.checkbox(voice.say("bypass"))
            with div("send"):
                ui.button(voice.say("listen"), on_click=self._listen).props("outline no-caps")
                self._button = ui.button(voice.say("announce"), on_click=self._announce)
                self._button.props("unelevated no-caps")
                talking = Talking(doing, self._draft, self._plea, self._examined, self._is_meant)
                ui.button(voice.say("talk"), on_click=talking.open).props("outline no-caps icon=mic")
                ui.button(voice.say("target_save"), on_click=saving.open).props("flat no-caps")
                self._discard = ui.button(voice.say("discard"), on_click=self._forget_replaced)
                self._discard.props("flat no-caps")
            self._findings = Findings(voice)
            self._result = Result()
        self._confirm = Confirm(voice)
        self._result.watch(form)
        self._forget_replaced()
        self._dress()
        self._say_when()

    def fill(self) -> None:
        """Offer the targets there are now."""
        context = self._doing.context
        self._where.fill(context.registry.catalog, context.speaking.saved())

    def replace(self, known: Announcement) -> None:
        """Begin with an announcement that is to be changed."""
        self._replaced = known
        self._text.set_value(known.text)
        self._priority.set_value(known.priority)
        self._repeat.set_value(known.repeat)
        self._volume.set_value(known.volume_pct)
        self._where.choose(known.target)
        # What waits for its time goes on waiting for it.
        is_to_come = known.not_before > self._doing.context.clock.now()
        self._begins.choose(known.not_before if is_to_come else None)
        if is_to_come:
            self._valid.set_value((known.expires_at - known.not_before) / timedelta(minutes=1))
        self._instead.set_text(self._doing.voice.say("instead_of", text=known.text))
        for part in (self._instead, self._discard):
            part.set_visibility(True)
        self._findings.clear()

    def _forgive(self) -> None:
        self._result.forgive()

    def _forget_replaced(self) -> None:
        self._replaced = None
        for part in (self._instead, self._discard):
            part.set_visibility(False)

    def _dress(self) -> None:
        priority, voice = Priority(self._priority.value), self._doing.voice
        self._bypass.set_visibility(priority is Priority.EMERGENCY)
        self._button.set_text(voice.say("submit" if self._waits(priority) else "announce"))

    def _waits(self, priority: Priority) -> bool:
        return priority in TWO_PERSONS and not self._bypasses(priority)

    def _bypasses(self, priority: Priority) -> bool:
        return priority is Priority.EMERGENCY and bool(self._bypass.value)

    async def _listen(self) -> None:
        self._result.clear()
        try:
            draft = self._draft()
            found = await self._doing.do(lambda account: self._examined(draft, account))
        except NotDone as error:
            self._result.bad(str(error))
            return
        self._heard = (draft, found.examined.sha256)
        self._findings.show(found, self._doing.context.registry.catalog, draft.volume_pct)

    async def _announce(self) -> None:
        self._button.props("loading")
        try:
            draft = self._draft()
            if not await self._is_meant(draft):
                return
            made = await self._doing.do(lambda account: self._made(draft, account))
        except NotDone as error:
            self._result.bad(str(error))
        except NotAllowed as error:
            context = self._doing.context
            said = hindered(self._doing.voice, error.hindrance, context.registry.catalog, context.clock.now())
            self._result.bad(said)
        else:
            self._announced(made)
        finally:
            self._button.props(remove="loading")

    async def _is_meant(self, draft: Draft) -> bool:
        """Ask once more before people are woken; what waits for a second person is asked there."""
        if draft.priority in TWO_PERSONS:
            return True
        question = await in_quiet_hours(
            self._doing.context, self._doing.voice, draft.target, draft.priority, draft.not_before
        )
        return not question or await self._confirm.asked(question)

    def _announced(self, made: Announcement | None) -> None:
        voice, context = self._doing.voice, self._doing.context
        if made is None:
            self._result.bad(voice.say("board_none"))
            return
        if made.approval.may_sound:
            followed = follow.one(context.ledger, made.id)
            said = voice.say("done", count=len(followed.deliveries) if followed else 0)
            asked_pct = int(self._volume.value or 0)
            self._result.good(said + lowered(voice, asked_pct, made.volume_pct))
        else:
            self._result.good(voice.say("submitted"))
        self._text.set_value("")
        self._recorder.forget()
        self._begins.choose(None)
        self._findings.clear()
        self._forget_replaced()

    def _examined(self, draft: Draft, account: Account) -> Found:
        context = self._doing.context
        catalog = context.registry.catalog
        examined = context.broadcast.examine(catalog, draft, self._plea(account))
        chosen = set(examined.speakers)
        views = [view for view in context.watch.devices() if view.device.id in chosen]
        return Found(
            examined,
            follow.reach(catalog, views, context.speaking.rules()),
            follow.interrupted(context.ledger, examined.speakers, draft.priority),
            context.clock.now(),
        )

    def _made(self, draft: Draft, account: Account) -> Announcement | None:
        context = self._doing.context
        asking = Asking(self._plea(account), self._listened_to(draft))
        if self._replaced is None:
            return context.broadcast.announce(context.registry.catalog, draft, asking)
        return context.broadcast.update(context.registry.catalog, self._replaced.id, draft, asking)

    def _listened_to(self, draft: Draft) -> str:
        """The sound that was listened to, when it was that of these very words; "" when nothing was."""
        if self._heard is None:
            return ""
        before, sha256 = self._heard
        is_same = (before.text, before.recording) == (draft.text, draft.recording)
        return sha256 if is_same else ""

    def _plea(self, account: Account) -> Plea:
        priority = Priority(self._priority.value)
        return Plea(account.name, account.role, str(self._why.value or ""), bypasses=self._bypasses(priority))

    def _draft(self) -> Draft:
        begins, now = self._begins.chosen(), self._doing.context.clock.now()
        if begins is not None and is_past(begins, now):
            raise NotDone(when_it_sounds(self._doing.voice, begins, self._valid_for(), now))
        begins = begins or now
        return Draft(
            text=str(self._text.value or ""),
            priority=Priority(self._priority.value),
            volume_pct=int(self._volume.value or 0),
            repeat=int(self._repeat.value or 1),
            not_before=begins,
            expires_at=begins + self._valid_for(),
            target=self._where.target(),
            recording=self._recorder.sha256,
        )

    def _valid_for(self) -> timedelta:
        return timedelta(minutes=float(self._valid.value or 0))

    def _say_when(self) -> None:
        voice, now = self._doing.voice, self._doing.context.clock.now()
        try:
            said = when_it_sounds(voice, self._begins.chosen(), self._valid_for(), now)
        except NotDone as error:
            said = str(error)
        self._when.set_text(said)
