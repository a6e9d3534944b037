"""The ledger of a month as a table."""

import csv
import io

from fastapi.testclient import TestClient

from tests.fakes import FakeClock
from tests.hub.api.face import Face


def rows(client: TestClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/api/v1/tickets.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_matters_of_this_month_are_as_many_as_the_api_lists(face: Face, operator: TestClient) -> None:
    for _ in range(3):
        face.fills("bin-001", 95.0)
    face.sees_litter("cam-002", "pile-1")
    listed = operator.get("/api/v1/tickets").json()["tickets"]
    table = rows(operator)
    assert {row["案卷号"] for row in table} == {ticket["id"] for ticket in listed}
    full = next(row for row in table if row["事项"] == "垃圾桶满溢")
    known = next(ticket for ticket in listed if ticket["kind"] == "bin_full")
    assert (full["设备"], full["责任人"]) == (known["device_name"], known["owner"]["name"])
    assert (full["立案时间"], full["整改时限"]) == ("2026-03-05 10:00", "2026-03-05 22:00")
    assert (full["状态"], full["销号时间"], full["销号依据"], full["超期"]) == ("整改中", "", "", "否")


def test_what_was_closed_late_says_so_and_why(face: Face, operator: TestClient) -> None:
    for fill_pct in (95.0, 95.0, 95.0):
        face.fills("bin-001", fill_pct)
    assert isinstance(face.clock, FakeClock)
    face.clock.move(13 * 3600)
    assert rows(operator)[0]["超期"] == "是"
    for fill_pct in (5.0, 5.0, 5.0):
        face.fills("bin-001", fill_pct)
    (row,) = rows(operator)
    assert (row["状态"], row["超期"]) == ("已销号", "是")
    assert row["销号时间"].startswith("2026-03-05 23:00")
    assert row["销号依据"]


def test_another_month_is_empty_and_no_month_is_refused(face: Face, operator: TestClient) -> None:
    face.sees_litter("cam-002", "pile-1")
    assert rows(operator, "?month=2026-02") == []
    assert len(rows(operator, "?month=2026-03")) == 1
    assert operator.get("/api/v1/tickets.csv?month=2026-13").status_code == 422


def test_the_table_is_english_for_those_who_read_english(face: Face, operator: TestClient) -> None:
    face.sees_litter("cam-002", "pile-1")
    operator.cookies.set("vh_lang", "en")
    assert rows(operator)[0]["Late"] == "no"
