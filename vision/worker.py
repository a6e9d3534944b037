"""The loop of one camera: open, look, tell, and open again when the pictures stop."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from random import Random
from typing import Protocol

from devices.addresses import networks
from devices.contract.bodies import (
    AnyBody,
    Birth,
    DeviceClass,
    Snapshot,
    Status,
    ViewEvent,
)
from devices.contract.setup import CameraSetup
from devices.contract.topics import Kind, device_address
from devices.contract.wire import MAX_SNAPSHOT_BYTES, Message, encode
from devices.mqtt import LinkDown
from devices.pace import Time
from devices.reporter import Sender
from vision import memory
from vision.drawing import snapshot
from vision.evidence import Finding, Role
from vision.eye import Eye
from vision.eye_settings import eye_options, scene_of, terms_of
from vision.picture import Picture
from vision.quality import ViewChange
from vision.seen import Seen, Tale
from vision.settings import CameraConfig, VisionSettings
from vision.setups import HeldSetup
from vision.source import Source, SourceLost, open_source, shown
from vision.telling import finding, proofs, view_proof
from vision.yolo import OwnModel

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0
_REMEMBER_MS = 60_000
FIRMWARE = "vision 1"


class Voice(Protocol):
    """The part of `devices.reporter.Reporter` a camera speaks with."""

    boot: int

    def report(self, kind: Kind, name: str, build: Callable[[int, int], AnyBody]) -> None:
        """Say something that must not be lost.

        Raises:
            OSError: the disk did not take it.
        """
        ...

    def declare(self, kind: Kind, body: AnyBody) -> None:
        """Say how things stand, retained."""
        ...


class Carrier(Protocol):
    """The part of `vision.evidence.Courier` a camera needs."""

    def hand_over(self, camera: str, finding: Finding, pictures: Mapping[Role, bytes]) -> None:
        """Take charge of a finding and its pictures.

        Raises:
            OSError: the disk did not take it.
        """
        ...


@dataclass(frozen=True, slots=True)
class WorkerParts:
    """What a camera's loop works with. `folder`: where it remembers its place.

    `time`: by which it looks and tells. `own`: the user's own detector, if there is one. `zone`: whose clocks
    stand on pictures that prove something.
    """

    site: str
    worker: str
    link: Sender
    voice: Voice
    courier: Carrier
    folder: Path
    time: Time
    own: OwnModel | None = None
    zone: tzinfo = UTC


class CameraWorker:
    """Watches one camera until stopped; whatever goes wrong with it stays here and is tried again."""

    def __init__(self, camera: CameraConfig, settings: VisionSettings, parts: WorkerParts) -> None:
        self._camera, self._settings, self._parts = camera, settings, parts
        self._called = camera.name or camera.id
        self._eye, self._scene = self._new_eye(), scene_of(camera)
        self._memory_path = parts.folder / f"{camera.id}.npz"
        self._setup = HeldSetup(parts.folder / f"{camera.id}.json")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"camera {camera.id}", daemon=True)
        self._chance = Random(camera.id)  # noqa: S311  # spreads reconnections, guards nothing
        self._is_online: bool | None = None
        self._last_picture_s = 0.0
        self._snap_due_ms = 0
        self._remember_due_ms = 0

    def start(self) -> None:
        """Present the camera and begin watching in the background."""
        parts = self._parts
        self._last_picture_s = parts.time.monotonic_s()
        birth = Birth(
            id=self._camera.id,
            device_class=DeviceClass.CAMERA,
            model=self._camera.name,
            firmware=FIRMWARE,
            boot=parts.voice.boot,
            at_ms=parts.time.now_ms(),
            period_s=self._settings.snap_s,
            location=self._camera.location,
            via=parts.worker,
        )
        parts.voice.declare(Kind.BIRTH, birth)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the loop end after the picture at hand; returns at once."""
        self._stop.set()

    def join(self, timeout_s: float) -> None:
        """Wait for the loop to end; a loop that hangs in a camera's answer is left behind."""
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            log.warning("%s does not end, it is left behind", self._thread.name)

    def take_setup(self, setup: CameraSetup) -> None:
        """Take what the hub says of the camera's place; any thread may call it."""
        self._setup.take(setup)

    def _run(self) -> None:
        self._setup.load()
        self._recall()
        pause_s = _FIRST_PAUSE_S
        while not self._stop.is_set():
            seen_before_s = self._last_picture_s
            self._attempt(self._watch)
            if self._last_picture_s > seen_before_s:
                pause_s = _FIRST_PAUSE_S
            self._attempt(partial(self._pause, pause_s * self._chance.uniform(0.7, 1.3)))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        self._remember()
        self._declare_online(is_online=False, why="worker stopped")

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except SourceLost as error:
            self._log_loss(str(error))
        except Exception:  # one camera's bug, or a full disk, must not end its watch nor blind the others
            log.exception("camera %s failed and begins anew", self._camera.id)
            self._eye = self._new_eye()
            self._recall()

    def _watch(self) -> None:
        source: Source = open_source(
            self._camera.url,
            poll_s=self._settings.poll_s,
            now_ms=self._parts.time.now_ms,
            time=self._parts.time,
            is_paced=self._camera.is_paced,
            allowed=networks(self._settings.camera_networks),
        )
        try:
            # A picture that comes after the stop is dropped: this loop may have been left behind.
            while (picture := source.next(self._stop)) is not None and not self._stop.is_set():
                self._last_picture_s = self._parts.time.monotonic_s()
                self._declare_online(is_online=True, why="")
                self._follow_setup()
                self._tell(self._eye.look(picture))
        finally:
            source.close()

    def _follow_setup(self) -> None:
        setup = self._setup.news()
        if setup is None:
            return
        terms = terms_of(self._camera, setup)
        self._eye.adopt(terms)
        self._scene = terms.scene
        log.info("camera %s: setup %s holds", self._camera.id, setup.revision)

    def _tell(self, seen: Seen) -> None:
        if seen.view is not None:
            self._tell_view(seen.view, view_proof(seen, self._called, self._parts.zone))
        for tale in seen.tales:
            self._tell_litter(tale, seen.bare.frame.shape[0] * seen.bare.frame.shape[1])
        at_ms = seen.bare.taken_at_ms
        snap_ms = self._settings.snap_s * 1000
        if _is_due(at_ms, self._snap_due_ms, snap_ms):
            self._snap_due_ms = at_ms + snap_ms
            self._send_snapshot(seen.picture)
        if seen.tales or _is_due(at_ms, self._remember_due_ms, _REMEMBER_MS):
            self._remember_due_ms = at_ms + _REMEMBER_MS
            self._remember()

    def _tell_view(self, view: ViewChange, pictures: Mapping[Role, bytes]) -> None:
        """Tell it in one row with the findings, so that no recovery overtakes a fault that waits."""
        camera, boot = self._camera.id, self._parts.voice.boot
        log.info("camera %s: view %s", camera, view.fault)
        event = ViewEvent(
            id=view.event, at_ms=view.at_ms, boot=boot, seq=0, phase=view.phase, fault=view.fault
        )
        self._parts.courier.hand_over(camera, event, pictures)

    def _tell_litter(self, tale: Tale, picture_px: int) -> None:
        camera, change = self._camera, tale.change
        log.info("camera %s: litter %s, %s", camera.id, change.phase, change.sight)
        found = finding(tale, self._scene, camera.name, picture_px)
        told = found.model_copy(update={"boot": self._parts.voice.boot})
        self._parts.courier.hand_over(camera.id, told, proofs(tale, self._called, self._parts.zone))

    def _send_snapshot(self, picture: Picture) -> None:
        body = Snapshot(snapshot(picture.frame, self._settings.snap_width_px, MAX_SNAPSHOT_BYTES))
        topic, payload = encode(Message(device_address(self._parts.site, self._camera.id, Kind.SNAP), body))
        try:
            self._parts.link.publish(topic, payload, qos=0)
        except LinkDown:
            log.debug("snapshot of %s not sent, the link is down", self._camera.id)

    def _pause(self, pause_s: float) -> None:
        """Wait before opening again, and say it when the camera counts as lost meanwhile."""
        time = self._parts.time
        until_s = time.monotonic_s() + pause_s
        while not self._stop.is_set():
            self._note_loss()
            left_s = until_s - time.monotonic_s()
            if left_s <= 0:
                return
            time.wait(self._stop, min(left_s, 1.0))

    def _note_loss(self) -> None:
        if self._parts.time.monotonic_s() - self._last_picture_s < self._settings.lost_s:
            return
        self._declare_online(is_online=False, why="no picture")
        view = self._eye.lose(self._parts.time.now_ms())
        if view is not None:
            self._tell_view(view, {})

    def _declare_online(self, *, is_online: bool, why: str) -> None:
        if self._is_online is is_online:
            return
        self._is_online = is_online
        log.info("camera %s is %s %s", self._camera.id, "online" if is_online else "offline", why)
        boot, at_ms = self._parts.voice.boot, self._parts.time.now_ms()
        status = Status(online=is_online, boot=boot, at_ms=at_ms, why=why)
        self._parts.voice.declare(Kind.STATUS, status)

    def _log_loss(self, reason: str) -> None:
        level = logging.WARNING if self._is_online is not False else logging.DEBUG
        log.log(level, "camera %s (%s) lost: %s", self._camera.id, shown(self._camera.url), reason)

    def _new_eye(self) -> Eye:
        return Eye(eye_options(self._settings, self._camera, self._parts.own))

    def _recall(self) -> None:
        remembered = memory.load(self._memory_path)
        if remembered is not None:
            self._eye.restore(remembered)
        self._setup.begin_anew()

    def _remember(self) -> None:
        remembered = self._eye.memory()
        if remembered is None:
            return
        try:
            memory.save(self._memory_path, remembered)
        except OSError as error:
            log.warning("camera %s: memory not kept: %s", self._camera.id, error)


def _is_due(at_ms: int, due_ms: int, every_ms: int) -> bool:
    """Tell whether it is time; also when the clock was set back by more than a period."""
    return at_ms >= due_ms or due_ms - at_ms > every_ms
