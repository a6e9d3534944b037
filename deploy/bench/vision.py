"""What seeing litter costs: CPU time of decoding and judging at three sizes, memory of each camera.

Of a stream (RTSP) every picture is decoded where key frames come seldomer than looks, else one for each look.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np

from devices.sim.scene import PileScript, SceneScript, VillageScene
from vision.compose.clips import write_video
from vision.drawing import jpeg
from vision.evaluate.streaming import Following, decoding_s
from vision.evaluate.watching import one_core
from vision.eye import Eye, EyeOptions
from vision.picture import Picture, decoded
from vision.source import READ_TIMEOUT_S
from vision.weights import appearance

_SCALES = (1, 2, 3)
_SETTLED_LOOKS = 15
_BUSY_CAMERAS, _POLL_S, _CORES = 24, 10.0, 2
# What cameras are usually set to for a second stream.
_STREAM_FPS = 10
_STREAMED_S = 10


def run(looks: int, cameras: int) -> dict[str, object]:
    """Measure; times in ms of CPU, one thread. The shares are of 24 cameras that are looked at every 10 s."""
    one_core()
    sizes = {f"{640 * scale}x{360 * scale}": _timed(scale, looks) for scale in _SCALES}
    shares = {
        f"share of 2 cores at {size}": round(
            _BUSY_CAMERAS * (times["decode_ms"] + times["judge_ms"]) / (1000 * _POLL_S * _CORES), 3
        )
        for size, times in sizes.items()
    }
    streams = {
        f"share of 2 cores at {size}, {_STREAM_FPS} fps streams, {what}": round(
            _BUSY_CAMERAS * (_STREAM_FPS * times[decoded] + times["judge_ms"] / _POLL_S) / (1000 * _CORES), 3
        )
        for size, times in sizes.items()
        for what, decoded in (("all decoded", "stream_ms"), ("key frames every 2 s", "skipped_ms"))
    }
    return {**sizes, **shares, **streams, "MiB of each further camera": _weighed(cameras)}


def _timed(scale: int, looks: int) -> Mapping[str, float]:
    scene, eye = _a_street(), _an_eye("bench")
    decoding_ms, judging_ms = [], []
    for at_s in range(looks + _SETTLED_LOOKS):
        body = jpeg(_enlarged(scene.draw(float(at_s)), scale))
        begun_s = process_time()
        frame = decoded(body)
        decoded_s = process_time()
        eye.look(Picture(frame, 1000 * at_s))
        if at_s >= _SETTLED_LOOKS:
            decoding_ms.append(1000 * (decoded_s - begun_s))
            judging_ms.append(1000 * (process_time() - decoded_s))
    return {
        "decode_ms": round(mean(decoding_ms), 2),
        **_streamed(scale),
        "judge_ms": round(mean(judging_ms), 2),
        "judge_p95_ms": round(quantiles(judging_ms, n=20)[-1], 2),
    }


def _streamed(scale: int) -> Mapping[str, float]:
    """Say what each picture of an H.264 stream takes: when all are decoded, and when most are skipped."""
    scene, size_wh = _a_street(), (640 * scale, 360 * scale)
    frames = (_enlarged(scene.draw(at / _STREAM_FPS), scale) for at in range(_STREAMED_S * _STREAM_FPS))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "stream.mp4"
        write_video(path, frames, size_wh, _STREAM_FPS, group=2 * _STREAM_FPS)
        return {
            name: round(1000 * decoding_s(Following(path, _STREAM_FPS, _POLL_S, patience_s)), 2)
            for name, patience_s in (("stream_ms", 0.0), ("skipped_ms", READ_TIMEOUT_S))
        }


def _weighed(cameras: int) -> float:
    """Say how much memory each camera beyond the first takes, MiB, at 1920 x 1080."""
    kept = [_an_eye("first")]
    frame = _enlarged(_a_street().draw(0.0), _SCALES[-1])
    _watched(kept[0], frame)
    before = _rss_mib()
    for number in range(1, cameras):
        kept.append(_an_eye(f"camera {number}"))
        _watched(kept[-1], frame)
    return round((_rss_mib() - before) / (cameras - 1), 1)


def _watched(eye: Eye, frame: np.ndarray) -> None:
    random = np.random.default_rng(1)
    for at_s in range(3 * _SETTLED_LOOKS):
        grain = random.integers(0, 4, frame.shape, np.uint8)
        eye.look(Picture(frame + grain, 1000 * at_s))


def _a_street() -> VillageScene:
    pile = PileScript(at_s=_SETTLED_LOOKS + 5)
    return VillageScene(SceneScript(seed=5, piles=(pile,), walkers_every_s=20))


def _an_eye(name: str) -> Eye:
    return Eye(EyeOptions(name=name, weights=appearance()))


def _enlarged(frame: np.ndarray, scale: int) -> np.ndarray:
    return frame.repeat(scale, axis=0).repeat(scale, axis=1)


def _rss_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
