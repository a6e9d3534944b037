from datetime import datetime

from fastapi.testclient import TestClient

from hub.context import Away, Health
from hub.health_words import dropped
from tests.fakes import FakeClock
from tests.hub.api.face import MORNING, Face


def test_the_overview_counts_the_township(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    seen = operator.get("/api/v1/overview").json()
    assert (seen["villages"], seen["bins"], seen["bins_full"], seen["bins_unknown"]) == (3, 6, 1, 5)
    assert seen["tickets_open"] == 1
    assert seen["balance"]["is_even"] is True
    assert datetime.fromisoformat(seen["at"]).utcoffset() is not None


def test_the_overview_says_how_many_full_bins_were_emptied_today(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    face.fills("bin-002", 95)
    face.fills("bin-002", 3)
    seen = operator.get("/api/v1/overview").json()
    today = seen["same_day_clearance"]
    assert (today["full"], today["cleared"], today["share_pct"]) == (2, 1, 50.0)
    assert sum(village["full"] for village in seen["villages_clearance"]) == 2
    assert seen["villages_clearance"][-1]["share_pct"] is None


def test_what_is_away_is_said_in_both_languages(face: Face, operator: TestClient) -> None:
    face.health.append(Health((), (Away("series", face.clock.now()),)))
    (note,) = operator.get("/api/v1/overview").json()["notes"]
    assert note["code"] == "series"
    assert "已安全保存" in note["zh"]
    assert "held safe" in note["en"]


def test_the_balance_accounts_for_every_message(face: Face, operator: TestClient) -> None:
    face.hear(face.reading("bin-001", distance_mm=500.0), face.reading("bin-002", distance_mm=500.0))
    face.hear_raw("vh1/daxi/d/bin-001/tele", b"not json")
    seen = operator.get("/api/v1/balance").json()
    assert (seen["received"], seen["dead_letter"], seen["is_even"]) == (3, 1, True)
    assert seen["in_journal"] == 2  # their points still wait for the series store


def test_devices_and_nobody_add_up_to_the_totals(face: Face, operator: TestClient) -> None:
    face.hear(face.reading("bin-001", distance_mm=500.0), face.reading("stranger", distance_mm=500.0))
    face.hear_raw("vh1/daxi/d/bin-001/tele", b"not json")
    face.hear_raw("x/y", b"")
    seen = operator.get("/api/v1/balance/devices").json()
    parts = [*seen["devices"].values(), seen["nobody"]]
    assert {name: sum(part[name] for part in parts) for name in seen["total"]} == seen["total"]
    assert (seen["total"]["received"], seen["total"]["dead_letter"]) == (4, 2)
    assert (seen["devices"]["bin-001"]["dead_letter"], seen["nobody"]["dead_letter"]) == (1, 1)
    assert operator.get("/api/v1/devices/bin-001").json()["messages"] == seen["devices"]["bin-001"]


def test_what_is_lost_is_red_and_says_how_much(face: Face, operator: TestClient) -> None:
    face.health.append(Health((), (Away("broker_dropped", face.clock.now(), detail=dropped(1234)),)))
    (note,) = operator.get("/api/v1/overview").json()["notes"]
    assert (note["is_red"], note["detail_zh"], note["detail_en"]) == (True, "1,234 条", "1,234 messages")


def test_a_ticket_names_owner_village_and_device(face: Face, operator: TestClient) -> None:
    face.fills("bin-002", 99)
    (ticket,) = operator.get("/api/v1/tickets").json()["tickets"]
    assert ticket["kind_zh"] == "垃圾桶满溢"
    assert ticket["owner"]["name"]
    assert ticket["village"]["name"].endswith("村")
    assert ticket["device_name"].endswith("垃圾桶")
    assert ticket["is_overdue"] is False


def test_tickets_that_were_opened_by_an_instant_are_asked_for(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    assert isinstance(face.clock, FakeClock)
    face.clock.move(60)
    face.fills("bin-002", 95)
    asked = operator.get("/api/v1/tickets", params={"until": MORNING.isoformat()})
    assert [ticket["device"] for ticket in asked.json()["tickets"]] == ["bin-001"]
    assert operator.get("/api/v1/tickets", params={"until": "2026-03-05T10:00:00"}).status_code == 422


def test_closed_tickets_are_asked_for(face: Face, operator: TestClient) -> None:
    face.fills("bin-002", 99)
    face.fills("bin-002", 2)
    assert operator.get("/api/v1/tickets").json()["tickets"] == []
    (ticket,) = operator.get("/api/v1/tickets", params={"closed": True}).json()["tickets"]
    assert ticket["state"] == "closed"
    assert ticket["closed_because"]["zh"] == "传感器确认已清空"


def test_the_map_draws_the_base_and_every_device(face: Face, operator: TestClient) -> None:
    base = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"river"}}]}'
    (face.context.settings.data_dir / "map.geojson").write_text(base, "utf-8")
    kinds = [f["properties"]["kind"] for f in operator.get("/api/v1/map").json()["features"]]
    assert kinds == ["river"] + ["device"] * len(face.township.devices)


def test_a_broken_map_file_leaves_the_devices(face: Face, operator: TestClient) -> None:
    (face.context.settings.data_dir / "map.geojson").write_text("[1, 2", "utf-8")
    assert len(operator.get("/api/v1/map").json()["features"]) == len(face.township.devices)
