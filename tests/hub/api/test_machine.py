"""The commands of the machine and its Grafana ask the hub under names of their own."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from hub.api.app import build_api
from hub.domain.people import ALERTS, COMMANDS, Role
from hub.services.machine import MachineLogin, MachineServices
from tests.hub.api.face import PASSWORD, Face

POST = "/api/v1/alerts/grafana"


@pytest.fixture
def older(face: Face) -> TestClient:
    """A hub whose Grafana still has the first password of `admin`, which is another by now."""
    former = MachineLogin(ALERTS, "admin", "first-password", is_former=True)
    context = replace(face.context, machine=MachineServices([former]))
    return TestClient(build_api(context), client=("192.0.2.7", 5000), raise_server_exceptions=False)


def test_a_service_goes_on_when_people_change_their_passwords_and_leave(
    face: Face, anybody: TestClient
) -> None:
    face.context.accounts.admit("li", Role.ADMIN, "another password", "admin")
    face.context.accounts.dismiss("admin", "li")
    assert anybody.get("/api/v1/balance", auth=(COMMANDS.name, PASSWORD)).status_code == 200
    assert anybody.post(POST, json={"alerts": []}, auth=(ALERTS.name, PASSWORD)).status_code == 200


def test_a_service_may_nothing_that_does_not_name_it(anybody: TestClient) -> None:
    assert anybody.get("/api/v1/balance", auth=(ALERTS.name, PASSWORD)).status_code == 403
    assert anybody.get("/api/v1/overview", auth=(COMMANDS.name, PASSWORD)).status_code == 403


def test_nobody_signs_in_on_the_page_as_a_service(anybody: TestClient) -> None:
    assert anybody.post("/login", data={"name": COMMANDS.name, "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_service_is_nobody_whom_an_administrator_makes_or_removes(as_role, method: str) -> None:
    admin = as_role("admin")
    body = {"role": "admin", "password": "another password"}
    answer = admin.request(
        method, f"/api/v1/accounts/{COMMANDS.name}", json=body if method == "PUT" else None
    )
    assert answer.status_code == (422 if method == "PUT" else 204)
    assert admin.get("/api/v1/balance", auth=(COMMANDS.name, PASSWORD)).status_code == 200
    assert COMMANDS.name not in admin.get("/api/v1/accounts").text


def test_letters_that_a_command_reads_again_are_the_machines_deed(face: Face, anybody: TestClient) -> None:
    face.hear_raw("vh1/daxi/d/bin-001/tele", b"{")
    replay = anybody.post("/api/v1/dead-letters/replay", json={"all": True}, auth=(COMMANDS.name, PASSWORD))
    assert replay.status_code == 200
    deeds = anybody.get("/api/v1/broadcast/deeds", auth=("admin", PASSWORD)).json()["deeds"]
    assert [(deed["by"], deed["act"]["zh"], deed["subject"]) for deed in deeds] == [
        ("@machine", "重新处理死信", "all")
    ]


def test_whoever_guesses_at_an_address_keeps_no_command_of_it_out(anybody: TestClient) -> None:
    statuses = [
        anybody.get("/api/v1/balance", auth=(COMMANDS.name, f"guess {number}")).status_code
        for number in range(6)
    ]
    assert statuses == [401] * 5 + [429]
    assert anybody.get("/api/v1/balance", auth=(COMMANDS.name, PASSWORD)).status_code == 200


def test_a_grafana_of_an_older_installation_goes_on_posting_after_the_password_was_changed(
    older: TestClient,
) -> None:
    login = ("admin", "first-password")
    assert older.post(POST, json={"alerts": []}, auth=login).status_code == 200
    assert older.get("/api/v1/balance", auth=login).status_code == 401
    assert older.post(POST, json={"alerts": []}, auth=("admin", PASSWORD)).status_code == 200


def test_guessing_at_what_that_grafana_was_given_is_slowed_down(older: TestClient) -> None:
    statuses = [
        older.post(POST, json={"alerts": []}, auth=("admin", f"guess {number}")).status_code
        for number in range(6)
    ]
    assert statuses == [401] * 5 + [429]


def test_a_grafana_with_a_wrong_password_is_counted_also_when_it_is_told_to_wait(
    face: Face, anybody: TestClient
) -> None:
    def refused() -> int:
        found = face.context.machine.alerts_refused(face.clock.now())
        return found.times if found else 0

    statuses = [
        anybody.post(POST, json={"alerts": []}, auth=(ALERTS.name, "of before")).status_code for _ in range(6)
    ]
    assert (statuses, refused()) == ([401] * 5 + [429], 6)
    anybody.post(POST, json={"alerts": []}, auth=("admin", "of before"))
    anybody.get("/api/v1/balance", auth=(ALERTS.name, "of before"))
    assert refused() == 6
    assert anybody.post(POST, json={"alerts": []}, auth=(ALERTS.name, PASSWORD)).status_code == 200
    assert refused() == 0
