"""HTTP with digest authentication to a horn in the village's network: timeouts, and faults in plain words."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from devices.drivers.g711 import RATE_HZ, Law, encoded
from devices.drivers.pacing import paced
from devices.drivers.pcm import samples
from devices.drivers.playing import PlayerFailed, Sound

# As much as 8 kB/s fill in a quarter of a second: horns buffer more.
_PIECE_BYTES = 2_000
_PIECE_S = _PIECE_BYTES / RATE_HZ
_LONGEST_ANSWER = 500


@dataclass(frozen=True, slots=True)
class HornOptions:
    """Where a horn is and who asks. `url` such as http://10.1.2.3; `timeout_s` bounds each of its answers."""

    url: str
    username: str
    password: str
    timeout_s: float = 5.0
    ca_file: str = ""


class Voice:
    """G.711 for one upload, at the pace of speech; `sent_ms` is how far it has come."""

    def __init__(self, sound: Sound, halt: threading.Event) -> None:
        self._bytes = encoded(samples(sound, RATE_HZ), Law.MU)
        self._start_ms = sound.start_ms
        self._halt = halt
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        """Piece after piece."""
        for piece in paced(self._bytes, _PIECE_BYTES, _PIECE_S, self._halt):
            self._sent += len(piece)
            yield piece

    @property
    def is_complete(self) -> bool:
        """Tell whether all of it was sent."""
        return self._sent >= len(self._bytes)

    @property
    def sent_ms(self) -> int:
        """How far it has come, from the beginning of the clip."""
        return self._start_ms + self._sent * 1000 // RATE_HZ


class Horn:
    """One conversation with a horn; the second request and all later ones bring their credentials at once."""

    def __init__(self, client: httpx.Client, what: str) -> None:
        self._client = client
        self._what = what

    def ask(self, method: str, path: str, *, content: Iterator[bytes] | bytes = b"", kind: str = "") -> str:
        """Send one request; a body that is sent piece by piece must not be the first request.

        Raises:
            PlayerFailed: refused, failed, too slow or away; the text says which.
        """
        headers = {"Content-Type": kind} if kind else {}
        try:
            answer = self._client.request(method, path, content=content, headers=headers)
        except httpx.TimeoutException as error:
            raise PlayerFailed(f"{self._what} did not answer {path} in time") from error
        except httpx.HTTPError as error:
            raise PlayerFailed(f"{self._what} {path}: {type(error).__name__} {error}") from error
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise PlayerFailed(f"{self._what} refuses the name or password")
        if not answer.is_success:
            said = " ".join(answer.text[:_LONGEST_ANSWER].split())
            raise PlayerFailed(f"{self._what} {path} answered HTTP {answer.status_code}: {said}")
        return answer.text


@contextmanager
def horn(options: HornOptions, what: str) -> Iterator[Horn]:
    """Open a conversation; connections are closed behind it."""
    client = httpx.Client(
        base_url=options.url,
        auth=httpx.DigestAuth(options.username, options.password),
        timeout=options.timeout_s,
        verify=ssl.create_default_context(cafile=options.ca_file or None),
        trust_env=False,
    )
    with client:
        yield Horn(client, what)
