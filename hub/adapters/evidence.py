"""Pictures and sounds as files named by their sha256, and the last picture of each camera."""

import hashlib
import os
import re
import threading
from collections import OrderedDict
from datetime import datetime
from pathlib import Path

from hub.ports import StoreDown

_NAME = re.compile(r"^[0-9a-f]{64}$")
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "audio/wav": ".wav", "audio/mpeg": ".mp3"}
_TYPE = {suffix: media_type for media_type, suffix in _SUFFIX.items()}


class FileEvidence:
    """Fulfils `hub.ports.EvidenceStore` in a directory; files are spread over 256 folders.

    A file is complete under its final name or not there at all. Last pictures are kept in memory, at most
    `last_bytes` of them: what calls itself a camera may be anything.
    """

    def __init__(self, directory: Path, *, last_bytes: int = 128 * 1024 * 1024) -> None:
        self._directory = directory
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
                _write(target, content)
        except OSError as error:
            raise StoreDown(f"{sha256[:12]} cannot be kept in {self._directory}: {error}") from error
        return sha256

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


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
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
