"""What two networks take a still change for: litter if one is sure and the other does not deny it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.appearance import Appearance, Look
from vision.arrays import Blob, Frame, Plane
from vision.closeup import CloseUp, close_up, seen
from vision.features import patch
from vision.network import network

# From where on one is sure of litter, and below what it denies it: docs/decisions/0019.
_SURE_SHARE, _DENIED_SHARE = 0.5, 0.2
_MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Weights:
    """Both networks as ONNX: the `appearance` of 555 numbers, and that of `closeups`."""

    appearance: bytes
    closeups: bytes


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a change is taken for; `look` None: nothing known.

    `confidence` 0..1: how surely it is litter; `votes`: how surely each network that was asked says so.
    """

    look: Look | None
    confidence: float
    votes: tuple[float, ...]


class CloseUps:
    """Runs the network of close-ups; for one thread, as OpenCV's nets are."""

    def __init__(self, onnx: bytes) -> None:
        """Take the network as ONNX.

        Raises:
            ValueError: OpenCV cannot use it; the file of the weights is wrong.
        """
        self._net = network(onnx, "close-up")
        self._answers: dict[bytes, Plane] = {}

    def shares(self, taken: CloseUp) -> Plane:
        """Say of one close-up how surely it shows each `Look`, each by itself, (6,), 0..1."""
        # Most changes are asked about twice at each look: what came lately, and what has stayed long.
        key = taken.tobytes()
        if key not in self._answers:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            self._answers[key] = self._asked(taken)
        return self._answers[key]

    def _asked(self, taken: CloseUp) -> Plane:
        self._net.setInput(np.ascontiguousarray(seen(taken[None]).transpose(0, 3, 1, 2)))
        logits = self._net.forward()[0].mean(axis=(1, 2))
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


class Agreement:
    """Asks both networks; for one thread."""

    def __init__(self, weights: Weights) -> None:
        """Take the networks.

        Raises:
            ValueError: OpenCV cannot use one; its file is wrong.
        """
        self._appearance = Appearance(weights.appearance)
        self._closeups = CloseUps(weights.closeups)

    def opinions(self, now: Frame, empty: Frame, blobs: Sequence[Blob]) -> list[Opinion]:
        """Say what each change between two pictures (H, W, 3) is taken for, in the same order."""
        first = self._appearance.shares([patch(now, empty, *blob) for blob in blobs])
        return [self._opinion(now, empty, *each) for each in zip(blobs, first, strict=True)]

    def _opinion(self, now: Frame, empty: Frame, blob: Blob, first: Plane) -> Opinion:
        vote = _litter(first)
        if vote < _DENIED_SHARE:
            # Whatever the other said it would be no litter, and asking takes 2 ms.
            return Opinion(_look(first), vote, (vote,))
        return agreed(first, self._closeups.shares(close_up(now, empty, *blob, now.shape[1])))


def agreed(first: Plane, second: Plane) -> Opinion:
    """Join what two networks say of one change, (6,) each."""
    votes = (_litter(first), _litter(second))
    if max(votes) >= _SURE_SHARE and min(votes) >= _DENIED_SHARE:
        return Opinion(Look.LITTER, round(sum(votes) / len(votes), 3), votes)
    # What one takes for litter and the other denies is what the other takes it for.
    return Opinion(_look(second if votes[0] >= _SURE_SHARE else first), min(votes), votes)


def _litter(shares: Plane) -> float:
    return round(float(shares[Look.LITTER.value]), 3)


def _look(shares: Plane) -> Look | None:
    others = {look: float(shares[look.value]) for look in Look if look is not Look.LITTER}
    likeliest = max(others, key=others.__getitem__)
    return likeliest if others[likeliest] >= _SURE_SHARE else None
