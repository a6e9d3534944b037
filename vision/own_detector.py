"""Lets a detector of the user's own decide which still changes are litter. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vision.arrays import XYWH, Blob, Frame
from vision.background import Background
from vision.litter import Detector, Region, Verdict
from vision.yolo import Yolo

_WITHIN_SHARE = 0.5


class Vouched:
    """What came and stays is litter only where the network sees litter; people and light stay what they are.

    What the built-in detector doubts is litter, too, if the network is sure of it.
    """

    def __init__(self, still: Detector, yolo: Yolo) -> None:
        self._still = still
        self._yolo = yolo
        self._frame: Frame | None = None
        self._boxes: list[tuple[XYWH, float]] = []

    def propose(self, frame: Frame, background: Background, stayed_s: float) -> list[Region]:
        """See `Detector.propose`."""
        return self._vouched(self._still.propose(frame, background, stayed_s), frame)

    def judge(self, frame: Frame, background: Background, blobs: Sequence[Blob]) -> list[Region]:
        """See `Detector.judge`."""
        return self._vouched(self._still.judge(frame, background, blobs), frame)

    def _vouched(self, regions: list[Region], frame: Frame) -> list[Region]:
        if not any(region.verdict in {Verdict.LITTER, Verdict.UNSURE} for region in regions):
            return regions
        # One look asks several times about the same frame.
        if frame is not self._frame:
            self._frame, self._boxes = frame, self._yolo.boxes(frame)
        return [self._judged(region) for region in regions]

    def _judged(self, region: Region) -> Region:
        if region.verdict not in {Verdict.LITTER, Verdict.UNSURE}:
            return region
        sure = max((sure for box, sure in self._boxes if _is_within(region, box)), default=None)
        if sure is None:
            return replace(region, verdict=Verdict.UNSURE)
        return replace(region, verdict=Verdict.LITTER, confidence=round(sure, 3))


def _is_within(region: Region, box: XYWH) -> bool:
    """Tell whether half of a region's pixels lie in a box."""
    x, y, w, h = region.xywh_px
    left, top, wide, high = box
    within = region.mask[
        max(0, top - y) : max(0, min(h, top + high - y)), max(0, left - x) : max(0, min(w, left + wide - x))
    ]
    return int(np.count_nonzero(within)) >= _WITHIN_SHARE * region.area_px
