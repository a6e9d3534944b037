"""What the hub remembers of one device between two messages. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from devices.contract.bodies import ViewFault
from devices.contract.quantities import Quality
from hub.domain import transmissions
from hub.domain.bins import BinChange, BinState, Geometry, level, observe
from hub.domain.flapping import changed, doubted_until
from hub.domain.gaps import Gaps
from hub.domain.gateways import Carrier, ways
from hub.domain.intake import Outcome
from hub.domain.outages import Outage, last_outage
from hub.domain.readings import Reading
from hub.domain.same_day import FullSpell
from hub.domain.sequences import Boots, Sequence, Verdict
from hub.domain.telemetry import Judged
from hub.domain.tickets import TicketKind
from hub.domain.transmissions import Transmission


class Said(NamedTuple):
    """How a message numbers itself; `at_ms` is the device's own time where that can be believed."""

    boot: int
    seq: int
    at_ms: int | None


class Numbers(NamedTuple):
    """What is known of a device's message numbers; the fields are those of DeviceState."""

    sequence: Sequence
    earlier: tuple[Sequence, ...]
    transmissions: tuple[str, ...]
    gaps: Gaps
    said_ms: int

    def take(
        self, said: Said, transmission: Transmission | None, *, since: datetime, until: datetime
    ) -> "tuple[Numbers, Verdict]":
        """Note one message, by its network's id where there is one: frame counters of radios begin anew.

        `since`: when the device was last heard before it; `until`: when it was received.
        """
        if transmission is not None:
            kept, verdict = transmissions.take(self.transmissions, transmission)
            return self._replace(transmissions=kept), verdict
        before = Boots(self.sequence, self.earlier)
        boots, verdict = before.take(said.boot, said.seq)
        newest_ms = max(self.said_ms, said.at_ms or 0)
        if verdict is Verdict.DUPLICATE and newest_ms > self.said_ms:
            # Said later than anything before: no repetition, the device counts anew and calls it no new boot.
            return self._replace(sequence=self.sequence.anew(said.seq), said_ms=newest_ms), Verdict.FRESH
        gaps = self.gaps
        is_next = said.boot == before.newest.boot and said.seq == before.newest.highest + 1
        if not is_next and verdict is Verdict.FRESH:
            gaps = gaps.after(before, said.boot, said.seq, since, until)
        return Numbers(boots.newest, boots.earlier, self.transmissions, gaps, newest_ms), verdict


class BinHistory(NamedTuple):
    """What is known of a bin; the fields are those of DeviceState."""

    bin: BinState
    level_pct: float | None
    level_at: datetime | None
    emptied_at: datetime | None
    full_at: datetime | None
    room_at: datetime | None

    def take(
        self, sample: Judged, geometry: Geometry | None, usual: Geometry | None = None
    ) -> "tuple[BinHistory, BinChange | None]":
        """Let a sample act on the bin.

        No change when it says no level that can be believed, or a newer one has already acted.
        """
        if self.level_at is not None and sample.at <= self.level_at:
            return self, None
        seen = level(sample.values, sample.quality, geometry, usual, sample.missed)
        change = observe(self.bin, seen, sample.at)
        if seen.pct is None or seen.quality is Quality.SUSPECT:
            return self._replace(bin=change.state), None
        history = BinHistory(
            change.state,
            change.state.level_pct,
            sample.at,
            change.emptied_at or self.emptied_at,
            sample.at if change.became_full else self.full_at,
            sample.at if change.became_clear else self.room_at,
        )
        return history, change


class Glimpse(NamedTuple):
    """What the township's figures need of a device's state; reading the whole takes ten times as long."""

    seen_at: datetime | None
    says_online: bool | None
    ways: tuple[str, ...]
    period_s: int | None
    level_at: datetime | None
    is_full: bool
    spell: FullSpell = FullSpell(None, None, None)
    doubted_until: datetime | None = None
    outage: Outage | None = None
    gone_at: datetime | None = None


