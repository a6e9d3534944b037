"""A clip as plain samples, for horns that take nothing else; the only file of the drivers that decodes."""

from array import array
from pathlib import Path

import av
import av.error

from devices.drivers.playing import PlayerFailed, Sound


def samples(sound: Sound, rate_hz: int) -> "array[int]":
    """All passes of a clip as signed 16 bit mono at a rate, as loud as asked, from where it was interrupted.

    Raises:
        PlayerFailed: the file is no sound.
    """
    once = _decoded(sound.path, rate_hz)
    gain = sound.volume_pct / 100
    louder = array("h", (int(sample * gain) for sample in once)) if sound.volume_pct < 100 else once  # noqa: PLR2004  all of it
    whole = louder * sound.repeat
    return whole[sound.start_ms * rate_hz // 1000 :]


def _decoded(path: Path, rate_hz: int) -> "array[int]":
    found: array[int] = array("h")
    resampler = av.AudioResampler("s16", "mono", rate_hz)
    try:
        with av.open(str(path), "r") as source:
            for frame in source.decode(audio=0):
                for piece in resampler.resample(frame):
                    found.frombytes(piece.to_ndarray().tobytes())
        for piece in resampler.resample(None):
            found.frombytes(piece.to_ndarray().tobytes())
    except (av.error.FFmpegError, IndexError, OSError) as error:
        raise PlayerFailed(f"{path.name} is no sound that can be played: {error}") from error
    return found
