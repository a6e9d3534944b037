"""Everything a speaker decides: what it accepts, plays next and stops, and what it says about it."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from devices.agents.diary import Diary
from devices.agents.performer import Fetch, Outcome, Performer, Play
from devices.agents.player import Sound
from devices.agents.playlist import Entry, next_up, preempts, wait_s
from devices.contract.bodies import HubStatus, SpeakerState, Upto
from devices.contract.commands import Announce, Cancel, Command, Priority
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.topics import Address, BadMessage, Kind
from devices.contract.wire import decode
from devices.mqtt.publication import Packet
from devices.reporter import Reporter, is_hub_back

log = logging.getLogger(__name__)

_FUTURE_MS = 5 * 60 * 1000
_MEMORY_MS = 30 * 86_400_000
_RETRY_MS = 3_000
_ERROR_CHARS = 300


@dataclass(frozen=True, slots=True)
class DeskRules:
    """Whom the speaker listens to and how loud it may be (an emergency may be louder)."""

    device: str
    groups: Collection[str] = ()
    volume_cap_pct: int = 100


class Desk:
    """The speaker's decisions; one thread calls it, and after every call to anything else it calls `turn`."""

    def __init__(
        self,
        rules: DeskRules,
        reporter: Reporter,
        diary: Diary,
        performer: Performer,
        now_ms: Callable[[], int],
    ) -> None:
        self._rules = rules
        self._reporter = reporter
        self._diary = diary
        self._performer = performer
        self._now_ms = now_ms
        self._waiting: dict[str, Entry] = {}
        self._job: Fetch | Play | None = None
        self._halted_because = ""
        self._said: tuple[str, int, int] | None = None

    def open(self) -> None:
        """Take up where the last run ended: what waited waits again, what played was interrupted."""
        self._diary.prune(self._now_ms() - _MEMORY_MS)
        for entry in self._diary.unfinished():
            if entry.stage is Stage.PLAYING:
                self._finish(entry, Stage.FAILED, "interrupted")
            else:
                self._waiting[entry.announcement] = entry

    def take(self, packet: Packet) -> None:
        """Obey one message from the hub; what must not be obeyed is logged and changes nothing."""
        try:
            message = decode(packet.topic, packet.payload)
        except BadMessage as error:
            log.warning("%s refused a message: %s", self._rules.device, error)
            return
        match message.body:
            case Upto() as upto:
                self._reporter.handle_upto(upto)
            case HubStatus():
                if is_hub_back(message, is_retained=packet.is_retained):
                    self._reporter.resend()
            case Announce() as command if self._is_for_us(message.address, command, packet):
                self._announce(command)
            case Cancel() as command if self._is_for_us(message.address, command, packet):
                self._cancel(command)
            case _:
                log.debug("%s ignored %s", self._rules.device, packet.topic)

    def finished(self, outcome: Outcome) -> None:
        """Draw the consequence of a job that has ended."""
        because, self._halted_because, self._job = self._halted_because, "", None
        if isinstance(outcome.job, Fetch):
            self._fetched(outcome, because)
        else:
            self._played(outcome, because)

    def turn(self) -> float | None:
        """Do what the time asks for; say after how many seconds to ask again, None for never."""
        now_ms = self._now_ms()
        for entry in [entry for entry in self._waiting.values() if entry.has_expired(now_ms)]:
            del self._waiting[entry.announcement]
            self._finish(entry, Stage.EXPIRED, entry.error)
        chosen = next_up(self._waiting.values(), now_ms)
        if chosen is not None and self._job is None:
            del self._waiting[chosen.announcement]
            self._do(Fetch(chosen))
        elif chosen is not None and self._job is not None and preempts(chosen, self._job.entry):
            self._halt("preempted")
        self._say_state()
        return wait_s(self._waiting.values(), now_ms)

    def close(self) -> bool:
        """Halt what plays because the speaker stops; True when an outcome is still to come."""
        self._halt("interrupted")
        return self._job is not None

    def _is_for_us(self, address: Address, command: Command, packet: Packet) -> bool:
        ours = {self._rules.device, *self._rules.groups}
        if packet.is_retained:
            reason = "it was retained"
        elif address.target not in ours or command.audience != address.target:
            reason = f"it is for {command.audience!r} and came to {address.target!r}"
        else:
            return True
        log.warning("%s refused command %s: %s", self._rules.device, command.id, reason)
        return False

    def _announce(self, command: Announce) -> None:
        known = self._diary.entry(command.announcement)
        if known is not None and known.command.id == command.id:
            self._say(known)
        elif known is not None:
            self._say(Entry(command, 0, Stage.FAILED, f"already_handled: as command {known.command.id}"))
        else:
            entry = self._diary.add(command, *self._verdict(command))
            if entry.stage is Stage.RECEIVED:
                self._waiting[entry.announcement] = entry
            self._say(entry)

    def _verdict(self, command: Announce) -> tuple[Stage, str]:
        now_ms = self._now_ms()
        if command.issued_ms > now_ms + _FUTURE_MS:
            return Stage.FAILED, f"issued_in_future: {command.issued_ms - now_ms} ms ahead of this clock"
        if now_ms >= command.expires_ms:
            return Stage.EXPIRED, ""
        if self._diary.is_cancelled(command.announcement):
            return Stage.CANCELLED, ""
        return Stage.RECEIVED, ""

    def _cancel(self, command: Cancel) -> None:
        self._diary.cancel(command.announcement, command.expires_ms)
        if self._job is not None and self._job.entry.announcement == command.announcement:
            self._halt("cancelled")
        elif (entry := self._waiting.pop(command.announcement, None)) is not None:
            self._finish(entry, Stage.CANCELLED)
        elif (known := self._diary.entry(command.announcement)) is not None:
            self._say(known)

    def _fetched(self, outcome: Outcome, because: str) -> None:
        entry, now_ms = outcome.job.entry, self._now_ms()
        if because == "cancelled":
            self._finish(entry, Stage.CANCELLED)
        elif because:
            self._waiting[entry.announcement] = entry
        elif outcome.path is None and outcome.may_retry:
            held = replace(entry, held_until_ms=now_ms + _RETRY_MS, error=outcome.error[:_ERROR_CHARS])
            self._waiting[entry.announcement] = held
        elif outcome.path is None:
            self._finish(entry, Stage.FAILED, outcome.error)
        elif entry.has_expired(now_ms):
            self._finish(entry, Stage.EXPIRED)
        else:
            self._begin(entry, Sound(outcome.path, self._volume_pct(entry.command), entry.command.repeat))

    def _begin(self, entry: Entry, sound: Sound) -> None:
        playing = replace(entry, stage=Stage.PLAYING, error="")
        self._diary.put(playing)
        # A slow disk may have taken the last moment: from here on only a halt keeps it from sounding.
        if playing.has_expired(self._now_ms()):
            self._finish(playing, Stage.EXPIRED)
            return
        self._do(Play(playing, sound))
        self._say(playing)

    def _played(self, outcome: Outcome, because: str) -> None:
        entry, heard = outcome.job.entry, outcome.heard
        if heard is None:
            self._finish(entry, Stage.FAILED, outcome.error)
        elif heard.is_complete:
            proof = Proof(
                method=self._performer.method, sha256=entry.command.audio.sha256, played_ms=heard.played_ms
            )
            self._finish(replace(entry, proof=proof), Stage.PLAYED)
        elif because == "cancelled":
            self._finish(entry, Stage.CANCELLED, f"stopped: after {heard.played_ms} ms")
        elif because and heard.played_ms == 0:
            self._wait_again(replace(entry, stage=Stage.RECEIVED))
        else:
            self._finish(entry, Stage.FAILED, f"{because or 'halted'}: after {heard.played_ms} ms")

    def _wait_again(self, entry: Entry) -> None:
        """Put back what was halted before any of it sounded; what has sounded is never begun again."""
        self._diary.put(entry)
        self._waiting[entry.announcement] = entry
        self._say(entry)

    def _finish(self, entry: Entry, stage: Stage, error: str = "") -> None:
        done = replace(entry, stage=stage, error=error[:_ERROR_CHARS])
        self._diary.put(done)
        self._say(done)

    def _do(self, job: Fetch | Play) -> None:
        self._job = job
        self._performer.give(job)

    def _halt(self, because: str) -> None:
        """Stop the job at hand; a cancellation is never overruled by a later reason."""
        if self._job is not None and self._halted_because != "cancelled":
            self._halted_because = because
            self._job.halt.set()

    def _volume_pct(self, command: Announce) -> int:
        if command.priority is Priority.EMERGENCY:
            return command.volume_pct
        return min(command.volume_pct, self._rules.volume_cap_pct)

    def _say(self, entry: Entry) -> None:
        def ack(boot: int, seq: int) -> Ack:
            return Ack(
                stage=entry.stage,
                at_ms=self._now_ms(),
                boot=boot,
                seq=seq,
                error=entry.error,
                proof=entry.proof,
            )

        self._reporter.report(Kind.ACK, entry.command.id, ack)

    def _say_state(self) -> None:
        job = self._job
        playing = job.entry.announcement if isinstance(job, Play) else ""
        volume_pct = job.sound.volume_pct if isinstance(job, Play) else self._rules.volume_cap_pct
        if self._said == (playing, len(self._waiting), volume_pct):
            return
        self._said = (playing, len(self._waiting), volume_pct)
        state = SpeakerState(
            at_ms=self._now_ms(), boot=self._reporter.boot, playing=playing,
            queue=len(self._waiting), volume_pct=volume_pct,
        )  # fmt: skip
        self._reporter.declare(Kind.STATE, state)
