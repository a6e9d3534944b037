"""What makes the sound and says how much of it was heard: mpv, or a player that only takes the time."""

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.agents import live_mpv
from devices.drivers.playing import Heard, PlayerFailed, Sound, Talking
from devices.pace import MACHINE, Time

_POLL_S = 0.05
_STOP_TIMEOUT_S = 2.0
_SLOWEST = 1.5
_BYTES_PER_SAMPLE = 2
_WATCHED = ("time-pos", "duration", "idle-active")


class PacedPlayer:
    """Pretends: takes as long as the clip is, by `pace`, makes no sound, and says so in its proof."""

    method = "simulated"

    def __init__(self, pace: Time = MACHINE) -> None:
        self._time = pace

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`."""
        length_ms = sound.length_ms * sound.repeat
        began_s = self._time.monotonic_s()
        if halt.is_set():
            return Heard(sound.start_ms, is_complete=False)
        if self._time.wait(halt, (length_ms - sound.start_ms) / 1000):
            sounded_ms = 1 + round((self._time.monotonic_s() - began_s) * 1000)
            return Heard(sound.start_ms + sounded_ms, is_complete=False)
        return Heard(length_ms, is_complete=True)

    def relay(self, talk: Talking, halt: threading.Event) -> Heard:
        """See `LivePlayer.relay`."""
        given_s = silent_at_s = 0.0
        while (samples := talk.pull()) is not None:
            if samples:
                length_s = len(samples) / _BYTES_PER_SAMPLE / talk.rate_hz
                given_s += length_s
                silent_at_s = max(silent_at_s, self._time.monotonic_s()) + length_s
            elif halt.wait(_POLL_S):
                break
        is_halted = self._time.wait(halt, silent_at_s - self._time.monotonic_s())
        unheard_s = max(0.0, silent_at_s - self._time.monotonic_s()) if is_halted else 0.0
        return Heard(round((given_s - unheard_s) * 1000), is_complete=not is_halted)


@dataclass(frozen=True, slots=True)
class MpvOptions:
    """Which mpv, and where its sound goes.

    `audio_output` is mpv's `--ao`: "" its choice, "alsa", "null", or "pcm" into `pcm_file`; `arguments` are
    added as they are (such as `--audio-device=alsa/plughw:1`).
    """

    program: str = "mpv"
    audio_output: str = ""
    pcm_file: Path | None = None
    arguments: tuple[str, ...] = ()
    start_timeout_s: float = 15.0


class MpvPlayer:
    """One mpv process for each clip, spoken to over its JSON IPC; it quits by itself when we are gone."""

    method = "player"

    def __init__(self, options: MpvOptions) -> None:
        self._options = options

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`."""
        done, offset_ms = divmod(min(sound.start_ms, sound.repeat * sound.length_ms), sound.length_ms)
        passes = max(1, sound.repeat - done)
        watch = _Watch(passes, done * sound.length_ms / 1000, sound.start_ms)
        longest_s = self._options.start_timeout_s + _SLOWEST * sound.repeat * sound.length_ms / 1000
        deadline_s = time.monotonic() + longest_s
        with self._mpv(sound.volume_pct) as ipc:
            _order_all(ipc, str(sound.path), passes, offset_ms / 1000)
            for event in _events(ipc):
                watch.take(event)
                if watch.has_ended:
                    return Heard(watch.played_ms, is_complete=True)
                if halt.is_set():
                    return Heard(watch.played_ms, is_complete=False)
                if time.monotonic() > deadline_s:
                    raise PlayerFailed(
                        f"mpv was not done after {longest_s:.0f} s, {watch.played_ms} ms played"
                    )
        raise PlayerFailed(f"mpv went away after {watch.played_ms} ms")

    def relay(self, talk: Talking, halt: threading.Event) -> Heard:
        """See `LivePlayer.relay`."""
        with live_mpv.pipe() as (read_end, tap):
            raw = live_mpv.arguments(talk.rate_hz)
            with self._mpv(talk.volume_pct, raw, read_end) as ipc:
                _order_all(ipc, f"fd://{read_end}", 1, 0.0)
                return live_mpv.relay(_events(ipc), tap, talk, halt)

    @contextmanager
    def _mpv(self, volume_pct: int, arguments: tuple[str, ...] = (), *shared: int) -> Iterator[socket.socket]:
        """An mpv that takes orders on the socket; it may read the `shared` files."""
        program = self._options.program
        ours, theirs = socket.socketpair()
        with ours, theirs:
            command = [
                program, "--no-config", "--no-terminal", "--no-video", "--idle=yes", f"--volume={volume_pct}",
                f"--input-ipc-client=fd://{theirs.fileno()}", *self._output(), *arguments,
            ]  # fmt: skip
            try:
                mpv = subprocess.Popen(  # noqa: S603  # an argument list without a shell
                    command, pass_fds=(theirs.fileno(), *shared), stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
            except OSError as error:
                raise PlayerFailed(f"{program} cannot be started: {error}; `apt-get install mpv`") from error
            theirs.close()
            try:
                yield ours
            finally:
                ours.close()
                _end(mpv)

    def _output(self) -> tuple[str, ...]:
        options = self._options
        chosen = (f"--ao={options.audio_output}",) if options.audio_output else ()
        target = (f"--ao-pcm-file={options.pcm_file}",) if options.pcm_file else ()
        return (*chosen, *target, *options.arguments)


class _Watch:
    """Adds up what mpv reports about the passes of one clip."""

    def __init__(self, passes: int, done_s: float, start_ms: int) -> None:
        self._left = passes
        self._duration_s = 0.0
        self._position_s = 0.0
        self._done_s = done_s
        self._start_ms = start_ms
        self._has_begun = False
        self.has_ended = False

    @property
    def played_ms(self) -> int:
        """How far the passes have come together; at least 1 once the first has begun, as sound runs ahead."""
        reached_ms = round((self._done_s + self._position_s) * 1000)
        return max(self._start_ms, reached_ms, 1) if self._has_begun else self._start_ms

    def take(self, event: dict[str, Any]) -> None:
        """Follow one event of mpv's protocol; the last sound has left the card when mpv becomes idle.

        Raises:
            PlayerFailed: mpv could not play the file.
        """
        match event:
            case {"event": "property-change", "name": "duration", "data": float(seconds)}:
                self._duration_s = seconds
            case {"event": "property-change", "name": "time-pos", "data": float(seconds)}:
                self._position_s = seconds
                self._has_begun = True
            case {"event": "end-file", "reason": "eof"}:
                self._done_s += self._duration_s
                self._position_s = 0.0
                self._left -= 1
            case {"event": "end-file", "reason": reason}:
                raise PlayerFailed(f"mpv could not play: {event.get('file_error', reason)}")
            case {"event": "property-change", "name": "idle-active", "data": True}:
                self.has_ended = self._left == 0
            case _:
                return


def _order_all(ipc: socket.socket, url: str, passes: int, offset_s: float) -> None:
    watched = (["observe_property", number, name] for number, name in enumerate(_WATCHED, start=1))
    # By name: between mpv 0.35 and 0.38 the place of the options among the others changed.
    load = {"name": "loadfile", "url": url, "flags": "append-play"}
    first = {**load, "options": f"start={offset_s:.3f}"} if offset_s else load
    orders = (*watched, first, *(load for _ in range(passes - 1)))
    lines = [json.dumps({"command": words}) + "\n" for words in orders]
    try:
        ipc.sendall("".join(lines).encode())
    except OSError as error:
        raise PlayerFailed(f"mpv went away before it took the clip: {error}") from error


def _events(ipc: socket.socket) -> Iterator[dict[str, Any]]:
    """What mpv says, and an empty event every 50 ms, until it hangs up."""
    ipc.settimeout(_POLL_S)
    pending = b""
    while True:
        try:
            received = ipc.recv(65_536)
        except TimeoutError:
            yield {}
            continue
        except OSError:
            return
        if not received:
            return
        *lines, pending = (pending + received).split(b"\n")
        yield from (json.loads(line) for line in lines if line.strip())


def _end(mpv: subprocess.Popen[bytes]) -> None:
    try:
        mpv.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        mpv.kill()
        mpv.wait(_STOP_TIMEOUT_S)
