"""Drawing on a camera's picture, marking piles, and judging findings over HTTP."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from devices.contract.setup import MOST_SHAPES
from devices.contract.topics import Kind
from tests.hub.api.face import Face

SQUARE = [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6], [0.2, 0.6]]
LINE = [[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]]
SCENE = {
    "zones": [{"name": "村口", "corners": SQUARE, "unattended_s": 300}],
    "masks": [SQUARE],
    "ground": {"corners": SQUARE, "width_m": 3, "depth_m": 6.5},
}


@pytest.fixture
def admin(as_role: Callable[[str], TestClient]) -> TestClient:
    return as_role("admin")


def test_what_is_drawn_is_shown_again_and_told_to_the_camera(face: Face, admin: TestClient) -> None:
    drawn = admin.put("/api/v1/cameras/cam-001/scene", json=SCENE).json()
    shown = admin.get("/api/v1/cameras/cam-001/place").json()
    assert drawn["scene"] == shown["scene"]
    assert (shown["revision"], shown["scene"]["zones"][0]["name"]) == (1, "村口")
    assert shown["scene"]["ground"]["depth_m"] == 6.5
    face.context.cameras.push()
    assert face.bus.sent[-1].address.topic() == "vh1/daxi/d/cam-001/setup"


@pytest.mark.parametrize(
    "scene",
    [
        {"zones": [{"name": "x", "corners": LINE}]},
        {"masks": [LINE]},
        {"ground": {"corners": [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], "width_m": 1, "depth_m": 1}},
    ],
    ids=["zone", "mask", "ground"],
)
def test_a_shape_that_cannot_be_is_refused_with_its_place(admin: TestClient, scene: dict) -> None:
    answer = admin.put("/api/v1/cameras/cam-001/scene", json=scene)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_shape")
    assert "corners" in answer.json()["detail"]["where"] or "masks" in answer.json()["detail"]["where"]


@pytest.mark.parametrize(
    "scene",
    [
        {"zones": [{"name": "x", "corners": SQUARE, "colour": "red"}]},
        {"masks": [[[0.1, 2.0], *SQUARE]]},
        {"masks": [[[0.1], *SQUARE]]},
        {"masks": [SQUARE] * (MOST_SHAPES + 1)},
    ],
    ids=["unknown key", "outside", "half a corner", "too many"],
)
def test_what_is_no_drawing_is_refused(admin: TestClient, scene: dict) -> None:
    assert admin.put("/api/v1/cameras/cam-001/scene", json=scene).status_code == 422


@pytest.mark.parametrize("camera", ["bin-001", "nobody"])
def test_only_a_camera_has_a_place(admin: TestClient, camera: str) -> None:
    assert admin.get(f"/api/v1/cameras/{camera}/place").status_code == 404
    assert admin.put(f"/api/v1/cameras/{camera}/scene", json=SCENE).status_code == 404
    assert admin.post(f"/api/v1/cameras/{camera}/piles", json={"corners": SQUARE}).status_code == 404


def test_a_marked_pile_has_the_id_of_its_finding(operator: TestClient) -> None:
    made = operator.post("/api/v1/cameras/cam-001/piles", json={"corners": SQUARE})
    assert made.status_code == 201
    assert operator.get("/api/v1/cameras/cam-001/place").json()["piles"] == [made.json()]


def test_marks_that_enclose_nothing_or_are_too_many_are_refused(operator: TestClient) -> None:
    url = "/api/v1/cameras/cam-001/piles"
    assert operator.post(url, json={"corners": LINE}).json()["error"] == "bad_shape"
    answers = [operator.post(url, json={"corners": SQUARE}) for _ in range(MOST_SHAPES + 1)]
    assert [answer.status_code for answer in answers] == [201] * MOST_SHAPES + [409]
    assert answers[-1].json()["error"] == "too_many_marks"


def test_a_false_alarm_closes_its_ticket_counts_and_can_be_undone(face: Face, operator: TestClient) -> None:
    face.sees_litter("cam-001", "pile-1")
    (ticket,) = operator.get("/api/v1/tickets").json()["tickets"]
    assert ticket["judged"] is None
    url = f"/api/v1/tickets/{ticket['id']}/judgement"
    judged = operator.put(url, json={"verdict": "false_alarm"}).json()
    assert (judged["state"], judged["closed_because"]["code"]) == ("closed", "false_alarm")
    assert (judged["judged"]["zh"], judged["judged"]["by"]) == ("误报", "operator")
    week = operator.get("/api/v1/cameras/cam-001/place").json()["week"]
    assert week == {"confirmed": 0, "false_alarms": 1, "precision_pct": 0.0}
    undone = operator.delete(url).json()
    assert (undone["state"], undone["judged"]) == ("open", None)
    assert operator.get("/api/v1/cameras/cam-001/place").json()["week"]["precision_pct"] is None


def test_only_what_a_camera_found_can_be_judged(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    (ticket,) = operator.get("/api/v1/tickets").json()["tickets"]
    url = f"/api/v1/tickets/{ticket['id']}/judgement"
    for answer in (operator.put(url, json={"verdict": "confirmed"}), operator.delete(url)):
        assert (answer.status_code, answer.json()["error"]) == (409, "not_judged")
    face.context.cameras.push()
    assert [message for message in face.bus.sent if message.address.kind is Kind.SETUP] == []


@pytest.mark.parametrize("verdict", ["maybe", "", None])
def test_another_verdict_is_refused(operator: TestClient, verdict: object) -> None:
    assert operator.put("/api/v1/tickets/t1/judgement", json={"verdict": verdict}).status_code == 422


def test_a_ticket_that_is_not_there_cannot_be_judged(operator: TestClient) -> None:
    assert operator.put("/api/v1/tickets/t404/judgement", json={"verdict": "confirmed"}).status_code == 404
    assert operator.delete("/api/v1/tickets/t404/judgement").status_code == 404