class DeviceState(NamedTuple):
    """The latest of everything about one device; times are the device's own where they can be believed.

    `changed_at`: when it last changed its word of being online, oldest first.
    `told_at` is the time in the newest retained status, so that the same retained word counts once.
    `via` is the gateway that its birth names, or the one of `carriers` that heard it best.
    `carriers` are the gateways of a radio network through which it was heard lately.
    `transmissions` are the last messages of foreign networks, newest last.
    `said_ms` is the newest of the device's own times, milliseconds UTC, 0 when it never said one.
    `full_at`, `room_at`: when the bin last became full, and when it last found room again.
    `alarms`: what its sensor says needs somebody.
    `obeys`: the orders it understands, as its birth names them.
    `view_fault` holds since `view_since`; `view_proof`: the SHA-256 of the picture that shows it, or "".
    `is_best_effort`: its last reading came so that the broker or a radio may lose one unnoticed.
    """

    device: str
    seen_at: datetime | None = None
    says_online: bool | None = None
    changed_at: tuple[datetime, ...] = ()
    told_at: datetime | None = None
    via: str = ""
    carriers: tuple[Carrier, ...] = ()
    model: str = ""
    period_s: int | None = None
    sequence: Sequence = Sequence()
    earlier: tuple[Sequence, ...] = ()
    transmissions: tuple[str, ...] = ()
    gaps: Gaps = Gaps()
    said_ms: int = 0
    is_best_effort: bool = False
    readings: Mapping[str, Reading] = {}
    bin: BinState = BinState()
    level_pct: float | None = None
    level_at: datetime | None = None
    emptied_at: datetime | None = None
    full_at: datetime | None = None
    room_at: datetime | None = None
    alarms: tuple[TicketKind, ...] = ()
    view_fault: str = ""
    view_since: datetime | None = None
    view_proof: str = ""
    is_muted: bool = False
    obeys: tuple[str, ...] = ()
    counts: Mapping[Outcome, int] = {}

    @property
    def can_relay(self) -> bool:
        """Tell whether it is a speaker that can let somebody be heard who still speaks."""
        return "talk" in self.obeys

    @property
    def doubted_until(self) -> datetime | None:
        """Until when its word is not believed, because it comes and goes."""
        return doubted_until(self.changed_at)

    @property
    def outage(self) -> Outage | None:
        """The last time that it was away, by its word; None where it was not, or is."""
        return last_outage(self.says_online, self.changed_at)

    @property
    def gone_at(self) -> datetime | None:
        """Since when it is away, by its word or its Will; None where it is not, or that is not known."""
        return self.changed_at[-1] if self.says_online is False and self.changed_at else None

    @property
    def ways(self) -> tuple[str, ...]:
        """The gateways that must all be gone before it cannot be heard; none where that is not known."""
        if self.carriers:
            return ways(self.carriers)
        return (self.via,) if self.via else ()

    @property
    def boots(self) -> Boots:
        """Its message numbers; `earlier` are those of boots that are over."""
        return Boots(self.sequence, self.earlier)

    @property
    def numbers(self) -> Numbers:
        """The part that a message number changes."""
        return Numbers(self.sequence, self.earlier, self.transmissions, self.gaps, self.said_ms)

    @property
    def bin_history(self) -> BinHistory:
        """The part that a fill level changes."""
        return BinHistory(
            self.bin, self.level_pct, self.level_at, self.emptied_at, self.full_at, self.room_at
        )

    def replaced(self) -> "DeviceState":
        """What stays when other hardware takes the device's place: what was measured there, and the accounts.

        Its numbers begin anew, and so does the median of a bin, so that two mountings make no emptying.
        """
        return self._replace(
            says_online=None,
            changed_at=(),
            told_at=None,
            via="",
            carriers=(),
            model="",
            period_s=None,
            sequence=Sequence(),
            earlier=(),
            transmissions=(),
            gaps=Gaps(),
            said_ms=0,
            bin=BinState(is_full=self.bin.is_full),
            view_fault="",
            view_since=None,
            view_proof="",
            obeys=(),
        )

    def told(self, *, online: bool, told_at: datetime, heard_at: datetime) -> "DeviceState":
        """The state after its word that it is there, or gone, spoken at `told_at`."""
        is_change = self.says_online not in {None, online}
        changed_at = changed(self.changed_at, heard_at) if is_change else self.changed_at
        return self._replace(says_online=online, told_at=told_at, changed_at=changed_at)

    def viewed(self, fault: ViewFault, proofs: tuple[str, ...], at: datetime) -> "DeviceState":
        """The state after a camera's word about its view; the same fault again lasts since it was first told.

        Args:
            fault: why its picture cannot be judged, or NONE.
            proofs: SHA-256 of the pictures that came with it.
            at: when it was heard.
        """
        if fault is ViewFault.NONE:
            return self._replace(view_fault="", view_since=None, view_proof="")
        is_known = self.view_fault == fault.value
        return self._replace(
            view_fault=fault.value,
            view_since=self.view_since if is_known else at,
            view_proof=proofs[-1] if proofs else self.view_proof if is_known else "",
        )

    def seen_by(self, at: datetime) -> datetime:
        """When the device was last alive, given one more sign of life."""
        return at if self.seen_at is None or at > self.seen_at else self.seen_at
