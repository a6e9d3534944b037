"""`village-hub bench broadcast`: from the click to every loudspeaker, and to the list of the unreached."""

import csv
import io
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter, time

from deploy import sayings, stack
from deploy.api import Hub, NoAnswer
from deploy.bench import horns
from deploy.bench.horns import Truth, horn_id, listening
from deploy.bench.rig import Rig, running
from deploy.errors import CannotRun
from deploy.screen import Screen
from deploy.supervisor import Supervisor
from deploy.usage import MemoryWatch, cpu_s, percentile
from devices.contract.bodies import DeviceClass
from devices.sim.chance import dice
from devices.sim.township import REGISTRY_COLUMNS
from hub.domain.instants import instant

ROUTE = "/api/v1/announcements"
_TEXT = "停水通知：明天上午八点停水。"
_LONG_TEXT = "停水通知，请提前储水。" * 12
_LONGEST_S = 120.0
_UNREACHED_AFTER_S = 30.0
_SHORT_S = 8.0
_LOOK_S = 0.25
# From before the request is answered to while the receipts come in.
_LATEST_KILL_S = 8.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many loudspeakers, of which `offline_pct` percent are away; the hub is killed `kills` times."""

    speakers: int
    offline_pct: int
    kills: int = 0
    seed: int = 1


def run(crowd: Crowd, screen: Screen) -> dict[str, object]:
    """Announce, withdraw, and kill the hub while it announces; return the figures.

    Raises:
        CannotRun: a part is missing, or does not become ready.
    """
    names = [horn_id(number) for number in range(crowd.speakers)]
    away = set(dice("away", crowd.seed).sample(names, crowd.speakers * crowd.offline_pct // 100))
    there = [name for name in names if name not in away]
    with running(1, "sqlite", screen) as rig:
        rig.hub.upload("/api/v1/registry", registry(names))
        with listening(rig, there, sorted(away)) as crowd_there:
            truth = crowd_there.truth
            _wait(lambda: _online(rig.hub) == len(there), "the loudspeakers are there")
            figures: dict[str, object] = {"speakers": crowd.speakers, "offline": len(away)}
            figures |= _announced(rig, truth, there, away)
            figures |= _withdrawn(rig, truth, there)
            figures |= _come_too_late(rig, crowd_there, sorted(away))
            if crowd.kills:
                figures["kills"] = _Killing(rig, truth, crowd).run(there)
            figures["refused_orders"] = truth.refused
    return figures


def _announced(rig: Rig, truth: Truth, there: list[str], away: set[str]) -> dict[str, object]:
    memory, pids = MemoryWatch(), rig.supervisor.pids()
    before_s = {name: cpu_s(pid) for name, pid in pids.items()}
    # Its author listens first; whoever does not waits so much longer.
    listened_s = perf_counter()
    rig.hub.post(f"{ROUTE}/preview", asked(_TEXT))
    spoken_s = perf_counter() - listened_s
    clicked_s = perf_counter()
    made = rig.hub.post(ROUTE, asked(_TEXT))
    accepted_s = perf_counter() - clicked_s
    name = made["id"]
    _wait(lambda: _all(truth.heard, name, there), "every loudspeaker has the order")
    waits_ms = [(truth.heard[name, horn] - clicked_s) * 1000 for horn in there]
    # Each look costs the hub as much as a hundred receipts: not more often than it matters.
    _wait(lambda: _counts(rig.hub, name)["played"] == len(there), "every receipt is there", memory, pids)
    played_s = perf_counter() - clicked_s
    used_s = {each: cpu_s(pid) - before_s[each] for each, pid in pids.items()}
    _until(clicked_s + _UNREACHED_AFTER_S)
    listed = rig.hub.get(f"{ROUTE}/{name}/unreached")
    missed = {item["device"] for item in listed["missed"]}
    return {
        "speaking_ms": round(spoken_s * 1000),
        "click_to_accepted_ms": round(accepted_s * 1000),
        "click_to_speaker_ms": _shares(waits_ms),
        "clip_ms": made["duration_ms"],
        "click_to_last_receipt_s": round(played_s, 2),
        "at_30_s": {
            "is_complete": listed["is_complete"],
            "listed": len(missed),
            "is_exact": missed == away,
            "reasons": dict(Counter(item["why"]["code"] for item in listed["missed"])),
        },
        "cpu_s": {each: round(seconds, 2) for each, seconds in used_s.items()},
        "peak_mib": {each: round(mib) for each, mib in memory.peaks_mib.items()},
    }


def _withdrawn(rig: Rig, truth: Truth, there: list[str]) -> dict[str, object]:
    name = rig.hub.post(ROUTE, asked(_LONG_TEXT))["id"]
    _wait(lambda: _all(truth.begun, name, there), "every loudspeaker sounds")
    clicked_s = perf_counter()
    rig.hub.post(f"{ROUTE}/{name}/cancel", {})
    _wait(lambda: _all(truth.silent, name, there), "every loudspeaker is silent")
    waits_ms = [(truth.silent[name, horn] - clicked_s) * 1000 for horn in there]
    _wait(lambda: _counts(rig.hub, name)["cancelled"] == len(there), "every loudspeaker says so")
    return {"cancel_to_silence_ms": _shares(waits_ms)}


def _come_too_late(rig: Rig, crowd: horns.Crowd, away: list[str]) -> dict[str, object]:
    """Those that were away come back when an announcement has expired, to the sessions the broker kept."""
    made = rig.hub.post(ROUTE, asked(_TEXT, valid_s=_SHORT_S))
    _until(perf_counter() + _SHORT_S + 1)
    crowd.come(away)
    _wait(
        lambda: _counts(rig.hub, made["id"])["expired"] == len(away), "those who came too late have expired"
    )
    plays = sum(len(crowd.truth.begun.get((made["id"], horn), ())) for horn in away)
    return {"came_too_late": {"speakers": len(away), "plays": plays, "expired": len(away)}}


class _Killing:
    """Kills the hub at random instants while it announces, and starts it again."""

    def __init__(self, rig: Rig, truth: Truth, crowd: Crowd) -> None:
        self._rig = rig
        self._truth = truth
        self._crowd = crowd
        self._chance = dice("kills", crowd.seed)
        self._accepted: list[str] = []

    def run(self, there: list[str]) -> dict[str, object]:
        """Kill, and judge what sounded by the truth of the loudspeakers."""
        rig = self._rig
        rig.supervisor.retire(stack.HUB)
        for number in range(self._crowd.kills):
            self._live(number)
        last = Supervisor([rig.hub_child], rig.place.home / "log", lambda _said: None)
        last.start()
        try:
            states = {name: self._settled(name, len(there)) for name in self._accepted}
        finally:
            last.stop()
        plays = self._truth.begun
        pairs = [(name, horn) for name in self._accepted for horn in there]
        played = {
            (name, item["device"])
            for name, shown in states.items()
            for item in shown["deliveries"]
            if item["state"] == "played"
        }
        return {
            "killed": self._crowd.kills,
            "accepted": len(self._accepted),
            "plays": dict(Counter(len(plays.get(pair, ())) for pair in pairs)),
            "more_than_once": sum(len(times) > 1 for times in plays.values()),
            "late": self._truth.late,
            "false_played": sum(pair not in plays for pair in played),
            "unproven": sum(pair not in played for pair in pairs if pair in plays),
        }

    def _live(self, number: int) -> None:
        """One life of the hub: it is asked to announce, and killed at some instant around that."""
        life = Supervisor([self._rig.hub_child], self._rig.place.home / "log", lambda _said: None)
        life.start()
        pid = life.pids()[stack.HUB]
        instant_s = self._chance.uniform(0.0, _LATEST_KILL_S)
        killer = threading.Timer(instant_s, lambda: os.kill(pid, signal.SIGKILL))
        killer.start()
        try:
            made = self._rig.hub.post(ROUTE, asked(f"第{number}次。{_TEXT}", valid_s=300.0))
            self._accepted.append(made["id"])
        except NoAnswer:
            return
        finally:
            killer.join()
            life.stop()

    def _settled(self, name: str, expected: int) -> dict[str, list[dict[str, str]]]:
        pause = threading.Event()
        deadline_s = perf_counter() + _LONGEST_S
        while True:
            shown: dict[str, list[dict[str, str]]] = self._rig.hub.get(f"{ROUTE}/{name}")
            done = sum(item["state"] == "played" for item in shown["deliveries"])
            if done >= expected or perf_counter() > deadline_s:
                return shown
            pause.wait(_LOOK_S)


def asked(text: str, valid_s: float = 600.0) -> dict[str, object]:
    """A notice to everybody that may begin for so many seconds."""
    expires_at = instant(int((time() + valid_s) * 1000))
    return {
        "text": text,
        "priority": "notice",
        "target": {"scope": "township"},
        "expires_at": expires_at.isoformat(),
    }


def registry(names: Iterable[str]) -> bytes:
    """Loudspeakers of these names, spread over thirty villages, as a table to bring in."""
    out = io.StringIO()
    writer = csv.DictWriter(out, REGISTRY_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number, name in enumerate(names):
        village = f"v{number % 30:02d}"
        row = {
            "device_id": name,
            "class": DeviceClass.SPEAKER.value,
            "name": name,
            "village_id": village,
            "village": village,
            "point": f"p{number}",
            "lat": "29.1",
            "lon": "119.6",
            "period_s": "3600",
        }
        writer.writerow(dict.fromkeys(REGISTRY_COLUMNS, "") | row)
    return out.getvalue().encode()


def _online(hub: Hub) -> int:
    return int(hub.get("/api/v1/overview")["speakers_online"])


def _counts(hub: Hub, name: str) -> Counter[str]:
    return Counter(hub.get(f"{ROUTE}/{name}")["counts"])


def _all(done: Mapping[tuple[str, str], object], name: str, there: Iterable[str]) -> bool:
    return all((name, horn) in done for horn in there)


def _shares(waits_ms: list[float]) -> dict[str, int]:
    shares = {"p50": 0.5, "p99": 0.99, "most": 1.0}
    return {name: round(percentile(waits_ms, share) or 0.0) for name, share in shares.items()}


def _wait(
    is_so: Callable[[], bool],
    what: str,
    memory: MemoryWatch | None = None,
    pids: dict[str, int] | None = None,
) -> None:
    deadline_s, pause = perf_counter() + _LONGEST_S, threading.Event()
    while not is_so():
        if perf_counter() > deadline_s:
            raise CannotRun(sayings.NOT_IN_TIME.of(seconds=_LONGEST_S, what=what))
        if memory is not None:
            memory.look(pids or {})
        pause.wait(_LOOK_S if memory is None else 4 * _LOOK_S)


def _until(at_s: float) -> None:
    threading.Event().wait(max(0.0, at_s - perf_counter()))
