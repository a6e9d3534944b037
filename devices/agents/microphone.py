"""A microphone beside the horn (loop-back): what it takes while something is played, by ALSA's `arecord`."""

import logging
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from devices.agents.ear import LATEST_S, LONGEST_S, RATE_HZ, Samples, judge
from devices.contract.receipts import Ear
from devices.drivers.pcm import samples
from devices.drivers.playing import Heard, LivePlayer, Player, Sound, Talking

log = logging.getLogger(__name__)

_MOST_BYTES = int((LONGEST_S + LATEST_S + 1) * RATE_HZ) * 2
_PIECE_BYTES = 8_192
_END_S = 2.0
_FULL_SCALE = 32_768
# mpv's volume is cubic: 60 dB between 10 and 100 %.
_DB_A_DECADE = 60.0


@dataclass(frozen=True, slots=True)
class MicrophoneOptions:
    """Which microphone, and how loud the horn is there.

    `device` is ALSA's name (`arecord -L`); `expected_dbfs` the level of an announcement at volume 100, as
    `village-hub speaker --listen` measures it.
    """

    expected_dbfs: float
    device: str = "default"
    program: str = "arecord"


class Taken:
    """What a microphone has taken so far; at most as much as can be judged."""

    def __init__(self) -> None:
        self._content = bytearray()

    def add(self, piece: bytes) -> bool:
        """Keep a piece; False when there is enough."""
        self._content += piece
        return len(self._content) < _MOST_BYTES

    def samples(self) -> Samples:
        """As full scale 1."""
        whole = bytes(self._content[: len(self._content) // 2 * 2])
        return (np.frombuffer(whole, "<i2") / _FULL_SCALE).astype(np.float32)


class Microphone:
    """Records while a block lasts; a microphone that is not there takes nothing, and is told of once."""

    def __init__(self, options: MicrophoneOptions) -> None:
        self.options = options
        self._is_missed = False

    @contextmanager
    def recording(self) -> Iterator[Taken]:
        """Record from here to the end of the block."""
        taken = Taken()
        options = self.options
        command = [
            options.program, "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE_HZ),
            "-D", options.device,
        ]  # fmt: skip
        try:
            child = subprocess.Popen(  # noqa: S603  an argument list without a shell
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            self._miss(f"{error}; `apt-get install alsa-utils`")
            yield taken
            return
        reader = threading.Thread(target=_read, args=(child, taken), name="microphone", daemon=True)
        reader.start()
        try:
            yield taken
        finally:
            child.terminate()
            try:
                child.wait(_END_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(_END_S)
            reader.join(_END_S)
        if not len(taken.samples()):
            self._miss(f"{options.program} recorded nothing from {options.device!r}")

    def _miss(self, why: str) -> None:
        if not self._is_missed:
            log.warning("nothing can be heard beside the horn: %s", why)
        self._is_missed = True


class ListeningPlayer:
    """A `Player` whose word about the ear comes from a microphone."""

    def __init__(self, player: Player, microphone: Microphone) -> None:
        self.method = player.method
        self._player = player
        self._microphone = microphone

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`."""
        with self._microphone.recording() as taken:
            heard = self._player.play(sound, halt)
        if not heard.is_complete:
            return heard
        return replace(heard, ear=self._ear(sound, taken.samples()))

    def _ear(self, sound: Sound, recorded: Samples) -> Ear:
        if not len(recorded) or not sound.volume_pct:
            return Ear.UNKNOWN
        once = replace(sound, volume_pct=100, repeat=1, start_ms=sound.start_ms % max(1, sound.length_ms))
        played = np.frombuffer(samples(once, RATE_HZ).tobytes(), np.int16) / _FULL_SCALE
        quieter_db = _DB_A_DECADE * float(np.log10(sound.volume_pct / 100))
        return judge(played.astype(np.float32), recorded, self._microphone.options.expected_dbfs + quieter_db)


class ListeningLivePlayer(ListeningPlayer):
    """The same for one that can relay; what is said live is compared with nothing: the ear stays unknown."""

    def __init__(self, player: LivePlayer, microphone: Microphone) -> None:
        super().__init__(player, microphone)
        self._live = player

    def relay(self, talk: Talking, halt: threading.Event) -> Heard:
        """See `LivePlayer.relay`."""
        return self._live.relay(talk, halt)


def _read(child: "subprocess.Popen[bytes]", taken: Taken) -> None:
    if child.stdout is None:
        return
    with child.stdout as stream:
        while (piece := stream.read(_PIECE_BYTES)) and taken.add(piece):
            pass
