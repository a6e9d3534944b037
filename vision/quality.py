"""Can this picture be judged at all? Black, dim, overexposed, covered, blurred, frozen, moved. Pure.

A faulty view never says anything about litter: it is neither dirty nor clean.
"""

from dataclasses import dataclass
from hashlib import blake2s

import cv2
import numpy as np

from devices.contract.bodies import Phase, ViewFault
from vision.align import way_back
from vision.arrays import Frame, Plane
from vision.litter import correlation

_LOOK_WIDTH_PX = 240
# Grey levels 0..255. A night picture with one lamp still has a bright twentieth; a dead sensor has not.
_BLACK_P95 = 28.0
# Where all grey levels lie this close together in the dark, a black bag cannot be told from the ground.
_DIM_P95, _DIM_SPREAD = 60.0, 22.0
# Where more than this is brighter than dim, a twentieth is: to count is faster than to sort.
_LIT_SHARE = 0.06
_CLIPPED_LEVEL, _CLIPPED_SHARE, _CLIPPED_PLACE_SHARE = 250.0, 0.6, 0.3
# A leaf, a hand or spray over the lens leaves nearly all 8 px blocks without texture.
_PLAIN_BLOCK_STD = 3.0
_PLAIN_SHARE = 0.92
_PLAIN_PLACE_SHARE = 0.8
_BLURRED_SHARE = 0.12
_MOVED_SHARE = 0.035
_STRANGE, _DOUBTFUL, _SURE = 0.08, 0.3, 0.5
_TURNED_DEG = 2.0
# A shift is believed when the edges match well after it and better than before: cars make false ones.
_LEAST_LIKENESS = 0.3
_CLEARER = 0.05
# They are seen only after they have lasted, and need not last a second time.
_PROVEN = frozenset({ViewFault.FROZEN, ViewFault.LOST})


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the view moved from the reference, shares of the width; `likeness` -1..1: of its edges."""

    x: float
    y: float
    likeness: float

    @property
    def is_large(self) -> bool:
        """Tell whether the camera looks elsewhere."""
        return max(abs(self.x), abs(self.y)) > _MOVED_SHARE

    def px(self, frame: Frame) -> tuple[int, int]:
        """How far to the right and down that is in a frame (H, W, 3), whole pixels."""
        return round(self.x * frame.shape[1]), round(self.y * frame.shape[1])


@dataclass(frozen=True, slots=True)
class Glance:
    """The judgement of one picture: its momentary fault, and its small shift when that is none.

    `is_repeated`: it is the last one again, to the last bit, and tells nothing new.
    """

    fault: ViewFault
    shift: Shift
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class ViewChange:
    """The view became unusable (`fault`), or usable again (NONE); `event` is its id from start to end."""

    fault: ViewFault
    at_ms: int
    event: str
    phase: Phase


class ViewJudge:
    """Judges one camera's pictures in order; remembers the last one to notice a frozen picture."""

    def __init__(self, frozen_s: float) -> None:
        self._frozen_s = frozen_s
        self._last: Frame | None = None
        self._same_since_ms = 0

    def look(self, frame: Frame, at_ms: int, reference: Frame | Plane | None) -> Glance:
        """Judge a frame (H, W, 3) BGR, not the same array as before.

        Args:
            frame: as the camera gave it, privacy masks painted.
            at_ms: when it was taken.
            reference: the empty place as learnt, or None while there is none.
        """
        grey = _grey(frame)
        # A reference of another size is of another stream; it tells nothing about this one.
        known = None if reference is None or reference.shape != frame.shape else _grey(reference)
        none = Shift(0.0, 0.0, 1.0)
        is_repeated = self._is_repeated(frame, at_ms)
        fault = _fault_of_light(grey, known)
        if fault is ViewFault.NONE and is_repeated:
            is_frozen = at_ms - self._same_since_ms >= self._frozen_s * 1000
            fault = ViewFault.FROZEN if is_frozen else fault
        if fault is not ViewFault.NONE or is_repeated or known is None or reference is None:
            return Glance(fault, none, is_repeated=is_repeated)
        if sharpness(grey) < _BLURRED_SHARE * sharpness(known):
            return Glance(ViewFault.BLURRED, none)
        shift = shift_between(known, grey)
        if _is_elsewhere(shift, reference, frame):
            return Glance(ViewFault.MOVED, shift)
        return Glance(ViewFault.NONE, Shift(0.0, 0.0, shift.likeness) if shift.is_large else shift)

    def _is_repeated(self, frame: Frame, at_ms: int) -> bool:
        is_same = self._last is not None and np.array_equal(self._last, frame)
        if not is_same or at_ms < self._same_since_ms:
            self._same_since_ms = at_ms
        self._last = frame
        return is_same


