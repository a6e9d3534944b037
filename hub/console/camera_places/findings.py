"""What one camera found and nobody has cleared yet, and what people said of its findings."""

from collections.abc import Sequence
from datetime import datetime

from nicegui import ui

from hub.console.camera_places.judging import Judging
from hub.console.parts import Rows, div, link_picture, panel, text
from hub.console.voice import Voice
from hub.domain.judging import Precision
from hub.domain.tickets import Ticket, Verdict
from hub.words import TICKET_STATES, VERDICTS


class FindingRow:
    """One finding with the picture by which it is judged."""

    def __init__(self, voice: Voice, judging: Judging) -> None:
        self._voice = voice
        self._ticket = ""
        self.root: ui.element = div("entry finding")
        with self.root:
            with div("proof"):
                self._image = div("", "img").props('alt="" loading="lazy"')
            with div("what"):
                self._state = text("", "name")
                self._said = text("", "quiet")
            self._confirm = _button(voice.word(VERDICTS[Verdict.CONFIRMED]))
            self._confirm.on_click(lambda: judging.judge(self._ticket, Verdict.CONFIRMED))
            self._refuse = _button(voice.word(VERDICTS[Verdict.FALSE_ALARM]))
            self._refuse.on_click(lambda: judging.judge(self._ticket, Verdict.FALSE_ALARM))
            self._undo = _button(voice.say("undo"))
            self._undo.on_click(lambda: judging.undo(self._ticket))

    def show(self, item: tuple[Ticket, datetime]) -> None:
        """Show a finding as of a moment."""
        ticket, now = item
        voice, judged = self._voice, ticket.judged
        self._ticket = ticket.id
        opened = voice.clock(ticket.opened_at, now)
        self._state.set_text(f"{opened} · {voice.word(TICKET_STATES[ticket.state])}")
        self._said.set_text(
            ""
            if judged is None
            else voice.say(
                "judged_by",
                verdict=voice.word(VERDICTS[judged.verdict]),
                by=judged.by,
                at=voice.clock(judged.at, now),
            )
        )
        for button in (self._confirm, self._refuse):
            button.set_visibility(judged is None)
        self._undo.set_visibility(judged is not None)
        picture = ticket.picture
        self._image.set_visibility(picture is not None)
        if picture is not None:
            link_picture(self._image, f"/media/{picture.sha256}")


class Findings:
    """The findings of the camera that is looked at."""

    def __init__(self, voice: Voice, judging: Judging) -> None:
        self._voice = voice
        with panel(voice.say("place_findings"), "findings-panel"):
            self._week = text("", "quiet")
            self._rows = Rows(lambda: FindingRow(voice, judging), empty=voice.say("place_no_findings"))

    def show(self, tickets: Sequence[Ticket], week: Precision, now: datetime) -> None:
        """Show them, and how often the camera was right in the last seven days."""
        share = week.share_pct
        self._week.set_text(
            self._voice.say("precision_none")
            if share is None
            else self._voice.say(
                "precision_week",
                share=f"{share:.0f}%",
                confirmed=week.confirmed,
                false_alarms=week.false_alarms,
            )
        )
        self._rows.show([(ticket.id, (ticket, now)) for ticket in tickets])


def _button(label: str) -> ui.button:
    return ui.button(label).props("flat dense no-caps")
