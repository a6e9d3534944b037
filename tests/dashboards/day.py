"""A simulated township day through the hub's own services, every point of it in a series store.

`python -m tests.dashboards.day FOLDER` leaves an InfluxDB with thirty villages and 500 devices running, for
looking at the screens (`village-hub dashboards preview`).
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from devices.contract.bodies import (
    AnyBody,
    DeviceClass,
    Phase,
    SecurityEvent,
    Sight,
    Status,
    Telemetry,
    ViewEvent,
    ViewFault,
)
from devices.contract.commands import Announce, Priority, Refusal
from devices.contract.quantities import QUANTITIES
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.sim.bins import Sensor, sense
from devices.sim.chance import dice
from devices.sim.scene import PileScript, SceneScript, VillageScene
from devices.sim.township import Township
from hub.adapters.influx.http import InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.api.server import WebServer
from hub.domain.announcements import Draft, Target, TargetScope
from hub.domain.announcements.approval import Plea
from hub.domain.area import Device
from hub.domain.datum import Datum
from hub.domain.hourly_levels import HourlyLevels
from hub.domain.instants import millis
from hub.domain.people import Role
from hub.domain.registry_row import write_row
from hub.domain.tickets import Verdict
from hub.journal.format import Entry, Record
from hub.ports import SeriesStore
from hub.services.broadcast import Asking
from hub.services.cap.inlets import Inlet, Inlets, Way
from hub.services.chronicle.chronicle import Chronicle, Screens, Sources
from hub.services.chronicle.figures import Own
from hub.services.sending import Receipt
from hub.settings import HttpSettings
from tests import servers
from tests.cameras import JpegEncoder
from tests.dashboards.habits import Habit
from tests.fakes import FakeClock, FakePaperSource
from tests.hub.api.face import JPEG, Face, a_face
from tests.townships import pretend_township

# 06:30 in the township, when the day of tests.dashboards.habits begins.
DAWN = datetime(2026, 3, 4, 22, 30, tzinfo=UTC)
PROBE = "probe-001"
_PERIOD_S = 600
_BIN_PERIOD = timedelta(seconds=_PERIOD_S)


class Picture(Protocol):
    """Draws what a camera sees."""

    def __call__(self, camera: int, *, has_litter: bool) -> bytes: ...


_SHANGHAI = ZoneInfo("Asia/Shanghai")
_TEXTS = ("请各户做好垃圾分类，日产日清", "今晚八点村委会开院坝会", "近期高温干旱，严禁野外用火")


@dataclass
class Day:
    """One day as it goes on; `picture` draws what a camera sees."""

    face: Face
    township: Township
    store: SeriesStore
    chronicle: Chronicle
    feeds: Inlets
    began_at: datetime
    picture: Picture
    step: timedelta = timedelta(minutes=5)

    @property
    def now(self) -> datetime:
        return self.face.context.clock.now()

    def run(self, hours: float, step: timedelta = timedelta(minutes=5)) -> None:
        """Let so much of the day pass, in steps of five or ten minutes."""
        self.step = step
        for _ in range(int(timedelta(hours=hours) / step)):
            self.clock.move(step.total_seconds())
            self._step()

    @property
    def clock(self) -> FakeClock:
        clock = self.face.clock
        assert isinstance(clock, FakeClock)
        return clock

    def begin(self) -> None:
        """Everybody who holds a connection says that he is there; of every twentieth nothing is heard.

        Of every bin two weeks are known, so that there are forecasts.
        """
        hour = int(self.now.timestamp()) // 3600
        with self.face.context.ledger.write() as tx:
            steps = bytes(2 * 2 * (hour % 36) for hour in range(336))
            tx.levels.put({d.id: HourlyLevels(hour - 1, steps) for d in self.township.of(DeviceClass.BIN)})
        said: list[tuple[str, Kind, AnyBody]] = []
        for number, device in enumerate(self.township.devices):
            if device.device_class is not DeviceClass.BIN and number % 20 != 7:
                said.append((device.id, Kind.STATUS, Status(online=True, boot=1, at_ms=millis(self.now))))
        self.face.hear(*said)
        self._keep()

    def freeze(self) -> None:
        """Write everything down once more at this very moment, so that nothing moves any more."""
        self._keep()

    def _step(self) -> None:
        elapsed = self.now - self.began_at
        records = [*self._readings(elapsed), *self._probe()]
        self.face.apply(*records)
        for number, camera in enumerate(self.township.of(DeviceClass.CAMERA)):
            self._camera(number, camera.id, elapsed)
        for number, text in enumerate(_TEXTS):
            if elapsed == timedelta(hours=2 + 5 * number):
                self._announce(text)
        self._self_test()
        if elapsed == timedelta(hours=4):
            self._refuse("horn-002")
        self.face.context.foretelling.step()
        for feed in self.feeds.all:
            feed.step()
        self._keep()

    def _keep(self) -> None:
        self.chronicle.write_figures()
        self.chronicle.write_rows()
        self.feeds.write()
        with self.face.context.ledger.write() as tx:
            while batches := tx.outbox.due(500):
                self.store.write([point for batch in batches for point in batch.points])
                tx.outbox.written([batch.id for batch in batches])

    def _readings(self, elapsed: timedelta) -> Iterator[Record]:
        for number, device in enumerate(self.township.of(DeviceClass.BIN)):
            every = int(_BIN_PERIOD / self.step)
            turn = int(elapsed / self.step)
            is_silent = number % 25 == 9 and elapsed > timedelta(hours=8)
            if turn % every != number % every or device.key or is_silent:
                continue
            chance = dice(7, device.id, turn)
            habit = _habit(device.id)
            fill_pct = habit.fill_pct(elapsed.total_seconds())
            reading = sense(Sensor(device.empty_mm or 1000, device.full_mm or 200), fill_pct, chance)
            values = {**reading.values, "battery_pct": habit.battery_pct}
            yield self._record(
                device.id, Kind.TELE, self._telemetry(device.id, values, dict(reading.quality))
            )

    def _probe(self) -> Iterator[Record]:
        values = {
            quantity.name: (False if quantity.is_flag else (quantity.lowest + quantity.highest) / 2)
            for quantity in QUANTITIES.values()
        } | {"lat": 29.1, "lon": 119.65}
        yield self._record(PROBE, Kind.TELE, self._telemetry(PROBE, values, {}))

    def _camera(self, number: int, camera: str, elapsed: timedelta) -> None:
        face, minutes = self.face, int(elapsed / timedelta(minutes=1))
        if number % 4 == 0 and minutes == 60 + 10 * number:
            sha256 = face.context.evidence.put(self.picture(number, has_litter=True), "image/jpeg")
            face.sees_litter(camera, f"pile-{camera}", ("at", sha256), area_m2=1.8)
        if number % 8 == 0 and minutes == 90 + 10 * number:
            (ticket,) = (one for one in face.context.watch.tickets() if one.device == camera)
            face.context.cameras.judge(ticket.id, Verdict.CONFIRMED, "operator")
        if number % 8 == 4 and minutes == 300 + 10 * number:
            face.sees_litter(camera, f"pile-{camera}", sight=Sight.ABSENT)
        if number % 9 == 5 and minutes == 120 + 10 * number:
            body = ViewEvent(
                id="v1", at_ms=millis(self.now), boot=1, seq=face.next_number(camera), phase=Phase.START,
                severity=3, fault=ViewFault.COVERED,
            )  # fmt: skip
            face.hear((camera, Kind.EVENT, body), name="view")
        face.context.evidence.put_last(camera, self.picture(number, has_litter=False), self.now)

    def _announce(self, text: str) -> None:
        face = self.face
        target = Target(TargetScope.TOWNSHIP, ())
        draft = Draft(text, Priority.NOTICE, 60, 1, self.now, self.now + timedelta(hours=1), target)
        face.context.broadcast.announce(
            face.context.registry.catalog, draft, Asking(Plea("operator", Role.OPERATOR))
        )
        self._play_what_is_sent()

    def _self_test(self) -> None:
        """On its day at its time; but for one loudspeaker of a dozen all play."""
        self.face.context.self_test.step(self.face.context.registry.catalog)
        self._play_what_is_sent()

    def _play_what_is_sent(self) -> None:
        before = len(self.face.bus.sent)
        self.face.sending.push()
        for number, order in enumerate(self.face.bus.sent[before:]):
            if isinstance(order.body, Announce) and number % 12 != 3:
                self._plays(order.address.target, order.body)

    def _refuse(self, speaker: str) -> None:
        """Somebody without the key orders, and somebody repeats what was ordered."""
        for refusal in (Refusal.FORGED, Refusal.REPLAYED):
            body = SecurityEvent(
                id=refusal.value, at_ms=millis(self.now), boot=1, seq=self.face.next_number(speaker),
                phase=Phase.START, severity=4, refusal=refusal, topic=f"vh1/daxi/d/{speaker}/cmd/announce",
            )  # fmt: skip
            self.face.hear((speaker, Kind.EVENT, body), name="security")

    def _plays(self, speaker: str, order: Announce) -> None:
        proof = Proof(method="simulated", sha256=order.audio.sha256, played_ms=order.audio.duration_ms)
        for stage, shown in ((Stage.RECEIVED, None), (Stage.PLAYED, proof)):
            seq = self.face.next_number(speaker)
            ack = Ack(stage=stage, at_ms=millis(self.now), boot=1, seq=seq, proof=shown)
            self._receipt(speaker, Receipt(order.id, ack, self.now, is_signed=True))

    def _receipt(self, speaker: str, receipt: Receipt) -> None:
        """As ingest takes it when the signature was found good."""
        catalog = self.face.context.registry.catalog
        village = catalog.village_id(catalog.devices[speaker])
        with self.face.context.ledger.write() as tx:
            point = self.face.sending.receipt(tx, village, speaker, receipt)
            if point is not None:
                tx.outbox.queue([point], 0, self.now)

    def _telemetry(self, device: str, values: dict, quality: dict) -> Telemetry:  # type: ignore[type-arg]
        return Telemetry(
            boot=1, seq=self.face.next_number(device), at_ms=millis(self.now), values=values, quality=quality
        )

    def _record(self, device: str, kind: Kind, body: AnyBody) -> Record:
        self.face.heard += 1
        site = self.face.context.settings.site.id
        topic, payload = encode(Message(device_address(site, device, kind, ""), body))
        return Record(self.face.heard, Entry(topic, payload, millis(self.now)))


def _habit(device: str) -> Habit:
    """Most bins are emptied once in the day, some never."""
    chance = dice(7, "habit", device)
    comes = chance.random() < 0.85
    return Habit(
        start_pct=chance.uniform(5, 60),
        rate_pct_h=chance.uniform(1.5, 5.5),
        residue_pct=3.0,
        first_emptied_s=chance.uniform(6, 12) * 3600 if comes else None,
        emptied_every_s=86_400.0,
        battery_pct=float(round(chance.uniform(15, 100))),
    )


def no_picture(camera: int, *, has_litter: bool) -> bytes:
    """Bytes that stand for a picture, another for each camera."""
    return JPEG + b"%d %d" % (camera, has_litter)


@contextmanager
def a_day(
    folder: Path,
    store: SeriesStore,
    township: Township,
    began_at: datetime = DAWN,
    http: HttpSettings | None = None,
    picture: Picture = no_picture,
) -> Iterator[Day]:
    """A hub that has just begun its day."""
    (folder / "map.geojson").write_text(json.dumps(township.geojson()), encoding="utf-8")
    clock = FakeClock(began_at)
    with a_face(folder, clock=clock, township=township, http=http, is_never_quiet=True) as face:
        yield _begun(face, store, township, began_at, picture)


def _begun(face: Face, store: SeriesStore, township: Township, began_at: datetime, picture: Picture) -> Day:
    hub = face.context
    first = township.villages[0]
    probe = Device(
        PROBE, DeviceClass.SENSOR, "气象水质站", next(iter(hub.registry.catalog.devices.values())).point,
        first.centre.lat, first.centre.lon, period_s=600,
    )  # fmt: skip
    hub.registry.claim(probe.point, write_row(hub.registry.catalog, probe), "test")
    base = hub.settings.http.public_url
    screens = Screens(hub.settings.site.id, _SHANGHAI, Datum.WGS84, base, hub.passes.address)
    own = Own(81.5, 12.0, 40_000.0, 365.0, 0.1, 0, 0, base)
    sources = Sources(hub.ledger, hub.registry, hub.watch, hub.foretelling, hub.todo, hub.clock, lambda: own)
    county = Way("county", "https://county.example/cap", 60, timedelta(minutes=5))
    feed = Inlet(county, FakePaperSource(), hub.warnings.desk, hub.clock)
    feeds = Inlets((feed,), hub.ledger, hub.clock, hub.settings.site.id)
    day = Day(face, township, store, Chronicle(screens, sources), feeds, began_at, picture)
    day.begin()
    return day


def small_township() -> Township:
    """Six villages and some sixty devices."""
    return replace(pretend_township(7, villages=6, bins=36, cameras=10, speakers=12), bin_period_s=_PERIOD_S)


def large_township() -> Township:
    """Thirty villages and 500 devices."""
    return replace(
        pretend_township(7, villages=30, bins=399, cameras=40, speakers=60), bin_period_s=_PERIOD_S
    )


def main() -> None:
    """Leave an InfluxDB with the large township's day and the hub's pictures running until Enter.

    The day ends now; FOLDER/village.toml is for `village-hub dashboards preview --config`.
    """
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  the one clock of a program
    hours = 11.5
    http = HttpSettings(port=(port := servers.free_port()), public_url=f"http://127.0.0.1:{port}")
    stop = threading.Event()
    with servers.influxd(folder) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village"))
        store.start()
        began_at = now - timedelta(hours=hours)
        with a_day(folder, store, large_township(), began_at, http, drawn_pictures()) as day:
            day.run(hours)
            web = threading.Thread(target=lambda: WebServer(day.face.context).run(stop))
            web.start()
            config = folder / "village.toml"
            config.write_text(
                f'data_dir = "{folder}"\n[series]\nstore = "influx1"\nurl = "{url}"\n[http]\nport = {port}\n'
            )
            sys.stdout.write(f"{config} --at {day.now.isoformat()}\n")
            sys.stdout.flush()
            sys.stdin.readline()
            stop.set()
            web.join()


def drawn_pictures() -> Picture:
    """Pictures of pretend villages, with and without a pile."""
    encoder = JpegEncoder()

    @cache
    def drawn(camera: int, *, has_litter: bool) -> bytes:
        piles = (PileScript(at_s=0.0, size_px=110),) if has_litter else ()
        return encoder.encode(VillageScene(SceneScript(camera, piles, traffic_every_s=0.0)).draw(3.0))

    return drawn


if __name__ == "__main__":
    main()
