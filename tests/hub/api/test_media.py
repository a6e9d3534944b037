import hashlib

import pytest
from fastapi.testclient import TestClient

from hub.api.access import MOST_EVIDENCE_BYTES
from tests.fakes import FakeClock
from tests.hub.api.face import JPEG, Face

PNG = b"\x89PNG\r\n\x1a\n a picture"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(("picture", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_picture_is_kept_once_and_given_back(as_role, picture: bytes, kind: str) -> None:
    camera = as_role("field")
    put = [camera.put(f"/api/v1/evidence/{sha(picture)}", content=picture) for _ in range(2)]
    assert [answer.status_code for answer in put] == [201, 200]
    got = camera.get(put[0].json()["path"])
    assert (got.content, got.headers["Content-Type"]) == (picture, kind)
    again = camera.get(put[0].json()["path"], headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='x'/>", b"GIF89a", b"<!doctype html>", b"\xff\xd8", b"RIFF0000WAVE"]
)
def test_only_jpeg_and_png_are_taken(as_role, content: bytes) -> None:
    answer = as_role("field").put(f"/api/v1/evidence/{sha(content)}", content=content)
    assert (answer.status_code, answer.json()["error"]) == (415, "not_a_picture")


def test_a_picture_under_another_hash_is_refused(face: Face, as_role) -> None:
    answer = as_role("field").put(f"/api/v1/evidence/{'0' * 64}", content=JPEG)
    assert (answer.status_code, answer.json()["error"]) == (422, "wrong_hash")
    assert face.context.evidence.get("0" * 64) is None


def test_a_picture_that_is_too_large_is_refused(as_role) -> None:
    large = JPEG + b"\0" * MOST_EVIDENCE_BYTES
    assert as_role("field").put(f"/api/v1/evidence/{sha(large)}", content=large).status_code == 413


@pytest.mark.parametrize(
    "name", ["..%2f..%2fledger.db", "AB" * 32, "ab" * 31, "ab" * 32 + ".jpg", "C:%5C", "%00", "-", "CON"]
)
def test_names_are_hashes_and_nothing_else(operator: TestClient, name: str) -> None:
    assert operator.get(f"/media/{name}").status_code in {404, 422}
    assert operator.put(f"/api/v1/evidence/{name}", content=JPEG).status_code in {404, 422}


def test_the_last_picture_says_how_old_it_is(face: Face, operator: TestClient) -> None:
    face.context.evidence.put_last("cam-001", JPEG, face.clock.now())
    assert isinstance(face.clock, FakeClock)
    face.clock.move(75)
    got = operator.get("/api/v1/cameras/cam-001/last.jpg")
    assert (got.content, got.headers["Age"]) == (JPEG, "75")
    assert got.headers["X-Picture-At"] == "2026-03-05T10:00:00+08:00"
    assert got.headers["Cache-Control"] == "no-store"


def test_a_camera_without_a_picture_has_none(operator: TestClient) -> None:
    assert operator.get("/api/v1/cameras/cam-001/last.jpg").status_code == 404
    assert operator.get("/api/v1/cameras/nobody/last.jpg").status_code == 404
