"""Open tickets of the rectification ledger (整改台账): what, whose, until when, and the proof."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.camera_places.judging import Judging
from hub.console.matters.closed import ClosedMatters
from hub.console.matters.dialog import MatterDialog
from hub.console.matters.month import MonthLedger
from hub.console.panels.cameras import Enlarged
from hub.console.parts import Rows, div, dress, link_picture, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.judging import finding_of
from hub.domain.tickets import Evidence, Ticket, Verdict
from hub.words import TICKET_KINDS, TICKET_STATES, VERDICTS

_MOST_SHOTS = 4


@dataclass(frozen=True, slots=True)
class Acting:
    """What whoever may act on tickets acts with."""

    doing: Doing
    judging: Judging
    dialog: MatterDialog


class Shot:
    """One picture of a ticket."""

    def __init__(self, voice: Voice, enlarged: Enlarged) -> None:
        self._voice = voice
        self._enlarged = enlarged
        self.root: ui.element = div("proof", "button").props('type="button"')
        self.root.on("click", self._enlarge)
        with self.root:
            self._image = div("", "img").props('alt="" loading="lazy"')
            self._role = text("", "proof-role")

    def show(self, item: Evidence) -> None:
        """Show one piece of evidence."""
        self._role.set_text(
            self._voice.say(item.role) if item.role in {"before", "at", "after"} else item.role
        )
        link_picture(self._image, f"/media/{item.sha256}")

    def _enlarge(self) -> None:
        address = self._image.props.get("src")
        if isinstance(address, str):
            self._enlarged.open(address, self._role.text)


class TicketRow:
    """One matter."""

    def __init__(self, voice: Voice, enlarged: Enlarged, acting: Acting | None) -> None:
        self._voice = voice
        self._ticket = ""
        self.root: ui.element = div("entry ticket")
        with self.root:
            with div("what"):
                with div("ticket-head"):
                    self._kind = text("", "badge")
                    self._state = text("", "quiet")
                self._name = text("", "name")
                self._owner = text("", "quiet")
            with div("figure"):
                self._due = text("", "due")
                self._seen = text("", "quiet")
                with div("acts"):
                    self._judge = div("judge")
                    if acting is not None:
                        with self._judge:
                            for verdict, word in VERDICTS.items():
                                _small(voice.word(word), partial(self._say, acting.judging, verdict))
                        _small(voice.say("matter_open"), partial(self._look, acting.dialog))
            with div("proofs-line"):
                self._shots = Rows(lambda: Shot(voice, enlarged), most=_MOST_SHOTS, classes="proofs")

    def show(self, item: tuple[Ticket, Snapshot]) -> None:
        """Show a ticket as of a snapshot."""
        ticket, seen = item
        say, catalog = self._voice.say, seen.catalog
        device = catalog.devices.get(ticket.device)
        village = catalog.places.get(ticket.village)
        owner = catalog.people.get(ticket.owner)
        is_overdue = ticket.is_overdue(seen.at)
        dress(self.root, "entry ticket overdue" if is_overdue else "entry ticket")
        self._kind.set_text(self._voice.word(TICKET_KINDS[ticket.kind]))
        dress(self._kind, f"badge {ticket.kind.value}")
        state = self._voice.word(TICKET_STATES[ticket.state])
        if ticket.judged is not None:
            state = f"{state} · {self._voice.word(VERDICTS[ticket.judged.verdict])}"
        self._state.set_text(f"{village.name} · {state}" if village else state)
        self._name.set_text(device.name if device else ticket.device)
        self._owner.set_text(say("owner", name=owner.name, phone=owner.phone) if owner else say("no_owner"))
        left = self._voice.span(abs(ticket.due_at - seen.at))
        self._due.set_text(say("overdue_by" if is_overdue else "due_in", span=left))
        sightings = say("sightings", count=ticket.sightings)
        self._seen.set_text(f"{self._voice.ago(seen.at - ticket.opened_at)} · {sightings}")
        self._ticket = ticket.id
        self._judge.set_visibility(finding_of(ticket) is not None and ticket.judged is None)
        self._shots.show([(proof.sha256, proof) for proof in _newest(ticket.evidence)])

    async def _say(self, judging: Judging, verdict: Verdict) -> None:
        await judging.judge(self._ticket, verdict)

    async def _look(self, dialog: MatterDialog) -> None:
        await dialog.open(self._ticket)


class Tickets:
    """All open tickets, the overdue first."""

    def __init__(self, voice: Voice, enlarged: Enlarged, acting: Acting | None) -> None:
        with panel(voice.say("tickets"), "tickets"):
            if acting is not None:
                with div("matter-link"):
                    ClosedMatters(acting.doing, acting.dialog.open)
                    MonthLedger(acting.doing, acting.dialog.open)
            self._rows = Rows(
                lambda: TicketRow(voice, enlarged, acting),
                more=lambda count: voice.say("more", count=count),
                empty=voice.say("no_tickets"),
            )

    def show(self, seen: Snapshot) -> None:
        """Show the open tickets of a snapshot."""
        ordered = sorted(seen.tickets, key=lambda ticket: (ticket.due_at, ticket.id))
        self._rows.show([(ticket.id, (ticket, seen)) for ticket in ordered])


def _small(label: str, on_click: Callable[[], Awaitable[None]]) -> None:
    ui.button(label, on_click=on_click).props("flat dense no-caps")


def _newest(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    return evidence[-_MOST_SHOTS:]
