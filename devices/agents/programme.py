"""The programme a speaker plays by itself: every playing of every slot, in the order of time. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from devices.contract.commands import Announce, Audio, Schedule, Slot, occurrence_id


@dataclass(frozen=True, slots=True)
class Programme:
    """One schedule, unrolled; `starts` ascending, `slots` beside them, `late_ms` the longest patience."""

    schedule: Schedule
    starts: tuple[int, ...]
    slots: tuple[Slot, ...]
    late_ms: int

    @classmethod
    def of(cls, schedule: Schedule) -> "Programme":
        """Unroll a schedule; what would begin when it is over does not count."""
        playings = sorted(
            ((start_ms, slot) for slot in schedule.slots for start_ms in slot.starts_ms),
            key=lambda playing: playing[0],
        )
        counted = [playing for playing in playings if playing[0] < schedule.expires_ms]
        return cls(
            schedule,
            tuple(start_ms for start_ms, _ in counted),
            tuple(slot for _, slot in counted),
            max((slot.late_s * 1000 for slot in schedule.slots), default=0),
        )

    def due(self, now_ms: int) -> Iterator[Announce]:
        """What may begin now."""
        first = bisect_left(self.starts, now_ms - self.late_ms)
        for start_ms, slot in zip(
            self.starts[first : bisect_right(self.starts, now_ms)],
            self.slots[first : bisect_right(self.starts, now_ms)],
            strict=True,
        ):
            if now_ms < start_ms + slot.late_s * 1000:
                yield self._playing(slot, start_ms)

    def next_ms(self, now_ms: int) -> int | None:
        """When the next one begins, milliseconds UTC; None when none is to come."""
        index = bisect_right(self.starts, now_ms)
        return self.starts[index] if index < len(self.starts) else None

    def names(self) -> frozenset[str]:
        """The ids of all its playings."""
        playings = zip(self.starts, self.slots, strict=True)
        return frozenset(occurrence_id(slot.id, start_ms) for start_ms, slot in playings)

    def sounds(self, now_ms: int) -> tuple[Audio, ...]:
        """The sounds it still needs, each once, the first needed first."""
        first = bisect_left(self.starts, now_ms - self.late_ms)
        return tuple(dict.fromkeys(slot.audio for slot in self.slots[first:]))

    def _playing(self, slot: Slot, start_ms: int) -> Announce:
        """Write one playing as the order that it stands for, without a number: the schedule's is noted."""
        name = occurrence_id(slot.id, start_ms)
        return Announce(
            id=name,
            issued_ms=self.schedule.issued_ms,
            not_before_ms=start_ms,
            expires_ms=start_ms + slot.late_s * 1000,
            audience=self.schedule.audience,
            announcement=name,
            priority=slot.priority,
            text=slot.text,
            audio=slot.audio,
            volume_pct=slot.volume_pct,
            repeat=slot.repeat,
        )
