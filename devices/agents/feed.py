"""The pieces of one talk on their way from the desk, which takes them, to the player, which sounds them."""

import queue
import time
from collections.abc import Callable

from devices.contract.commands import Refusal, Talk
from devices.contract.signing import NotAuthentic, PublicKey
from devices.contract.talk import BYTES_PER_MS, Piece, recording_sha256
from devices.drivers.g711 import decoded_mu
from devices.mqtt.publication import Packet

# The operator's page sends five pieces a second, and the hub ends a talk of which it hears nothing for three.
SILENT_S = 5.0
# Who has joined and hears nothing at all makes room for what else is to be said.
FIRST_WORD_S = 20.0


class Feed:
    """Takes pieces on one thread and hands them over on another.

    A piece that came before is passed over, one that is missing stays missing: nobody says it again.

    Raises:
        ValueError: the order names no key.
    """

    def __init__(self, order: Talk, now_ms: Callable[[], int]) -> None:
        self._key = PublicKey.read(order.sound_key)
        self._most_bytes = order.longest_ms * BYTES_PER_MS
        self._expires_ms = order.expires_ms
        self._now_ms = now_ms
        self._pieces: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._received = bytearray()
        self._newest = 0
        self._has_gap = False
        self._has_ended = False
        self._joined_s = time.monotonic()
        self._heard_s: float | None = None

    @property
    def has_begun(self) -> bool:
        """Tell whether anything came."""
        return self._newest > 0

    @property
    def is_whole(self) -> bool:
        """Tell whether every piece came, from the first to the last."""
        return self._has_ended and not self._has_gap

    @property
    def sha256(self) -> str:
        """The hash of the recording that everything received makes; the archive's, when it is whole."""
        return recording_sha256(bytes(self._received))

    def take(self, packet: Packet, piece: Piece) -> None:
        """Take one piece as it came.

        Raises:
            NotAuthentic: it was retained, or not signed for this talk; nothing changed.
        """
        if packet.is_retained:
            raise NotAuthentic(Refusal.RETAINED, f"{packet.topic}: a piece of a talk was retained")
        self._key.check(packet.topic, packet.payload, piece)
        if self._has_ended or piece.number <= self._newest:
            return
        self._has_gap |= piece.number != self._newest + 1
        self._newest = piece.number
        self._heard_s = time.monotonic()
        room = self._most_bytes - len(self._received)
        samples = piece.samples[:room]
        self._has_gap |= len(samples) < len(piece.samples)
        self._received += samples
        if samples:
            self._pieces.put(decoded_mu(samples))
        if piece.is_last or len(samples) == room:
            self._has_ended = True
            self._pieces.put(None)

    def pull(self) -> bytes | None:
        """See `Talking.pull`; over is also what nothing comes of any more, or nothing came of at all."""
        try:
            return self._pieces.get_nowait()
        except queue.Empty:
            return None if self._is_silent() else b""

    def _is_silent(self) -> bool:
        if self._heard_s is None:
            is_late = time.monotonic() - self._joined_s >= FIRST_WORD_S
            return is_late or self._now_ms() >= self._expires_ms
        return time.monotonic() - self._heard_s >= SILENT_S
