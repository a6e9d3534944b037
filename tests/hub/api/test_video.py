"""Live video by passes: the playlist and its segments."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.hub.api.face import JPEG, Face

PLAYLIST = "/signed/cameras/cam-001/live.m3u8"


def asked(face: Face, path: str = PLAYLIST) -> str:
    address = face.context.passes.address(path, face.clock.now())
    return address.removeprefix(face.context.settings.http.public_url)


def sends(face: Face, camera: str = "cam-001", jpeg: bytes = JPEG) -> None:
    face.context.evidence.put_last(camera, jpeg, face.clock.now())


def segments(playlist: str) -> list[str]:
    """The addresses of the segments, whole as a browser makes them."""
    found = [line for line in playlist.splitlines() if not line.startswith("#")]
    return [f"/signed/cameras/cam-001/{address}" for address in found]


def test_a_pass_opens_the_playlist_and_each_of_its_segments(face: Face, anybody: TestClient) -> None:
    sends(face)
    seen = anybody.get(asked(face))
    assert (seen.status_code, seen.headers["content-type"]) == (200, "application/vnd.apple.mpegurl")
    assert seen.headers["cache-control"] == "no-store"
    played = [anybody.get(address) for address in segments(seen.text)]
    assert [one.status_code for one in played] == [200, 200, 200]
    assert {one.headers["content-type"] for one in played} == {"video/mp2t"}
    assert {one.headers["cross-origin-resource-policy"] for one in (seen, *played)} == {"cross-origin"}


def test_segments_are_called_the_same_whenever_the_playlist_is_asked_for(
    face: Face, anybody: TestClient
) -> None:
    sends(face)
    address = asked(face)
    first = segments(anybody.get(address).text)
    face.clock.move(7)  # type: ignore[attr-defined]
    assert segments(anybody.get(address).text)[:3] == first


def test_video_ends_with_its_pass(face: Face, anybody: TestClient) -> None:
    sends(face)
    address = asked(face)
    (segment, *_) = segments(anybody.get(address).text)
    face.clock.move(901)  # type: ignore[attr-defined]
    sends(face)
    assert [anybody.get(each).json()["error"] for each in (address, segment)] == ["pass_over", "pass_over"]


@pytest.mark.parametrize("path", [PLAYLIST, "/signed/cameras/cam-001/live/1.ts"])
@pytest.mark.parametrize("wrong", ["?until=9999999999&sig=" + "0" * 40, "", "?until=x&sig=y"])
def test_without_a_pass_there_is_no_video(face: Face, anybody: TestClient, path: str, wrong: str) -> None:
    sends(face)
    assert anybody.get(path + wrong).status_code in {403, 422}


def test_the_pass_of_a_picture_opens_no_video(face: Face, anybody: TestClient) -> None:
    sends(face)
    query = asked(face, PLAYLIST.replace("live.m3u8", "last.jpg")).partition("?")[2]
    assert anybody.get(f"{PLAYLIST}?{query}").status_code == 403


def test_what_is_no_camera_here_has_no_video(face: Face, anybody: TestClient) -> None:
    sends(face, "cam-404")
    seen = anybody.get(asked(face, PLAYLIST.replace("cam-001", "cam-404")))
    assert (seen.status_code, seen.json()["error"]) == (404, "not_found")


def test_a_silent_camera_has_no_video_and_says_so(face: Face, anybody: TestClient) -> None:
    assert anybody.get(asked(face)).json()["error"] == "camera_silent"
    sends(face)
    face.clock.move(timedelta(minutes=6).total_seconds())  # type: ignore[attr-defined]
    assert anybody.get(asked(face)).json()["error"] == "camera_silent"


def test_a_picture_that_cannot_be_read_is_said(face: Face, anybody: TestClient) -> None:
    sends(face, jpeg=b"bad picture")
    seen = anybody.get(asked(face))
    assert (seen.status_code, seen.json()["error"]) == (503, "video_failed")


def test_a_segment_that_is_not_kept_is_not_found(face: Face, anybody: TestClient) -> None:
    sends(face)
    anybody.get(asked(face))
    assert anybody.get(asked(face, "/signed/cameras/cam-001/live/7.ts")).status_code == 404


def test_a_hundred_viewers_see_one_film(face: Face, anybody: TestClient) -> None:
    sends(face)
    assert len({anybody.get(asked(face)).text for _ in range(100)}) == 1


def test_more_cameras_than_there_is_room_for_wait(face: Face, anybody: TestClient) -> None:
    face.context.live_video._most = 1
    for camera in ("cam-001", "cam-002"):
        sends(face, camera)
    anybody.get(asked(face))
    seen = anybody.get(asked(face, PLAYLIST.replace("cam-001", "cam-002")))
    assert (seen.status_code, seen.json()["error"]) == (503, "too_many_viewers")
