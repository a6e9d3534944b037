"""Pictures of a camera as live video: what each frame shows, and the playlist (HLS, RFC 8216). Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

# Players begin three segments before the end, so what is new is seen after some twenty-five seconds; cameras
# leave ten between pictures. Chromium 156 buffers ten seconds before it plays, loses three and a half of them
# and gives up when all three segments are fetched by then and the playlist has none newer: on a busy machine
# that happened with segments of 6 s (2 times of 8). Two of 8 s suffice it, the third is still to be fetched.
SEGMENT_S = 8
FRAMES = 16
# RFC 8216 6.2.2: a segment that left the playlist stays for as long as the playlist had lasted.
LISTED, KEPT = 4, 9
# Cameras leave ten seconds between pictures: after two and a half times that and five seconds it is not now.
STALE = timedelta(seconds=30)
# From here on nothing is live any more.
SILENT = timedelta(minutes=5)
MEDIA_TYPE = "application/vnd.apple.mpegurl"
SEGMENT_TYPE = "video/mp2t"
_TICK_S = SEGMENT_S / FRAMES


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (JPEG) that was seen at `came_s` of a clock that never goes back; the camera sent it `at`."""

    came_s: float
    jpeg: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands still for half a second: a picture with its time written in it; grey when too old."""

    jpeg: bytes
    caption: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of the video; it begins `at`."""

    number: int
    at: datetime


def frames(pictures: Sequence[Picture], begins_s: float, begins_at: datetime, zone: tzinfo) -> list[Frame]:
    """The frames of one segment: at each tick the newest picture that had come.

    Args:
        pictures: oldest first, at least one; before the first had come, the first is shown.
        begins_s: by the clock of the pictures.
        begins_at: the same moment, aware UTC.
        zone: whose time is written into the picture.
    """
    return [
        _frame(
            _newest(pictures, begins_s + tick * _TICK_S), begins_at + timedelta(seconds=tick * _TICK_S), zone
        )
        for tick in range(FRAMES)
    ]


def playlist(segments: Sequence[Segment], film: int, address: Callable[[Segment], str]) -> str:
    """The playlist of the newest segments, which begin at any picture and have no end.

    Args:
        segments: oldest first, numbers without a gap, at least one.
        film: the first number of the film they belong to; another film goes on with other timestamps.
        address: where a segment lies, as the playlist has it.
    """
    listed = segments[-LISTED:]
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:6",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-TARGETDURATION:{SEGMENT_S}",
        f"#EXT-X-MEDIA-SEQUENCE:{listed[0].number}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{film}",
        f"#EXT-X-PROGRAM-DATE-TIME:{listed[0].at.isoformat(timespec='milliseconds')}",
    ]
    for segment in listed:
        lines += [f"#EXTINF:{SEGMENT_S:.3f},", address(segment)]
    return "\n".join(lines) + "\n"


def _newest(pictures: Sequence[Picture], at_s: float) -> Picture:
    return next((each for each in reversed(pictures) if each.came_s <= at_s), pictures[0])


def _frame(picture: Picture, shown_at: datetime, zone: tzinfo) -> Frame:
    caption = picture.at.astimezone(zone).strftime("%m-%d %H:%M:%S")
    return Frame(picture.jpeg, caption, is_stale=shown_at - picture.at > STALE)
