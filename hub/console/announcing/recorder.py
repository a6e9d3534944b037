"""Recordings on the page: a file, or what somebody says into the microphone (喊话)."""

from pathlib import Path

from nicegui import events, ui

from hub.console.parts import div, dress, text
from hub.console.voice import Voice
from hub.words import Language

_SCRIPT = Path(__file__).with_name("recorder.js").read_text("utf-8")


class Recorder:
    """`sha256` is that of the recording to be announced, "" for the spoken text.

    The browser itself brings the sound to the hub, whatever its size; the page is only told its name.
    """

    def __init__(self, voice: Voice) -> None:
        self.sha256 = ""
        self._voice = voice
        self._is_recording = False
        ui.add_head_html(f"<script>{_SCRIPT}</script>")
        with div("recorder"):
            with div("send"):
                ui.button(voice.say("record_file"), on_click=self._choose).props("flat dense no-caps")
                self._talk = ui.button(voice.say("record_begin"), on_click=self._pressed)
                self._talk.props("flat dense no-caps")
                self._drop = ui.button(voice.say("record_drop"), on_click=self.forget)
                self._drop.props("flat dense no-caps")
            self._said = text("", "result").props('role="status" aria-live="polite"')
            self._player = ui.element("audio").props("controls preload=metadata")
        ui.on("recording", self._begun)
        ui.on("recorded", self._recorded)
        self.forget()

    def forget(self) -> None:
        """Announce the text again."""
        self.sha256 = ""
        for part in (self._drop, self._said, self._player):
            part.set_visibility(False)

    def _choose(self) -> None:
        ui.run_javascript("vhRecorder.choose()")

    def _pressed(self) -> None:
        ui.run_javascript("vhRecorder.end()" if self._is_recording else "vhRecorder.begin()")

    def _begun(self) -> None:
        self._is_recording = True
        self._talk.set_text(self._voice.say("record_end"))

    def _recorded(self, event: events.GenericEventArguments) -> None:
        """Show what the hub made of a recording; `event` is what the script heard of it."""
        self._is_recording = False
        self._talk.set_text(self._voice.say("record_begin"))
        said = event.args if isinstance(event.args, dict) else {}
        sha256, duration_ms = said.get("sha256"), said.get("duration_ms")
        if not isinstance(sha256, str) or not isinstance(duration_ms, int):
            self._refused(said)
            return
        self.sha256 = sha256
        self._player.props["src"] = f"/media/{sha256}"
        self._say(self._voice.say("record_kept", seconds=f"{duration_ms / 1000:.1f}"), is_good=True)
        for part in (self._drop, self._player):
            part.set_visibility(True)

    def _refused(self, said: dict[str, object]) -> None:
        key = "zh" if self._voice.language is Language.ZH else "en"
        why = str(said.get(key) or "")
        denied = self._voice.say("record_denied")
        self._say(denied if said.get("denied") else self._voice.say("record_refused", why=why), is_good=False)

    def _say(self, said: str, *, is_good: bool) -> None:
        self._said.set_text(said)
        self._said.set_visibility(True)
        dress(self._said, "result good" if is_good else "result bad")
