"""The registry over HTTP: in and out as a table, device by device, and what was changed."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from hub.api.app import build_api
from hub.services.provisioning import Provisioning
from tests.hub.api.face import KEY, PASSWORD, Face

ROW = {
    "class": "bin", "name": "新桶", "village_id": "xincun", "village": "新村", "point": "村口",
    "owner": "李四", "phone": "+8613800000000", "lat": 29.1, "lon": 119.65, "period_s": 60,
    "empty_mm": 1000.0, "full_mm": 200,
}  # fmt: skip


@pytest.fixture
def admin(as_role) -> TestClient:
    return as_role("admin")


def test_what_is_exported_can_be_imported_and_changes_nothing(face: Face, admin: TestClient) -> None:
    exported = admin.get("/api/v1/registry")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    answer = admin.post("/api/v1/registry", content=exported.content).json()
    devices = len(face.context.registry.catalog.devices)
    assert (answer["devices"], answer["unchanged"], answer["changes"]) == (devices, devices, [])


def test_a_dry_run_says_what_a_table_would_do(face: Face, admin: TestClient) -> None:
    before = face.context.registry.catalog
    header, *rows = admin.get("/api/v1/registry").text.splitlines()
    table = "\n".join([f"{header},备注", rows[0].replace(",村口,", ",村尾,", 1), "bin 7,bin"])
    answer = admin.post("/api/v1/registry?dry_run=true", content=table.encode()).json()
    assert (answer["is_dry_run"], answer["unknown_columns"]) == (True, ["备注"])
    assert [flaw["line"] for flaw in answer["flawed"]] == [3]
    assert face.context.registry.catalog is before


def test_a_device_is_added_edited_moved_retired_and_each_step_is_in_the_log(
    face: Face, admin: TestClient
) -> None:
    assert admin.put("/api/v1/devices/bin-700", json=ROW).json() == {"device": "bin-700"}
    assert admin.patch("/api/v1/devices/bin-700", json={"name": "旧桶"}).status_code == 200
    village = face.context.registry.catalog.villages()[0].id
    there = {"village_id": village, "point": "桥头"}
    assert admin.post("/api/v1/devices/bin-700/move", json=there).status_code == 200
    assert admin.get("/api/v1/devices/bin-700").json()["village"]["id"] == village
    assert admin.post("/api/v1/devices/bin-700/replace", json={"serial": "SN-2"}).status_code == 200
    assert admin.post("/api/v1/devices/bin-700/retire").status_code == 200
    assert admin.get("/api/v1/devices/bin-700").status_code == 404
    assert admin.post("/api/v1/devices/bin-700/restore").status_code == 200
    log = admin.get("/api/v1/registry/changes?device=bin-700").json()["changes"]
    assert [entry["change"]["act"]["code"] for entry in log] == [
        "restored", "retired", "replaced", "moved", "changed", "added",
    ]  # fmt: skip
    assert (log[4]["by"], log[4]["change"]["before"], log[4]["change"]["after"]) == (
        "admin",
        {"name": "新桶"},
        {"name": "旧桶"},
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("PUT", "/api/v1/devices/bin-700", ROW | {"lat": 91.0}, 422, "bad_row"),
        ("PUT", "/api/v1/devices/bin-700", ROW | {"lat": "29.1"}, 422, "bad_request"),
        ("PUT", "/api/v1/devices/bin-700", ROW | {"retired_at": ""}, 422, "bad_request"),
        ("PATCH", "/api/v1/devices/bin-001", {"village_id": "xincun"}, 422, "bad_request"),
        ("PATCH", "/api/v1/devices/bin-001", {"name": "a\u0007b"}, 422, "bad_request"),
        ("PATCH", "/api/v1/devices/ghost", {"name": "x"}, 404, "not_found"),
        ("POST", "/api/v1/devices/ghost/retire", None, 404, "not_found"),
        ("POST", "/api/v1/devices/bin-001/move", {"village_id": "x", "point": "y"}, 422, "bad_row"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    admin: TestClient, method: str, path: str, body: object, status: int, error: str
) -> None:
    answer = admin.request(method, path, json=body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["detail"]


def test_a_password_is_made_shown_once_and_revoked(face: Face, admin: TestClient) -> None:
    hub = face.context
    made = admin.post("/api/v1/devices/horn-001/credentials")
    assert (made.status_code, made.json()) == (
        201,
        {"username": "horn-001", "password": "password-1", "hub_key": KEY.public.text},
    )
    assert face.broker.users == {"horn-001": "password-1"}
    assert hub.accounts.sign_in("horn-001", "password-1") is not None
    assert admin.delete("/api/v1/devices/horn-001/credentials").status_code == 200
    assert face.broker.users == {}
    assert hub.accounts.sign_in("horn-001", "password-1") is None
    log = admin.get("/api/v1/registry/changes?limit=2")
    assert [entry["change"]["act"]["code"] for entry in log.json()["changes"]] == ["revoked", "granted"]
    assert "password-" not in log.text
    assert admin.post("/api/v1/devices/ghost/credentials").status_code == 404


@pytest.mark.parametrize("act", ["credentials", "retire", "replace"])
def test_what_needs_the_broker_is_not_done_while_it_cannot_be_changed(
    face: Face, admin: TestClient, act: str
) -> None:
    admin.post("/api/v1/devices/bin-001/credentials")
    before = face.context.registry.catalog
    face.broker.is_down = True
    said = {"serial": "SN-2"} if act == "replace" else None
    answer = admin.post(f"/api/v1/devices/bin-001/{act}", json=said)
    assert (answer.status_code, answer.json()["error"]) == (503, "broker_unchanged")
    assert face.context.registry.catalog == before


@pytest.mark.parametrize("name", ["hub", "operator"])
def test_a_device_called_like_a_program_or_a_person_gets_no_password(
    face: Face, admin: TestClient, name: str
) -> None:
    admin.put(f"/api/v1/devices/{name}", json=ROW | {"class": "speaker", "empty_mm": None, "full_mm": None})
    answer = admin.post(f"/api/v1/devices/{name}/credentials")
    assert (answer.status_code, answer.json()["error"]) == (409, "name_taken")
    assert admin.post(f"/api/v1/devices/{name}/retire").status_code == 200
    assert face.context.accounts.sign_in("operator", PASSWORD) is not None


def test_with_a_broker_of_somebody_else_the_answer_says_what_to_add_there(face: Face) -> None:
    hub = face.context
    foreign = replace(hub, provisioning=Provisioning(hub.registry, hub.accounts, None, lambda: "nothing"))
    admin = TestClient(build_api(foreign), client=("192.0.2.7", 5000))
    admin.auth = ("admin", PASSWORD)
    answer = admin.post("/api/v1/devices/bin-001/credentials")
    assert (answer.status_code, answer.json()["error"]) == (409, "external_broker")
    assert answer.json()["detail"]["may_write"] == "vh1/daxi/d/bin-001/#"
