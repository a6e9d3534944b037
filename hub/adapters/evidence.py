"""Pictures and sounds as files named by their sha256, and the last picture of each camera."""

import hashlib
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from errno import ENOSPC
from pathlib import Path

from hub.domain.keeping import KeptFile
from hub.ports import StoreDown

_NAME = re.compile(r"^[0-9a-f]{64}$")
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "audio/wav": ".wav", "audio/mpeg": ".mp3"}
_TYPE = {suffix: media_type for media_type, suffix in _SUFFIX.items()}


class FileEvidence:
    """Fulfils `hub.ports.EvidenceStore` in a directory; files are spread over 256 folders.

    A file is complete under its final name or not there at all, and is taken only while the disk keeps
    `leave_free_bytes` beside it. Last pictures are kept in memory, at most `last_bytes` of them: what calls
    itself a camera may be anything.
    """

    def __init__(
        self, directory: Path, *, last_bytes: int = 128 * 1024 * 1024, leave_free_bytes: int = 0
    ) -> None:
        self._directory = directory
        self._leave_free_bytes = leave_free_bytes
        self._last: OrderedDict[str, tuple[bytes, datetime]] = OrderedDict()
        self._last_bytes = 0
        self._most_last_bytes = last_bytes
        self._lock = threading.Lock()

    def put(self, content: bytes, media_type: str) -> str:
        """See EvidenceStore."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._directory / sha256[:2] / (sha256 + _SUFFIX[media_type])
        try:
            if not target.exists():
                self._demand_room(target.parent, len(content))
                _write(target, content)
        except OSError as error:
            raise StoreDown(f"{sha256[:12]} cannot be kept in {self._directory}: {error}") from error
        return sha256

    def _demand_room(self, folder: Path, size: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        disk = os.statvfs(folder)
        if disk.f_bavail * disk.f_frsize - size < self._leave_free_bytes:
            raise OSError(ENOSPC, "the rest of the disk is for readings")

    def get(self, sha256: str) -> tuple[bytes, str] | None:
        """See EvidenceStore; anything that is no hash is simply not there."""
        if not _NAME.fullmatch(sha256):
            return None
        for suffix, media_type in _TYPE.items():
            try:
                return (self._directory / sha256[:2] / (sha256 + suffix)).read_bytes(), media_type
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StoreDown(f"{sha256[:12]} cannot be read in {self._directory}: {error}") from error
        return None

    def kept(self) -> Sequence[KeptFile]:
        """See EvidenceStore; some 100,000 files a second."""
        try:
            return [
                KeptFile(Path(file.name).stem, known.st_size, datetime.fromtimestamp(known.st_mtime, UTC))
                for folder in _entries(self._directory)
                if folder.is_dir()
                for file in _entries(folder)
                if (known := _stat(file)) is not None
            ]
        except OSError as error:
            raise StoreDown(f"what is kept in {self._directory} cannot be listed: {error}") from error

    def remove(self, sha256: str) -> None:
        """See EvidenceStore."""
        if not _NAME.fullmatch(sha256):
            return
        for suffix in _TYPE:
            try:
                (self._directory / sha256[:2] / (sha256 + suffix)).unlink(missing_ok=True)
            except OSError as error:
                raise StoreDown(f"{sha256[:12]} cannot be deleted in {self._directory}: {error}") from error

    def put_last(self, camera: str, jpeg: bytes, at: datetime) -> None:
        """See EvidenceStore."""
        with self._lock:
            before, _ = self._last.pop(camera, (b"", at))
            self._last[camera] = (jpeg, at)
            self._last_bytes += len(jpeg) - len(before)
            while self._last_bytes > self._most_last_bytes:
                _, (forgotten, _) = self._last.popitem(last=False)
                self._last_bytes -= len(forgotten)

    def last(self, camera: str) -> tuple[bytes, datetime] | None:
        """See EvidenceStore."""
        with self._lock:
            return self._last.get(camera)


def _entries(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    """What lies in a folder; nothing when there is none yet."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


def _stat(file: os.DirEntry[str]) -> os.stat_result | None:
    """What is known of a file; None when it is none that is kept whole, or went meanwhile."""
    if not _NAME.fullmatch(Path(file.name).stem):
        return None
    try:
        return file.stat()
    except FileNotFoundError:
        return None


def _write(target: Path, content: bytes) -> None:
    partial = target.with_name(f"{target.name}.{threading.get_ident()}.part")
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)  # the name itself must survive a power cut
    finally:
        os.close(folder)
