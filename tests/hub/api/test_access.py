"""The gate: every route against every role, forged and missing credentials, foreign origins, sizes."""

import base64
import threading

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from hub.api.access import ACCESS, FOR_PEOPLE, PAGES, WEBSOCKET, door, may
from hub.api.app import build_api
from hub.domain.people import ALERTS, COMMANDS, Role
from tests.hub.api.face import PASSWORD, Face

SHA = "ab" * 32
PLACES = {
    "{device}": "bin-001",
    "{camera}": "cam-001",
    "{ticket}": "none-such",
    "{announcement}": "none-such",
    "{alert}": "none-such",
    "{sha256}": SHA,
    "{language}": "zh",
    "{rest:path}": "x",
    "{village}": "liushuwan",
    "{group}": "0123456789ab",
    "{name}": "none-such",
    "{source}": "loriot",
    "{zoom}": "12",
    "{column}": "3409",
    "{row}": "1689",
    "{token}": "none-such-token-of-ours",
}
# These ask for a secret of their own, whoever is signed in.
SECRETS = {
    ("/api/v1/uplinks/{source}", "POST"),
    ("/closing/{token}", "GET"),
    ("/closing/{token}/photos", "POST"),
}
OURS = [
    (path, method)
    for path, rules in ACCESS.items()
    for method in rules
    # What the console serves beside the API: its pages, and what they load.
    if method != WEBSOCKET and path not in PAGES and not path.startswith(("/_nicegui", "/announcing/"))
]


def filled(path: str) -> str:
    for name, value in PLACES.items():
        path = path.replace(name, value)
    return path


def test_every_route_of_the_application_stands_in_the_table(face: Face) -> None:
    app = build_api(face.context)
    served = {
        (path, method) for path, rules in app.openapi()["paths"].items() for method in map(str.upper, rules)
    }
    served |= {("/api/docs", "GET"), ("/api/openapi.json", "GET")}
    assert served == set(OURS)


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_exactly_what_the_table_says(anybody: TestClient, role: Role) -> None:
    name = {service.role: service.name for service in (ALERTS, COMMANDS)}.get(role, role.value)
    anybody.auth = (name, PASSWORD)
    statuses = {
        # Where one is led may ask for more than what leads there.
        (path, method): anybody.request(method, filled(path), follow_redirects=False).status_code
        for path, method in OURS
    }
    let_in = {asked for asked, status in statuses.items() if status not in {401, 403}}
    allowed = {(path, method) for path, method in OURS if may(role, ACCESS[path][method])}
    assert let_in == allowed - SECRETS


def test_nobody_gets_in_without_signing_in(anybody: TestClient) -> None:
    let_in = {
        (path, method)
        for path, method in OURS
        # People are shown the door instead (below).
        if path not in FOR_PEOPLE and anybody.request(method, filled(path)).status_code not in {401, 403}
    }
    assert let_in == {
        ("/login", "GET"),
        ("/login", "POST"),
        ("/language/{language}", "GET"),
        ("/healthz", "GET"),
        # These ask for a pass, and the map shows nobody's device.
        ("/signed/media/{sha256}", "GET"),
        ("/signed/cameras/{camera}/last.jpg", "GET"),
        ("/signed/cameras/{camera}/live.mjpg", "GET"),
        ("/signed/cameras/{camera}/live.m3u8", "GET"),
        ("/signed/cameras/{camera}/live/{number}.ts", "GET"),
        ("/tiles/{zoom}/{column}/{row}.svg", "GET"),
        ("/phone/closing.js", "GET"),
    }


@pytest.mark.parametrize(
    "path", ["/nowhere", "/api/v1", "/api/v1/devices/", "//api/v1/devices", "/api/v1/../etc"]
)
def test_what_is_not_in_the_table_does_not_exist(operator: TestClient, path: str) -> None:
    answer = operator.get(f"http://testserver{path}")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"


