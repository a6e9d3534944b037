"""The wall as a page of the hub."""

from datetime import datetime

from fastapi.testclient import TestClient

from hub.api.app import build_api
from hub.api.wall import with_wall
from hub.ports import StoreDown
from tests.hub.api.face import PASSWORD, Face


def opened(face: Face, draw: object) -> TestClient:
    """A hub that somebody started with a wall."""
    app, others = build_api(face.context), []
    with_wall(lambda *pages: others.append(pages), draw)(app, face.context)  # type: ignore[arg-type]
    assert len(others) == 1
    client = TestClient(app, client=("192.0.2.7", 5000), raise_server_exceptions=False)
    client.auth = ("viewer", PASSWORD)
    return client


def test_the_wall_is_drawn_as_of_now_for_whoever_is_signed_in(face: Face) -> None:
    client = opened(face, lambda at: f"<p>一屏 {at:%H:%M}</p>")
    seen = client.get("/wall")
    assert (seen.status_code, seen.text) == (200, "<p>一屏 02:00</p>")
    assert seen.headers["content-type"].startswith("text/html")
    client.auth = None
    assert client.get("/wall").status_code == 401


def test_a_wall_whose_store_is_away_says_so(face: Face) -> None:
    def away(_at: datetime) -> str:
        raise StoreDown("InfluxDB is away")

    assert opened(face, away).get("/wall").status_code == 503


def test_without_an_influxdb_there_is_no_wall(operator: TestClient) -> None:
    assert operator.get("/wall").status_code == 404
