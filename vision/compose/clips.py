"""Writes composed scenes as labelled clips: NAME.mp4 with NAME.json beside it."""

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import av

from vision.arrays import Frame
from vision.compose.material import Material
from vision.compose.scene import FPS, ComposedScene
from vision.compose.script import HEIGHT_PX, WIDTH_PX, a_script

_PLAIN_FRAMES = 400


def write_scenes(
    folder: Path, material: Material, *, count: int, seed: int, tell: Callable[[str], None]
) -> None:
    """Compose so many scenes; the same seed and material give the same ones.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        name = f"scene-{seed}-{number:03d}"
        scene = ComposedScene(a_script(1000 * seed + number, material, frames=_PLAIN_FRAMES), material)
        write_video(folder / f"{name}.mp4", scene.frames(), (WIDTH_PX, HEIGHT_PX), FPS)
        labels = {"name": name, "kind": "synthetic", **scene.truth()}
        (folder / f"{name}.json").write_text(json.dumps(labels), "utf-8")
        tell(name)


def write_video(
    path: Path, frames: Iterable[Frame], size_wh: tuple[int, int], fps: int, *, group: int = 250
) -> None:
    """Write frames (H, W, 3) BGR as H.264, one in `group` of them a key frame.

    Raises:
        OSError: the file cannot be written.
    """
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height = size_wh
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "26", "preset": "veryfast", "threads": "1", "g": str(group)}
        stream.codec_context.time_base = Fraction(1, fps)
        for number, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
