"""What gives orders to speakers: the hub's own key, made at its first start, and broadcasting with it."""

import uuid
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.keys import BadKeyFile, kept_key
from hub.adapters.sherpa import SherpaSpeech
from hub.adapters.sound.studio import ChildStudio, StudioOptions
from hub.adapters.speech import EspeakSpeech, SpeechOptions
from hub.books import Ledger
from hub.domain.people import Role
from hub.ports import Bus, Clock, EvidenceStore, Speech
from hub.services.broadcast import Broadcast, Office
from hub.services.examine import Examiner, Rules
from hub.services.levelled_speech import LevelledSpeech
from hub.services.recordings import Recordings
from hub.services.sending import Sending
from hub.services.signing import Signing
from hub.settings import BroadcastSettings, HubSettings

# Below the data directory; the public half is for whoever sets up a speaker.
_KEY = Path("keys") / "hub.key"
PUBLIC_KEY = Path("keys") / "hub.pub"


def signing(data_dir: Path, ledger: Ledger, clock: Clock) -> Signing:
    """Build what signs the hub's orders.

    Raises:
        BadKeyFile: the key cannot be used or kept; say the sentence and stop.
    """
    key = kept_key(data_dir / _KEY)
    public = data_dir / PUBLIC_KEY
    try:
        public.write_text(key.public.text + "\n", encoding="ascii")
    except OSError as error:
        raise BadKeyFile(f"{public} cannot be written: {error}") from error
    return Signing(ledger, clock, key)


def sending(settings: HubSettings, ledger: Ledger, bus: Bus, clock: Clock) -> Sending:
    """Build what sends the outbox and takes the receipts; `bus` signs what it sends."""
    return Sending(settings.site.id, settings.broadcast.receipt_wait, ledger, bus, clock)


def broadcast(
    settings: HubSettings, ledger: Ledger, evidence: EvidenceStore, clock: Clock, outbox: Sending
) -> Broadcast:
    """Build what makes announcements, and puts them into the outbox."""
    said = settings.broadcast
    rules = Rules(
        said.policy(ZoneInfo(settings.site.timezone)),
        said.receipt_wait,
        longest=timedelta(minutes=said.longest_min),
        airtime=timedelta(minutes=said.airtime_min),
        bypass_role=Role(said.bypass_role),
    )
    examiner = Examiner(rules, ledger, LevelledSpeech(_voice(said), _studio(said)), evidence)
    return Broadcast(examiner, outbox, Office(ledger, clock, lambda: uuid.uuid4().hex))


def recordings(settings: HubSettings, evidence: EvidenceStore) -> Recordings:
    """Build what takes recordings that people upload."""
    return Recordings(_studio(settings.broadcast), evidence)


def _voice(settings: BroadcastSettings) -> Speech:
    if settings.voice_dir is not None:
        return SherpaSpeech(settings.voice_dir)
    return EspeakSpeech(SpeechOptions(program=settings.espeak_ng))


def _studio(settings: BroadcastSettings) -> ChildStudio:
    return ChildStudio(StudioOptions(longest_s=60 * settings.longest_min))
