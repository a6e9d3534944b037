"""What a speaker says of itself: receipts (signed by its reporter), its state, and what it refused."""

from collections.abc import Callable

from devices.agents.playlist import Entry
from devices.contract.bodies import Phase, SecurityEvent, SpeakerState
from devices.contract.commands import Refusal
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.topics import Kind
from devices.reporter import Reporter

ERROR_CHARS = 300
_TOPIC_CHARS = 200
# Whoever floods a speaker with forged orders must not fill its spool: so many are told one by one.
_EVENTS = 20
_EVENTS_IN_MS = 60_000


class Voice:
    """One speaker's words; one thread calls it."""

    def __init__(self, reporter: Reporter, now_ms: Callable[[], int]) -> None:
        self._reporter = reporter
        self._now_ms = now_ms
        self._told_ms: list[int] = []
        self._untold = 0
        self._state: tuple[str, int, int] | None = None

    def receipt(self, command: str, stage: Stage, error: str = "", proof: Proof | None = None) -> None:
        """Say how far an order has come."""

        def ack(boot: int, seq: int) -> Ack:
            return Ack(
                stage=stage,
                at_ms=self._now_ms(),
                boot=boot,
                seq=seq,
                error=error[:ERROR_CHARS],
                proof=proof,
            )

        self._reporter.report(Kind.ACK, command, ack)

    def entry(self, entry: Entry) -> None:
        """Say how far an announcement has come."""
        self.receipt(entry.command.id, entry.stage, entry.error, entry.proof)

    def refused(self, refusal: Refusal, topic: str, command: str = "") -> None:
        """Tell of an order that was not obeyed; beyond 20 a minute they are only counted."""
        now_ms = self._now_ms()
        self._told_ms = [told_ms for told_ms in self._told_ms if now_ms - told_ms < _EVENTS_IN_MS]
        if len(self._told_ms) >= _EVENTS:
            self._untold += 1
            return
        self._told_ms.append(now_ms)
        more, self._untold = self._untold, 0

        def event(boot: int, seq: int) -> SecurityEvent:
            return SecurityEvent(
                id=f"sec-{boot}-{seq}"[:32],
                at_ms=now_ms,
                boot=boot,
                seq=seq,
                phase=Phase.START,
                severity=2,
                refusal=refusal,
                topic=topic[:_TOPIC_CHARS],
                command=command[:40],
                more=more,
            )

        self._reporter.report(Kind.EVENT, "security", event)

    def state(self, playing: str, waiting: int, volume_pct: int) -> None:
        """Say what is played, unless that was the last word."""
        if self._state == (playing, waiting, volume_pct):
            return
        self._state = (playing, waiting, volume_pct)
        state = SpeakerState(
            at_ms=self._now_ms(), boot=self._reporter.boot, playing=playing,
            queue=waiting, volume_pct=volume_pct,
        )  # fmt: skip
        self._reporter.declare(Kind.STATE, state)