def test_a_person_reads_what_went_wrong_as_a_page_in_both_languages(anybody: TestClient) -> None:
    anybody.post("/login", data={"name": "viewer", "password": PASSWORD})
    for path, status, said in (("/devices/ghost", 404, "没有找到"), ("/registry", 403, "您的账号没有此权限")):
        answer = anybody.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
        assert said in answer.text
        assert 'href="/"' in answer.text


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_a_wrong_method_names_the_right_ones(operator: TestClient, method: str) -> None:
    answer = operator.request(method, "/api/v1/announcements")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Bearer eyJhbGciOiJub25lIn0..",
        "Basic " + base64.b64encode(b"operator:wrong").decode(),
        "Basic " + base64.b64encode(b"nobody:wrong").decode(),
    ],
)
def test_forged_credentials_open_nothing(anybody: TestClient, authorization: str) -> None:
    answer = anybody.get("/api/v1/overview", headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize("cookie", ["vh_session=forged", "vh_session=", 'vh_session="', "a" * 100_000])
def test_forged_sessions_open_nothing(anybody: TestClient, cookie: str) -> None:
    assert anybody.get("/api/v1/overview", headers={"Cookie": cookie}).status_code == 401


def test_a_browser_is_sent_to_the_sign_in_page(anybody: TestClient) -> None:
    for page in FOR_PEOPLE:
        answer = anybody.get(page, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, door(page))


def test_the_page_of_the_registry_is_for_administrators(anybody: TestClient) -> None:
    assert anybody.get("/registry", auth=("operator", PASSWORD)).status_code == 403
    assert anybody.get("/registry", auth=("admin", PASSWORD)).status_code != 403


def test_a_browser_gets_no_password_window_for_a_picture(anybody: TestClient) -> None:
    answer = anybody.get(f"/media/{SHA}", headers={"Sec-Fetch-Mode": "no-cors"})
    assert answer.status_code == 401
    assert "WWW-Authenticate" not in answer.headers


def test_a_change_that_rides_on_a_cookie_must_come_from_our_own_page(anybody: TestClient) -> None:
    anybody.post("/login", data={"name": "operator", "password": PASSWORD})
    cancel = "/api/v1/announcements/none/cancel"
    assert anybody.post(cancel, headers={"Origin": "https://evil.example"}).status_code == 403
    assert anybody.post(cancel, headers={"Origin": "null"}).status_code == 403
    assert anybody.post(cancel).status_code == 403
    assert anybody.post(cancel, headers={"Origin": "http://testserver"}).status_code == 404


def test_signing_in_from_a_foreign_page_is_refused(anybody: TestClient) -> None:
    login = {"name": "operator", "password": PASSWORD}
    answer = anybody.post("/login", data=login, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic " + base64.b64encode(f"viewer:{PASSWORD}".encode()).decode()}],
)
def test_a_websocket_needs_a_session_and_our_own_origin(anybody: TestClient, headers: dict[str, str]) -> None:
    elsewhere = headers | {"Origin": "https://evil.example"}
    with pytest.raises(WebSocketDisconnect), anybody.websocket_connect("/_nicegui_ws/x", headers=elsewhere):
        pass


def test_a_large_body_is_refused_by_its_header_before_it_is_read(operator: TestClient) -> None:
    answer = operator.post("/api/v1/announcements", content=b" " * 70_000)
    assert answer.status_code == 413


def test_a_large_body_in_chunks_is_counted(operator: TestClient) -> None:
    answer = operator.post("/api/v1/announcements", content=(b" " * 10_000 for _ in range(100)))
    assert answer.status_code == 413
    assert answer.json()["error"] == "too_large"


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "99999999999999999999"])
def test_a_lying_length_is_refused(operator: TestClient, length: str) -> None:
    answer = operator.post("/api/v1/announcements", content=b"{}", headers={"Content-Length": length})
    assert answer.status_code == 413


def test_every_answer_forbids_sniffing_framing_and_scripts(anybody: TestClient) -> None:
    for path in ("/login", "/healthz", "/nowhere"):
        headers = anybody.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]


def test_a_ledger_that_is_away_is_said_with_a_time_to_come_back(face: Face, operator: TestClient) -> None:
    face.context.ledger.stop()
    answer = operator.get("/api/v1/overview")
    assert answer.status_code == 503
    assert answer.json()["error"] == "store_down"
    assert int(answer.headers["Retry-After"]) > 0


def test_passwords_are_checked_on_few_threads_at_once(anybody: TestClient) -> None:
    statuses: list[int] = []
    asks = [
        threading.Thread(
            target=lambda: statuses.append(
                anybody.get("/api/v1/balance", auth=("viewer", PASSWORD)).status_code
            )
        )
        for _ in range(6)
    ]
    for ask in asks:
        ask.start()
    for ask in asks:
        ask.join()
    assert statuses == [200] * 6


def test_even_a_bug_of_ours_is_answered_with_the_browsers_orders(
    face: Face, operator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(face.context.watch, "overview", fails)
    answer = operator.get("/api/v1/overview")
    assert (answer.status_code, answer.json()["error"]) == (500, "internal")
    assert "secret words" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
