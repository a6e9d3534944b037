"""Stand-ins for what a conductor has around it."""

import signal
from collections.abc import Collection, Mapping
from typing import Any

from deploy.api import NoAnswer, Refusal
from deploy.simulate.governor import Load, Ruling
from devices.sim.world.deed import Deed, DeedKind

BEGAN_MS = 1_778_601_600_000


def a_deed(kind: DeedKind, after_s: float = 0.0, device: str = "", **details: object) -> Deed:
    """One act, so many simulated seconds after the beginning."""
    return Deed(BEGAN_MS + round(after_s * 1000), kind, device, details)  # type: ignore[arg-type]  # as it is written


class Children:
    """Servers that are up or down."""

    def __init__(self) -> None:
        self.down: dict[str, signal.Signals] = {}
        self.starting: set[str] = set()

    def hold(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        self.down[name] = how

    def release(self, name: str) -> None:
        del self.down[name]
        self.starting.add(name)

    def is_up(self, name: str) -> bool:
        return name not in self.down and name not in self.starting


class Api:
    """A hub that takes everything, but for what a test says."""

    def __init__(self, **answers: object) -> None:
        self.asked: list[tuple[str, str, object]] = []
        self.answers = {"id": "hub-1", "awaits_approval": False, "duration_ms": 8_000, **answers}
        self.trouble: NoAnswer | None = None
        self.uploaded: list[bytes] = []

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        return self._take("POST", path, body)

    def put(self, path: str, body: Mapping[str, object]) -> Any:
        return self._take("PUT", path, body)

    def get(self, path: str, **_parameters: str | int) -> Any:
        return self._take("GET", path, None)

    def upload(self, path: str, content: bytes) -> Any:
        self.uploaded.append(content)
        return self._take("POST", path, len(content)) | {"sha256": "ab" * 32}

    def _take(self, method: str, path: str, body: object) -> dict[str, object]:
        if self.trouble is not None:
            raise self.trouble
        self.asked.append((method, path, body))
        return dict(self.answers)


REFUSED = Refusal("409: quiet hours\nsecond line")
AWAY = NoAnswer("nobody answers")


class Gauges:
    """Parts that are as a test says."""

    def __init__(self) -> None:
        self.late_s = 0.0
        self.is_over = True
        self.is_answered = False
        self.has_settled = True

    def loads(self) -> list[Load]:
        return [Load("hub", self.late_s)]

    def all_answered(self) -> bool:
        return self.is_answered

    def is_settled(self, _down: Collection[str]) -> bool:
        return self.has_settled

    def are_over(self) -> bool:
        return self.is_over


class Watching:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.passed: list[Ruling] = []
        self.done: list[tuple[str, str]] = []

    def passes(self, _now_ms: int, ruling: Ruling) -> None:
        self.passed.append(ruling)

    def did(self, deed: Deed, outcome: str) -> None:
        self.done.append((deed.kind.value, outcome))
