"""What the API says about the series store, and the audit on demand."""

from fastapi.testclient import TestClient

from tests.hub.api.face import Face


def test_the_series_store_is_shown_with_its_newest_audit(operator: TestClient) -> None:
    found = operator.get("/api/v1/series-store").json()
    assert (found["restarts"], found["replay_batches"], found["aside_points"]) == (0, 0, 0)
    assert found["audit"] == {
        "begun_at": None,
        "ended_at": None,
        "checked": 0,
        "missing": 0,
        "repaired": 0,
    }


def test_an_audit_begins_when_an_operator_asks_for_it(face: Face, operator: TestClient) -> None:
    now = face.clock.now()
    with face.context.ledger.write() as tx:
        batch = tx.outbox.queue([], 0, now)
        tx.outbox.written([batch.id])
    begun = operator.post("/api/v1/series-store/audit").json()
    assert (begun["begun_at"], begun["ended_at"]) == ("2026-03-05T10:00:00+08:00", None)
    face.context.audit.step()
    assert operator.get("/api/v1/series-store").json()["audit"]["ended_at"] is not None


def test_the_figures_are_in_the_metrics(operator: TestClient) -> None:
    text = operator.get("/metrics").text
    assert 'village_audit_points{found="missing"} 0.0' in text
    assert "village_series_aside_points 0.0" in text
