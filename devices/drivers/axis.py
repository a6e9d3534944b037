"""Axis network horns (VAPIX, "Audio API"): G.711 µ-law into transmit.cgi; the horn takes it (P1)."""

import threading

from devices.contract.receipts import ProofLevel
from devices.drivers.playing import Heard, Sound
from devices.drivers.vendor_http import HornOptions, Voice, horn

_KNOCK = "/axis-cgi/param.cgi?action=list&group=root.Properties.Audio"
_TRANSMIT = "/axis-cgi/audio/transmit.cgi"


class AxisPlayer:
    """The `Player` on one Axis horn."""

    method = "axis"

    def __init__(self, options: HornOptions) -> None:
        self._options = options

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`; what it says is that the horn took all of it."""
        voice = Voice(sound, halt)
        with horn(self._options, "axis horn") as conversation:
            conversation.ask("GET", _KNOCK)
            conversation.ask("POST", _TRANSMIT, content=iter(voice), kind="audio/basic")
        played_ms = sound.length_ms * sound.repeat if voice.is_complete else voice.sent_ms
        return Heard(played_ms, voice.is_complete, ProofLevel.TAKEN)
