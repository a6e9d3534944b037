"""Which picture stands in the video when, and the playlist that players read."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hub.domain.live_video import FRAMES, LISTED, SEGMENT_S, STALE, Frame, Picture, Segment, frames, playlist
from tests.builders import NOON

ZONE = ZoneInfo("Asia/Shanghai")


def test_each_frame_shows_the_newest_picture_that_had_come() -> None:
    pictures = [Picture(5.0, b"one", NOON), Picture(11.0, b"two", NOON + timedelta(seconds=6))]
    shown = frames(pictures, 10.0, NOON + timedelta(seconds=5), ZONE)
    assert [frame.jpeg for frame in shown] == [b"one"] * 2 + [b"two"] * (FRAMES - 2)
    assert shown[0] == Frame(b"one", f"{NOON.astimezone(ZONE):%m-%d %H:%M:%S}", is_stale=False)


def test_before_the_first_picture_came_it_is_shown_too() -> None:
    assert [frame.jpeg for frame in frames([Picture(5.0, b"one", NOON)], 0.0, NOON, ZONE)] == [
        b"one"
    ] * FRAMES


def test_a_picture_that_is_too_old_is_marked_so() -> None:
    begins_at = NOON + STALE - timedelta(seconds=0.5)
    shown = frames([Picture(0.0, b"one", NOON)], 0.0, begins_at, ZONE)
    assert [frame.is_stale for frame in shown] == [False] * 2 + [True] * (FRAMES - 2)


def test_a_playlist_names_the_newest_segments_and_no_end() -> None:
    segments = [Segment(100 + n, NOON + timedelta(seconds=SEGMENT_S * n)) for n in range(LISTED + 2)]
    lines = playlist(segments, 100, lambda segment: f"live/{segment.number}.ts?sig=x").splitlines()
    assert lines[0] == "#EXTM3U"
    assert "#EXT-X-MEDIA-SEQUENCE:102" in lines
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:100" in lines
    begins_at = (NOON + timedelta(seconds=2 * SEGMENT_S)).isoformat(timespec="milliseconds")
    assert f"#EXT-X-PROGRAM-DATE-TIME:{begins_at}" in lines
    assert [line for line in lines if not line.startswith("#")] == [
        f"live/{n}.ts?sig=x" for n in range(102, 102 + LISTED)
    ]
    assert lines.count(f"#EXTINF:{SEGMENT_S}.000,") == LISTED
    assert "#EXT-X-ENDLIST" not in lines
