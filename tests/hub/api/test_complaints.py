from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

ROUTE = "/api/v1/broadcast/complaints"
ASKED = {"village": "liushuwan", "words": "夜里太吵"}


def test_a_complaint_is_recorded_and_settled_by_quieter_rules(
    operator: TestClient, as_role: Callable[[str], TestClient]
) -> None:
    filed = operator.post(ROUTE, json=ASKED)
    assert (filed.status_code, filed.json()["sounded"]) == (201, [])
    assert operator.get("/api/v1/tickets").json()["tickets"][0]["id"] == filed.json()["ticket"]
    (deed,) = operator.get(ROUTE).json()["deeds"]
    assert (deed["subject"], deed["why"]) == (filed.json()["ticket"], "夜里太吵")
    measure = {
        "note": "改为早八点起播",
        "day_ceiling_pct": 60,
        "quiet": [{"since": "20:00", "until": "08:00"}],
    }
    assert operator.post(f"{ROUTE}/liushuwan/settle", json=measure).status_code == 403
    admin = as_role("admin")
    assert admin.post(f"{ROUTE}/liushuwan/settle", json=measure).status_code == 200
    villages = admin.get("/api/v1/broadcast/villages").json()["villages"]
    own = next(village for village in villages if village["village"] == "liushuwan")
    assert (own["day_ceiling_pct"], own["quiet"]) == (60, [{"since": "20:00", "until": "08:00"}])
    assert admin.post(f"{ROUTE}/liushuwan/settle", json=measure).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"village": "nowhere", "words": "吵"}, 404),
        ({"village": "liushuwan", "words": ""}, 422),
        ({"village": "liushuwan", "words": "吵", "heard_at": "yesterday"}, 422),
    ],
)
def test_a_complaint_without_place_or_words_is_refused(
    operator: TestClient, asked: dict[str, object], status: int
) -> None:
    assert operator.post(ROUTE, json=asked).status_code == status
