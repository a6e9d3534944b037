"""Findings on their way to the hub: first the pictures by HTTP, then the event; on disk until done."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Literal, TypeAlias

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from devices.contract.bodies import LitterFinding, Medium, ViewEvent
from devices.contract.fields import Id

log = logging.getLogger(__name__)

Role = Literal["before", "at", "after"]
Finding: TypeAlias = LitterFinding | ViewEvent
"""What a camera tells with pictures: of a pile of litter, or of a view that cannot be judged."""
PUT_TIMEOUT_S = 3.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
# What the hub will never take, however often it is asked: the picture itself is wrong.
_REFUSED = frozenset({400, 413, 415, 422})


class EvidenceDown(ConnectionError):
    """The hub did not take a picture now; keep it and put it again with back-off."""


class Parcel(BaseModel):
    """One finding that waits for its pictures. Boot and sequence of `finding` are set anew when it is told.

    `kept_at_ms`: when it was handed over. `is_told`: it went out without pictures, as they took too long.
    """

    model_config = ConfigDict(frozen=True)

    camera: Id
    finding: Finding
    kept_at_ms: int
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class CourierOptions:
    """Where pictures go and how long an event waits for them. The hub's address is http(s)://host[:port].

    `quota`: most findings kept for their pictures while the hub is away; beyond it the oldest go without.
    """

    hub_url: str
    worker: str
    password: str
    folder: Path
    wait_s: float = 60.0
    quota: int = 2_000


class Courier:
    """Brings findings to the hub in the order they were handed over; one thread of its own.

    A finding is told when the hub has its pictures. After `wait_s` it is told without them, and once more,
    with the same id and phase, when they arrived. What was handed over survives the end of the process.
    """

    def __init__(
        self, options: CourierOptions, tell: Callable[[Parcel], None], now_ms: Callable[[], int]
    ) -> None:
        self._options, self._tell, self._now_ms = options, tell, now_ms
        self._folder = options.folder
        self._client: httpx.Client | None = None
        self._has_work = threading.Event()
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._lock = threading.Lock()
        self._number = 0
        self._is_down = False

    def start(self) -> None:
        """Begin bringing, first what an earlier process left.

        Raises:
            OSError: the folder cannot be made or read; the setting of the state folder is wrong.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._number = max((int(path.stem) for path in self._folder.glob("*.json")), default=0)
        self._tidy_up()
        login = httpx.BasicAuth(self._options.worker, self._options.password)
        self._client = httpx.Client(
            auth=login, timeout=PUT_TIMEOUT_S, follow_redirects=False, trust_env=False
        )
        self._has_work.set()
        self._thread.start()

    def stop(self, timeout_s: float = 4.0) -> None:
        """End the thread; what was not brought stays on disk for the next start."""
        self._is_stopping.set()
        self._has_work.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        if self._client is not None:
            self._client.close()

    def hand_over(self, camera: str, finding: Finding, pictures: Mapping[Role, bytes]) -> None:
        """Take charge of a finding; it is on disk when this returns.

        Args:
            camera: the id of the camera that found it.
            finding: without media.
            pictures: JPEG bytes for each role.

        Raises:
            OSError: the disk did not take it; nothing was kept.
        """
        named = {role: sha256(jpeg).hexdigest() for role, jpeg in pictures.items()}
        media = tuple(Medium(role=role, sha256=digest) for role, digest in named.items())
        told = finding.model_copy(update={"media": media})
        parcel = Parcel(camera=camera, finding=told, kept_at_ms=self._now_ms())
        # Between picture and finding nobody may tidy up: an earlier finding may share the picture.
        with self._lock:
            for role, jpeg in pictures.items():
                _write(self._folder / f"{named[role]}.jpg", jpeg)
            self._number += 1
            _write(self._folder / f"{self._number:012d}.json", parcel.model_dump_json().encode())
        self._has_work.set()

    def waiting(self) -> int:
        """Count the findings that are not finished."""
        return len(list(self._folder.glob("*.json")))

    def _run(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            self._has_work.clear()
            # Asked only now: `stop` rings after it has said so, and the ring may have been cleared above.
            if self._is_stopping.is_set():
                return
            try:
                wait_s = None if self._bring_all() else min(pause_s, self._until_overdue_s())
            except Exception:  # the top of this thread: what waits is on disk and is tried again
                log.exception("findings cannot be brought and are tried again")
                wait_s = pause_s
            if wait_s is None:
                pause_s = _FIRST_PAUSE_S
                self._has_work.wait()
            else:
                self._is_stopping.wait(wait_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _bring_all(self) -> bool:
        """Bring what waits, oldest first; False when something must be tried again later."""
        paths = sorted(self._folder.glob("*.json"))
        for path in paths:
            if self._is_stopping.is_set():
                return True
            parcel = _read(path)
            if parcel is None:
                continue
            try:
                self._bring(path, parcel)
            except (EvidenceDown, OSError) as error:
                if not self._is_down:
                    log.warning("findings wait for the hub: %s", error)
                self._is_down = True
                self._tell_overdue(paths)
                self._shed(paths[: max(0, len(paths) - self._options.quota)])
                return False
            if self._is_down:
                log.info("the hub takes pictures again")
            self._is_down = False
        return True

    def _bring(self, path: Path, parcel: Parcel) -> None:
        media = tuple(medium for medium in parcel.finding.media if self._put(medium))
        self._tell(parcel.model_copy(update={"finding": parcel.finding.model_copy(update={"media": media})}))
        self._forget(path, parcel)

    def _shed(self, paths: list[Path]) -> None:
        """Forget those that were told already; their pictures will never be seen."""
        parcels = [(path, parcel) for path in paths if (parcel := _read(path)) is not None and parcel.is_told]
        for path, parcel in parcels:
            self._forget(path, parcel)
        if parcels:
            log.error(
                "%s findings stay without pictures: more than %s wait for the hub",
                len(parcels),
                self._options.quota,
            )

    def _forget(self, path: Path, parcel: Parcel) -> None:
        with self._lock:
            path.unlink()
            for medium in parcel.finding.media:
                self._discard(medium.sha256)

    def _tidy_up(self) -> None:
        """Delete what a power cut left between a picture and its finding."""
        told = "".join(path.read_text("utf-8") for path in self._folder.glob("*.json"))
        for path in (*self._folder.glob("*.part"), *self._folder.glob("*.jpg")):
            if path.suffix == ".part" or path.stem not in told:
                path.unlink()

    def _tell_overdue(self, paths: list[Path]) -> None:
        for path in paths:
            parcel = _read(path)
            if parcel is None or parcel.is_told or self._wait_left_s(parcel) > 0:
                continue
            bare = parcel.model_copy(update={"finding": parcel.finding.model_copy(update={"media": ()})})
            try:
                self._tell(bare)
                _write(path, parcel.model_copy(update={"is_told": True}).model_dump_json().encode())
            except OSError as error:
                log.warning(
                    "finding %s of %s waits for the disk: %s", parcel.finding.id, parcel.camera, error
                )
                return

    def _until_overdue_s(self) -> float:
        parcels = (_read(path) for path in self._folder.glob("*.json"))
        waits = [self._wait_left_s(parcel) for parcel in parcels if parcel is not None and not parcel.is_told]
        return max(0.05, min(waits, default=_LONGEST_PAUSE_S))

    def _wait_left_s(self, parcel: Parcel) -> float:
        return self._options.wait_s - (self._now_ms() - parcel.kept_at_ms) / 1000

    def _put(self, medium: Medium) -> bool:
        """Put one picture; False when there is none or the hub will never take it.

        Raises:
            EvidenceDown: try the same again later.
        """
        path = self._folder / f"{medium.sha256}.jpg"
        if self._client is None or not path.exists():
            return False
        url = f"{self._options.hub_url.rstrip('/')}/api/v1/evidence/{medium.sha256}"
        begun_s = monotonic()
        try:
            answer = self._client.put(url, content=path.read_bytes(), headers={"Content-Type": "image/jpeg"})
        except httpx.HTTPError as error:
            waited_s = monotonic() - begun_s
            raise EvidenceDown(f"{url}: {error or type(error).__name__} after {waited_s:.1f} s") from error
        if answer.status_code in _REFUSED:
            log.error("the hub refused picture %s: %s", medium.sha256, answer.status_code)
            return False
        if not answer.is_success:
            raise EvidenceDown(f"{url}: answered {answer.status_code}, expected 200 or 201")
        return True

    def _discard(self, digest: str) -> None:
        # Another finding of the same moment may share the picture; it is still named in that one's file.
        if not any(digest in path.read_text("utf-8") for path in self._folder.glob("*.json")):
            (self._folder / f"{digest}.jpg").unlink(missing_ok=True)


def _read(path: Path) -> Parcel | None:
    try:
        return Parcel.model_validate_json(path.read_bytes(), strict=False)
    except FileNotFoundError:
        return None
    except ValidationError as error:
        log.warning("%s is no finding and is set aside: %s", path.name, error.errors()[0]["msg"])
        path.rename(path.with_suffix(".broken"))
        return None


def _write(path: Path, content: bytes) -> None:
    """Write a file so that after a power cut it is whole or not there."""
    partial = path.with_suffix(path.suffix + ".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
