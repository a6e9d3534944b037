from fastapi.testclient import TestClient

from tests.hub.api.face import Face


def test_what_to_do_now_is_said_with_its_reason(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    face.clock.move(13 * 3600)  # type: ignore[attr-defined]
    first = operator.get("/api/v1/tasks").json()["tasks"][0]
    assert (first["reason"], first["reason_zh"], first["count"]) == ("overdue", "整改超期", 1)
    assert first["village"] is not None
    assert first["owner"]


def test_with_nothing_to_do_one_task_says_so(operator: TestClient) -> None:
    (task,) = operator.get("/api/v1/tasks").json()["tasks"]
    assert (task["reason"], task["count"]) == ("nothing", 0)


def test_every_village_has_its_figures(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 95)
    seen = operator.get("/api/v1/villages").json()["villages"]
    assert len(seen) == 3
    assert sum(village["bins_full"] for village in seen) == 1
    assert sum(village["tickets_open"] for village in seen) == 1
