"""What gives orders to speakers: the hub's own key, made at its first start, and broadcasting with it."""

import uuid
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.contract.signing import PublicKey
from devices.keys import BadKeyFile, kept_key, new_key, read_key, write_key
from hub.adapters.sherpa import SherpaSpeech
from hub.adapters.sound.studio import ChildStudio, StudioOptions
from hub.adapters.speech import EspeakSpeech, SpeechOptions
from hub.adapters.talk_tape import FileTape
from hub.books import Ledger
from hub.domain.area import Catalog
from hub.domain.people import Role
from hub.ports import Bus, Clock, EvidenceStore, Speech
from hub.services.broadcast import Broadcast, Office
from hub.services.complaints import Complaints
from hub.services.examine import Examiner, Rules
from hub.services.key_rotation import KeyRotation
from hub.services.levelled_speech import LevelledSpeech
from hub.services.order_watch import OrderWatch
from hub.services.recordings import Recordings
from hub.services.rectify import Rectify
from hub.services.registry import Registry
from hub.services.schedules import Means, Schedules
from hub.services.self_test import Hands, SelfTest, WeeklyTest
from hub.services.sending import Sending
from hub.services.signing import SignedBus, Signing
from hub.services.speaker_keys import SpeakerKeys
from hub.services.speaking import Speaking
from hub.services.standing import StandingOrders
from hub.services.talks import Air, Talks
from hub.settings import BroadcastSettings, HubSettings
from hub.ticker import Job

# Below the data directory; the public half is for whoever sets up a speaker.
_KEY = Path("keys") / "hub.key"
_KEY_BEFORE = Path("keys") / "hub-before.key"
PUBLIC_KEY = Path("keys") / "hub.pub"


def signing(data_dir: Path, ledger: Ledger, clock: Clock) -> Signing:
    """Build what signs the hub's orders.

    Raises:
        BadKeyFile: the key cannot be used or kept; say the sentence and stop.
    """
    key, before = kept_key(data_dir / _KEY), data_dir / _KEY_BEFORE
    public = data_dir / PUBLIC_KEY
    try:
        public.write_text(key.public.text + "\n", encoding="ascii")
    except OSError as error:
        raise BadKeyFile(f"{public} cannot be written: {error}") from error
    return Signing(ledger, clock, key, read_key(before) if before.exists() else None)


def replace_key(data_dir: Path) -> PublicKey:
    """Make another key for the hub's next start, which then brings the speakers over.

    Raises:
        BadKeyFile: there is none yet, the last replacement is not over, or it cannot be written.
    """
    current, before = data_dir / _KEY, data_dir / _KEY_BEFORE
    if before.exists():
        raise BadKeyFile(f"{before} is still there: speakers obey it, the last replacement is not over")
    old, new = read_key(current), new_key()
    write_key(before, old)
    write_key(current, new)
    return new.public


@dataclass(frozen=True, slots=True)
class Announcing:
    """Everything that an announcement passes through."""

    signing: Signing
    sending: Sending
    broadcast: Broadcast
    talks: Talks
    schedules: Schedules
    standing: StandingOrders
    speaking: Speaking
    recordings: Recordings
    self_test: SelfTest
    rotation: KeyRotation
    speaker_keys: SpeakerKeys
    order_watch: OrderWatch
    complaints: Complaints

    def begin(self, catalog: Catalog) -> None:
        """Begin an epoch of orders; write down what speakers played, and who spoke, when the hub went away.

        Raises:
            StoreDown: nothing may be ordered.
        """
        self.signing.begin()
        self.schedules.write_down(catalog)
        self.talks.settle(catalog)

    def jobs(self, registry: Registry) -> list[Job]:
        """What happens by the clock."""
        return [
            Job("planted", 1, lambda: self.order_watch.step(registry.catalog)),
            Job("talks", 1, lambda: self.talks.step(registry.catalog)),
            Job("standing", 5, lambda: self.standing.push(registry.catalog)),
            Job("schedules", 30, lambda: self.schedules.write_down(registry.catalog)),
            Job("keys", 5, self.rotation.step),
            Job("self_test", 60, lambda: self.self_test.step(registry.catalog)),
            Job("answers", 3600, self.speaking.forget_answers),
        ]


def announcing(
    settings: HubSettings, ledger: Ledger, bus: Bus, evidence: EvidenceStore, clock: Clock
) -> Announcing:
    """Build it; `bus` is the way to the speakers, on which every order is signed.

    Raises:
        BadKeyFile: the hub's key cannot be used; say the sentence and stop.
    """
    keyed, rules = signing(settings.data_dir, ledger, clock), announcement_rules(settings)
    signed = SignedBus(bus, keyed)
    studio = ChildStudio(StudioOptions(longest_s=60 * settings.broadcast.longest_min))
    site, voice = settings.site.id, LevelledSpeech(_voice(settings.broadcast), studio)
    sending = Sending(
        site, rules.receipt_wait, ledger, signed, clock, may_address_all=lambda: keyed.key_before is None
    )
    office = Office(ledger, clock, new_id)
    broadcast = Broadcast(Examiner(rules, ledger, voice, evidence), sending, office)
    air = Air(site, bus, new_key, FileTape(settings.data_dir / "talks"), evidence)
    rectify = Rectify(settings.rectify.allowed())
    return Announcing(
        keyed,
        sending,
        broadcast,
        Talks(broadcast, rules, office, air),
        Schedules(Means(rules, ledger, voice, evidence, clock, new_id)),
        StandingOrders(site, rules, ledger, signed, clock, new_id),
        Speaking(ledger, clock),
        Recordings(studio, evidence),
        SelfTest(_weekly_test(settings.broadcast), Hands(rules, broadcast, rectify, ledger, clock, site)),
        KeyRotation(site, ledger, clock, keyed, signed, (settings.data_dir / _KEY_BEFORE).unlink),
        SpeakerKeys(ledger, clock, keyed.public_key),
        OrderWatch(ledger, clock, bus),
        Complaints(ledger, clock, settings.rectify.allowed()),
    )


def announcement_rules(settings: HubSettings) -> Rules:
    """What binds announcements, as the settings say."""
    said = settings.broadcast
    return Rules(
        said.policy(ZoneInfo(settings.site.timezone)),
        said.receipt_wait,
        longest=timedelta(minutes=said.longest_min),
        airtime=timedelta(minutes=said.airtime_min),
        bypass_role=Role(said.bypass_role),
    )


def _weekly_test(settings: BroadcastSettings) -> WeeklyTest:
    return WeeklyTest(settings.test_weekday, time.fromisoformat(settings.test_at), settings.test_volume_pct)


def new_id() -> str:
    """Make an id that nothing else has."""
    return uuid.uuid4().hex


def _voice(settings: BroadcastSettings) -> Speech:
    if settings.voice_dir:
        return SherpaSpeech(Path(settings.voice_dir))
    return EspeakSpeech(SpeechOptions(program=settings.espeak_ng))
