"""Ready-made values for tests: each builder takes only what the test is about."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from devices.contract.bodies import Birth, DeviceClass, LitterFinding, Medium, Phase, Sight, Status, Telemetry
from devices.contract.quantities import Quality, Value
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.signing import SigningKey
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from hub.domain.area import Catalog, Device, Person, Place, PlaceKind
from hub.domain.bins import Geometry
from hub.domain.instants import millis
from hub.domain.tickets import Allowed
from hub.journal.format import Entry, Record
from hub.services.bin_readings import BinReadings
from hub.services.hearing import Hearing
from hub.services.rectify import Rectify
from hub.services.sending import Sending

SITE = "daxi"
NOON = datetime(2026, 4, 18, 4, 0, tzinfo=UTC)
SHA = "ab" * 32


def at(seconds: float) -> datetime:
    """So many seconds after noon in the township."""
    return NOON + timedelta(seconds=seconds)


def a_bin(device: str = "bin-1", **changes: object) -> Device:
    fields: dict[str, object] = {
        "id": device,
        "device_class": DeviceClass.BIN,
        "name": "村口垃圾桶",
        "point": "liushu-1/村口",
        "lat": 29.1,
        "lon": 119.65,
        "period_s": 60,
        "geometry": Geometry(1000, 200, 30),
    }
    return Device(**{**fields, **changes})  # type: ignore[arg-type]


def a_camera(device: str = "cam-1") -> Device:
    return a_bin(device, device_class=DeviceClass.CAMERA, name="文化广场", geometry=None)


def a_speaker(device: str = "horn-1") -> Device:
    return a_bin(device, device_class=DeviceClass.SPEAKER, name="大喇叭", geometry=None)


def a_catalog(*devices: Device) -> Catalog:
    """One village with one grid; 张三 answers for the grid."""
    return Catalog.of(
        [
            Place(SITE, PlaceKind.TOWNSHIP, "大溪乡"),
            Place("liushu", PlaceKind.VILLAGE, "柳树湾村", SITE),
            Place("liushu-1", PlaceKind.GRID, "第一网格", "liushu", "张三/1"),
            Place("liushu-1/村口", PlaceKind.POINT, "村口", "liushu-1"),
        ],
        [Person("张三/1", "张三", "10000000001")],
        devices or (a_bin(), a_camera(), a_speaker()),
    )


def a_reading(
    values: Mapping[str, Value] | None = None,
    *,
    device: str = "bin-1",
    seq: int = 1,
    boot: int = 1,
    sent_at: datetime | None = None,
    quality: Mapping[str, Quality] | None = None,
) -> Message:
    body = Telemetry(
        boot=boot,
        seq=seq,
        at_ms=millis(sent_at or NOON),
        values=dict(values or {"distance_mm": 600.0}),
        quality=dict(quality or {}),
    )
    return Message(device_address(SITE, device, Kind.TELE), body)


def a_finding(
    sight: Sight = Sight.PRESENT,
    phase: Phase = Phase.START,
    *,
    seq: int = 1,
    pile: str = "pile-1",
    sha256: str = SHA,
    severity: int = 3,
) -> Message:
    role = "after" if phase is Phase.END else "at"
    body = LitterFinding(
        id=pile,
        at_ms=millis(NOON),
        boot=1,
        seq=seq,
        phase=phase,
        severity=severity,
        sight=sight,
        confidence=0.8,
        xywh=(0.3, 0.5, 0.2, 0.2),
        media=(Medium(role=role, sha256=sha256),),
    )
    return Message(device_address(SITE, "cam-1", Kind.EVENT, "litter"), body)


def a_status(*, online: bool, device: str = "horn-1", boot: int = 1, sent_at: datetime = NOON) -> Message:
    return Message(
        device_address(SITE, device, Kind.STATUS), Status(online=online, boot=boot, at_ms=millis(sent_at))
    )


def a_birth(
    key: SigningKey | None = None,
    *,
    text: str = "",
    boot: int = 1,
    device: str = "horn-1",
    obeys: tuple[str, ...] = (),
) -> Message:
    """A speaker presents itself with its key, and the orders it understands."""
    body = Birth(
        id=device,
        device_class=DeviceClass.SPEAKER,
        boot=boot,
        at_ms=millis(NOON),
        period_s=60,
        public_key=key.public.text if key else text,
        commands=obeys,
    )
    return Message(device_address(SITE, device, Kind.BIRTH), body)


def an_ack(
    command: str, stage: Stage, *, seq: int = 1, proof: Proof | None = None, device: str = "horn-1"
) -> Message:
    body = Ack(stage=stage, at_ms=millis(NOON), boot=1, seq=seq, proof=proof)
    return Message(device_address(SITE, device, Kind.ACK, command), body)


def a_record(
    seq: int, message: Message, *, received_at: datetime = NOON, is_retained: bool = False
) -> Record:
    topic, payload = encode(message)
    return Record(seq, Entry(topic, payload, millis(received_at), is_retained=is_retained))


def raw_record(seq: int, topic: str, payload: bytes, *, received_at: datetime = NOON) -> Record:
    return Record(seq, Entry(topic, payload, millis(received_at)))


def a_hearing(sending: Sending) -> Hearing:
    rectify = Rectify(Allowed())
    return Hearing(rectify, sending, BinReadings(rectify, {"DF703": Geometry(1000, 200)}.get))
