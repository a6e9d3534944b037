from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from devices.contract.bodies import DeviceClass, ViewFault
from hub.domain.instants import millis
from hub.series import Point
from tests.fakes import FakeClock
from tests.hub.api.face import MORNING, Face


def test_a_device_shows_each_figure_with_unit_label_quality_and_age(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 40)
    assert isinstance(face.clock, FakeClock)
    face.clock.move(30)
    shown = operator.get("/api/v1/devices/bin-001").json()
    battery = shown["figures"]["battery_pct"]
    assert (battery["value"], battery["unit"], battery["zh"], battery["en"]) == (87.0, "%", "电量", "battery")
    assert (battery["quality"], battery["age_s"], battery["is_stale"]) == ("good", 30.0, True)
    assert battery["at"].endswith("+08:00")
    assert shown["level"]["value"] == pytest.approx(40)
    assert shown["owner"]["phone"]


def test_a_device_says_through_which_gateway_it_is_heard(face: Face, operator: TestClient) -> None:
    assert operator.get("/api/v1/devices/bin-001").json()["via"] == ""
    face.is_born("bin-001", DeviceClass.BIN, via="gw-001")
    assert operator.get("/api/v1/devices/bin-001").json()["via"] == "gw-001"


def test_a_device_says_which_messages_are_missing_and_how_sure_its_way_is(
    face: Face, operator: TestClient
) -> None:
    assert operator.get("/api/v1/devices/bin-001").json()["delivery"] is None
    face.hear(face.reading("bin-001", distance_mm=500.0))
    face.numbers["bin-001"] += 37
    assert isinstance(face.clock, FakeClock)
    face.clock.move(2220)
    face.hear(face.reading("bin-001", distance_mm=500.0))
    shown = operator.get("/api/v1/devices/bin-001").json()
    (gap,) = shown["gaps"]
    assert (shown["delivery"], shown["missing_messages"], gap["count"]) == ("confirmed", 37, 37)
    assert (gap["boot"], gap["first"], gap["last"]) == (1, 2, 38)
    assert (gap["since"][11:19], gap["until"][11:19]) == ("10:00:00", "10:37:00")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"class": "bin"}, 6),
        ({"class": "speaker", "presence": "online"}, 1),
        ({"presence": "never", "class": "camera"}, 3),
        ({"village": "liushuwan", "class": "bin"}, 2),
        ({"village": "nowhere"}, 0),
    ],
)
def test_devices_are_chosen_by_class_village_and_presence(
    face: Face, operator: TestClient, query: dict[str, str], count: int
) -> None:
    face.says("horn-001", online=True)
    assert len(operator.get("/api/v1/devices", params=query).json()["devices"]) == count


@pytest.mark.parametrize(
    "query",
    ["klass=bin", "class=bin&class=camera", "class=tank", "presence=maybe", "village=../etc", "village=%00"],
)
def test_a_wrong_filter_is_no_empty_answer(operator: TestClient, query: str) -> None:
    answer = operator.get(f"/api/v1/devices?{query}")
    assert answer.status_code == 422
    assert answer.json()["message_zh"]


@pytest.mark.parametrize("device", ["nobody", "bin-0011"])
def test_an_unknown_device_is_not_found(operator: TestClient, device: str) -> None:
    assert operator.get(f"/api/v1/devices/{device}").status_code == 404


@pytest.mark.parametrize("device", ["BIN-001", "a'%20or%201=1", "x" * 4000, "%E2%84%A2", "a%00b", "a%0Ab"])
def test_what_cannot_be_an_id_is_refused(operator: TestClient, device: str) -> None:
    assert operator.get(f"/api/v1/devices/{device}").status_code == 422


def test_history_gives_the_level_of_a_bin(face: Face, operator: TestClient) -> None:
    tags = {"village": "liushuwan", "device": "bin-001"}
    times = [MORNING - timedelta(hours=hours) for hours in (3, 2, 1)]
    face.series.write(
        [
            Point("bin_level", tags, {"level_pct": 10.0 * n}, millis(at) * 1_000_000)
            for n, at in enumerate(times)
        ]
    )
    since = (MORNING - timedelta(hours=2, minutes=30)).isoformat()
    seen = operator.get("/api/v1/devices/bin-001/history", params={"field": "level", "since": since}).json()
    assert [point["value"] for point in seen["points"]] == [10.0, 20.0]
    assert (seen["unit"], seen["is_cut"]) == ("%", False)


@pytest.mark.parametrize(("days", "every_s"), [(2, None), (2.01, 300), (30, 2_700), (365, 31_800)])
def test_history_of_more_than_two_days_is_of_means(
    face: Face, operator: TestClient, days: float, every_s: int | None
) -> None:
    tags = {"village": "liushuwan", "device": "bin-001"}
    begin_ns = millis(MORNING - timedelta(hours=9)) * 1_000_000
    levels = [Point("bin_level", tags, {"level_pct": v}, begin_ns + n) for n, v in enumerate((10.0, 20.0))]
    face.series.write(levels)
    query = {"field": "level", "since": (MORNING - timedelta(days=days)).isoformat()}
    seen = operator.get("/api/v1/devices/bin-001/history", params=query).json()
    assert seen["every_s"] == every_s
    assert [point["value"] for point in seen["points"]] == ([10.0, 20.0] if every_s is None else [15.0])


