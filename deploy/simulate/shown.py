"""What the person at the terminal sees of a simulation: when it is, how fast time goes, what happens."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from deploy.simulate import words
from deploy.simulate.governor import Ruling
from devices.sim.world.deed import Deed
from hub.domain.instants import instant

# A line each so many seconds of the machine: a day at 120 times makes some 70 of them.
_EVERY_S = 10.0


class Shown:
    """Fulfils `conductor.Watcher` by lines of text."""

    def __init__(
        self, say: Callable[[str], None], zone: ZoneInfo, said: Callable[[], int] = lambda: 0
    ) -> None:
        self._say = say
        self._zone = zone
        self._said = said
        self._due_s = monotonic()
        self._held_by = ""

    def passes(self, now_ms: int, ruling: Ruling) -> None:
        """See `conductor.Watcher.passes`."""
        if monotonic() < self._due_s:
            return
        self._due_s = monotonic() + _EVERY_S
        waits_for = words.WAITS_FOR[ruling.why].line(part=ruling.part)
        line = words.PROGRESS.line(at=self._shown(now_ms), speed=ruling.speed, said=self._said())
        self._say(f"{line} {waits_for}".rstrip())

    def did(self, deed: Deed, outcome: str) -> None:
        """See `conductor.Watcher.did`."""
        kind = words.DEEDS[deed.kind.value].line()
        about = deed.device or str(deed.details.get("village") or deed.details.get("announcement") or "")
        self._say(f"{self._shown(deed.at_ms)} {kind} {about}: {words.OUTCOMES[outcome].line()}")

    def _shown(self, at_ms: int) -> str:
        return f"{datetime.astimezone(instant(at_ms), self._zone):%Y-%m-%d %H:%M:%S}"
