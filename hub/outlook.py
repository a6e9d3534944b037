"""Builds what screens need: what to do now, closing matters, chronicle, passes, video, room for pictures."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.adapters.photo.eye import ChildEye
from hub.adapters.process import resident_mib
from hub.adapters.video.film import ChildFilming
from hub.books import Ledger
from hub.context import Health
from hub.domain.datum import Datum
from hub.domain.disk_days import DiskDays
from hub.domain.passes import Passes
from hub.health_words import SAID_ONLY
from hub.journal import Journal
from hub.journal.disk import LocalDisk
from hub.ports import Clock, EvidenceStore
from hub.services.alerting import Alerting
from hub.services.chronicle.chronicle import Chronicle, Screens, Sources
from hub.services.chronicle.figures import Own
from hub.services.closing import Closing
from hub.services.closing_photos import ClosingPhotos, Where
from hub.services.evidence_room import EvidenceRoom
from hub.services.foretelling import Foretelling
from hub.services.live_video import LiveVideo
from hub.services.registry import Registry
from hub.services.todo import Todo
from hub.services.watch import Watch
from hub.settings import HubSettings
from hub.ticker import Job

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is built here."""

    todo: Todo
    alerting: Alerting
    closing: Closing
    photos: ClosingPhotos
    passes: Passes
    live_video: LiveVideo
    chronicle: Chronicle
    evidence_room: EvidenceRoom

    def jobs(self) -> list[Job]:
        """What is written down by the clock."""
        return [
            Job("figures", 10, self.chronicle.write_figures),
            Job("rows", 60, self.chronicle.write_rows),
            Job("evidence", 300, self.evidence_room.make),
        ]


@dataclass(frozen=True, slots=True)
class Answering:
    """The services that answer for the township."""

    ledger: Ledger
    registry: Registry
    watch: Watch
    foretelling: Foretelling
    clock: Clock
    health: Callable[[], Health]


class OwnFigures:
    """What the hub knows of itself, asked on one thread."""

    def __init__(self, known: Answering, journal: Journal, data_dir: Path, console_url: str) -> None:
        self._known = known
        self._journal = journal
        self._data_dir = data_dir
        self._console_url = console_url
        self._disk_days = DiskDays()

    def now(self) -> Own:
        """As of now.

        Raises:
            StoreDown: try later.
            OSError: the disk does not answer.
        """
        known, now = self._known, self._known.clock.now()
        with known.ledger.read() as tx:
            waiting_since = tx.outbox.waiting_since()
        free_mib = LocalDisk().free_bytes(self._data_dir) / _MIB
        health = known.health()
        return Own(
            memory_mib=resident_mib(),
            journal_mib=sum(segment.size for segment in self._journal.segments()) / _MIB,
            disk_free_mib=free_mib,
            disk_days=self._disk_days.left(free_mib, now),
            lag_s=max(0.0, (now - waiting_since).total_seconds()) if waiting_since else 0.0,
            problems=len(health.problems),
            notes=len(health.notes),
            console_url=self._console_url,
        )


def outlook(settings: HubSettings, known: Answering, journal: Journal, evidence: EvidenceStore) -> Outlook:
    """Build it all; passes are signed with a key that nobody keeps, so that a restart ends them."""
    console_url = settings.http.public_url.rstrip("/")
    passes = Passes(secrets.token_bytes(32), console_url)

    def notes() -> list[tuple[str, datetime]]:
        return [(away.code, away.since) for away in known.health().notes if away.code not in SAID_ONLY]

    todo = Todo(known.registry, known.watch, known.foretelling, known.clock, notes)
    screens = Screens(
        settings.site.id,
        ZoneInfo(settings.site.timezone),
        Datum(settings.site.map_datum),
        console_url,
        passes.address,
    )
    own = OwnFigures(known, journal, settings.data_dir, console_url)
    sources = Sources(
        known.ledger, known.registry, known.watch, known.foretelling, todo, known.clock, own.now
    )
    allowed = settings.rectify.allowed()
    alerting = Alerting(known.ledger, known.registry, known.clock, allowed)
    closing = Closing(known.ledger, known.clock, allowed, known.watch.devices)
    live_video = LiveVideo(evidence, ChildFilming(), known.clock, screens.zone)
    room = EvidenceRoom(evidence, known.ledger, known.clock, quota_bytes=settings.evidence.quota_mib * _MIB)
    where = Where(known.registry, known.watch.devices, screens.zone)
    photos = ClosingPhotos(known.ledger, known.clock, evidence, ChildEye(), where)
    return Outlook(todo, alerting, closing, photos, passes, live_video, Chronicle(screens, sources), room)
