"""What H.264 leaves of a picture, as cameras send it: really encoded and decoded, each picture on its own."""

from fractions import Fraction

import av
import numpy as np

from vision.arrays import Frame

_FPS = 25
# Of what cameras send at 640 x 360 with some 1 Mbit/s: 11 kB for a key frame.
_QUANTISER = 32


class Stream:
    """An encoder and the decoder behind it, for one thread; what they give depends on the frame only."""

    def __init__(self, size_wh: tuple[int, int]) -> None:
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height = size_wh
        encoder.pix_fmt = "yuv420p"
        encoder.time_base = Fraction(1, _FPS)
        encoder.thread_count = 1
        encoder.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "qp": str(_QUANTISER),
            "x264-params": "keyint=1:scenecut=0",
        }
        self._encoder, self._decoder = encoder, av.CodecContext.create("h264", "r")
        self._decoder.thread_count = 1
        self._count = 0

    def passed(self, frame: Frame) -> Frame:
        """Give a frame (H, W, 3) BGR as it comes out at the other end."""
        picture = av.VideoFrame.from_ndarray(frame, format="bgr24").reformat(format="yuv420p")
        picture.pts = self._count
        self._count += 1
        decoded = [
            shown for packet in self._encoder.encode(picture) for shown in self._decoder.decode(packet)
        ]
        return np.asarray(decoded[-1].to_ndarray(format="bgr24"), dtype=np.uint8)
