"""What happens to the servers themselves: real processes are ended and started again."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from devices.sim.world.deed import Deed, DeedKind

# Children of deploy.stack by what ends them, and how.
_BLOWS: Mapping[DeedKind, tuple[str, signal.Signals]] = {
    DeedKind.BROKER_RESTART: ("mosquitto", signal.SIGTERM),
    DeedKind.INFLUX_AWAY: ("influxdb", signal.SIGTERM),
    DeedKind.HUB_KILLED: ("hub", signal.SIGKILL),
}


class Children(Protocol):
    """The part of `deploy.supervisor.Supervisor` that is needed here."""

    def hold(self, name: str, how: signal.Signals = ...) -> None:
        """End a child and leave it down."""
        ...

    def release(self, name: str) -> None:
        """Start it again."""
        ...

    def is_up(self, name: str) -> bool:
        """Tell whether it serves."""
        ...


@dataclass(slots=True)
class _Down:
    """A server that was ended: until when it stays down, and whether it starts already."""

    until_ms: int
    is_starting: bool = False


class Servers:
    """Ends servers, and starts them again when it is time; use from one thread."""

    def __init__(self, children: Children) -> None:
        self._children = children
        self._down: dict[str, _Down] = {}

    def does(self, deed: Deed) -> bool:
        """Tell whether this is about a server."""
        return deed.kind in _BLOWS

    def do(self, deed: Deed) -> str:
        """End a server; say what came of it."""
        name, how = _BLOWS[deed.kind]
        if name in self._down:
            return "was down"
        self._children.hold(name, how)
        self._down[name] = _Down(_until_ms(deed))
        return "down"

    def tend(self, now_ms: int) -> None:
        """Start what has been down for long enough; call it a few times a second."""
        for name, down in list(self._down.items()):
            if down.is_starting:
                if self._children.is_up(name):
                    del self._down[name]
            elif now_ms >= down.until_ms:
                self._children.release(name)
                down.is_starting = True

    def due_ms(self) -> int | None:
        """When the next one is to be started."""
        return min((down.until_ms for down in self._down.values() if not down.is_starting), default=None)

    def is_starting(self) -> bool:
        """Tell whether one starts: how long that takes is the machine's, and no part of the scenario."""
        return any(down.is_starting for down in self._down.values())

    def down(self) -> frozenset[str]:
        """Name those that do not serve now."""
        return frozenset(self._down)


def _until_ms(deed: Deed) -> int:
    until_ms, down_ms = deed.details.get("until_ms"), deed.details.get("down_ms")
    if isinstance(until_ms, int):
        return until_ms
    return deed.at_ms + (down_ms if isinstance(down_ms, int) else 0)
