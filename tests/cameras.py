"""Pretend cameras of which a test decides every moment: each shows a scene, and is in trouble when told."""

import threading
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import av

from devices.sim.scene import HEIGHT_PX, WIDTH_PX, Picture, SceneScript, VillageScene

_CACHE_S = 0.4


class Trouble(StrEnum):
    """What can be wrong with a pretend camera."""

    FROZEN = "frozen"
    BLACK = "black"
    COVERED = "covered"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class TroubleScript:
    """The camera is in trouble from `at_s` to `until_s` (None: for ever), seconds of the server's clock."""

    trouble: Trouble
    at_s: float
    until_s: float | None = None


@dataclass(frozen=True, slots=True)
class CameraScript:
    """What one pretend camera shows."""

    scene: SceneScript
    troubles: tuple[TroubleScript, ...] = ()


class PretendCamera:
    """Fulfils `Camera`: draws and encodes one camera's picture, at most one in 0.4 s."""

    def __init__(self, script: CameraScript) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._scene: VillageScene | None = None
        self._encoder = JpegEncoder()
        self._last: tuple[float, bytes] | None = None

    def jpeg(self, at_ms: int) -> bytes | None:
        """See `Camera.jpeg`; the clock begins with the script."""
        at_s = at_ms / 1000
        with self._lock:
            trouble = self._trouble(at_s)
            if trouble is Trouble.LOST:
                return None
            if self._last is not None and (trouble is Trouble.FROZEN or abs(at_s - self._last[0]) < _CACHE_S):
                return self._last[1]
            encoded = self._encoder.encode(self._drawn(trouble, at_s))
            self._last = (at_s, encoded)
            return encoded

    def _drawn(self, trouble: Trouble | None, at_s: float) -> Picture:
        if self._scene is None:
            self._scene = VillageScene(self._script.scene)
        match trouble:
            case Trouble.BLACK:
                return self._scene.draw(at_s, light=0.02)
            case Trouble.COVERED:
                return self._scene.draw_covered(at_s)
            case _:
                return self._scene.draw(at_s)

    def _trouble(self, at_s: float) -> Trouble | None:
        for script in self._script.troubles:
            if script.at_s <= at_s and (script.until_s is None or at_s < script.until_s):
                return script.trouble
        return None


class JpegEncoder:
    """Encodes pictures of the scene's size, for one thread; stays open, as opening costs most."""

    def __init__(self) -> None:
        codec = av.CodecContext.create("mjpeg", "w")
        codec.width, codec.height, codec.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuvj420p"
        codec.time_base = Fraction(1, 25)
        codec.options = {"qmin": "4", "qmax": "4"}
        codec.thread_count = 1
        self._codec = codec
        self._count = 0

    def encode(self, picture: Picture) -> bytes:
        """Encode (360, 640, 3) BGR uint8 as one JPEG."""
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuvj420p")
        frame.pts = self._count
        self._count += 1
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))