def test_history_of_what_is_no_number_is_as_it_was_said(face: Face, operator: TestClient) -> None:
    tags = {"village": "liushuwan", "device": "bin-001", "device_class": "bin"}
    at_ns = millis(MORNING - timedelta(days=9)) * 1_000_000
    face.series.write([Point("reading", tags, {"quality": "good"}, at_ns)])
    query = {"field": "quality", "since": (MORNING - timedelta(days=30)).isoformat()}
    seen = operator.get("/api/v1/devices/bin-001/history", params=query).json()
    assert ([point["value"] for point in seen["points"]], seen["every_s"]) == (["good"], None)


@pytest.mark.parametrize("days", [1, 30])
def test_history_of_how_a_device_stood_tells_each_change(face: Face, operator: TestClient, days: int) -> None:
    tags = {"village": "liushuwan", "device": "bin-001", "device_class": "bin"}
    began_ns = millis(MORNING - timedelta(hours=9)) * 1_000_000
    emptied = [5, 5, 7, 7, 7]
    face.series.write(
        [Point("device", tags, {"emptied_at_ms": v}, began_ns + n) for n, v in enumerate(emptied)]
    )
    query = {"field": "emptied_at_ms", "since": (MORNING - timedelta(days=days)).isoformat()}
    seen = operator.get("/api/v1/devices/bin-001/history", params=query).json()
    assert ([point["value"] for point in seen["points"]], seen["every_s"]) == ([5, 7], None)


@pytest.mark.parametrize(
    ("field", "since"),
    [
        ("level", "2026-03-05T00:00:00"),
        ("level", "1970-01-01T00:00:00Z"),
        ("level", "2099-01-01T00:00:00Z"),
        ("level", "2026-02-30T00:00:00Z"),
        ("level", "yesterday"),
        ("level", "99999999999999"),
        ("no_such", "2026-03-05T00:00:00Z"),
        ('value" OR 1=1', "2026-03-05T00:00:00Z"),
    ],
)
def test_history_refuses_what_it_cannot_mean(operator: TestClient, field: str, since: str) -> None:
    query = {"field": field, "since": since}
    assert operator.get("/api/v1/devices/bin-001/history", params=query).status_code == 422


def test_history_says_when_the_series_store_is_away(face: Face, operator: TestClient) -> None:
    face.series.is_down = True
    query = {"field": "battery_pct", "since": (MORNING - timedelta(hours=1)).isoformat()}
    answer = operator.get("/api/v1/devices/bin-001/history", params=query)
    assert (answer.status_code, answer.json()["error"]) == (503, "store_down")


CLAIM = {"name": "新桶", "class": "bin", "point": "liushuwan-g1:第一村民组/村口", "lat": 29.1, "lon": 119.6}


def test_a_stranger_is_shown_and_claimed_with_what_it_said(face: Face, operator: TestClient) -> None:
    face.hear(face.reading("bin-777", fill_pct=44.0), face.reading("bin-777", fill_pct=45.0))
    (stranger,) = operator.get("/api/v1/strangers").json()["strangers"]
    assert (stranger["id"], stranger["messages"]) == ("bin-777", 2)
    claimed = operator.post("/api/v1/devices/bin-777/claim", json=CLAIM)
    assert (claimed.status_code, claimed.json()) == (201, {"device": "bin-777", "messages": 2})
    assert operator.get("/api/v1/strangers").json()["strangers"] == []
    assert operator.get("/api/v1/devices/bin-777").json()["figures"]["fill_pct"]["value"] == 45.0
    assert operator.post("/api/v1/devices/bin-777/claim", json=CLAIM).status_code == 409


def test_nobody_claims_a_device_that_never_spoke(operator: TestClient) -> None:
    assert operator.post("/api/v1/devices/ghost/claim", json=CLAIM).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"point": "nowhere"},
        {"lat": "29.1"},
        {"lat": 91.0},
        {"class": "tank"},
        {"name": ""},
        {"name": "a\u0000b"},
        {"role": "admin"},
        {"period_s": 0},
        {"geometry": {"empty_mm": 100, "full_mm": 200}},
    ],
)
def test_a_claim_that_cannot_be_is_refused(
    face: Face, operator: TestClient, wrong: dict[str, object]
) -> None:
    face.hear(face.reading("bin-777", fill_pct=44.0))
    assert operator.post("/api/v1/devices/bin-777/claim", json=CLAIM | wrong).status_code == 422
    assert "bin-777" not in face.context.registry.catalog.devices


def test_a_table_adds_devices_and_names_the_rows_it_cannot_take(face: Face, as_role) -> None:
    header, row, *_ = face.township.registry_csv().splitlines()
    wrong = row.replace("gw-001", "GW 1")
    table = "\n".join([header, row.replace("gw-001", "gw-002"), wrong]).encode("gb18030")
    imported = as_role("admin").post("/api/v1/registry", content=table).json()
    assert (imported["devices"], [flaw["line"] for flaw in imported["flawed"]]) == (1, [3])
    assert "gw-002" in face.context.registry.catalog.devices


@pytest.mark.parametrize("table", [b"", b"\xff\xff\xff", b"a;b\n1;2\n"])
def test_what_is_no_table_changes_nothing(face: Face, as_role, table: bytes) -> None:
    before = face.context.registry.catalog
    answer = as_role("admin").post("/api/v1/registry", content=table)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_table")
    assert face.context.registry.catalog is before


def test_a_view_that_cannot_be_judged_comes_with_its_picture(face: Face, operator: TestClient) -> None:
    assert operator.get("/api/v1/devices/cam-001").json()["view_picture"] is None
    face.sees_badly("cam-001", ViewFault.COVERED, "5a" * 32)
    shown = operator.get("/api/v1/devices/cam-001").json()
    assert (shown["view_fault"]["code"], shown["view_picture"]) == ("covered", f"/media/{'5a' * 32}")
