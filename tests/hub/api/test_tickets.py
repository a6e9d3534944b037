"""Closing a matter by hand and opening it again: who may, what speaks against it, what is written."""

import pytest
from fastapi.testclient import TestClient

from devices.contract.bodies import Sight
from tests.hub.api.face import Face

WHY = {"why": "现场已清理干净"}


def the_ticket(operator: TestClient, *, closed: bool = False) -> dict:
    (found,) = operator.get("/api/v1/tickets", params={"closed": closed}).json()["tickets"]
    return found


def litter(face: Face, operator: TestClient) -> str:
    face.sees_litter("cam-001", "pile-1")
    return f"/api/v1/tickets/{the_ticket(operator)['id']}"


def test_a_matter_is_closed_by_hand_with_name_and_reason(face: Face, operator: TestClient) -> None:
    url = litter(face, operator)
    closed = operator.post(f"{url}/close", json=WHY).json()
    assert (closed["state"], closed["closed_by"]) == ("closed", "operator")
    assert closed["closed_because"]["code"] == "confirmed_by_person"
    (deed,) = operator.get(url).json()["deeds"]
    assert (deed["act"]["code"], deed["by"], deed["why"]) == ("matter_closed", "operator", WHY["why"])


def test_closing_twice_is_refused_in_words(face: Face, operator: TestClient) -> None:
    url = litter(face, operator)
    operator.post(f"{url}/close", json=WHY)
    again = operator.post(f"{url}/close", json=WHY)
    assert (again.status_code, again.json()["error"]) == (409, "already_closed")
    assert again.json()["message_zh"] == "该案卷已销号"


def test_a_bin_that_its_sensor_calls_full_is_closed_only_despite_it(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    url = f"/api/v1/tickets/{the_ticket(operator)['id']}"
    refused = operator.post(f"{url}/close", json=WHY)
    assert (refused.status_code, refused.json()["error"]) == (409, "still_seen")
    closed = operator.post(f"{url}/close", json={**WHY, "despite_device": True})
    assert closed.json()["state"] == "closed"


def test_a_matter_that_is_not_put_right_is_opened_again(face: Face, operator: TestClient) -> None:
    url = litter(face, operator)
    face.sees_litter("cam-001", "pile-1", sight=Sight.ABSENT)
    assert the_ticket(operator, closed=True)["reopenings"] == 0
    opened = operator.post(f"{url}/reopen", json={"why": "垃圾还在"}).json()
    assert (opened["state"], opened["reopenings"], opened["closed_because"]) == ("open", 1, None)
    assert opened["reopened_at"] == opened["opened_at"]  # no time has passed here
    assert [deed["act"]["zh"] for deed in operator.get(url).json()["deeds"]] == ["案卷复开"]


def test_a_matter_is_not_opened_beside_a_newer_one_about_the_same(face: Face, operator: TestClient) -> None:
    url = litter(face, operator)
    operator.post(f"{url}/close", json=WHY)
    face.clock.move(60)  # type: ignore[attr-defined]
    face.sees_litter("cam-001", "pile-1")
    refused = operator.post(f"{url}/reopen", json=WHY)
    assert (refused.status_code, refused.json()["error"]) == (409, "another_open")


def test_a_matter_that_is_open_is_not_opened_again(face: Face, operator: TestClient) -> None:
    refused = operator.post(f"{litter(face, operator)}/reopen", json=WHY)
    assert (refused.status_code, refused.json()["error"]) == (409, "not_closed")


@pytest.mark.parametrize("path", ["", "/close", "/reopen"])
def test_a_ticket_that_is_not_there_is_said(operator: TestClient, path: str) -> None:
    url = f"/api/v1/tickets/t404{path}"
    answer = operator.post(url, json=WHY) if path else operator.get(url)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize("said", [{}, {"why": ""}, {"why": "x" * 301}, {"why": "x", "state": "closed"}])
def test_a_reason_is_needed_and_nothing_else_is_taken(
    face: Face, operator: TestClient, said: dict[str, str]
) -> None:
    url = litter(face, operator)
    assert operator.post(f"{url}/close", json=said).status_code == 422
    assert the_ticket(operator)["state"] == "open"


def test_what_a_bin_tells_of_beside_being_full_is_closed_as_well(face: Face, operator: TestClient) -> None:
    face.hear(face.reading("bin-001", tilted=True))
    ticket = the_ticket(operator)["id"]
    assert ticket.endswith("-bin_tilted")
    url = f"/api/v1/tickets/{ticket}"
    assert operator.get(url).status_code == 200
    closed = operator.post(f"{url}/close", json={**WHY, "despite_device": True})
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
