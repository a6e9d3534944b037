"""The page on a grid member's phone: a pass opens one matter for a while, and nothing else."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from hub.domain.instants import millis
from tests.hub.api.face import Face
from tests.photos import a_header

PHOTO = a_header(tail=b"one")
WEEK_S = timedelta(days=7).total_seconds()


def a_matter(face: Face, operator: TestClient, camera: str = "cam-001") -> str:
    sha256 = face.context.evidence.put(PHOTO + camera.encode(), "image/jpeg")
    face.sees_litter(camera, f"pile-{camera}", ("at", sha256))
    face.says(camera, online=False)
    found = operator.get("/api/v1/tickets").json()["tickets"]
    return next(ticket["id"] for ticket in found if ticket["device"] == camera)


def a_pass(operator: TestClient, ticket: str) -> str:
    """The path of the page; whoever has it needs no account."""
    made = operator.post(f"/api/v1/tickets/{ticket}/pass")
    assert made.status_code == 201
    return "/closing/" + made.json()["url"].rsplit("/", 1)[1]


@pytest.fixture
def path(face: Face, operator: TestClient) -> str:
    return a_pass(operator, a_matter(face, operator))


@pytest.fixture
def phone(path: str, anybody: TestClient) -> TestClient:  # noqa: ARG001  - the pass is made by an account
    """A phone that is not signed in."""
    anybody.auth = None
    return anybody


def there(face: Face, camera: str = "cam-001") -> dict[str, object]:
    device = face.context.registry.catalog.devices[camera]
    return {"taken_at_ms": millis(face.clock.now()), "lat": device.lat, "lon": device.lon, "accuracy_m": 8.0}


def test_the_page_shows_the_matter_its_place_and_the_picture_of_before(
    face: Face, phone: TestClient, path: str
) -> None:
    page = phone.get(path)
    device = face.context.registry.catalog.devices["cam-001"]
    assert page.status_code == 200
    assert "暴露垃圾" in page.text
    assert device.name in page.text
    picture = page.text.split('<figure><img src="')[1].split('"')[0].replace("&amp;", "&")
    assert phone.get(picture).status_code == 200


def test_the_page_may_use_camera_and_position_and_runs_no_script_but_its_own(
    phone: TestClient, path: str
) -> None:
    headers = phone.get(path).headers
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    script = phone.get("/phone/closing.js")
    assert script.headers["Content-Type"].startswith("text/javascript")


def test_a_photo_sent_by_a_pass_is_the_owners(face: Face, phone: TestClient, path: str) -> None:
    sent = phone.post(f"{path}/photos", params=there(face), content=PHOTO)
    said = sent.json()
    assert (sent.status_code, said["state"], said["photo"]["outcome"]) == (201, "closed", "accepted")
    assert said["photo"]["sent_by"]
    assert said["photo"]["sent_by"] != "operator"
    assert "已销号" in phone.get(path).text


def test_a_photo_that_is_not_enough_is_answered_at_once(phone: TestClient, path: str) -> None:
    said = phone.post(f"{path}/photos", content=PHOTO).json()
    assert [fault["code"] for fault in said["photo"]["faults"]] == ["no_time", "no_position"]


def test_a_pass_opens_no_other_matter_and_another_villages_place_is_too_far(
    face: Face, phone: TestClient, path: str
) -> None:
    elsewhere = next(
        name
        for name, device in face.context.registry.catalog.devices.items()
        if face.context.registry.catalog.village_id(device)
        != face.context.registry.catalog.village_id(face.context.registry.catalog.devices["cam-001"])
    )
    said = phone.post(f"{path}/photos", params=there(face, elsewhere), content=PHOTO).json()
    assert [fault["code"] for fault in said["photo"]["faults"]] == ["too_far"]
    assert phone.get("/api/v1/tickets").status_code == 401


def test_a_pass_is_over_after_a_week(face: Face, phone: TestClient, path: str) -> None:
    face.clock.move(WEEK_S - 1)  # type: ignore[attr-defined]
    assert phone.get(path).status_code == 200
    face.clock.move(1)  # type: ignore[attr-defined]
    assert phone.get(path).status_code == 403
    refused = phone.post(f"{path}/photos", params=there(face), content=PHOTO)
    assert (refused.status_code, refused.json()["error"]) == (403, "photo_pass_over")


def test_a_new_pass_ends_the_one_before(face: Face, operator: TestClient) -> None:
    ticket = a_matter(face, operator)
    first, second = a_pass(operator, ticket), a_pass(operator, ticket)
    assert (operator.get(first).status_code, operator.get(second).status_code) == (403, 200)


def test_who_made_a_pass_is_written_down(face: Face, operator: TestClient) -> None:
    ticket = a_matter(face, operator)
    a_pass(operator, ticket)
    deeds = operator.get(f"/api/v1/tickets/{ticket}").json()["deeds"]
    assert [(deed["act"]["code"], deed["by"]) for deed in deeds] == [("photo_link_made", "operator")]


def test_a_guessed_pass_opens_nothing(phone: TestClient) -> None:
    page = phone.get("/closing/" + "A" * 32)
    assert (page.status_code, "拍照链接已失效" in page.text) == (403, True)


def test_a_pass_for_no_matter_is_not_made(operator: TestClient) -> None:
    assert operator.post("/api/v1/tickets/t404/pass").status_code == 404


def test_a_phone_sends_no_more_than_four_megabytes(phone: TestClient, path: str) -> None:
    answer = phone.post(f"{path}/photos", content=b"\xff\xd8\xff" + bytes(4 * 1024 * 1024))
    assert answer.status_code == 413


def test_another_site_cannot_send_by_a_pass_it_knows(face: Face, phone: TestClient, path: str) -> None:
    foreign = {"Origin": "https://evil.example"}
    answer = phone.post(f"{path}/photos", params=there(face), content=PHOTO, headers=foreign)
    assert (answer.status_code, answer.json()["error"]) == (403, "foreign_origin")
