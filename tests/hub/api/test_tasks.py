from fastapi.testclient import TestClient

from tests.hub.api.face import Face


def test_what_to_do_now_is_said_with_its_reason(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    face.clock.move(13 * 3600)  # type: ignore[attr-defined]
    first = operator.get("/api/v1/tasks").json()["tasks"][0]
    assert (first["reason"], first["reason_zh"], first["count"]) == ("overdue", "整改超期", 1)
    assert first["village"] is not None
    assert first["owner"]


def test_a_sensor_that_strays_is_named_with_what_is_seen_and_what_to_do(
    face: Face, operator: TestClient
) -> None:
    face.strays("bin-001")
    (task,) = operator.get("/api/v1/tasks").json()["tasks"]
    assert (task["reason"], task["about"]) == ("sensor_wild", "bin-001")
    assert task["reason_zh"] == "垃圾桶传感器读数乱跳，到场检查"
    assert task["reason_en"] == "readings of a bin sensor are astray: check the sensor"
    wild = task["wild"]
    assert wild["seen_zh"] == "最近 10 次读数中有 8 次与桶内实际不符"
    assert wild["seen_en"] == "8 of its last 10 readings had nothing to do with the bin"
    assert "桶底" in wild["advice_zh"]
    assert "point at the bottom" in wild["advice_en"]
    assert operator.get("/api/v1/devices/bin-001").json()["wild"] == wild


def test_with_nothing_to_do_one_task_says_so(operator: TestClient) -> None:
    (task,) = operator.get("/api/v1/tasks").json()["tasks"]
    assert (task["reason"], task["count"]) == ("nothing", 0)


def test_every_village_has_its_figures(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    seen = operator.get("/api/v1/villages").json()["villages"]
    assert len(seen) == 3
    assert sum(village["bins_full"] for village in seen) == 1
    assert sum(village["tickets_open"] for village in seen) == 1
