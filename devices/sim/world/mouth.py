"""How one device comes to be heard: it numbers what it says, and is silent, late, doubled, off the clock.

Pure and seeded.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping

from devices.contract.quantities import Quality, Value
from devices.sim.chance import dice
from devices.sim.world.cast import Actor
from devices.sim.world.fact import Said, Told
from devices.sim.world.part import Part, TroubleKind
from devices.sim.world.saying import Manner, Saying, Speech
from devices.sim.world.spell import Cause

# A native device hands over what it kept as fast as its radio allows, once somebody hears it again.
_BACKLOG_BEGINS_MS, _BACKLOG_STEP_MS = 5000, 250
_MEASURED = frozenset({Manner.READING, Manner.EVENT})
_NOTHING_KEPT = frozenset({Speech.CHIRPSTACK, Speech.THINGS_STACK})


class Mouth:
    """Says what one device says, in the order in which it measures."""

    def __init__(self, actor: Actor, part: Part, seed: int) -> None:
        self._actor = actor
        self._part = part
        self._seed = seed
        self._number = 0
        self._kept = 0

    def say(
        self,
        at_ms: int,
        manner: Manner,
        values: Mapping[str, Value] | None = None,
        quality: Mapping[str, Quality] | None = None,
        fill_pct: float | None = None,
    ) -> Iterator[Said]:
        """Say something, if it is heard at all; calls come in order of time.

        Args:
            at_ms: when it is measured.
            manner: what it is.
            values: by quantity.
            quality: of values that are not simply good.
            fill_pct: of a bin, how full it truly was.
        """
        cause, until_ms = self._hushed(at_ms)
        if manner is Manner.WILL:  # the broker's word, when the device has none any more
            cause = None
        if cause not in {None, Cause.GATEWAY}:
            return
        self._number += 1
        if cause is None:
            leaves_ms: int | None = self._leaves_ms(at_ms, is_late=manner is Manner.READING)
        else:
            leaves_ms = self._kept_until(until_ms)
        if leaves_ms is None:
            return
        drift = self._part.held(TroubleKind.CLOCK_DRIFT, at_ms)
        saying = Saying(
            at_ms=leaves_ms,
            device=self._actor.id,
            number=self._number,
            manner=manner,
            clock_ms=at_ms + (drift.by_ms if drift else 0),
            values=values or {},
            quality=quality or {},
            copies=2 if manner in _MEASURED and self._happens(TroubleKind.DUPLICATES, at_ms) else 1,
            measured_ms=None if leaves_ms == at_ms else at_ms,
        )
        yield Said(saying, fill_pct)

    def garble(self, at_ms: int, reading: Mapping[str, Value]) -> Iterator[Said]:
        """Say bytes nobody can read beside a reading, if that is its trouble."""
        if self._happens(TroubleKind.GARBLED, at_ms):
            yield from self.say(at_ms, Manner.GARBLED, reading)

    def _hushed(self, at_ms: int) -> tuple[Cause | None, int | None]:
        """Why it is not heard, and until when; a device that is off says nothing that could be kept."""
        causes = [silence for silence in self._part.silences if silence.spell.holds(at_ms)]
        off = next((silence for silence in causes if silence.cause is not Cause.GATEWAY), None)
        if off is not None:
            return off.cause, off.spell.until_ms
        if not causes:
            return None, None
        ends_ms = [silence.spell.until_ms for silence in causes]
        return Cause.GATEWAY, None if None in ends_ms else max(end for end in ends_ms if end is not None)

    def _kept_until(self, until_ms: int | None) -> int | None:
        """When what is said to a dead gateway leaves the device after all; None: never."""
        if self._actor.speech in _NOTHING_KEPT or until_ms is None:
            return None
        self._kept += 1
        return until_ms + _BACKLOG_BEGINS_MS + self._kept * _BACKLOG_STEP_MS

    def _leaves_ms(self, at_ms: int, *, is_late: bool) -> int:
        """When it leaves the device; `is_late`: if it is one of those that may come late."""
        self._kept = 0
        late = self._part.held(TroubleKind.LATE, at_ms)
        if late is None or not is_late or not self._happens(TroubleKind.LATE, at_ms):
            return at_ms
        return at_ms + dice(self._seed, "late", self._actor.id, self._number).randrange(1, late.by_ms + 1)

    def _happens(self, kind: TroubleKind, at_ms: int) -> bool:
        trouble = self._part.held(kind, at_ms)
        if trouble is None:
            return False
        return dice(self._seed, kind, self._actor.id, self._number).random() < trouble.share


def in_order(course: Iterable[tuple[int, Told]]) -> Iterator[Told]:
    """Bring into order of time what is told at a moment, but happens then or later.

    Args:
        course: (moment, what): moments never fall, and nothing happens before the moment it is told.
    """
    waiting: list[tuple[int, int, Told]] = []
    for place, (now_ms, told) in enumerate(course):
        while waiting and waiting[0][0] <= now_ms:
            yield heapq.heappop(waiting)[2]
        heapq.heappush(waiting, (told.at_ms, place, told))
    while waiting:
        yield heapq.heappop(waiting)[2]
