"""The `Studio` port: a child process for each sound, killed when it takes too long."""

import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256

from hub.domain.mp3 import MEDIA_TYPE, NoSoundOfOurs, length_ms
from hub.domain.sound_flaws import SoundFlaw
from hub.ports import BadSound, Clip

_REFUSED = 3


@dataclass(frozen=True, slots=True)
class StudioOptions:
    """How large and long a recording may be, and how long the work on it, seconds."""

    most_bytes: int = 32 * 1024 * 1024
    longest_s: float = 1800.0
    timeout_s: float = 60.0


class ChildStudio:
    """Fulfils `hub.ports.Studio`; any thread may call it."""

    def __init__(self, options: StudioOptions) -> None:
        self._options = options

    def made(self, recording: bytes) -> Clip:
        """See `Studio`."""
        options = self._options
        if len(recording) > options.most_bytes:
            raise BadSound(SoundFlaw.TOO_LARGE, f"{len(recording)} bytes, at most {options.most_bytes}")
        command = [sys.executable, "-m", "hub.adapters.sound.workbench", str(options.longest_s)]
        try:
            done = subprocess.run(  # noqa: S603  our own program, an argument list without a shell
                command, input=recording, capture_output=True, timeout=options.timeout_s, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise BadSound(SoundFlaw.TOO_COSTLY, f"not done after {options.timeout_s:g} s") from error
        if done.returncode == _REFUSED:
            flaw, _, detail = done.stderr.decode(errors="replace").partition(": ")
            raise BadSound(SoundFlaw(flaw), detail[:200])
        if done.returncode != 0:
            complaint = done.stderr.decode(errors="replace").strip()[-200:]
            raise BadSound(SoundFlaw.TOO_COSTLY, f"the work on it ended with {done.returncode}: {complaint}")
        return _clip(done.stdout)


def _clip(content: bytes) -> Clip:
    try:
        duration_ms = length_ms(content)
    except NoSoundOfOurs as error:
        raise BadSound(SoundFlaw.BROKEN, str(error)) from error
    return Clip(content, MEDIA_TYPE, sha256(content).hexdigest(), duration_ms)
