"""Keys of speakers are seen, accepted and revoked by the administrator alone."""

import pytest
from fastapi.testclient import TestClient

from devices.contract.bodies import Birth, DeviceClass
from devices.contract.signing import SigningKey
from devices.contract.topics import Kind
from devices.keys import new_key
from hub.domain.instants import millis
from tests.hub.api.face import KEY, Face

OWN, OTHER = new_key(), new_key()


def is_born(face: Face, key: SigningKey, boot: int = 1) -> None:
    body = Birth(
        id="horn-001",
        device_class=DeviceClass.SPEAKER,
        boot=boot,
        at_ms=millis(face.clock.now()),
        period_s=60,
        public_key=key.public.text,
    )
    face.hear(("horn-001", Kind.BIRTH, body))


@pytest.fixture
def admin(as_role) -> TestClient:
    return as_role("admin")


def speaker(admin: TestClient) -> dict[str, object]:
    (found,) = admin.get("/api/v1/keys").json()["speakers"]
    return found


def test_the_hubs_key_is_shown_to_whoever_sets_up_a_speaker(admin: TestClient) -> None:
    assert admin.get("/api/v1/keys").json()["hub_key"] == KEY.public.text


def test_another_key_counts_when_a_person_accepts_it(face: Face, admin: TestClient) -> None:
    is_born(face, OWN)
    is_born(face, OTHER, boot=2)
    assert (speaker(admin)["public_key"], speaker(admin)["offered"]) == (OWN.public.text, OTHER.public.text)

    assert admin.post("/api/v1/devices/horn-001/key").json()["public_key"] == OTHER.public.text
    assert (speaker(admin)["public_key"], speaker(admin)["offered"]) == (OTHER.public.text, "")
    newest = admin.get("/api/v1/registry/changes?limit=1").json()["changes"][0]
    assert (newest["by"], newest["change"]["act"]["code"]) == ("admin", "key_accepted")


def test_a_revoked_key_stays_revoked_also_when_the_password_is_renewed(face: Face, admin: TestClient) -> None:
    is_born(face, OWN)
    assert admin.delete("/api/v1/devices/horn-001/key").json()["revoked_at"] is not None
    assert admin.delete("/api/v1/devices/horn-001/key").status_code == 200
    admin.post("/api/v1/devices/horn-001/credentials")
    is_born(face, OWN, boot=2)

    assert speaker(admin)["revoked_at"] is not None
    newest = admin.get("/api/v1/registry/changes?limit=2").json()["changes"]
    assert [entry["change"]["act"]["code"] for entry in newest] == ["granted", "key_revoked"]


@pytest.mark.parametrize("act", ["credentials", "replace"])
def test_after_access_is_given_anew_the_next_key_counts(face: Face, admin: TestClient, act: str) -> None:
    is_born(face, OWN)
    cells = {} if act == "credentials" else {"json": {"serial": "sn-2"}}
    assert admin.post(f"/api/v1/devices/horn-001/{act}", **cells).is_success
    is_born(face, OTHER, boot=2)

    assert (speaker(admin)["public_key"], speaker(admin)["offered"]) == (OTHER.public.text, "")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_where_there_is_no_key_there_is_nothing_to_do(admin: TestClient, method: str) -> None:
    answer = admin.request(method, "/api/v1/devices/horn-001/key")

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
