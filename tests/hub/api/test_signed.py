"""Pictures by passes, and the map's tiles."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from hub.api.app import build_api
from hub.api.live import BOUNDARY, TooManyViewers, Viewers, parts
from hub.api.tiles import Tile, draw
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.hub.api.face import JPEG, MORNING, Face, a_face

LAST = "/signed/cameras/cam-001/last.jpg"


def asked(face: Face, path: str) -> str:
    return face.context.passes.address(path, face.clock.now()).removeprefix(
        face.context.settings.http.public_url
    )


def test_a_pass_shows_a_picture_to_a_page_of_another_address(face: Face, anybody: TestClient) -> None:
    sha256 = face.context.evidence.put(JPEG, "image/jpeg")
    seen = anybody.get(asked(face, f"/signed/media/{sha256}"))
    assert (seen.status_code, seen.content, seen.headers["content-type"]) == (200, JPEG, "image/jpeg")
    assert seen.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_pass_shows_the_last_picture_until_it_is_over(face: Face, anybody: TestClient) -> None:
    face.context.evidence.put_last("cam-001", JPEG, face.clock.now())
    address = asked(face, LAST)
    assert anybody.get(address).content == JPEG
    face.clock.move(901)  # type: ignore[attr-defined]
    refused = anybody.get(address)
    assert (refused.status_code, refused.json()["error"]) == (403, "pass_over")


@pytest.mark.parametrize("wrong", ["?until=1&sig=abc", "", "?until=9999999999&sig=" + "0" * 40])
def test_without_a_pass_nothing_is_shown(face: Face, anybody: TestClient, wrong: str) -> None:
    face.context.evidence.put_last("cam-001", JPEG, face.clock.now())
    assert anybody.get(LAST + wrong).status_code in {403, 422}


@pytest.mark.parametrize("path", [LAST, f"/signed/media/{'ab' * 32}", LAST.replace("last.jpg", "live.mjpg")])
def test_a_pass_for_nothing_finds_nothing(face: Face, anybody: TestClient, path: str) -> None:
    assert anybody.get(asked(face, path)).status_code == 404


SHOWS_PICTURES = {"Accept": "image/avif,image/svg+xml,image/*,*/*;q=0.8"}


@pytest.mark.parametrize("path", [LAST, f"/signed/media/{'ab' * 32}"])
def test_a_screen_of_the_past_shows_words_where_the_address_is_over(
    face: Face, anybody: TestClient, path: str
) -> None:
    face.context.evidence.put_last("cam-001", JPEG, face.clock.now())
    address = asked(face, path)
    face.clock.move(901)  # type: ignore[attr-defined]
    seen = anybody.get(address, headers=SHOWS_PICTURES)
    assert (seen.status_code, seen.headers["content-type"]) == (403, "image/svg+xml")
    assert "链接已失效，见工作台" in seen.text
    assert seen.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_picture_that_is_not_kept_any_more_says_so(face: Face, anybody: TestClient) -> None:
    seen = anybody.get(asked(face, f"/signed/media/{'ab' * 32}"), headers=SHOWS_PICTURES)
    assert (seen.status_code, "图片已不再保存" in seen.text) == (404, True)


class HastyClock(FakeClock):
    """Each look at it takes a minute and a half."""

    def now(self) -> datetime:
        self.move(90)
        return super().now()


def test_live_pictures_end_with_their_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.api.live._LOOK_S", 0.0)
    with a_face(tmp_path, clock=HastyClock(MORNING)) as face:
        face.context.evidence.put_last("cam-001", JPEG, MORNING)
        seen = TestClient(build_api(face.context)).get(asked(face, LAST.replace("last.jpg", "live.mjpg")))
    assert seen.headers["content-type"] == f"multipart/x-mixed-replace; boundary={BOUNDARY}"
    assert seen.content.count(JPEG) == 1


def test_each_new_picture_is_a_part_and_an_old_one_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.api.live._LOOK_S", 0.0)
    pictures = [(b"one", NOON), (b"one", NOON), (b"two", NOON + timedelta(seconds=1))]
    left: list[bool] = []

    async def watched() -> list[bytes]:
        is_over = iter([False] * len(pictures) + [True])
        found = iter(pictures)
        stream = parts(lambda: next(found), lambda: next(is_over), lambda: left.append(True))
        return [part async for part in stream]

    seen = asyncio.run(watched())
    assert [part.rpartition(b"\r\n\r\n")[2] for part in seen] == [b"one\r\n", b"two\r\n"]
    assert left == [True]


def test_so_many_may_look_on_at_once() -> None:
    viewers = Viewers(most=1)
    viewers.enter()
    with pytest.raises(TooManyViewers):
        viewers.enter()
    viewers.leave()
    viewers.enter()


VILLAGE = {
    "type": "Feature",
    "properties": {"kind": "village", "zh": "柳树湾村<"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[119.6, 29.0], [119.7, 29.0], [119.7, 29.1], [119.6, 29.0]]],
    },
}
ROAD = {
    "type": "Feature",
    "properties": {"kind": "road"},
    "geometry": {"type": "LineString", "coordinates": [[119.6, 29.0], [119.7, 29.1]]},
}


def test_a_position_lies_on_the_tile_where_other_maps_put_it() -> None:
    tile = Tile(0, 0, 0)
    assert tile.pixel(0.0, 0.0) == (128.0, 128.0)
    assert tile.pixel(-180.0, 85.0511)[1] == pytest.approx(0.0, abs=0.01)


def test_a_tile_draws_what_lies_on_it_and_names_villages() -> None:
    drawn = draw([VILLAGE, ROAD], Tile(11, 1704, 851))
    assert (drawn.count("<path"), "柳树湾村&lt;" in drawn) == (2, True)
    assert draw([VILLAGE, ROAD], Tile(11, 0, 0)).count("<path") == 0


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"properties": {"kind": "road"}},
        {"properties": {"kind": "road"}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
        {"properties": {"kind": "road"}, "geometry": {"type": "LineString", "coordinates": [["a", 2]]}},
        {"properties": {"kind": "road"}, "geometry": {"type": "LineString", "coordinates": []}},
        {"properties": {"kind": "road"}, "geometry": {"type": "Polygon", "coordinates": 7}},
    ],
)
def test_what_is_no_drawing_is_left_out(odd: dict[str, object]) -> None:
    assert "<path" not in draw([odd], Tile(11, 1704, 851))


def test_tiles_are_served_to_anybody_and_end_at_the_edge_of_the_map(anybody: TestClient) -> None:
    seen = anybody.get("/tiles/12/3409/1702.svg")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/svg+xml")
    assert anybody.get("/tiles/2/4/0.svg").status_code == 404
