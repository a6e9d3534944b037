"""Pictures and sounds as files named by their sha256, and the last picture of each camera."""

import hashlib
import os
import re
import threading
from datetime import datetime
from pathlib import Path

_NAME = re.compile(r"^[0-9a-f]{64}$")
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "audio/wav": ".wav"}
_TYPE = {suffix: media_type for media_type, suffix in _SUFFIX.items()}


class FileEvidence:
    """Fulfils `hub.ports.EvidenceStore` in a directory; files are spread over 256 folders.

    A file is complete under its final name or not there at all. Last pictures are kept in memory.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._last: dict[str, tuple[bytes, datetime]] = {}
        self._lock = threading.Lock()

    def put(self, content: bytes, media_type: str) -> str:
        """Keep durably; raises KeyError for a media type that is never kept."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._directory / sha256[:2] / (sha256 + _SUFFIX[media_type])
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{threading.get_ident()}.part")
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
        return sha256

    def get(self, sha256: str) -> tuple[bytes, str] | None:
        """Content and media type; anything that is no hash is simply not there."""
        if not _NAME.fullmatch(sha256):
            return None
        for suffix, media_type in _TYPE.items():
            file = self._directory / sha256[:2] / (sha256 + suffix)
            if file.exists():
                return file.read_bytes(), media_type
        return None

    def put_last(self, camera: str, jpeg: bytes, at: datetime) -> None:
        """Replace a camera's last picture."""
        with self._lock:
            self._last[camera] = (jpeg, at)

    def last(self, camera: str) -> tuple[bytes, datetime] | None:
        """A camera's last picture since this process began."""
        with self._lock:
            return self._last.get(camera)
