"""The vision worker's composition root: one link, one courier, one loop for each camera."""

import logging
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from time import monotonic, time_ns

import cv2

from devices.contract.bodies import Birth, DeviceClass, LitterFinding, Status, Upto
from devices.contract.setup import CameraSetup
from devices.contract.topics import BadMessage, Kind, device_address, hub_status_topic
from devices.contract.wire import Message, decode
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from devices.pace import MACHINE, Time
from devices.reporter import Reporter, is_hub_back
from devices.spool import Spool, SpoolFailed
from vision.evidence import Courier, CourierOptions, Finding, Parcel
from vision.settings import CameraConfig, VisionSettings
from vision.worker import FIRMWARE, CameraWorker, WorkerParts
from vision.yolo import OwnModel

log = logging.getLogger(__name__)

_STOP_S = 4.0


@dataclass(frozen=True, slots=True)
class VisionOptions:
    """All a vision worker needs to know. `hub_url`: http(s)://host[:port]; `state_dir` is made when absent.

    `worker` is its device id; the hub lets it in with this name and the password of `link`. `own`: the
    user's own detector, tried already; None: the built-in one alone. `time`: a simulation's, if it is one.
    `zone`: whose clocks stand on pictures that prove something.
    """

    site: str
    worker: str
    link: LinkOptions
    hub_url: str
    state_dir: Path
    settings: VisionSettings
    cameras: tuple[CameraConfig, ...]
    own: OwnModel | None = None
    time: Time = MACHINE
    zone: tzinfo = UTC


def wall_ms() -> int:
    """Milliseconds UTC."""
    return time_ns() // 1_000_000


class VisionApp:
    """Watches all cameras of one worker."""

    def __init__(self, options: VisionOptions) -> None:
        self._options = options
        self._spool = Spool(options.state_dir / "spool.sqlite")
        self._link: Link | None = None
        self._courier: Courier | None = None
        self._voices: dict[str, Reporter] = {}
        self._workers: dict[str, CameraWorker] = {}

    def start(self) -> None:
        """Begin watching; returns at once, whether broker, hub and cameras are there or not.

        Raises:
            OSError: the state folder cannot be used; the text names it.
        """
        options = self._options
        cv2.setNumThreads(1)
        # One line for each picture of each camera is no news.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._spool.start()
        boot = self._spool.next_boot(options.worker)
        link = self._link = self._new_link(boot)
        self._voices = {camera.id: self._voice(camera.id, link) for camera in options.cameras}
        self._voices[options.worker] = Reporter(options.site, options.worker, link, self._spool, boot=boot)
        self._declare(boot, online=True, why="")
        self._courier = self._new_courier()
        # Before the link is up: what is retained comes at once, and each setup needs its camera.
        self._workers = {
            camera.id: self._new_worker(camera, link, self._courier) for camera in options.cameras
        }
        link.start()
        self._courier.start()
        for worker in self._workers.values():
            worker.start()

    def stop(self) -> None:
        """Stop watching within 5 s; what was not told yet is told after the next start."""
        for worker in self._workers.values():
            worker.ask_to_stop()
        deadline_s = monotonic() + _STOP_S
        for worker in self._workers.values():
            worker.join(max(0.0, deadline_s - monotonic()))
        if self._courier is not None:
            self._courier.stop(max(0.5, deadline_s - monotonic()))
        if self._link is not None:
            self._declare(self._voices[self._options.worker].boot, online=False, why="stopped")
            self._link.stop()
        self._spool.stop()

    def _new_link(self, boot: int) -> Link:
        options = self._options
        devices = (options.worker, *(camera.id for camera in options.cameras))
        return Link(
            options.link,
            filters=[
                hub_status_topic(options.site),
                *(device_address(options.site, device, Kind.UPTO).topic() for device in devices),
                *(device_address(options.site, camera.id, Kind.SETUP).topic() for camera in options.cameras),
            ],
            on_packet=self._hear,
            on_up=self._resend,
            will=Message(
                device_address(options.site, options.worker, Kind.STATUS),
                Status(online=False, boot=boot, why="connection lost"),
            ),
        )

    def _new_courier(self) -> Courier:
        options = self._options
        courier_options = CourierOptions(
            hub_url=options.hub_url,
            worker=options.worker,
            password=options.link.password,
            folder=options.state_dir / "findings",
            wait_s=options.settings.evidence_wait_s,
        )
        return Courier(courier_options, self._tell_finding, wall_ms)

    def _new_worker(self, camera: CameraConfig, link: Link, courier: Courier) -> CameraWorker:
        options = self._options
        folder = options.state_dir / "places"
        folder.mkdir(exist_ok=True)
        voice = self._voices[camera.id]
        parts = WorkerParts(
            options.site,
            options.worker,
            link,
            voice,
            courier,
            folder,
            options.time,
            own=options.own,
            zone=options.zone,
        )
        return CameraWorker(camera, options.settings, parts)

    def _voice(self, device: str, link: Link) -> Reporter:
        return Reporter(self._options.site, device, link, self._spool)

    def _declare(self, boot: int, *, online: bool, why: str) -> None:
        voice, now_ms = self._voices[self._options.worker], self._options.time.now_ms()
        if online:
            birth = Birth(
                id=self._options.worker,
                device_class=DeviceClass.GATEWAY,
                model="vision worker",
                firmware=FIRMWARE,
                boot=boot,
                at_ms=now_ms,
                period_s=60,
            )
            voice.declare(Kind.BIRTH, birth)
        voice.declare(Kind.STATUS, Status(online=online, boot=boot, at_ms=now_ms, why=why))

    def _tell_finding(self, parcel: Parcel) -> None:
        voice = self._voices.get(parcel.camera)
        if voice is None:
            # The camera was taken out of the settings while its finding waited: it is still told, once.
            if self._link is None:
                return
            voice = self._voices[parcel.camera] = self._voice(parcel.camera, self._link)
        name = "litter" if isinstance(parcel.finding, LitterFinding) else "view"
        voice.report(Kind.EVENT, name, lambda boot, seq: _numbered(parcel.finding, boot, seq))

    def _hear(self, packet: Packet) -> None:
        try:
            message = decode(packet.topic, packet.payload)
        except BadMessage as error:
            log.warning("not understood: %s", error)
        else:
            voice = self._voices.get(message.address.target)
            if isinstance(message.body, Upto) and voice is not None:
                self._confirm(voice, message.body)
            if isinstance(message.body, CameraSetup) and message.address.target in self._workers:
                self._workers[message.address.target].take_setup(message.body)
            if is_hub_back(message, is_retained=packet.is_retained):
                self._resend()
        if self._link is not None:
            self._link.ack(packet)

    @staticmethod
    def _confirm(voice: Reporter, upto: Upto) -> None:
        try:
            voice.handle_upto(upto)
        except SpoolFailed as error:
            # Nothing is lost: what stays in the spool is sent and confirmed again.
            log.warning("what the hub confirmed cannot be noted: %s", error)

    def _resend(self) -> None:
        try:
            for voice in tuple(self._voices.values()):
                voice.resend()
        except SpoolFailed as error:
            log.warning("what waits cannot be sent again now: %s", error)


def _numbered(finding: Finding, boot: int, seq: int) -> Finding:
    return finding.model_copy(update={"boot": boot, "seq": seq})
