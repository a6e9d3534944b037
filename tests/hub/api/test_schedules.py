"""Schedules over the API: saved, shown with their next times, in each other's way, removed."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

ROUTE = "/api/v1/broadcast/schedules"
ASKED = {
    "name": "晚间",
    "text": "请做好垃圾分类",
    "target": {"scope": "township"},
    "times": ["18:00"],
    "recurrence": "weekly",
    "weekdays": [4],
    "first": "2026-03-01",
}


def test_a_schedule_is_saved_and_shown_with_its_next_times(operator: TestClient) -> None:
    saved = operator.put(f"{ROUTE}/evening", json=ASKED)
    assert saved.status_code == 200
    (shown,) = operator.get(ROUTE).json()["schedules"]
    assert shown == saved.json()
    assert shown["next"] == ["2026-03-06T18:00:00+08:00", "2026-03-13T18:00:00+08:00"]
    assert operator.get(shown["audio"]).content.startswith(b"RIFF")
    assert operator.delete(f"{ROUTE}/evening").status_code == 200
    assert operator.delete(f"{ROUTE}/evening").status_code == 404


def test_what_gets_in_the_way_is_said_with_its_time(operator: TestClient) -> None:
    operator.put(f"{ROUTE}/evening", json=ASKED)
    refused = operator.put(f"{ROUTE}/other", json=ASKED)
    assert (refused.status_code, refused.json()["error"]) == (409, "in_the_way")
    (conflict,) = refused.json()["detail"]["conflicts"]
    assert (conflict["obstacle"], conflict["other"], conflict["zh"]) == (
        "other_schedule", "evening", f"与定时播出“{ASKED['name']}”重叠",
    )  # fmt: skip
    assert operator.put(f"{ROUTE}/other", json=ASKED | {"despite_conflicts": True}).status_code == 200


def test_holidays_are_minded(operator: TestClient) -> None:
    given = {"holidays": {"2026-03-06": "植树节活动"}}
    assert operator.put("/api/v1/broadcast/holidays", json=given).status_code == 200
    assert operator.get("/api/v1/broadcast/holidays").json() == given
    saved = operator.put(f"{ROUTE}/evening", json=ASKED | {"holidays": "silent"}).json()
    assert saved["next"] == ["2026-03-13T18:00:00+08:00"]


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"weekdays": []}, "no_weekdays"),
        ({"times": []}, "no_times"),
        ({"times": ["18:00", "18:00:01"]}, "overlaps_itself"),
        ({"priority": "emergency"}, "needs_second_person"),
        ({"last": "2026-02-01"}, "ends_before_start"),
        ({"text": ""}, "empty_text"),
    ],
)
def test_what_cannot_work_is_refused_with_the_reason(
    operator: TestClient, changes: dict[str, object], flaw: str
) -> None:
    answer = operator.put(f"{ROUTE}/evening", json=ASKED | changes)
    assert (answer.status_code, flaw in answer.json()["detail"]["flaws"]) == (422, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"times": ["24:00"]},
        {"times": ["6pm"]},
        {"weekdays": [7]},
        {"first": "2026-02-30"},
        {"times": ["18:00"] * 49},
    ],
)
def test_a_body_of_wrong_types_is_refused(operator: TestClient, changes: dict[str, object]) -> None:
    answer = operator.put(f"{ROUTE}/evening", json=ASKED | changes)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_request")


def test_a_viewer_may_look_and_not_change(as_role: Callable[[str], TestClient]) -> None:
    assert as_role("viewer").get(ROUTE).status_code == 200
    assert as_role("viewer").put(f"{ROUTE}/evening", json=ASKED).status_code == 403
