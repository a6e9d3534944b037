"""Holds the view where it was: sways are undone, and a camera that was pushed is brought back. Pure."""

import cv2
import numpy as np

from devices.contract.bodies import ViewFault
from vision.align import beyond_view, moved_along, way_back
from vision.arrays import Frame, Mask, Plane
from vision.change import levels
from vision.quality import Glance, Shift, ViewJudge

_TRY_AGAIN_MS = 30_000
# A camera that was pushed is told of before it is brought back, also where looks are far apart: a fault must
# be seen at one look and still at the next.
_LEAST_LOOKS = 3
# Of a camera that hangs askew by more than this share of the place somebody has to know.
_ASKEW_SHARE = 0.1


class Steady:
    """Judges one camera's views in order, and moves them to where the place was learnt.

    `way` (2, 3): how views are moved since the camera was pushed, in pixels of the frames judged; None: not.
    `unseen` (H, W): what of the place the pushed camera did not show at the last look; None: nothing.
    """

    def __init__(self, frozen_s: float, realign_s: float) -> None:
        self._judge = ViewJudge(frozen_s)
        self._realign_ms = round(1000 * realign_s)
        self._moved_since_ms: int | None = None
        self._moved_looks = 0
        self._try_ms = 0
        self.way: Plane | None = None
        self.unseen: Mask | None = None

    @property
    def is_askew(self) -> bool:
        """Tell whether much of the place is out of view although the rest was brought back."""
        return self.unseen is not None and float(self.unseen.mean()) > _ASKEW_SHARE

    def look(self, frame: Frame, at_ms: int, reference: Plane | None) -> tuple[Frame, Glance]:
        """Judge a frame (H, W, 3) BGR and give it as it would be had the camera not moved.

        What a pushed camera does not show is given as it is known, so that nothing is learnt there.

        Args:
            frame: as the camera gave it, privacy masks painted.
            at_ms: when it was taken.
            reference: the empty place as learnt, or None while there is none.
        """
        seen, glance = self._look(frame, at_ms, reference)
        self.unseen = None if self.way is None else beyond_view(self.way, (frame.shape[0], frame.shape[1]))
        if self.unseen is not None and reference is not None and reference.shape == seen.shape:
            seen = np.where(self.unseen[:, :, None], levels(reference), seen)
        return seen, glance

    def _look(self, frame: Frame, at_ms: int, reference: Plane | None) -> tuple[Frame, Glance]:
        seen = frame if self.way is None else moved_along(frame, self.way)
        glance = self._judge.look(seen, at_ms, reference)
        if glance.fault is not ViewFault.MOVED or reference is None:
            self._moved_since_ms = None
            return _moved_back(seen, glance.shift), glance
        if self._is_due(at_ms):
            found = way_back(levels(reference), frame)
            if found is not None:
                seen = moved_along(frame, found)
                glance = self._judge.look(seen, at_ms, reference)
                self.way = found if glance.fault is ViewFault.NONE else self.way
        return seen, glance

    def _is_due(self, at_ms: int) -> bool:
        """Tell whether to look for the old view: when it has been lost for long, and then now and again."""
        if self._moved_since_ms is None or at_ms < self._moved_since_ms:
            self._moved_since_ms = at_ms
            self._moved_looks = 0
            self._try_ms = at_ms + self._realign_ms
        self._moved_looks += 1
        if at_ms < self._try_ms or self._moved_looks < _LEAST_LOOKS:
            return False
        self._try_ms = at_ms + _TRY_AGAIN_MS
        return True


def _moved_back(frame: Frame, shift: Shift) -> Frame:
    """Undo the small sway of a mast in the wind, in whole pixels so that nothing is blurred."""
    x_px, y_px = shift.px(frame)
    if x_px == 0 and y_px == 0:
        return frame
    back = np.array([[1, 0, -x_px], [0, 1, -y_px]], np.float32)
    size_wh = (frame.shape[1], frame.shape[0])
    moved = cv2.warpAffine(frame, back, size_wh, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)
