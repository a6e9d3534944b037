"""What the demo did, in figures: counts, the fate of an announcement, latencies, memory."""

import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns
from typing import Any

from deploy import session
from deploy.api import Hub
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.latency import Measured, Probe
from deploy.probes import LOOPBACK
from deploy.servers import OPERATOR, Place, operator_password
from deploy.simulate.record import record_file
from deploy.stack import FIELD
from deploy.supervisor import Supervisor
from deploy.usage import MemoryWatch, percentile
from hub.series_store import series_store

_ANNOUNCEMENT = "各位村民请注意，今天下午收运垃圾，请把垃圾投放到桶内。"
_PROBE_EVERY_S = 0.1
_SETTLE_S = 20.0
_LOOK_EVERY = 3  # of so many looks after the children, one is at their memory


@dataclass(slots=True)
class _Notes:
    """What the probe's thread leaves behind."""

    announcement: str = ""
    measured: Measured = field(default_factory=Measured)
    trouble: str = ""


def observe(
    settings: VillageSettings, place: Place, supervisor: Supervisor, for_s: float
) -> dict[str, object]:
    """Run for so many seconds, measure meanwhile, let the hub settle, and sum up.

    Args:
        settings: those the children run with; the registry must hold the probe.
        place: where the installation lies.
        supervisor: started; its "field" is ended on the way.
        for_s: how long the township speaks, seconds.

    Raises:
        CannotRun: the hub does not answer.
    """
    url = f"http://{LOOPBACK}:{settings.http.port}"
    began_ns = time_ns()
    memory, notes, is_over = MemoryWatch(), _Notes(), threading.Event()
    with Hub(url, OPERATOR, operator_password(place)) as hub:
        thread = threading.Thread(target=_follow, args=(hub, settings, place, notes, is_over), name="probe")
        thread.start()
        looks = 0

        def look() -> None:
            nonlocal looks
            looks += 1
            if looks % _LOOK_EVERY == 0:
                memory.look(supervisor.pids())

        try:
            session.tend(supervisor, for_s, look)
        finally:
            is_over.set()
            thread.join()
        supervisor.retire(FIELD)
        balance = hub.settled(_SETTLE_S)
        memory.look(supervisor.pids())
        return {
            "seconds": for_s,
            "store": settings.series.store,
            "counts": {
                "sent": sent(record_file(place.home)),
                **{
                    name: balance[name]
                    for name in ("received", "stored", "duplicate", "dead_letter", "rejected", "lost")
                },
                "in_journal": balance["in_journal"],
                "is_even": balance["is_even"],
                "tickets": _tickets(hub),
                "litter_findings": _findings(settings, began_ns),
            },
            "announcement": _announcement(hub, notes.announcement),
            "latency_ms": latency(notes.measured),
            "memory_mib": {
                "most_together": round(memory.most_mib, 1),
                "peak": {name: round(mib, 1) for name, mib in memory.peaks_mib.items()},
            },
            "trouble": notes.trouble,
        }


def sent(record: Path) -> dict[str, int]:
    """Count what the devices truly handed over, by its manner, out of their own record."""
    counts: Counter[str] = Counter()
    with record.open(encoding="utf-8") as lines:
        for line in lines:
            happened = json.loads(line)
            if happened["what"] == "sent":
                counts[happened["manner"]] += 1
    return dict(counts)


def _follow(
    hub: Hub, settings: VillageSettings, place: Place, notes: _Notes, is_over: threading.Event
) -> None:
    """Make one announcement, then measure until told to stop; on the probe's own thread."""
    try:
        # What is urgent would wait for a second person.
        body = {"text": _ANNOUNCEMENT, "priority": "notice", "target": {"scope": "township"}}
        notes.announcement = hub.post("/api/v1/announcements", body)["id"]
        with Probe(settings, place.home) as probe:
            notes.measured = probe.measure(is_over.is_set, _PROBE_EVERY_S)
    except CannotRun as error:
        notes.trouble = str(error)


def latency(measured: Measured) -> dict[str, object]:
    """Sum up what the probe measured, milliseconds."""
    waits_ms = measured.waits_ms
    shares = {"p50": 0.5, "p99": 0.99, "most": 1.0}
    figures = {name: percentile(waits_ms, share) for name, share in shares.items()}
    rounded = {name: None if ms is None else round(ms, 1) for name, ms in figures.items()}
    counts = {"samples": len(waits_ms), "lost": measured.lost, "unsent": measured.unsent}
    return {"publish_to_queryable": {**rounded, **counts}}


def _tickets(hub: Hub) -> dict[str, int]:
    found: list[Mapping[str, Any]] = hub.get("/api/v1/tickets")["tickets"]
    return {"all": len(found), **Counter(f"{ticket['kind']} {ticket['state']}" for ticket in found)}


def _announcement(hub: Hub, announcement: str) -> dict[str, object]:
    if not announcement:
        return {}
    made = hub.get(f"/api/v1/announcements/{announcement}")
    speakers = {delivery["device"]: delivery["state"] for delivery in made["deliveries"]}
    return {"id": announcement, "states": dict(Counter(speakers.values())), "speakers": speakers}


def _findings(settings: VillageSettings, since_ns: int) -> dict[str, int]:
    """Count stored litter findings of this run, by what the camera said."""
    store = series_store(settings)
    store.start()
    try:
        rows = [
            row
            for camera in settings.cameras
            for row in store.history(
                "litter", "sight", device=camera.id, since_ns=since_ns, until_ns=time_ns()
            )
        ]
    finally:
        store.stop()
    return dict(Counter(str(row["value"]) for row in rows))
