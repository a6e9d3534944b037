from fastapi.testclient import TestClient

from tests.hub.api.face import Face


def test_what_goes_to_home_assistant_can_be_looked_at(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 40)
    shown = operator.get("/api/v1/export/home-assistant").json()
    config = shown["messages"]["homeassistant/device/daxi-bin-001/config"]
    assert (shown["is_published"], config["cmps"]["level_pct"]["name"]) == (False, "满溢度（推算）")
    assert shown["messages"]["homeassistant/device/daxi-bin-001/state"]["level_pct"] == 40


def test_what_is_not_published_cannot_be_published_again(as_role) -> None:
    answer = as_role("admin").post("/api/v1/export/home-assistant")
    assert (answer.status_code, answer.json()["error"]) == (409, "not_exported")


def test_bins_are_waste_containers_and_nothing_else_is(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 40)
    answer = operator.get("/api/v1/export/fiware/waste-containers")
    entities = {entity["id"]: entity for entity in answer.json()}
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert len(entities) == 6
    assert entities["urn:ngsi-ld:WasteContainer:daxi:bin-001"]["fillingLevel"]["value"] == 0.4
    assert "fillingLevel" not in entities["urn:ngsi-ld:WasteContainer:daxi:bin-002"]


def test_a_bin_is_seen_as_lwm2m(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 40)
    answer = operator.get("/api/v1/export/lwm2m/bin-001")
    assert answer.headers["Content-Type"] == "application/senml+json"
    assert {"n": "/3435/0/2", "v": 40.0} in answer.json()
    assert operator.get("/api/v1/export/lwm2m/cam-001").status_code == 404
