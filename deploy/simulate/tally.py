"""What a run cost: how long it took, how fast time went, memory and processor time of each process."""

import platform
from collections.abc import Callable, Mapping
from time import monotonic

from deploy.simulate.installation import Played
from deploy.usage import MemoryWatch, cpu_s
from hub.version import VERSION

_MS_PER_S = 1000


class Tally:
    """Counts while a scenario passes.

    Args:
        played: what is played.
        pids: the processes that run now, by name.
    """

    def __init__(self, played: Played, pids: Callable[[], Mapping[str, int]]) -> None:
        self._played = played
        self._pids = pids
        self._memory = MemoryWatch()
        self._began_s = self._ended_s = 0.0
        self._until_ms = played.world.span.began_ms
        # A process that was ended and started again counts with each of its lives.
        self._cpu_s: dict[tuple[str, int], float] = {}

    def begins(self) -> None:
        """Time begins to pass."""
        self._began_s = monotonic()

    def look(self) -> None:
        """Look at the processes; call it a few times a second."""
        pids = self._pids()
        self._memory.look(pids)
        for name, pid in pids.items():
            self._cpu_s[name, pid] = cpu_s(pid)

    def ends(self, now_ms: int) -> None:
        """The scenario is over: what comes then is no part of its speed."""
        self._ended_s, self._until_ms = monotonic(), now_ms

    def summary(self, now_ms: int, said: int, *, is_complete: bool) -> dict[str, object]:
        """Say it all, as run.json holds it.

        Args:
            now_ms: how far time has gone, if the scenario did not come to its end.
            said: how many messages the devices handed over.
            is_complete: it did, and the hub has answered.
        """
        world, wall_s = self._played.world, self._wall_s()
        passed_s = ((self._until_ms if self._ended_s else now_ms) - world.span.began_ms) / _MS_PER_S
        return {
            "scenario": self._played.scenario,
            "seed": self._played.seed,
            "began_ms": world.span.began_ms,
            "ends_ms": world.span.ends_ms,
            "devices": len(world.actors),
            "is_complete": is_complete,
            "messages": said,
            "wall_s": round(wall_s, 1),
            "simulated_s": round(passed_s, 1),
            "speed": round(passed_s / wall_s, 1) if wall_s else None,
            "cpu_s": self._cpu(),
            "memory_together_mib": round(self._memory.most_mib, 1),
            "memory_mib": {name: round(mib, 1) for name, mib in self._memory.peaks_mib.items()},
            "versions": {"village_hub": VERSION, "python": platform.python_version()},
        }

    def _wall_s(self) -> float:
        return (self._ended_s or monotonic()) - self._began_s if self._began_s else 0.0

    def _cpu(self) -> dict[str, float]:
        used: dict[str, float] = {}
        for (name, _), seconds in self._cpu_s.items():
            used[name] = used.get(name, 0.0) + seconds
        return {name: round(seconds, 1) for name, seconds in used.items()}
