"""Speaking live (现场喊话): look whom it reaches, open the microphone, speak when they have joined, end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from nicegui import app, events, ui

from hub.console.announcing.doing import Doing
from hub.console.announcing.findings import Found, hindered, reached
from hub.console.parts import div, dress, text
from hub.console.result import NotDone
from hub.domain.announcements import Announcement, DeliveryState, Draft
from hub.domain.announcements.approval import Plea
from hub.domain.announcements.talks import talk_draft
from hub.domain.people import Account
from hub.ports import StoreDown
from hub.services import follow
from hub.services.broadcast import Asking
from hub.services.examine import NotAllowed
from hub.words import Language

_HERE = Path(__file__).parent
_SCRIPT = (_HERE / "talk.js").read_text("utf-8")
_WORKLET = "/announcing/microphone.js"
_MINUTES = (1, 3, 5, 10)
_USUAL_MIN = 3
_LOOK_S = 0.4
# Whoever has not joined by then misses the first words, and its proof says so.
_JOIN_WAIT_LOOKS = 8
_NOT_TOLD = frozenset({DeliveryState.ACCEPTED, DeliveryState.QUEUED, DeliveryState.SENT})


def serve_worklet() -> None:
    """Let browsers load the part that runs on their audio thread; once in a process."""
    app.add_static_file(local_file=_HERE / "microphone.js", url_path=_WORKLET)


class Talking:
    """A dialog for one talk; `asked` is the form's draft, `plea` what its author says of it.

    `is_meant` asks its author once more where the talk would wake people.
    """

    def __init__(
        self,
        doing: Doing,
        asked: Callable[[], Draft],
        plea: Callable[[Account], Plea],
        examined: Callable[[Draft, Account], Found],
        is_meant: Callable[[Draft], Awaitable[bool]],
    ) -> None:
        self._doing = doing
        self._asked = asked
        self._plea = plea
        self._examined = examined
        self._is_meant = is_meant
        self._talk: Announcement | None = None
        self._looks = 0
        voice = doing.voice
        ui.add_head_html(f"<script>{_SCRIPT}</script>")
        with ui.dialog().props("persistent") as self._dialog, div("confirm talking"):
            text(voice.say("talk"), "panel-title")
            self._reach = text("", "found-reach")
            self._unable = text("", "soon")
            minutes = {each: voice.say("talk_minutes", count=each) for each in _MINUTES}
            self._longest = ui.select(
                minutes, value=_USUAL_MIN, label=voice.say("talk_longest"), on_change=self._look
            ).props("outlined dense")
            self._said = text("", "result").props('role="status" aria-live="polite"')
            with div("talk-meter"):
                div("talk-level")
            with div("send"):
                self._begin = ui.button(voice.say("talk_begin"), on_click=self._opened)
                self._begin.props("unelevated no-caps")
                self._end = ui.button(voice.say("talk_end"), on_click=self._ended)
                self._end.props("unelevated no-caps color=negative")
                self._close = ui.button(voice.say("back"), on_click=self._dialog.close).props("flat no-caps")
        self._timer = ui.timer(_LOOK_S, self._joined, active=False)
        ui.on("talk_microphone", self._microphone)
        ui.on("talk_said", self._heard)
        ui.on("talk_over", self._over)
        ui.on("talk_flushed", self._flushed)

    async def open(self) -> None:
        """Show whom a talk would reach, and what forbids it."""
        self._rest(voice_key="")
        if await self._look():
            self._dialog.open()

    async def _look(self) -> bool:
        voice, context = self._doing.voice, self._doing.context
        try:
            draft = self._draft()
            found = await self._doing.do(lambda account: self._examined(draft, account))
        except NotDone as error:
            ui.notify(str(error), type="negative")
            return False
        self._reach.set_text(reached(voice, found))
        self._unable.set_text(
            voice.say("talk_unable", count=found.reach.unable) if found.reach.unable else ""
        )
        hindrance = found.examined.hindrance
        self._begin.set_enabled(not hindrance.flaws)
        if hindrance.flaws:
            self._say(hindered(voice, hindrance, context.registry.catalog, found.at), is_good=False)
        else:
            self._said.set_visibility(False)
        return True

    def _draft(self) -> Draft:
        asked, voice = self._asked(), self._doing.voice
        longest, now = timedelta(minutes=int(self._longest.value)), self._doing.context.clock.now()
        title = asked.text or voice.say("talk_text")
        return talk_draft(title, asked.priority, asked.volume_pct, asked.target, longest, now)

    async def _opened(self) -> None:
        self._begin.props("loading")
        try:
            is_meant = await self._is_meant(self._draft())
        except NotDone as error:
            self._refused(str(error))
            return
        if is_meant:
            ui.run_javascript("vhTalk.open()")
        else:
            self._begin.props(remove="loading")

    async def _microphone(self, event: events.GenericEventArguments) -> None:
        """Announce the talk once the browser has given its microphone."""
        voice, context = self._doing.voice, self._doing.context
        if isinstance(event.args, dict) and event.args.get("denied"):
            self._refused(voice.say("record_denied"))
            return
        catalog = context.registry.catalog
        try:
            draft = self._draft()
            self._talk = await self._doing.do(
                lambda account: context.talks.begin(catalog, draft, Asking(self._plea(account)))
            )
        except NotDone as error:
            self._refused(str(error))
            return
        except NotAllowed as error:
            self._refused(hindered(voice, error.hindrance, catalog, context.clock.now()))
            return
        self._begin.props(remove="loading")
        for part, is_shown in ((self._begin, False), (self._close, False), (self._end, True)):
            part.set_visibility(is_shown)
        self._looks = 0
        self._timer.activate()

    async def _joined(self) -> None:
        """Let its author speak when the speakers that can have joined, or had their time for it."""
        voice, talk = self._doing.voice, self._talk
        if talk is None:
            self._timer.deactivate()
            return
        try:
            followed = await asyncio.to_thread(follow.one, self._doing.context.ledger, talk.id)
        except StoreDown:
            return
        if followed is None or not followed.announcement.is_on_air:
            self._rest(voice_key="talk_refused")
        elif not followed.announcement.approval.may_sound:
            self._say(voice.say("talk_waits"), is_good=True)
        else:
            self._looks += 1
            missing = sum(count for state, count in followed.counts.items() if state in _NOT_TOLD)
            self._say(voice.say("talk_joining", count=missing), is_good=True)
            if not missing or self._looks >= _JOIN_WAIT_LOOKS:
                self._timer.deactivate()
                ui.run_javascript(f"vhTalk.speak('/api/v1/talks/{talk.id}/sound')")
                self._say(voice.say("talk_now", seconds="0"), is_good=True)

    def _heard(self, event: events.GenericEventArguments) -> None:
        said_ms = event.args.get("ms") if isinstance(event.args, dict) else None
        if isinstance(said_ms, int) and self._talk is not None:
            self._say(self._doing.voice.say("talk_now", seconds=said_ms // 1000), is_good=True)

    def _over(self, event: events.GenericEventArguments) -> None:
        """Say that the hub takes no more: at its limit, or because somebody withdrew it."""
        said = event.args if isinstance(event.args, dict) else {}
        why = str(said.get("zh" if self._doing.voice.language is Language.ZH else "en") or "")
        self._rest(voice_key="talk_limit" if not why else "")
        if why:
            self._say(why, is_good=False)

    def _ended(self) -> None:
        self._timer.deactivate()
        self._end.props("loading")
        ui.run_javascript("vhTalk.end()")

    async def _flushed(self) -> None:
        talk, context = self._talk, self._doing.context
        self._end.props(remove="loading")
        if talk is None:
            return
        try:
            over = await self._doing.decide(
                lambda account: context.talks.end(context.registry.catalog, talk.id, account.name)
            )
        except NotDone as error:
            self._rest(voice_key="")
            self._say(str(error), is_good=False)
            return
        self._rest(voice_key="")
        length_s = 0.0 if over is None or over.is_on_air else over.duration_ms / 1000
        word = "talk_done" if length_s else "talk_silent"
        self._say(self._doing.voice.say(word, seconds=f"{length_s:.1f}"), is_good=True)

    def _refused(self, why: str) -> None:
        ui.run_javascript("vhTalk.close()")
        self._rest(voice_key="")
        self._say(why, is_good=False)

    def _rest(self, voice_key: str) -> None:
        """No talk goes on; another may begin. `voice_key`: what is said of the last one, "" for nothing."""
        self._talk = None
        self._timer.deactivate()
        self._begin.props(remove="loading")
        for part, is_shown in ((self._begin, True), (self._close, True), (self._end, False)):
            part.set_visibility(is_shown)
        self._said.set_visibility(False)
        if voice_key:
            self._say(self._doing.voice.say(voice_key), is_good=False)

    def _say(self, said: str, *, is_good: bool) -> None:
        self._said.set_text(said)
        self._said.set_visibility(True)
        dress(self._said, "result good" if is_good else "result bad")
