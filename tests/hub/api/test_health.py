import re
from datetime import datetime
from html import escape

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from hub.api.app import build_api
from hub.api.route_words import ROUTES_ZH
from hub.context import Away, Health
from tests.hub.api.face import MORNING, PASSWORD, Face


def test_a_hub_that_works_is_well(anybody: TestClient) -> None:
    answer = anybody.get("/healthz")
    assert (answer.status_code, answer.json()["is_well"]) == (200, True)


def test_what_is_away_but_held_safe_leaves_it_well(face: Face, anybody: TestClient) -> None:
    face.health.append(Health((), (Away("broker", MORNING), Away("series", MORNING, 7))))
    answer = anybody.get("/healthz")
    assert answer.status_code == 200
    notes = answer.json()["notes"]
    assert [(note["code"], note["held_messages"]) for note in notes] == [("broker", None), ("series", 7)]
    assert all(datetime.fromisoformat(note["since"]) == MORNING for note in notes)


def test_a_problem_is_red(face: Face, anybody: TestClient) -> None:
    face.health.append(Health(("pump: OSError: disk full",), ()))
    answer = anybody.get("/healthz")
    assert (answer.status_code, answer.json()["is_well"]) == (503, False)
    assert "disk full" in answer.json()["problems"][0]["en"]


def test_metrics_tell_the_balance_devices_and_queues(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    face.health.append(Health((), (Away("series", MORNING),)))
    lines = set(operator.get("/metrics").text.splitlines())
    assert {
        "village_messages_received_total 3.0",
        'village_messages_total{outcome="stored"} 0.0',
        'village_messages_total{outcome="lost"} 0.0',
        "village_journal_damaged_bytes 77.0",
        "village_messages_in_journal 3.0",
        "village_balance_even 1.0",
        'village_devices{presence="online"} 1.0',
        'village_bins{state="full"} 1.0',
        "village_tickets_open 1.0",
        "village_deliveries_unfinished 0.0",
        "village_broker_dropped_total 5.0",
        "village_pictures_refused_total 4.0",
        'village_door_not_taken_total{port="tcp-dingtek",what="disk_too_slow"} 2.0',
        'village_hub_away{what="series"} 1.0',
        'village_hub_away{what="broker"} 0.0',
    } <= lines


def test_metrics_follow_the_conventions_of_prometheus(operator: TestClient) -> None:
    families = list(text_string_to_metric_families(operator.get("/metrics").text))
    ours = [family for family in families if family.name.startswith("village_")]
    assert len(ours) >= 12
    for family in ours:
        assert re.fullmatch(r"village(_[a-z]+)+", family.name)
        assert family.documentation
        assert all(sample.name.endswith("_total") == (family.type == "counter") for sample in family.samples)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 401),
        ("testclient", {}, 401),
    ],
)
def test_metrics_are_open_on_this_machine_only(
    face: Face, address: str, headers: dict[str, str], status: int
) -> None:
    client = TestClient(build_api(face.context), client=(address, 5000))
    assert client.get("/metrics", headers=headers).status_code == status


def test_the_description_of_the_api_needs_nothing_from_elsewhere(anybody: TestClient) -> None:
    anybody.auth = ("viewer", PASSWORD)
    page = anybody.get("/api/docs").text
    assert "/api/v1/announcements/{announcement}/cancel" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert anybody.get("/api/openapi.json").json()["info"]["title"] == "village-hub"


def test_every_route_is_described_in_the_readers_language(anybody: TestClient) -> None:
    anybody.auth = ("viewer", PASSWORD)
    described = anybody.get("/api/openapi.json").json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    assert routes == set(ROUTES_ZH)
    chinese = anybody.get("/api/docs").text
    assert all(escape(said) in chinese for said in ROUTES_ZH.values())
    assert "值班员、Grafana 告警" in chinese
    assert "Register a device" not in chinese
    anybody.cookies.set("vh_lang", "en")
    assert "Register a device" in anybody.get("/api/docs").text
