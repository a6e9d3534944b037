"""A whole hub behind its API: real services on a real ledger, fakes for everything outside."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from devices.contract.bodies import (
    AnyBody,
    Birth,
    DeviceClass,
    LitterFinding,
    Medium,
    Phase,
    Sight,
    Status,
    Telemetry,
    ViewEvent,
    ViewFault,
)
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.keys import new_key
from devices.profiles.catalog import shipped_texts
from devices.sim.township import Township
from hub.adapters.evidence import FileEvidence
from hub.adapters.talk_tape import FileTape
from hub.cap import warnings
from hub.context import Context, Door, Health
from hub.domain.broker_drops import BrokerDrops
from hub.domain.health import Patience
from hub.domain.instants import millis
from hub.domain.passes import Passes
from hub.domain.people import ALERTS, COMMANDS, Role
from hub.domain.quiet_hours import Policy
from hub.domain.tickets import Allowed
from hub.journal.format import Entry, Record
from hub.outlets import home_assistant
from hub.ports import Clock
from hub.services.accounts import Accounts, Passwords
from hub.services.alerting import Alerting
from hub.services.audit import Audit
from hub.services.broadcast import Broadcast, Office
from hub.services.cameras import Cameras
from hub.services.closing import Closing
from hub.services.closing_photos import ClosingPhotos, Where
from hub.services.complaints import Complaints
from hub.services.durability import Durability
from hub.services.examine import Examiner, Rules
from hub.services.foretelling import Foretelling
from hub.services.ingest import Ingest
from hub.services.introduction import Introduction
from hub.services.letters import Letters
from hub.services.live_video import LiveVideo
from hub.services.machine import MachineLogin, MachineServices
from hub.services.photo_passes import PhotoPasses
from hub.services.products import Known, ProductCatalog
from hub.services.provisioning import Provisioning
from hub.services.recordings import Recordings
from hub.services.rectify import Rectify
from hub.services.registry import Registry
from hub.services.schedules import Means, Schedules
from hub.services.self_test import Hands, SelfTest, WeeklyTest
from hub.services.sending import Sending
from hub.services.speaker_keys import SpeakerKeys
from hub.services.speaking import Speaking
from hub.services.talks import Air, Talks
from hub.services.todo import Todo
from hub.services.watch import Ears, Site, Watch
from hub.services.webhooks import Webhooks
from hub.settings import HttpSettings, HubSettings
from tests.builders import a_hearing
from tests.fakes import (
    FakeBrokerAccess,
    FakeBus,
    FakeClock,
    FakeEye,
    FakeSeriesStore,
    FakeSpeech,
    FakeStudio,
)
from tests.films import FakeFilming
from tests.ledgers import ledger_file, started_ledger
from tests.townships import pretend_township

MORNING = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)  # 10:00 in the township
PASSWORD = "correct horse"  # noqa: S105  # of the accounts below, in tests only
QUICK = Passwords(lambda password: f"hash of {password}", lambda known, given: known == f"hash of {given}")
KEY = new_key()  # of every speaker of a face
JPEG = b"\xff\xd8\xff\xe0 a picture"


@dataclass
class Face:
    """A hub to talk to, and everything a test may want to reach behind it."""

    context: Context
    sending: Sending
    township: Township
    clock: Clock
    bus: FakeBus
    speech: FakeSpeech
    studio: FakeStudio
    eye: FakeEye
    series: FakeSeriesStore
    broker: FakeBrokerAccess
    health: list[Health] = field(default_factory=lambda: [Health((), ())])
    listened: list[Sequence[str]] = field(default_factory=list)
    retained: dict[str, bytes] = field(default_factory=dict)
    heard: int = 0
    shortage: str | None = None
    numbers: dict[str, int] = field(default_factory=dict)

    def hear(self, *said: tuple[str, Kind, AnyBody], name: str = "") -> None:
        """Let devices speak now."""
        records = []
        for device, kind, body in said:
            self.heard += 1
            message = Message(device_address(self.context.settings.site.id, device, kind, name), body)
            topic, payload = encode(message)
            records.append(Record(self.heard, Entry(topic, payload, millis(self.clock.now()))))
        self.apply(*records)

    def hear_raw(self, topic: str, payload: bytes) -> None:
        """Let anything arrive now."""
        self.heard += 1
        self.apply(Record(self.heard, Entry(topic, payload, millis(self.clock.now()))))

    def apply(self, *records: Record) -> None:
        """Give records their effect."""
        with self.context.ledger.write() as tx:
            self.context.ingest.apply(tx, self.context.registry.catalog, records)

    def reading(self, device: str, /, **values: float | bool) -> tuple[str, Kind, AnyBody]:
        """One telemetry message of a device, numbered on."""
        seq = self.next_number(device)
        at_ms = millis(self.clock.now()) + seq  # a reading of the same instant would count as the same
        return device, Kind.TELE, Telemetry(boot=1, seq=seq, at_ms=at_ms, values=values)

    def fills(self, device: str, fill_pct: float) -> None:
        """A bin says three times how full it is, so that it is believed."""
        self.measures(device, *[fill_pct] * 3)

    def strays(self, device: str) -> None:
        """Every other of ten readings of a bin has nothing to do with it."""
        self.measures(device, *[30.0, 95.0] * 5)

    def measures(self, device: str, *fills_pct: float) -> None:
        """A bin measures one after the other."""
        known = self.context.registry.catalog.devices[device]
        assert known.geometry is not None
        empty, full = known.geometry.empty_mm, known.geometry.full_mm
        distances = (empty - pct / 100 * (empty - full) for pct in fills_pct)
        self.hear(*(self.reading(device, distance_mm=mm, battery_pct=87.0) for mm in distances))

    def says(self, device: str, *, online: bool) -> None:
        """A device that holds a connection is there or gone."""
        self.hear((device, Kind.STATUS, Status(online=online, boot=1, at_ms=millis(self.clock.now()))))

    def is_born(
        self, device: str, device_class: DeviceClass, period_s: int = 60, via: str | None = None
    ) -> None:
        """A device presents itself."""
        birth = self._birth(device, device_class, period_s).model_copy(update={"via": via})
        self.hear((device, Kind.BIRTH, birth))

    def sees_litter(
        self,
        camera: str,
        pile: str,
        *shots: tuple[str, str],
        sight: Sight = Sight.PRESENT,
        area_m2: float | None = None,
    ) -> None:
        """A camera reports a pile; `shots` are (role, sha256)."""
        media = tuple(Medium(role=role, sha256=sha256) for role, sha256 in shots)  # type: ignore[arg-type]
        finding = LitterFinding(
            id=pile,
            at_ms=millis(self.clock.now()),
            boot=1,
            seq=self.next_number(camera),
            phase=Phase.END if sight is Sight.ABSENT else Phase.START,
            severity=2,
            media=media,
            sight=sight,
            confidence=0.9,
            xywh=(0.1, 0.1, 0.2, 0.2),
            area_m2=area_m2,
        )
        self.hear((camera, Kind.EVENT, finding), name="litter")

    def sees_badly(self, camera: str, fault: ViewFault, *shots: str) -> None:
        """A camera says that its view cannot be judged; `shots` are SHA-256."""
        view = ViewEvent(
            id="view-1",
            at_ms=millis(self.clock.now()),
            boot=1,
            seq=self.next_number(camera),
            phase=Phase.START,
            media=tuple(Medium(role="at", sha256=shot) for shot in shots),
            fault=fault,
        )
        self.hear((camera, Kind.EVENT, view), name="view")

    def answers(self, device: str, command: str, stage: Stage, proof: Proof | None = None) -> None:
        """A speaker answers an order, signed with the key that it presents when it speaks first."""
        if device not in self.numbers:
            self.hear((device, Kind.BIRTH, self._birth(device, DeviceClass.SPEAKER, 3600, KEY.public.text)))
        ack = Ack(
            stage=stage,
            at_ms=millis(self.clock.now()),
            boot=1,
            seq=self.next_number(device),
            proof=proof,
        )
        self.heard += 1
        address = device_address(self.context.settings.site.id, device, Kind.ACK, command)
        topic, payload = encode(KEY.sign(Message(address, ack)))
        self.apply(Record(self.heard, Entry(topic, payload, millis(self.clock.now()))))

    def _birth(self, device: str, device_class: DeviceClass, period_s: int, key: str = "") -> Birth:
        at_ms = millis(self.clock.now())
        return Birth(
            id=device,
            device_class=device_class,
            boot=1,
            at_ms=at_ms,
            period_s=period_s,
            public_key=key,
            commands=("announce", "talk") if device_class is DeviceClass.SPEAKER else (),
        )

    def next_number(self, device: str) -> int:
        """The next number of a device's messages."""
        self.numbers[device] = self.numbers.get(device, 0) + 1
        return self.numbers[device]


