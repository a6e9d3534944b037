"""What the API and the console may call: the services, already built by hub.app."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.books import Ledger
from hub.domain.broker_drops import BrokerDrops
from hub.domain.passes import Passes
from hub.ports import Clock, EvidenceStore, SeriesStore
from hub.services.accounts import Accounts
from hub.services.alerting import Alerting
from hub.services.audit import Audit
from hub.services.broadcast import Broadcast
from hub.services.cameras import Cameras
from hub.services.cap.warnings import PublicWarnings
from hub.services.closing import Closing
from hub.services.closing_photos import ClosingPhotos
from hub.services.complaints import Complaints
from hub.services.durability import Durability
from hub.services.exports import HomeAssistant
from hub.services.foretelling import Foretelling
from hub.services.ingest import Ingest
from hub.services.introduction import Introduction
from hub.services.letters import Letters
from hub.services.live_video import LiveVideo
from hub.services.machine import MachineServices
from hub.services.photo_passes import PhotoPasses
from hub.services.products import ProductCatalog
from hub.services.provisioning import Provisioning
from hub.services.recordings import Recordings
from hub.services.registry import Registry
from hub.services.schedules import Schedules
from hub.services.self_test import SelfTest
from hub.services.speaker_keys import SpeakerKeys
from hub.services.speaking import Speaking
from hub.services.talks import Talks
from hub.services.todo import Todo
from hub.services.watch import Watch
from hub.services.webhooks import Webhooks
from hub.settings import HubSettings
from hub.words import NO_WORD, Word


@dataclass(frozen=True, slots=True)
class Away:
    """Something outside that does not answer, or something that is lost, since when (aware UTC).

    `held` is how many messages wait here for it; None where the hub cannot know. `detail` says it in figures.
    """

    code: str
    since: datetime
    held: int | None = None
    detail: Word = NO_WORD


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the hub does its work: `problems` make it fail, `notes` are what is away but held safe."""

    problems: tuple[str, ...]
    notes: tuple[Away, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """What came to grief at a port beside the broker, since the hub runs.

    `refused`: pieces that were no frame; `unanswered`: frames that the disk did not take in time;
    `turned_away`: connections that were one too many.
    """

    name: str
    refused: int
    unanswered: int
    turned_away: int


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a request may need. `health` and the journal's `damaged_bytes` are asked anew each time.

    `late_s`: for how many seconds something that happens by the clock has missed a whole turn.
    """

    settings: HubSettings
    clock: Clock
    ledger: Ledger
    series: SeriesStore
    evidence: EvidenceStore
    registry: Registry
    provisioning: Provisioning
    products: ProductCatalog
    introduction: Introduction
    ingest: Ingest
    watch: Watch
    todo: Todo
    alerting: Alerting
    passes: Passes
    cameras: Cameras
    closing: Closing
    photos: ClosingPhotos
    photo_passes: PhotoPasses
    live_video: LiveVideo
    foretelling: Foretelling
    letters: Letters
    durability: Durability
    audit: Audit
    broadcast: Broadcast
    talks: Talks
    complaints: Complaints
    speaking: Speaking
    recordings: Recordings
    schedules: Schedules
    self_test: SelfTest
    speaker_keys: SpeakerKeys
    warnings: PublicWarnings
    accounts: Accounts
    machine: MachineServices
    webhooks: Webhooks
    home_assistant: HomeAssistant
    health: Callable[[], Health]
    damaged_bytes: Callable[[], int]
    broker_drops: Callable[[], BrokerDrops]
    refused_pictures: Callable[[], int]
    doors: Callable[[], Sequence[Door]]
    late_s: Callable[[], float]
