"""Uplinks that network servers post: with the source's secret, once, on disk before they are answered."""

import json

import pytest
from fastapi.testclient import TestClient

from hub.api.access import MOST_UPLINK_BYTES
from hub.domain.area import Device, DeviceClass
from tests.hub.api.face import Face

EUI = "24e124713d012345"
UP = {
    "deduplicationId": "u-1",
    "time": "2026-03-05T02:00:00+00:00",
    "deviceInfo": {"devEui": EUI},
    "fCnt": 4,
    "fPort": 85,
    "data": "AXVcA2cBAQSCRAgFAAE=",  # EM400-MUD, the vendor's example: 92 %, 25.7 °C, 2116 mm, tilted
}


@pytest.fixture
def secret(as_role) -> str:
    issued = as_role("admin").post("/api/v1/webhooks/chirpstack").json()
    assert issued["header"] == f"Authorization: Bearer {issued['secret']}"
    assert issued["url"].endswith("/api/v1/uplinks/chirpstack")
    return issued["secret"]


@pytest.fixture
def network(anybody: TestClient, secret: str) -> TestClient:
    """A network server that knows its secret."""
    anybody.auth = None
    anybody.headers["Authorization"] = f"Bearer {secret}"
    return anybody


def register(face: Face, **more: str) -> None:
    bin_1 = face.context.registry.catalog.devices["bin-001"]
    known = Device("bin-x", DeviceClass.BIN, "桶", bin_1.point, 29.1, 119.6, key=EUI, **more)
    with face.context.ledger.write() as tx:
        tx.registry.put((), (), (known,))
    face.context.registry.load()


def test_a_posted_uplink_is_a_reading_as_if_it_came_by_mqtt(face: Face, network: TestClient) -> None:
    register(face, model="milesight-em400-mud")
    answer = network.post("/api/v1/uplinks/chirpstack?event=up", json=UP)
    assert (answer.status_code, answer.json()) == (200, {"taken": True})
    (view,) = [view for view in face.context.watch.devices() if view.device.id == "bin-x"]
    assert view.figures["distance_mm"].value == 2116


def test_the_same_uplink_by_webhook_and_by_mqtt_counts_once(face: Face, network: TestClient) -> None:
    register(face, model="milesight-em400-mud")
    network.post("/api/v1/uplinks/chirpstack", json=UP)
    face.hear_raw(f"application/a/device/{EUI}/event/up", json.dumps(UP).encode())
    balance = face.context.watch.balance()
    assert (balance.duplicate, balance.is_even) == (1, True)


def test_what_cannot_be_read_is_taken_and_set_aside(face: Face, network: TestClient) -> None:
    assert network.post("/api/v1/uplinks/chirpstack", content=b"not json").status_code == 200
    (letter,) = face.context.letters.newest(9)
    assert (letter.topic, letter.payload) == ("http/chirpstack/up", b"not json")


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", "Basic YTpi", "bearer"])
def test_nothing_is_taken_without_the_secret(face: Face, network: TestClient, authorization: str) -> None:
    headers = {"Authorization": authorization}
    answer = network.post("/api/v1/uplinks/chirpstack", json=UP, headers=headers)
    assert (answer.status_code, face.heard) == (401, 0)


def test_a_secret_opens_its_own_source_only(face: Face, network: TestClient) -> None:
    assert network.post("/api/v1/uplinks/loriot", json=UP).status_code == 401
    assert network.get("/api/v1/overview").status_code == 401
    assert face.heard == 0


def test_a_revoked_or_replaced_secret_opens_nothing(network: TestClient) -> None:
    admin = {"auth": ("admin", "correct horse"), "headers": {"Authorization": ""}}
    new = network.post("/api/v1/webhooks/chirpstack", **admin).json()["secret"]
    assert network.post("/api/v1/uplinks/chirpstack", json=UP).status_code == 401
    network.headers["Authorization"] = f"bearer {new}"
    assert network.post("/api/v1/uplinks/chirpstack", json=UP).status_code == 200
    assert network.delete("/api/v1/webhooks/chirpstack", **admin).status_code == 204
    assert network.post("/api/v1/uplinks/chirpstack", json=UP).status_code == 401


def test_a_secret_is_never_shown_again(as_role, secret: str) -> None:
    listed = as_role("admin").get("/api/v1/webhooks")
    (chirpstack,) = [one for one in listed.json()["webhooks"] if one["may_post"]]
    assert (chirpstack["source"], chirpstack["made_by"]) == ("chirpstack", "admin")
    assert secret not in listed.text


def test_a_full_journal_asks_the_sender_to_come_again(face: Face, network: TestClient) -> None:
    face.shortage = "journal_disk"
    answer = network.post("/api/v1/uplinks/chirpstack", json=UP)
    assert (answer.status_code, answer.headers["Retry-After"], face.heard) == (503, "5", 0)


def test_a_body_beyond_the_limit_is_refused(face: Face, network: TestClient) -> None:
    answer = network.post("/api/v1/uplinks/chirpstack", content=b"x" * (MOST_UPLINK_BYTES + 1))
    assert (answer.status_code, face.heard) == (413, 0)


@pytest.mark.parametrize("query", ["", "?device=a/b", "?device=%2B", "?device=" + "x" * 65])
def test_plain_json_names_its_device(face: Face, as_role, query: str) -> None:
    secret = as_role("admin").post("/api/v1/webhooks/json").json()["secret"]
    client = as_role("admin")
    client.auth = None
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.post(f"/api/v1/uplinks/json{query}", json={"a": 1}, headers=headers).status_code == 422
    assert client.post("/api/v1/uplinks/json?device=T-1", json={"a": 1}, headers=headers).status_code == 200
    assert [stranger.device for stranger in face.context.watch.strangers()] == ["t-1"]
