"""The wall as a page of the hub."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fastapi.testclient import TestClient

from hub.api.app import build_api
from hub.api.wall import Notice, with_wall
from hub.context import Away, Health
from hub.ports import StoreDown
from hub.words import Language, Word
from tests.builders import NOON
from tests.hub.api.face import PASSWORD, Face


def opened(face: Face, draw: object) -> TestClient:
    """A hub that somebody started with a wall."""
    app, others = build_api(face.context), []
    with_wall(lambda *pages: others.append(pages), draw)(app, face.context)  # type: ignore[arg-type]
    assert len(others) == 1
    client = TestClient(app, client=("192.0.2.7", 5000), raise_server_exceptions=False)
    client.auth = ("viewer", PASSWORD)
    return client


def drawn(at: datetime, language: Language, _notices: Sequence[Notice]) -> str:
    return f"<p>一屏 {at:%H:%M} {language}</p>"


def test_the_wall_is_drawn_as_of_now_for_whoever_is_signed_in(face: Face) -> None:
    client = opened(face, drawn)
    seen = client.get("/wall")
    assert (seen.status_code, seen.text) == (200, "<p>一屏 02:00 zh</p>")
    assert seen.headers["content-type"].startswith("text/html")
    client.auth = None
    assert client.get("/wall", follow_redirects=False).headers["Location"] == "/login?next=/wall"


def test_the_wall_speaks_the_language_that_a_browser_chose(face: Face) -> None:
    client = opened(face, drawn)
    chosen = client.get("/language/en", headers={"Referer": "http://testserver/wall"})
    assert (chosen.url.path, chosen.text) == ("/wall", "<p>一屏 02:00 en</p>")


def test_the_wall_is_the_first_page(face: Face) -> None:
    assert opened(face, drawn).get("/").url.path == "/wall"


def test_the_workbench_is_the_first_page_where_the_settings_say_so(face: Face) -> None:
    http = face.context.settings.http.model_copy(update={"first_page": "workbench"})
    settings = face.context.settings.model_copy(update={"http": http})
    face.context = replace(face.context, settings=settings)
    assert opened(face, drawn).get("/").status_code == 404  # the console serves it, which is not loaded here


def test_a_wall_whose_store_is_away_says_so(face: Face) -> None:
    def away(_at: datetime, _language: Language, _notices: Sequence[Notice]) -> str:
        raise StoreDown("InfluxDB is away")

    client = opened(face, away)
    assert client.get("/wall").status_code == 503
    client.auth = None
    client.post("/login", data={"name": "viewer", "password": PASSWORD})
    seen = client.get("/wall", headers={"Accept": "text/html"})
    assert "数据库暂时不可用" in seen.text
    # Nobody stands before a wall to load it again.
    assert '<meta http-equiv="refresh" content="5">' in seen.text


def test_the_wall_is_told_what_is_wrong_and_that_all_is_pretended(face: Face) -> None:
    said: list[Notice] = []

    def draw(_at: datetime, _language: Language, notices: Sequence[Notice]) -> str:
        said.extend(notices)
        return ""

    face.health.append(
        Health(
            ("ingest: died",),
            (Away("pretend_clock", NOON, detail=Word("8 倍速", "8 x")), Away("cap_feed", NOON)),
        )
    )
    opened(face, draw).get("/wall")
    assert said == [
        Notice("系统故障：ingest: died", is_red=True),
        Notice("模拟运行：时间、设备和数据都是虚拟的，不是真实情况：8 倍速", is_red=False),
        Notice("应急信息来源中断，可能漏收预警", is_red=True),
    ]


def test_without_an_influxdb_there_is_no_wall(operator: TestClient) -> None:
    assert operator.get("/wall").status_code == 404
