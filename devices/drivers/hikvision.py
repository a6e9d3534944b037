"""Hikvision IP speakers (ISAPI two-way audio): G.711 µ-law into an opened channel; the horn takes it (P1)."""

import re
import threading

from devices.contract.receipts import ProofLevel
from devices.drivers.playing import Heard, PlayerFailed, Sound
from devices.drivers.vendor_http import Horn, HornOptions, Voice, horn

_CHANNEL = "/ISAPI/System/TwoWayAudio/channels/1"
# Of ResponseStatus, ISAPI: 1 is OK; others come with HTTP 200 too.
_STATUS = re.compile(r"<statusCode>\s*(\d+)\s*</statusCode>")
_WHY = re.compile(r"<(?:subStatusCode|statusString)>([^<]{1,200})<")
_OK = "1"


class HikvisionPlayer:
    """The `Player` on one Hikvision speaker."""

    method = "hikvision"

    def __init__(self, options: HornOptions) -> None:
        self._options = options

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`; what it says is that the horn took all of it."""
        voice = Voice(sound, halt)
        with horn(self._options, "hikvision speaker") as conversation:
            # A channel that a broken conversation left open refuses the next one.
            _order(conversation, "close", may_fail=True)
            _order(conversation, "open")
            try:
                conversation.ask("PUT", f"{_CHANNEL}/audioData", content=iter(voice), kind="audio/basic")
            finally:
                _order(conversation, "close", may_fail=True)
        played_ms = sound.length_ms * sound.repeat if voice.is_complete else voice.sent_ms
        return Heard(played_ms, voice.is_complete, ProofLevel.TAKEN)


def _order(conversation: Horn, word: str, *, may_fail: bool = False) -> None:
    """Open or close the channel.

    Raises:
        PlayerFailed: the speaker did not do it, and that matters.
    """
    try:
        said = conversation.ask("PUT", f"{_CHANNEL}/{word}")
    except PlayerFailed:
        if may_fail:
            return
        raise
    status = _STATUS.search(said)
    if status is not None and status[1] != _OK and not may_fail:
        why = _WHY.search(said)
        raise PlayerFailed(f"hikvision speaker does not {word}: {why[1] if why else status[1]}")
