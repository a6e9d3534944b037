"""The operators' page of a pretend township as a process: serves until it is told to end.

`python -m tests.journeys.page_server FOLDER PORT`; /healthz tells when it serves.
"""

import json
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from devices.contract.bodies import DeviceClass, ViewFault
from devices.contract.receipts import Proof, Stage
from devices.contract.topics import Kind
from devices.sim.scene import PileScript, SceneScript
from hub.adapters.clock import SystemClock
from hub.api.server import WebServer
from hub.console.mount import attach
from hub.context import Away, Health
from hub.domain.announcements import Announcement, Delivery, DeliveryState
from hub.settings import HttpSettings
from tests.cameras import CameraScript, PretendCamera
from tests.hub.api.face import Face, a_face
from tests.townships import pretend_township

_FILLS_PCT = (
    96,
    91,
    78,
    72,
    66,
    61,
    54,
    49,
    43,
    41,
    37,
    33,
    30,
    28,
    26,
    22,
    21,
    19,
    17,
    12,
    9,
    8,
    6,
    5,
    4,
    3,
)
# How soon the township goes on; a page looks every two seconds.
_STEP_S = 0.5
# Ten on a Monday morning in the township whenever the tests run: no midnight, no new month comes meanwhile.
BEGINS_AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)


class MorningClock(SystemClock):
    """Goes as the machine's clock does, and always begins on the same morning."""

    def __init__(self) -> None:
        self._ahead = BEGINS_AT - super().now()

    def now(self) -> datetime:
        """Aware UTC time of the township."""
        return super().now() + self._ahead


def main(folder: Path, port: int) -> None:
    """Build the township, let it speak, serve its page."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    township = pretend_township(20260418, villages=6, bins=36, cameras=6, speakers=12)
    (folder / "map.geojson").write_text(json.dumps(township.geojson()), "utf-8")
    http = HttpSettings(port=port, public_url=f"http://127.0.0.1:{port}")
    with a_face(folder, clock=MorningClock(), township=township, http=http, is_never_quiet=True) as face:
        _let_speak(face)
        web = WebServer(face.context, attach)
        thread = threading.Thread(target=web.run, args=(stop,))
        thread.start()
        try:
            while not stop.wait(_STEP_S):
                _go_on(face)
        finally:
            # A page of a township that stands still would let every test wait in vain.
            stop.set()
            thread.join()


def _let_speak(face: Face) -> None:
    devices = {kind: face.township.of(kind) for kind in DeviceClass}
    for device in face.township.devices:
        if device.device_class is not DeviceClass.BIN:
            face.is_born(device.id, device.device_class)
            is_there = device.id not in {"horn-005", "horn-011", "cam-006"}
            face.says(device.id, online=is_there)
    for device, fill_pct in zip(devices[DeviceClass.BIN], _FILLS_PCT, strict=False):
        face.is_born(device.id, DeviceClass.BIN, period_s=3600)
        face.fills(device.id, fill_pct)
    for number, device in enumerate(devices[DeviceClass.CAMERA][:5]):
        face.context.evidence.put_last(device.id, _picture(number, 30.0), face.clock.now())
    shots = [(role, face.context.evidence.put(_picture(1, at_s), "image/jpeg")) for role, at_s in _PROOFS]
    face.sees_litter("cam-002", "pile-1", *shots)
    face.sees_badly("cam-003", ViewFault.COVERED, face.context.evidence.put(_picture(2, 9.0), "image/jpeg"))
    face.hear(("bin-777", Kind.TELE, face.reading("bin-777", fill_pct=44.0)[2]))
    for number in range(41):
        face.hear_raw("vh1/daxi/d/bin-001/tele", b"not json %d" % number)
    face.hear_raw(UPLINK, json.dumps(LORAWAN | {"time": face.clock.now().isoformat()}).encode())
    face.hear_raw("vh1/daxi/d/bin-404/tele", b"{}")
    face.hear(face.reading("bin-003", battery_pct=300.0, distance_mm=500.0))
    face.numbers["bin-002"] += 37
    face.fills("bin-002", 91)
    face.health.append(Health((), (Away("series", face.clock.now(), 3),)))


# EM400-MUD, the vendor's example: 92 %, 25.7 °C, 2116 mm, tilted; its network does not name the product.
UPLINK = "application/a/device/24e124713d012345/event/up"
LORAWAN = {
    "deduplicationId": "u-1",
    "deviceInfo": {"devEui": "24e124713d012345"},
    "fCnt": 4,
    "fPort": 85,
    "data": "AXVcA2cBAQSCRAgFAAE=",
}
_PROOFS = (("before", 5.0), ("at", 120.0))


def _picture(number: int, at_s: float) -> bytes:
    scene = SceneScript(seed=100 + number, piles=(PileScript(at_s=60.0, clear_s=9_000.0),))
    drawn = PretendCamera(CameraScript(scene, ())).jpeg(round(1000 * at_s))
    assert drawn is not None
    return drawn


def _go_on(face: Face) -> None:
    """A second of the township: announcements go out, speakers that are there answer one step further."""
    face.context.talks.step(face.context.registry.catalog)
    face.sending.push()
    with face.context.ledger.read() as tx:
        unfinished = list(tx.announcements.unfinished())
        said = {delivery.announcement: tx.announcements.get(delivery.announcement) for delivery in unfinished}
    for delivery in unfinished:
        announcement = said[delivery.announcement]
        stage = _NEXT.get(delivery.state)
        if announcement is None or stage is None or delivery.device in {"horn-005", "horn-011"}:
            continue
        if stage is not Stage.PLAYED:
            face.answers(delivery.device, delivery.id, stage)
        elif not announcement.is_on_air:
            _end(face, delivery, announcement)


def _end(face: Face, delivery: Delivery, announcement: Announcement) -> None:
    """A speaker has sounded it; of a talk in which nothing was said there is nothing to prove."""
    if not announcement.sha256:
        face.answers(delivery.device, delivery.id, Stage.EXPIRED)
        return
    proof = Proof(method="player", sha256=announcement.sha256, played_ms=announcement.expected_ms)
    face.answers(delivery.device, delivery.id, Stage.PLAYED, proof)


_NEXT = {
    DeliveryState.SENT: Stage.RECEIVED,
    DeliveryState.RECEIVED: Stage.PLAYING,
    DeliveryState.PLAYING: Stage.PLAYED,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
