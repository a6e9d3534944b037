"""Products while the hub runs: looked at, tried, added, replaced and removed, without a restart."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.hub.api.face import MORNING, Face

ACME = (Path(__file__).parents[2] / "testcases/profiles/acme-bin.toml").read_text("utf-8")
AT_S = int(MORNING.timestamp()) - 600
SAID = {"t": AT_S, "full": 44, "bat": 3600}
CLAIM = {"name": "新桶", "class": "bin", "point": "liushuwan-g1:第一村民组/村口", "lat": 29.1, "lon": 119.6}


@pytest.fixture
def admin(as_role) -> TestClient:
    return as_role("admin")


def put(admin: TestClient, name: str = "acme-b1", text: str = ACME):
    return admin.put(f"/api/v1/profiles/{name}", content=text.encode())


def speak(face: Face, topic: str = "json/T-1", **more: object) -> None:
    face.hear_raw(topic, json.dumps(SAID | more).encode())


def test_the_shipped_products_are_listed_and_shown_as_they_are_written(admin: TestClient) -> None:
    listed = admin.get("/api/v1/profiles").json()["profiles"]
    mud = next(one for one in listed if one["name"] == "milesight-em400-mud")
    assert (mud["origin"], mud["codec"], mud["class"]) == ("shipped", "milesight-tlv", "bin")
    assert "distance_mm" in mud["quantities"]
    (reboot,) = mud["downlinks"]
    assert (reboot["fport"], reboot["hex"], reboot["base64"]) == (85, "ff10ff", "/xD/")
    assert 'model = "EM400-MUD"' in admin.get("/api/v1/profiles/milesight-em400-mud").text
    assert admin.get("/api/v1/profiles/nobody-x").status_code == 404


def test_a_device_of_a_new_product_waits_and_is_claimed_with_all_it_said(
    face: Face, admin: TestClient
) -> None:
    speak(face)
    (waiting,) = admin.get("/api/v1/strangers").json()["strangers"]
    assert (waiting["id"], waiting["figures"]) == ("t-1", {})
    answer = put(admin)
    assert (answer.status_code, answer.json()["looked_again"]) == (200, 1)
    assert face.listened[-1][-1] == "json/+"
    claimed = admin.post("/api/v1/devices/t-1/claim", json=CLAIM | {"model": "acme-b1"})
    assert claimed.json() == {"device": "t-1", "messages": 1}
    shown = admin.get("/api/v1/devices/t-1").json()["figures"]
    assert (shown["fill_pct"]["value"], shown["battery_v"]["value"]) == (44.0, 3.6)
    assert shown["fill_pct"]["age_s"] == 600
    speak(face, t=AT_S + 300, full=50)
    assert admin.get("/api/v1/devices/t-1").json()["figures"]["fill_pct"]["value"] == 50.0
    assert admin.get("/api/v1/balance").json()["is_even"]


def test_what_a_mended_profile_can_read_is_no_dead_letter_any_more(face: Face, admin: TestClient) -> None:
    put(admin)
    speak(face)
    admin.post("/api/v1/devices/t-1/claim", json=CLAIM | {"model": "acme-b1"})
    face.hear_raw("json/t-1", json.dumps({"t": AT_S + 400, "full": "61 %"}).encode())
    assert len(face.context.letters.newest(9)) == 1
    mended = put(admin, text=ACME.replace('path = "$.full"', 'path = "$.full"\nenum = { "61 %" = 61 }'))
    assert mended.json()["replaced"] == "own"
    assert mended.json()["letters"]["stored"] == 1
    assert admin.get("/api/v1/devices/t-1").json()["figures"]["fill_pct"]["value"] == 61.0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (ACME.replace('"$.full"', '"full"'), r"jsonmap.values.0.path: 'full' must begin with $ (line 24)"),
        (ACME.replace("fill_pct =", "filling ="), "quantities.filling: not in the registry"),
        (ACME.replace('codec = "jsonmap"', 'codec = "magic"'), "codec: 'magic' is none of"),
        (ACME.replace("period_s = 3600", "period_s = 0"), "period_s: Input should be greater than 0 (line"),
        ("brand = ", "acme-b1.toml: Invalid value (at end of document)"),
        ("", "brand: Field required"),
    ],
)
def test_a_wrong_profile_is_named_by_key_and_changes_nothing(
    face: Face, admin: TestClient, wrong: str, says: str
) -> None:
    put(admin)
    before = face.context.products.products
    answer = put(admin, text=wrong)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_profile")
    assert says in answer.json()["detail"]["why"]
    assert face.context.products.products is before
    assert admin.get("/api/v1/profiles/acme-b1").text == ACME


def test_an_own_profile_stands_for_a_shipped_one_until_it_is_removed(admin: TestClient) -> None:
    answer = put(admin, "milesight-em400-mud")
    assert (answer.json()["replaced"], answer.json()["profile"]["origin"]) == ("shipped", "own")
    assert admin.delete("/api/v1/profiles/milesight-em400-mud").status_code == 204
    listed = {one["name"]: one for one in admin.get("/api/v1/profiles").json()["profiles"]}
    assert listed["milesight-em400-mud"]["origin"] == "shipped"
    assert admin.delete("/api/v1/profiles/milesight-em400-mud").status_code == 409
    assert admin.delete("/api/v1/profiles/nobody-x").status_code == 404


def test_trying_a_profile_has_no_effect(face: Face, admin: TestClient) -> None:
    asked = {"profile": ACME, "topic": "json/T-1", "payload": json.dumps(SAID)}
    read = admin.post("/api/v1/profiles/try", json=asked).json()
    assert (read["device"], read["values"]) == ("t-1", {"fill_pct": 44, "battery_v": 3.6})
    assert read["at"] == "2026-03-05T09:50:00+08:00"
    mud = {"name": "milesight-em400-mud", "payload_hex": "01755c0367010104824408050001"}
    assert admin.post("/api/v1/profiles/try", json=mud).json()["values"]["distance_mm"] == 2116
    assert (face.heard, "acme-b1" in face.context.products.products.profiles) == (0, False)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"profile": "brand = 1"}, 422, "bad_profile"),
        ({"name": "nobody"}, 404, "not_found"),
        ({"profile": ACME, "topic": "other/t-1", "payload": "{}"}, 422, "unreadable"),
        ({"profile": ACME, "payload": "not json"}, 422, "unreadable"),
        ({"name": "milesight-em400-mud", "topic": "json/t-1", "payload": "{}"}, 422, "unreadable"),
        ({"name": "milesight-em400-mud", "payload_hex": "0"}, 422, "bad_request"),
    ],
)
def test_a_try_that_cannot_be_says_why(admin: TestClient, asked: dict, status: int, code: str) -> None:
    answer = admin.post("/api/v1/profiles/try", json=asked)
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_an_operator_may_try_and_not_change(as_role) -> None:
    assert as_role("operator").put("/api/v1/profiles/acme-b1", content=ACME.encode()).status_code == 403


def test_the_own_products_are_there_after_a_restart(face: Face, admin: TestClient) -> None:
    put(admin)
    face.context.products._use(type(face.context.products.products).of({}, {}))
    face.context.products.load()
    assert face.context.products.products.profiles["acme-b1"].brand == "Acme"


def test_products_are_proposed_for_a_device_that_waits_and_none_is_applied(
    face: Face, admin: TestClient
) -> None:
    put(admin)
    speak(face)
    learned = admin.get("/api/v1/devices/t-1/proposals").json()
    (proposal,) = learned["proposals"]
    assert (proposal["profile"], proposal["read_share"], learned["messages"]) == ("acme-b1", 1.0, 1)
    assert proposal["would_read"] == [{"fill_pct": 44, "battery_v": 3.6}]
    assert admin.get("/api/v1/strangers").json()["strangers"][0]["figures"] == {}
    assert admin.get("/api/v1/devices/nobody/proposals").status_code == 404


def test_products_are_proposed_for_a_registered_device_out_of_its_dead_letters(
    face: Face, admin: TestClient
) -> None:
    speak(face)
    admin.post("/api/v1/devices/t-1/claim", json=CLAIM | {"model": "unknown"})
    put(admin)
    learned = admin.get("/api/v1/devices/t-1/proposals").json()
    assert [proposal["profile"] for proposal in learned["proposals"]] == ["acme-b1"]
