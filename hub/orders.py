"""What gives orders to speakers: the hub's own key, made at its first start, and broadcasting with it."""

import uuid
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.keys import BadKeyFile, kept_key
from hub.adapters.speech import EspeakSpeech, SpeechOptions
from hub.books import Ledger
from hub.ports import Bus, Clock, EvidenceStore
from hub.services.broadcast import Broadcast, Outside, Rules
from hub.services.signing import Signing
from hub.settings import HubSettings

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


def broadcast(
    settings: HubSettings, ledger: Ledger, bus: Bus, evidence: EvidenceStore, clock: Clock
) -> Broadcast:
    """Build broadcasting; `bus` signs what it sends."""
    outside = Outside(
        ledger=ledger,
        bus=bus,
        speech=EspeakSpeech(SpeechOptions(program=settings.broadcast.espeak_ng)),
        evidence=evidence,
        clock=clock,
        new_id=lambda: uuid.uuid4().hex,
    )
    rules = Rules(
        settings.broadcast.policy(ZoneInfo(settings.site.timezone)),
        timedelta(seconds=settings.broadcast.receipt_wait_s),
    )
    return Broadcast(settings.site.id, rules, outside)
