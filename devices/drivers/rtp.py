"""RTP multicast paging (RFC 3550, 3551): G.711 to whatever horns listen; nobody answers (P0, sent)."""

import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from devices.contract.receipts import ProofLevel
from devices.drivers.g711 import RATE_HZ, Law, encoded
from devices.drivers.pacing import paced
from devices.drivers.pcm import samples
from devices.drivers.playing import Heard, PlayerFailed, Sound

_PIECE = 160  # samples, 20 ms: what every paging horn takes
_PIECE_MS = 20
_VERSION = 0x80
_MARKER = 0x80
_PAYLOAD_TYPES = {Law.MU: 0, Law.A: 8}
_EXPEDITED = 46 << 2  # DSCP EF, RFC 3246
_SEND_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class RtpOptions:
    """Where it goes: a multicast group and an even port; `ttl` is how many routers it may pass.

    `interface` is the address of the network card it leaves by, "" for the system's choice.
    """

    group: str
    port: int
    law: Law = Law.MU
    ttl: int = 4
    interface: str = ""


class RtpPlayer:
    """The `Player` on a paging group."""

    method = "rtp"

    def __init__(self, options: RtpOptions) -> None:
        self._options = options

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`; what it says is that it was sent."""
        options = self._options
        voice = encoded(samples(sound, RATE_HZ), options.law)
        # Numbers that begin by chance are RFC 3550's advice against guessing; no secret hangs on them.
        dice = random.Random()  # noqa: S311
        source, first, at = dice.getrandbits(32), dice.getrandbits(16), dice.getrandbits(32)
        sent = 0
        try:
            with self._socket() as out:
                for piece in paced(voice, _PIECE, _PIECE_MS / 1000, halt):
                    head = _head(options.law, first + sent, at + sent * _PIECE, source, is_first=sent == 0)
                    out.sendto(head + piece, (options.group, options.port))
                    sent += 1
        except OSError as error:
            raise PlayerFailed(f"rtp {options.group}:{options.port}: {error}, {sent} packets sent") from error
        is_complete = sent * _PIECE >= len(voice)
        played_ms = sound.length_ms * sound.repeat if is_complete else sound.start_ms + sent * _PIECE_MS
        return Heard(played_ms, is_complete, ProofLevel.SENT)

    @contextmanager
    def _socket(self) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.settimeout(_SEND_TIMEOUT_S)
            out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, self._options.ttl)
            out.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _EXPEDITED)
            if self._options.interface:
                card = socket.inet_aton(self._options.interface)
                out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, card)
            yield out


def _head(law: Law, number: int, at: int, source: int, *, is_first: bool) -> bytes:
    kind = _PAYLOAD_TYPES[law] | (_MARKER if is_first else 0)
    return struct.pack("!BBHII", _VERSION, kind, number & 0xFFFF, at & 0xFFFF_FFFF, source)
