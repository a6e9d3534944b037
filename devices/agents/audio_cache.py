"""Sounds fetched from the hub, checked by hash, and kept so that a second announcement needs no network."""

import hashlib
import logging
import os
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from devices.contract.commands import Audio

log = logging.getLogger(__name__)
# WAV or MP3, as the hub keeps it: players look inside.
_SUFFIX = ".clip"


class AudioRefused(RuntimeError):
    """The hub has no such sound or it is not the one announced; asking again will not help."""


class AudioAway(ConnectionError):
    """The hub cannot be reached or is too slow now; ask again later."""


@dataclass(frozen=True, slots=True)
class CacheOptions:
    """Where sounds come from and how many are kept.

    `hub_url` without a path, such as https://hub.example; `username` and `password` are the device's own.
    `max_bytes` bounds one sound, `quota_bytes` all that are kept; `timeout_s` one whole download.
    """

    hub_url: str
    username: str
    password: str
    folder: Path
    ca_file: str = ""
    max_bytes: int = 64 * 1024 * 1024
    quota_bytes: int = 512 * 1024 * 1024
    timeout_s: float = 30.0


class AudioCache:
    """Files named by their sha256; one thread at a time may fetch."""

    def __init__(self, options: CacheOptions) -> None:
        self._options = options

    def fetch(self, audio: Audio, halt: threading.Event) -> Path:
        """The file with this sound, its hash checked just now; taken from the hub when it is not here.

        Args:
            audio: what is announced.
            halt: set by another thread to give up early.

        Raises:
            AudioRefused: no such sound, too large, or a wrong hash; the text says which. Play nothing.
            AudioAway: the hub did not answer, or `halt` was set; try again.
        """
        target = self._options.folder / f"{audio.sha256}{_SUFFIX}"
        if target.exists() and _sha256(target) == audio.sha256:
            os.utime(target)
            return target
        self._options.folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        try:
            self._download(audio, part, halt)
            if (actual := _sha256(part)) != audio.sha256:
                raise AudioRefused(f"{audio.path} has hash {actual[:12]}, {audio.sha256[:12]} was announced")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        self._evict(target)
        return target

    def _download(self, audio: Audio, part: Path, halt: threading.Event) -> None:
        url = self._options.hub_url.rstrip("/") + audio.path
        deadline_s = time.monotonic() + self._options.timeout_s
        received = 0
        with self._answer(url) as answer, part.open("wb") as file:
            for chunk in answer.iter_bytes():
                received += len(chunk)
                if received > self._options.max_bytes:
                    raise AudioRefused(f"{audio.path} is larger than {self._options.max_bytes} bytes")
                if halt.is_set() or time.monotonic() > deadline_s:
                    raise AudioAway(f"{audio.path} was not here within {self._options.timeout_s:g} s")
                file.write(chunk)

    @contextmanager
    def _answer(self, url: str) -> Iterator[httpx.Response]:
        options = self._options
        client = httpx.Client(
            auth=(options.username, options.password),
            timeout=min(10.0, options.timeout_s),
            verify=ssl.create_default_context(cafile=options.ca_file or None),
            trust_env=False,
        )
        try:
            with client, client.stream("GET", url) as answer:
                if answer.is_server_error:
                    raise AudioAway(f"{url} answered HTTP {answer.status_code}")
                if not answer.is_success:
                    raise AudioRefused(f"{url} answered HTTP {answer.status_code}")
                yield answer
        except httpx.HTTPError as error:
            raise AudioAway(f"{url}: {type(error).__name__} {error}") from error

    def _evict(self, newest: Path) -> None:
        """Delete the sounds used longest ago until the rest fits, never the one just fetched."""
        kept = sorted(self._options.folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
        excess = sum(path.stat().st_size for path in kept) - self._options.quota_bytes
        for path in kept:
            if excess <= 0 or path == newest:
                continue
            excess -= path.stat().st_size
            path.unlink()
            log.info("sound %s made room in the cache", path.name[:12])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