@contextmanager
def a_face(
    folder: Path,
    *,
    clock: Clock | None = None,
    township: Township | None = None,
    http: HttpSettings | None = None,
    passwords: Passwords = QUICK,
    is_never_quiet: bool = False,
) -> Iterator[Face]:
    """Build a hub in a folder, with one account of each role (named like the role)."""
    is_usual = clock is None and township is None and passwords is QUICK
    clock = clock or FakeClock(MORNING)
    township = township or _usual_township()
    settings = HubSettings(data_dir=folder, http=http or HttpSettings())
    site = settings.site.id
    ledger = started_ledger(folder, content=_usual_ledger() if is_usual else None)
    evidence, bus, speech, series = (
        FileEvidence(folder / "evidence"),
        FakeBus(),
        FakeSpeech(),
        FakeSeriesStore(),
    )
    studio, eye = FakeStudio(), FakeEye()
    ids, passwords_made = count(1), count(1)
    policy = Policy(ZoneInfo("Asia/Shanghai"))
    if is_never_quiet:
        policy = replace(policy, quiet=())
    sending = Sending(site, settings.broadcast.receipt_wait, ledger, bus, clock)
    examiner = Examiner(Rules(policy), ledger, speech, evidence)
    office = Office(ledger, clock, lambda: f"id-{next(ids)}")
    broadcast = Broadcast(examiner, sending, office)
    air = Air(site, bus, new_key, FileTape(folder / "talks"), evidence)
    listened: list[Sequence[str]] = []
    products = ProductCatalog(site, ledger, clock, Known(shipped_texts(), {}), listened.append)
    ingest = Ingest(products.read, a_hearing(sending))
    broker = FakeBrokerAccess({"hub"})
    registry = Registry(ledger, ingest, clock, site, settings.site.name, broker)
    accounts = Accounts(ledger, clock, passwords, timedelta(hours=8))
    _furnish(registry, accounts, None if is_usual else township)
    where = Site(site, ZoneInfo(settings.site.timezone))
    watch = Watch(where, ledger, registry, clock, Patience(), Ears(lambda: heard[0].heard))
    letters = Letters(ledger, registry, ingest, clock, lambda numbers: ((seq, None) for seq in numbers))
    retained: dict[str, bytes] = {}
    health = [Health((), ())]
    heard: list[Face] = []
    foretelling = Foretelling(ledger, registry, clock, ZoneInfo(settings.site.timezone))
    context = Context(
        settings=settings,
        clock=clock,
        ledger=ledger,
        series=series,
        evidence=evidence,
        registry=registry,
        products=products,
        introduction=Introduction(ledger, registry, products, ingest, letters),
        ingest=ingest,
        watch=watch,
        todo=Todo(
            registry,
            watch,
            foretelling,
            clock,
            lambda: [(away.code, away.since) for away in health[-1].notes],
        ),
        alerting=Alerting(ledger, registry, clock, Allowed()),
        passes=Passes(b"key", settings.http.public_url),
        closing=Closing(ledger, clock, Allowed(), watch.devices),
        photos=ClosingPhotos(ledger, clock, evidence, eye, Where(registry, watch.devices, where.zone)),
        photo_passes=PhotoPasses(ledger, clock),
        cameras=Cameras(site, ledger, bus, clock, lambda: f"id-{next(ids)}"),
        live_video=LiveVideo(evidence, FakeFilming(), clock, ZoneInfo(settings.site.timezone)),
        foretelling=foretelling,
        letters=letters,
        durability=Durability(ledger, series, clock, keep=timedelta(hours=24), quota_bytes=10**9),
        audit=Audit(ledger, series, clock),
        broadcast=broadcast,
        complaints=Complaints(ledger, clock, Allowed()),
        talks=Talks(broadcast, Rules(policy), office, air),
        speaking=Speaking(ledger, clock),
        recordings=Recordings(studio, evidence),
        speaker_keys=SpeakerKeys(ledger, clock, KEY.public),
        self_test=SelfTest(
            WeeklyTest(3, time(10), 20),
            Hands(Rules(policy), broadcast, Rectify(Allowed()), ledger, clock, site),
        ),
        schedules=Schedules(Means(Rules(policy), ledger, speech, evidence, clock, lambda: f"id-{next(ids)}")),
        accounts=accounts,
        machine=MachineServices(
            [MachineLogin(service, service.name, PASSWORD) for service in (COMMANDS, ALERTS)]
        ),
        provisioning=Provisioning(registry, accounts, broker, lambda: f"password-{next(passwords_made)}"),
        home_assistant=home_assistant(settings, watch, retained.__setitem__),
        webhooks=Webhooks(
            ledger,
            clock,
            lambda topic, body: heard[0].hear_raw(topic, body),  # noqa: PLW0108  it is made below
            lambda: heard[0].shortage,
        ),
        health=lambda: health[-1],
        warnings=warnings(settings, ledger, registry, broadcast, clock),
        broker_drops=lambda: BrokerDrops(9, 5),
        refused_pictures=lambda: 4,
        doors=lambda: (Door("tcp-dingtek", 3, 2, 1),),
        late_s=lambda: 0.25,
        damaged_bytes=lambda: 77,
    )
    face = Face(
        context,
        sending,
        township,
        clock,
        bus,
        speech,
        studio,
        eye,
        series,
        broker,
        health,
        listened,
        retained,
    )
    heard.append(face)
    try:
        yield face
    finally:
        ledger.stop()


@cache
def _usual_township() -> Township:
    return pretend_township(7, villages=3, bins=6, cameras=3, speakers=4)


@cache
def _usual_ledger() -> bytes:
    """What every usual face begins with: importing it for each test took a sixth of their time."""
    with TemporaryDirectory(prefix="village-face-") as name:
        folder = Path(name)
        with a_face(folder, clock=FakeClock(MORNING)):
            pass  # it is filled, and closed again
        return ledger_file(folder).read_bytes()


def _furnish(registry: Registry, accounts: Accounts, township: Township | None) -> None:
    """Give the hub its devices and accounts; None: its ledger has those of the usual township."""
    if township is None:
        registry.load()
        return
    registry.import_csv(township.registry_csv().encode(), by="test")
    for role in (Role.VIEWER, Role.FIELD, Role.OPERATOR, Role.ADMIN):
        accounts.put(role.value, role, PASSWORD)
