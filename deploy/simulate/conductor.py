"""Owns the clock: lets time pass, has done what is due, waits for whoever is late, until all is over."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from deploy.simulate.governor import Cap, Governor, Load, Ruling
from deploy.simulate.record import Record
from deploy.simulate.servers import Servers
from deploy.simulate.staff import Staff
from devices.pace import PaceWriter
from devices.sim.world.deed import Deed

_TICK_S = 0.2
# Within the 25 s that a speaker may take to answer, 2.5 s pass here.
_LISTENING_SPEED = 10.0
_REAL = 1.0
# When the scenario is over and the devices finish, the hub shall not grow hours older.
_ENDING_SPEED = 20.0
# Towards something that is due time goes slower and slower, so that it is done when it is due and not when a
# busy machine comes round to it.
_APPROACH_S, _SLOWLY = 0.3, 4.0
# A speed is noted when it has changed by so much.
_NOTED = 0.2
# After a server serves again: when the gauges know, and how long hub and devices are given to find it.
_MEASURED_ANEW_S, _LONGEST_BACK_S = 1.5, 15.0
# How long after the end the devices may take to have said everything, seconds of the machine.
_LONGEST_WAIT_S = 90.0


class Gauges(Protocol):
    """How the parts are."""

    def loads(self) -> Sequence[Load]:
        """How late each is; none while nobody measured anew."""
        ...

    def all_answered(self) -> bool:
        """Tell whether every speaker has answered what was announced."""
        ...

    def is_settled(self, down: Collection[str]) -> bool:
        """Tell whether hub and devices have found broker and store again, but for what is down."""
        ...

    def are_over(self) -> bool:
        """Tell whether the devices have said everything."""
        ...


class Watcher(Protocol):
    """Who is told what happens."""

    def passes(self, now_ms: int, ruling: Ruling) -> None:
        """Time passes."""
        ...

    def did(self, deed: Deed, outcome: str) -> None:
        """Somebody acted."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """Through which things are done and noted."""

    pace: PaceWriter
    servers: Servers
    staff: Staff
    record: Record
    watcher: Watcher


class Conductor:
    """Plays one scenario; all of it on one thread.

    Args:
        deeds: what is done to the system, in order of time.
        ends_ms: when the scenario is over.
        hands: who does it.
        gauges: how the parts are.
        governor: how fast time may go.
        tend: looks after the children; called a few times a second.
    """

    def __init__(
        self,
        deeds: Sequence[Deed],
        ends_ms: int,
        hands: Hands,
        gauges: Gauges,
        governor: Governor,
        tend: Callable[[], None],
    ) -> None:
        self._deeds = list(deeds)
        self._ends_ms = ends_ms
        self._hands = hands
        self._gauges = gauges
        self._governor = governor
        self._tend = tend
        self._noted_speed = 0.0
        self._back_s = float("-inf")

    def play(self) -> bool:
        """Let the scenario pass; False when the devices had not said everything in the end."""
        pause = threading.Event()
        over_s: float | None = None
        while True:
            now_ms = self._hands.pace.now_ms()
            self._tend()
            self._hands.servers.tend(now_ms)
            self._do_what_is_due(now_ms)
            if now_ms >= self._ends_ms and not self._deeds:
                over_s = over_s or monotonic()
                if self._gauges.are_over() and not self._hands.servers.down():
                    return True
                if monotonic() - over_s > _LONGEST_WAIT_S:
                    return False
            ruling = self._rule(now_ms)
            self._hands.watcher.passes(now_ms, ruling)
            pause.wait(self._until_due_s(ruling.speed))

    def _do_what_is_due(self, now_ms: int) -> None:
        while self._deeds and self._deeds[0].at_ms <= now_ms:
            deed = self._deeds.pop(0)
            # What takes the machine a second to do takes a person a second.
            self._go(_REAL)
            hands = self._hands
            if hands.servers.does(deed):
                outcome, details = hands.servers.do(deed), dict[str, object]()
            else:
                outcome, details = hands.staff.do(deed)
            hands.record.did(
                deed.at_ms, deed.kind.value, outcome, **{"device": deed.device, **deed.details, **details}
            )
            hands.watcher.did(deed, outcome)

    def _rule(self, now_ms: int) -> Ruling:
        hands, caps = self._hands, []
        if self._is_coming_back():
            caps.append(Cap("starting", _REAL))
        if hands.staff.is_listened_to(now_ms):
            if self._gauges.all_answered():
                hands.staff.all_answered(now_ms)
            caps.append(Cap("listening", _LISTENING_SPEED))
        if now_ms >= self._ends_ms:
            caps.append(Cap("ending", _ENDING_SPEED))
        due_ms = self._due_ms()
        if due_ms is not None:
            left_s = (due_ms - now_ms) / 1000
            caps.append(Cap("deed", max(_SLOWLY, left_s / _APPROACH_S)))
        ruling = self._governor.rule(self._gauges.loads(), caps)
        self._go(ruling.speed)
        return ruling

    def _is_coming_back(self) -> bool:
        """Tell whether a server starts, or was just started and is not found again by all."""
        if self._hands.servers.is_starting():
            self._back_s = monotonic()
            return True
        back_s = monotonic() - self._back_s
        if back_s >= _LONGEST_BACK_S:
            return False
        return back_s < _MEASURED_ANEW_S or not self._gauges.is_settled(self._hands.servers.down())

    def _go(self, speed: float) -> None:
        hands = self._hands
        if speed == hands.pace.speed:
            return
        hands.pace.set_speed(speed)
        if abs(speed - self._noted_speed) >= _NOTED * max(self._noted_speed, _REAL):
            hands.record.clock(hands.pace.now_ms(), speed)
            self._noted_speed = speed

    def _until_due_s(self, speed: float) -> float:
        """Seconds of the machine until something is due, a tick at most."""
        due_ms = self._due_ms()
        if due_ms is None or not speed:
            return _TICK_S
        left_s = (due_ms - self._hands.pace.now_ms()) / 1000 / speed
        return min(_TICK_S, max(0.0, left_s))

    def _due_ms(self) -> int | None:
        """When the next thing is to be done."""
        release_ms = self._hands.servers.due_ms()
        due = [self._deeds[0].at_ms] if self._deeds else []
        return min(due if release_ms is None else [*due, release_ms], default=None)
