"""Shows why a verdict is what it is: what was judged, the empty place, change, and dwell. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import Frame
from vision.background import Background
from vision.litter import Region, Verdict
from vision.pile import Pile

_LITTER_BGR, _OTHER_BGR, _PILE_BGR = (0, 0, 255), (0, 200, 255), (255, 80, 0)
_CHANGED_BGR, _MOVING_BGR = (255, 255, 255), (0, 0, 255)
_TEXT_PX, _BAR_PX = 11, 16


@dataclass(frozen=True, slots=True)
class Insight:
    """What one look was judged by. `regions`: what stayed; `piles`: those known after it."""

    frame: Frame
    background: Background
    regions: tuple[Region, ...]
    piles: tuple[Pile, ...]


def layers(insight: Insight, dwell_s: float) -> Frame:
    """Draw four panels: judged, empty place, changed (white) and moving (red), dwell up to `dwell_s`."""
    background = insight.background
    change = np.zeros_like(insight.frame)
    change[background.changed] = _CHANGED_BGR
    change[background.moving] = _MOVING_BGR
    share = np.clip(background.dwell_s / max(dwell_s, 1.0), 0, 1)
    heat = cv2.applyColorMap((255 * share).astype(np.uint8), cv2.COLORMAP_INFERNO)
    panels = [
        _titled(_judged(insight), "判定 judged"),
        _titled(cv2.convertScaleAbs(background.slow), "空场 empty place"),
        _titled(change, "变化 changed, moving"),
        _titled(heat, f"滞留 dwell, bright: {dwell_s:g} s"),
    ]
    return np.vstack([np.hstack(panels[:2]), np.hstack(panels[2:])])


def _judged(insight: Insight) -> Frame:
    drawn = insight.frame.copy()
    for region in insight.regions:
        is_litter = region.verdict is Verdict.LITTER
        # What both networks say of litter, each by itself: 0.84+0.41.
        votes = "+".join(f"{vote:.2f}" for vote in region.votes) or f"{region.confidence:.2f}"
        text = f"{region.verdict.value} {votes} {region.dwell_s:.0f}s"
        _boxed(drawn, region.xywh_px, _LITTER_BGR if is_litter else _OTHER_BGR, text)
    for pile in insight.piles:
        _boxed(drawn, pile.xywh_px, _PILE_BGR, f"{pile.stage.value} {pile.confidence:.2f}")
    return drawn


def _boxed(drawn: Frame, xywh_px: Sequence[int], colour: tuple[int, int, int], text: str) -> None:
    x, y, w, h = xywh_px
    cv2.rectangle(drawn, (x - 1, y - 1), (x + w, y + h), colour, 1)
    cv2.putText(drawn, text, (x, max(_TEXT_PX, y - 3)), colour, cv2.FontFace("sans"), _TEXT_PX)


def _titled(panel: Frame | np.ndarray, title: str) -> Frame:
    titled = cv2.copyMakeBorder(panel, _BAR_PX, 0, 0, 0, cv2.BORDER_CONSTANT, value=(32, 32, 32))
    cv2.putText(titled, title, (4, _BAR_PX - 4), (255, 255, 255), cv2.FontFace("sans"), _TEXT_PX)
    return np.asarray(titled, dtype=np.uint8)
