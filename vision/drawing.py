"""Pictures for people: the box, the caption, the JPEG. Pure.

OpenCV 5 draws Chinese with its built-in font, so neither Pillow nor a font package is needed.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from vision.arrays import XYXY, Frame, Plane
from vision.picture import narrowed

_BOX_BGR = (0, 0, 255)
_TEXT_BGR = (255, 255, 255)
_BAR_BGR = (32, 32, 32)


def marked(frame: Frame, share_xywh: tuple[float, float, float, float], caption: str) -> Frame:
    """Draw a box and a caption on a copy of the frame (H, W, 3) BGR.

    Args:
        frame: the picture, masked.
        share_xywh: left, top, width, height as shares of the picture.
        caption: one line, Chinese or English, put on a bar at the foot.
    """
    drawn = frame.copy()
    height, width = frame.shape[:2]
    x, y, w, h = share_xywh
    left_top = (round(x * width) - 3, round(y * height) - 3)
    right_foot = (round((x + w) * width) + 3, round((y + h) * height) + 3)
    cv2.rectangle(drawn, left_top, right_foot, _BOX_BGR, max(1, width // 320))
    return captioned(drawn, caption)


def captioned(frame: Frame, caption: str) -> Frame:
    """Put one line, Chinese or English, on a bar at the foot of a copy of the frame (H, W, 3)."""
    drawn = frame.copy()
    height, width = frame.shape[:2]
    size_px = max(12, width // 32)
    cv2.rectangle(drawn, (0, height - size_px - 10), (width, height), _BAR_BGR, cv2.FILLED)
    cv2.putText(drawn, caption, (8, height - 9), _TEXT_BGR, cv2.FontFace("sans"), size_px)
    return drawn


def boxed(frame: Frame, boxes: Sequence[XYXY]) -> Frame:
    """Draw boxes, as shares of width and height, on a copy of the frame (H, W, 3) BGR."""
    drawn = frame.copy()
    height, width = frame.shape[:2]
    for left, top, right, foot in boxes:
        corners = ((round(left * width), round(top * height)), (round(right * width), round(foot * height)))
        cv2.rectangle(drawn, *corners, _BOX_BGR, max(1, width // 320))
    return drawn


def gridded(frame: Frame, lines: Sequence[Plane]) -> Frame:
    """Draw lines, each (2, 2) pixels from end to end, on a copy of the frame (H, W, 3) BGR."""
    drawn = frame.copy()
    for start, end in (np.rint(line).astype(int).tolist() for line in lines):
        cv2.line(drawn, start, end, _BOX_BGR, 1, cv2.LINE_AA)
    return drawn


def png(frame: Frame) -> bytes:
    """Encode a frame (H, W, 3) BGR as PNG."""
    _, encoded = cv2.imencode(".png", frame)
    return bytes(encoded)


def jpeg(frame: Frame, *, quality: int = 80) -> bytes:
    """Encode a frame (H, W, 3) BGR as JPEG, quality 1..100."""
    _, encoded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(encoded)


def snapshot(frame: Frame, max_width_px: int, max_bytes: int) -> bytes:
    """Encode a frame as a JPEG of at most that width and size; quality, then width, give way."""
    small = narrowed(frame, max_width_px)
    for quality in (75, 55, 35):
        encoded = jpeg(small, quality=quality)
        if len(encoded) <= max_bytes:
            return encoded
    return snapshot(frame, max(64, small.shape[1] // 2), max_bytes)
