"""Whether a microphone beside the horn heard what was played: its fingerprint in a village's noise. Pure.

Compared is how the energy of 24 bands rises and falls within a second: that survives a tinny horn, an echo
and another sound card's clock, and no other announcement, rain or engine has it.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from devices.contract.receipts import Ear

Samples = NDArray[np.float32]
Bands = NDArray[np.float64]

RATE_HZ = 16_000
LONGEST_S = 20.0  # of a clip; more of it tells nothing more
LATEST_S = 3.0  # how long after the order a player may begin, buffers included
_FRAME, _HOP = 512, 256
_BANDS = 24
_LOWEST_HZ, _HIGHEST_HZ = 300.0, 5_000.0  # what a horn carries
_SLOW_FRAMES = 64  # about a second: what changes more slowly is how loud somebody speaks, not what
_FLOOR = 0.1  # of a band's median energy: what lies below is noise, and its logarithm would only rattle
_SHORTEST_S = 1.5
_OVERLAP = 0.9
_DEAD_DBFS = -90.0  # 16 bit silence: an open microphone hears its own noise
# Six clips of espeak-ng in an echoing yard with white and pink noise, hum, dogs, other voices and an engine,
# our own mixtures, 2026-11: at 3 dB over the noise never below 0.33, other announcements of the same voice up
# to 0.26.
_HEARD = 0.33
_NOT_HEARD = 0.27


@dataclass(frozen=True, slots=True)
class Impression:
    """What was found: likeness of the fingerprints, -1 to 1, and how loud the microphone was, dBFS."""

    likeness: float
    level_dbfs: float


def judge(played: Samples, recorded: Samples, expected_dbfs: float) -> Ear:
    """Say whether it was heard.

    Args:
        played: (n,) what the horn was given, RATE_HZ, full scale 1, at most LONGEST_S of it count.
        recorded: (m,) what the microphone took, RATE_HZ, from the order to play on.
        expected_dbfs: how loud the horn is at the microphone at this volume, measured when it was installed.

    Returns:
        Not heard only where it would have been heard; unknown with a dead microphone, in noise as loud as
        the horn, for a clip or a recording too short, and in between.
    """
    played = played[: int(LONGEST_S * RATE_HZ)]
    if len(played) < _SHORTEST_S * RATE_HZ or len(recorded) < _OVERLAP * len(played):
        return Ear.UNKNOWN
    found = impression(played, recorded)
    if found.level_dbfs < _DEAD_DBFS:
        return Ear.UNKNOWN
    if found.likeness >= _HEARD:
        return Ear.HEARD
    # What the microphone heard was not our clip, so all of it was noise.
    is_clear = expected_dbfs > found.level_dbfs
    return Ear.NOT_HEARD if is_clear and found.likeness < _NOT_HEARD else Ear.UNKNOWN


def impression(played: Samples, recorded: Samples) -> Impression:
    """Compare two sounds at every delay up to LATEST_S at which most of the clip is in the recording."""
    ours, theirs = _fingerprint(played), _fingerprint(recorded)
    latest = min(int(LATEST_S * RATE_HZ / _HOP), len(theirs) - int(_OVERLAP * len(ours)))
    likeness = max(
        (_likeness(ours, theirs[delay : delay + len(ours)]) for delay in range(max(1, latest))), default=-1.0
    )
    return Impression(likeness, level_dbfs(recorded))


def level_dbfs(sound: Samples) -> float:
    """How loud it is on average, decibels below full scale; at least one sample."""
    return float(20 * np.log10(max(1e-9, float(np.sqrt(np.mean(sound.astype(np.float64) ** 2))))))


def _fingerprint(sound: Samples) -> Bands:
    """(frames, bands) how the energy of each band rises and falls within a second."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)) ** 2
    edges = np.round(np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BANDS + 1) * _FRAME / RATE_HZ).astype(int)
    energy = np.stack(
        [power[:, low : max(low + 1, high)].sum(axis=1) for low, high in pairwise(edges)], axis=1
    )
    loudness = np.log10(energy + _FLOOR * np.median(energy) + 1e-9)
    width = min(_SLOW_FRAMES, len(loudness))
    summed = np.cumsum(np.pad(loudness, ((width, 0), (0, 0)), mode="edge"), axis=0)
    slow = (summed[width:] - summed[:-width]) / width
    changes: Bands = loudness - np.roll(slow, -(width // 2), axis=0)
    return changes


def _likeness(ours: Bands, theirs: Bands) -> float:
    """The correlation of two fingerprints; steady noise has none with anything."""
    ours = ours[: len(theirs)] - ours[: len(theirs)].mean(axis=0)
    theirs = theirs - theirs.mean(axis=0)
    scale = np.sqrt((ours**2).sum() * (theirs**2).sum())
    return float((ours * theirs).sum() / max(scale, 1e-12))
