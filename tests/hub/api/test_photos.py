"""Closing photos over the API: what is answered, and what nobody gets through with."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from hub.domain.instants import millis
from hub.domain.photos.picture import Unusable
from tests.hub.api.face import Face
from tests.photos import a_header

PHOTO = a_header(tail=b"one")
MIB = 1024 * 1024


@pytest.fixture
def url(face: Face, operator: TestClient) -> str:
    """The photos of the matter of a camera that has gone away."""
    face.sees_litter("cam-001", "pile-1")
    face.says("cam-001", online=False)
    (ticket,) = operator.get("/api/v1/tickets").json()["tickets"]
    return f"/api/v1/tickets/{ticket['id']}/photos"


def on_the_spot(face: Face, **other: object) -> dict[str, object]:
    camera = face.context.registry.catalog.devices["cam-001"]
    taken_at_ms = millis(face.clock.now())
    return {"taken_at_ms": taken_at_ms, "lat": camera.lat, "lon": camera.lon, "accuracy_m": 8.0, **other}


def test_a_photo_that_proves_it_closes_the_matter_and_is_shown_with_it(
    face: Face, url: str, as_role: Callable[[str], TestClient]
) -> None:
    person = next(iter(face.context.registry.catalog.people.values()))
    field = as_role("field")
    sent = field.post(url, params=on_the_spot(face, person=person.id), content=PHOTO)
    said = sent.json()
    assert (sent.status_code, said["state"], said["photo"]["outcome"]) == (201, "closed", "accepted")
    assert (said["photo"]["distance_m"], said["photo"]["sent_by"]) == (0.0, person.name)
    matter = as_role("viewer").get(url.removesuffix("/photos")).json()
    assert matter["photos"] == [said["photo"]]
    assert matter["ticket"]["evidence"][-1]["path"] == said["photo"]["path"]
    assert matter["deeds"][-1]["act"]["code"] == "photo_accepted"
    assert field.get(said["photo"]["path"]).status_code == 200


def test_the_same_photo_again_is_answered_alike(face: Face, url: str, operator: TestClient) -> None:
    first = operator.post(url, params=on_the_spot(face), content=PHOTO)
    again = operator.post(url, params=on_the_spot(face), content=PHOTO)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_a_photo_that_is_not_enough_is_told_what_is_wrong_and_what_to_do(
    url: str, operator: TestClient
) -> None:
    said = operator.post(url, content=PHOTO).json()
    assert (said["state"], said["photo"]["outcome"]) == ("open", "insufficient")
    no_time, no_position = said["photo"]["faults"]
    assert (no_time["code"], no_position["code"]) == ("no_time", "no_position")
    assert no_position["zh"] == "不知道照片在哪里拍的"
    assert "定位" in no_position["todo_zh"]
    assert said["photo"]["comparison"]["code"] == "nothing_before"


@pytest.mark.parametrize(
    "query",
    [
        {"lat": 91},
        {"lat": "nan"},
        {"taken_at_ms": -1},
        {"taken_at_ms": 2**53},
        {"accuracy_m": -1},
        {"lat": 29.1},
        {"where": "here"},
        {"person": "x" * 65},
    ],
    ids=["lat", "nan", "before 1970", "far future", "accuracy", "half a place", "unknown", "long"],
)
def test_a_query_that_cannot_be_is_refused(
    url: str, operator: TestClient, query: dict[str, str | float]
) -> None:
    assert operator.post(url, params=query, content=PHOTO).status_code == 422


def test_nobody_sends_in_the_name_of_somebody_unknown(face: Face, url: str, operator: TestClient) -> None:
    answer = operator.post(url, params=on_the_spot(face, person="nobody/1"), content=PHOTO)
    assert (answer.status_code, answer.json()["error"]) == (422, "unknown_person")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 415),
        (b"\x89PNG\r\n\x1a\n", 415),
        (b"<svg onload='x'/>", 415),
        (b"\x00\x00\x00\x18ftypheic", 415),
        (a_header((60_000, 60_000)), 413),
    ],
    ids=["empty", "png", "svg", "heic", "bomb"],
)
def test_what_is_no_photo_is_refused_in_words(
    face: Face, url: str, operator: TestClient, content: bytes, status: int
) -> None:
    answer = operator.post(url, params=on_the_spot(face), content=content)
    assert (answer.status_code, answer.json()["error"]) == (status, "bad_photo")
    assert answer.json()["message_zh"]


def test_a_torn_photo_is_refused(face: Face, url: str, operator: TestClient) -> None:
    face.eye.flaw = Unusable.BROKEN
    answer = operator.post(url, params=on_the_spot(face), content=PHOTO)
    assert (answer.status_code, answer.json()["detail"]["flaw"]) == (422, "broken")


def test_fifty_megabytes_are_refused_before_they_are_read(url: str, operator: TestClient) -> None:
    answer = operator.post(url, content=b"\xff\xd8\xff", headers={"Content-Length": str(50 * MIB)})
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


def test_a_viewer_sends_nothing(face: Face, url: str, as_role: Callable[[str], TestClient]) -> None:
    answer = as_role("viewer").post(url, params=on_the_spot(face), content=PHOTO)
    assert answer.status_code == 403


def test_a_second_photo_of_what_is_closed_is_refused(face: Face, url: str, operator: TestClient) -> None:
    operator.post(url, params=on_the_spot(face), content=PHOTO)
    answer = operator.post(url, params=on_the_spot(face), content=a_header(tail=b"two"))
    assert (answer.status_code, answer.json()["error"]) == (409, "already_closed")
