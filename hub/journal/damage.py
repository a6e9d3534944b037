"""What was found damaged in the journal: each byte counted once, however often it is met."""

import logging
import threading
from collections.abc import Sequence

from hub.journal.format import Damage
from hub.journal.segments import Segment

log = logging.getLogger(__name__)


class DamageCount:
    """Used from any thread. Copies of a file count each for itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spots: dict[str, dict[int, int]] = {}

    @property
    def size(self) -> int:
        """Bytes that are no intact record."""
        with self._lock:
            return sum(end - start for spots in self._spots.values() for start, end in spots.items())

    def add(self, segment: Segment, damage: Sequence[Damage]) -> None:
        """Note what a walk through a segment passed over."""
        if not damage:
            return
        name = segment.file.name
        with self._lock:
            known = self._spots.setdefault(name, {})
            fresh = [spot for spot in damage if known.get(spot.start) != spot.end]
            known.update((spot.start, spot.end) for spot in fresh)
        if fresh:
            size = sum(spot.end - spot.start for spot in fresh)
            log.error("journal segment %s: %d damaged bytes, the first at %d", name, size, fresh[0].start)
