"""What `village-hub vision explain` and `calibrate` draw and print."""

from collections.abc import Sequence
from pathlib import Path

from deploy.errors import CannotRun
from vision.background import Rates
from vision.drawing import gridded, png
from vision.evaluate.clips import Clip, pictures
from vision.evaluate.truth import ClipTruth
from vision.explain import layers
from vision.eye import Eye, EyeOptions
from vision.litter import Region
from vision.persist import Rules
from vision.picture import BadPicture, decoded
from vision.scene import Ground
from vision.weights import appearance

_GRID_M = 1.0
_HEADINGS = ("verdict", "confidence", "appearance", "close_up", "dwell_s", "left", "top", "width", "height")


def explained(
    video: Path, out: Path, at_s: float, dwell_s: float
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Watch a clip up to a second, draw its last judgement and list what was judged.

    Raises:
        CannotRun: no such clip, or nothing could be judged by then; the text says which.
    """
    if not video.is_file():
        raise CannotRun(f"{video}: expected a video file")
    clip = Clip(video, ClipTruth(video.stem, 1.0, 0, (0, 0), ()))
    rules, rates = Rules(dwell_s=dwell_s), Rates(learn_s=min(10.0, max(2.0, dwell_s)))
    eye = Eye(EyeOptions(name=video.stem, rules=rules, rates=rates, weights=appearance()))
    for picture in pictures(clip, 0.0):
        if picture.taken_at_ms > 1000 * at_s:
            break
        eye.look(picture)
    insight = eye.insight()
    if insight is None:
        raise CannotRun(f"{video}: nothing could be judged up to second {at_s:g}")
    out.write_bytes(png(layers(insight, dwell_s)))
    return _HEADINGS, [_row(region) for region in insight.regions]


def _row(region: Region) -> Sequence[str]:
    # What the appearance model denies the other is not asked about.
    appearance_said, close_up_said = (*(f"{vote:.2f}" for vote in region.votes), "-", "-")[:2]
    return [
        region.verdict.value,
        f"{region.confidence:.2f}",
        appearance_said,
        close_up_said,
        f"{region.dwell_s:.0f}",
        *map(str, region.xywh_px),
    ]


def calibrated(picture: Path, out: Path, corners: Sequence[str], width_m: float, depth_m: float) -> str:
    """Draw the grid of a ground on a picture, and give the line for village.toml.

    Raises:
        CannotRun: no picture, or no four corners around a rectangle; the text says which.
    """
    try:
        frame = decoded(picture.read_bytes())
        height, width = frame.shape[:2]
        shares = tuple((x / width, y / height) for x, y in map(_point, corners))
        ground = Ground(shares, width_m, depth_m)
    except (BadPicture, ValueError, OSError) as error:
        raise CannotRun(f"{picture}: {error}") from error
    out.write_bytes(png(gridded(frame, ground.grid(width, height, _GRID_M))))
    listed = ", ".join(f"[{x:.4f}, {y:.4f}]" for x, y in shares)
    return f"ground = {{ corners = [{listed}], width_m = {width_m:g}, depth_m = {depth_m:g} }}"


def _point(text: str) -> tuple[float, float]:
    x, _, y = text.partition(",")
    return float(x), float(y)
