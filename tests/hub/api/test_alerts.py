"""Grafana's alerts become tickets, one for one matter."""

import pytest
from fastapi.testclient import TestClient

from tests.hub.api.face import Face

PATH = "/api/v1/alerts/grafana"


def an_alert(status: str = "firing", **labels: str) -> dict[str, object]:
    """One notification as Grafana's webhook contact point sends it (its JSON payload, shortened)."""
    return {
        "receiver": "village-hub",
        "status": status,
        "alerts": [
            {
                "status": status,
                "labels": {"alertname": "x", "grafana_folder": "village", "rule": "village-lag", **labels},
                "annotations": {"summary": "…"},
                "startsAt": "2026-03-05T02:00:00Z",
                "fingerprint": "c6eadffa33fcdf37",
            }
        ],
        "groupLabels": {},
        "version": "1",
    }


def open_tickets(operator: TestClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = operator.get("/api/v1/tickets").json()["tickets"]
    return found


def test_an_alert_opens_one_ticket_however_often_it_is_posted(operator: TestClient) -> None:
    assert operator.post(PATH, json=an_alert()).json()["opened"] == 1
    assert operator.post(PATH, json=an_alert()).json()["known"] == 1
    (ticket,) = open_tickets(operator)
    assert (ticket["kind"], ticket["subject"], ticket["sightings"]) == ("alert", "alert:village-lag", 2)


def test_an_alert_that_is_over_closes_its_ticket(operator: TestClient) -> None:
    operator.post(PATH, json=an_alert())
    assert operator.post(PATH, json=an_alert("resolved")).json()["closed"] == 1
    assert operator.post(PATH, json=an_alert("resolved")).json()["nothing"] == 1
    assert open_tickets(operator) == []
    (closed,) = operator.get("/api/v1/tickets", params={"closed": True}).json()["tickets"]
    assert closed["closed_because"]["code"] == "alert_resolved"


def test_what_the_hub_has_a_ticket_for_gets_no_second_one(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    full = an_alert(device="bin-001", kind="bin_full")
    assert operator.post(PATH, json=full).json()["known"] == 1
    (ticket,) = open_tickets(operator)
    assert (ticket["kind"], ticket["device"]) == ("bin_full", "bin-001")


def test_what_grafana_saw_first_is_the_ticket_that_the_hub_goes_on_with(
    face: Face, operator: TestClient
) -> None:
    full = an_alert(device="bin-001", kind="bin_full")
    assert operator.post(PATH, json=full).json()["opened"] == 1
    face.fills("bin-001", 95)
    assert len(open_tickets(operator)) == 1
    # The end of the alert proves nothing: the sensor's own evidence does.
    assert (
        operator.post(PATH, json=an_alert("resolved", device="bin-001", kind="bin_full")).json()["nothing"]
        == 1
    )
    face.fills("bin-001", 3)
    assert open_tickets(operator) == []


def test_a_device_that_nobody_registered_is_an_alert_of_its_rule(operator: TestClient) -> None:
    operator.post(PATH, json=an_alert(device="bin-999", kind="bin_full"))
    (ticket,) = open_tickets(operator)
    assert (ticket["kind"], ticket["subject"]) == ("alert", "alert:village-lag")


def test_an_alert_about_a_device_without_a_kind_is_one_of_that_device(operator: TestClient) -> None:
    operator.post(PATH, json=an_alert(device="bin-001", kind="weather"))
    (ticket,) = open_tickets(operator)
    assert (ticket["subject"], ticket["device"]) == ("alert:village-lag:bin-001", "bin-001")


@pytest.mark.parametrize("labels", [{"rule": ""}, {"ticket": "hub"}])
def test_rules_of_others_and_matters_of_the_hub_open_nothing(
    operator: TestClient, labels: dict[str, str]
) -> None:
    assert operator.post(PATH, json=an_alert(**labels)).json() == {
        "opened": 0,
        "known": 0,
        "closed": 0,
        "nothing": 1,
    }


@pytest.mark.parametrize(
    "body", [{}, {"alerts": [{"status": "maybe", "labels": {}}]}, {"alerts": [{}] * 201}, []], ids=str
)
def test_what_is_no_notification_is_refused(operator: TestClient, body: object) -> None:
    assert operator.post(PATH, json=body).status_code == 422