class ViewState:
    """Turns momentary faults into changes worth telling: a fault must last, and so must the recovery.

    `told` and `event` are the last told fault and its event's id, "" while the view is good.
    """

    def __init__(self, name: str, fault_s: float) -> None:
        self._name = name
        self._fault_s = fault_s
        self.told = ViewFault.NONE
        self.event = ""
        self._seen = ViewFault.NONE
        self._since_ms = 0

    def restore(self, told: ViewFault, event: str) -> None:
        """Go on with what an earlier process told."""
        self.told, self.event = told, event

    def step(self, fault: ViewFault, at_ms: int) -> ViewChange | None:
        """Take the fault of one picture, or LOST while there is none; give the change to tell, if any."""
        # A clock that was set back begins the count anew; waiting for it to catch up could take hours.
        if fault is not self._seen or at_ms < self._since_ms:
            self._seen, self._since_ms = fault, at_ms
        has_lasted = fault in _PROVEN or at_ms - self._since_ms >= self._fault_s * 1000
        if fault is self.told or not has_lasted:
            return None
        if fault is ViewFault.NONE:
            change = ViewChange(fault, at_ms, self.event, Phase.END)
            self.told, self.event = fault, ""
            return change
        phase = Phase.UPDATE if self.event else Phase.START
        self.event = self.event or blake2s(f"{self._name} view {at_ms}".encode(), digest_size=10).hexdigest()
        self.told = fault
        return ViewChange(fault, at_ms, self.event, phase)


def _fault_of_light(grey: Plane, known: Plane | None) -> ViewFault:
    """Judge by grey levels alone; `known`: the empty place, which may be plain or bright itself."""
    if np.count_nonzero(grey >= _DIM_P95) < _LIT_SHARE * grey.size:
        fault = _fault_of_dark(grey)
        if fault is not ViewFault.NONE:
            return fault
    if clipped_share(grey) > _CLIPPED_SHARE and (
        known is None or clipped_share(known) < _CLIPPED_PLACE_SHARE
    ):
        return ViewFault.OVEREXPOSED
    if plain_share(grey) > _PLAIN_SHARE and (known is None or plain_share(known) < _PLAIN_PLACE_SHARE):
        return ViewFault.COVERED
    return ViewFault.NONE


def _fault_of_dark(grey: Plane) -> ViewFault:
    dark, bright = (float(level) for level in np.percentile(grey, (5, 95)))
    if bright < _BLACK_P95:
        return ViewFault.BLACK
    is_dim = bright < _DIM_P95 and bright - dark < _DIM_SPREAD
    return ViewFault.DIM if is_dim else ViewFault.NONE


def clipped_share(grey: Plane) -> float:
    """Say what share of a grey picture (H, W) is white beyond measure."""
    return float((grey >= _CLIPPED_LEVEL).mean())


def plain_share(grey: Plane) -> float:
    """Say what share of the 8 px blocks of a grey picture (H, W) has no texture."""
    h, w = grey.shape[0] // 8, grey.shape[1] // 8
    whole = grey[: 8 * h, : 8 * w]
    mean, square = (cv2.resize(each, (w, h), interpolation=cv2.INTER_AREA) for each in (whole, whole * whole))
    return float((square - mean * mean < _PLAIN_BLOCK_STD**2).mean())


def sharpness(grey: Plane) -> float:
    """Measure fine detail of a grey picture (H, W): the variance of its Laplacian; low when out of focus."""
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())


def shift_between(known: Plane, grey: Plane) -> Shift:
    """Find how far `grey` (H, W) is moved from `known` (H, W) by phase correlation of their edges."""
    before, now = _edges(known), _edges(grey)
    window = cv2.createHanningWindow((now.shape[1], now.shape[0]), cv2.CV_32F)
    unmoved = correlation(before.ravel(), now.ravel())
    # Copies: OpenCV 5.0 multiplies the window into the arrays it is given.
    (x_px, y_px), _ = cv2.phaseCorrelate(before.copy(), now.copy(), window)
    back = cv2.warpAffine(
        now, np.array([[1, 0, -x_px], [0, 1, -y_px]], np.float32), (now.shape[1], now.shape[0])
    )
    moved = correlation(before.ravel(), np.asarray(back, dtype=np.float32).ravel())
    if moved < max(_LEAST_LIKENESS, unmoved + _CLEARER):
        return Shift(0.0, 0.0, unmoved)
    return Shift(x_px / now.shape[1], y_px / now.shape[1], moved)


def _is_elsewhere(shift: Shift, reference: Frame | Plane, frame: Frame) -> bool:
    """Tell whether the camera looks elsewhere, by its edges alone where they leave no doubt.

    No shift brings a view back that was turned, and by night there are other edges, of which a false shift
    may make something: then it counts where features are found again, in their old place or in another.
    """
    if shift.likeness >= (_SURE if shift.is_large else _DOUBTFUL):
        return shift.is_large
    way = way_back(np.asarray(cv2.convertScaleAbs(reference), dtype=np.uint8), frame)
    if way is None:
        return shift.is_large or shift.likeness < _STRANGE
    middle = np.array((frame.shape[1] / 2, frame.shape[0] / 2, 1), np.float32)
    away_px = float(np.abs(way @ middle - middle[:2]).max())
    turn_deg = abs(float(np.degrees(np.arctan2(way[1, 0], way[0, 0]))))
    return away_px > _MOVED_SHARE * frame.shape[1] or turn_deg > _TURNED_DEG


def _edges(grey: Plane) -> Plane:
    soft = cv2.GaussianBlur(grey, (5, 5), 0)
    strength = cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    return np.asarray(strength, dtype=np.float32)


def _grey(frame: Frame | Plane) -> Plane:
    height = max(8, round(frame.shape[0] * _LOOK_WIDTH_PX / frame.shape[1]))
    small = cv2.resize(frame, (_LOOK_WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.float32)
