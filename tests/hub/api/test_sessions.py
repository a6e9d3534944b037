import re

import pytest
from fastapi.testclient import TestClient

from hub.domain.people import Role
from tests.fakes import FakeClock
from tests.hub.api.face import PASSWORD, Face

OWN = {"Origin": "http://testserver"}


def signed_in(client: TestClient, password: str = PASSWORD, name: str = "viewer") -> int:
    login = {"name": name, "password": password}
    return client.post("/login", data=login, follow_redirects=False).status_code


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(anybody: TestClient) -> None:
    login = {"name": "viewer", "password": PASSWORD}
    answer = anybody.post("/login", data=login, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("vh_session=", "HttpOnly", "SameSite=strict", "Path=/"))
    assert anybody.get("/api/v1/overview").status_code == 200


def test_a_wrong_password_says_so_and_nothing_more(anybody: TestClient) -> None:
    wrong_password = anybody.post("/login", data={"name": "viewer", "password": "guess"})
    wrong_name = anybody.post("/login", data={"name": "nobody", "password": "guess"})
    assert wrong_password.status_code == wrong_name.status_code == 401
    assert wrong_password.text == wrong_name.text
    assert "用户名或密码不正确" in wrong_name.text


def test_guessing_is_slowed_down_for_one_name_and_address(face: Face, anybody: TestClient) -> None:
    assert [signed_in(anybody, "guess") for _ in range(6)] == [401] * 5 + [429]
    answer = anybody.post("/login", data={"name": "viewer", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert signed_in(anybody, name="operator") == 303
    assert isinstance(face.clock, FakeClock)
    face.clock.move(16 * 60)
    assert signed_in(anybody) == 303


@pytest.mark.slow
def test_guessing_many_names_from_one_address_is_slowed_down(anybody: TestClient) -> None:
    statuses = [signed_in(anybody, "guess", f"name-{number}") for number in range(51)]
    assert statuses == [401] * 50 + [429]


def test_guessing_with_basic_authentication_is_slowed_down_too(anybody: TestClient) -> None:
    for _ in range(5):
        assert anybody.get("/api/v1/overview", auth=("viewer", "guess")).status_code == 401
    assert anybody.get("/api/v1/overview", auth=("viewer", "guess")).status_code == 429


def test_a_withdrawn_password_opens_nothing_from_the_next_request_on(face: Face, anybody: TestClient) -> None:
    for _ in range(2):
        assert anybody.get("/api/v1/overview", auth=("field", PASSWORD)).status_code == 200
    face.context.accounts.put("field", Role.FIELD, "another")
    assert anybody.get("/api/v1/overview", auth=("field", PASSWORD)).status_code == 401


def test_signing_out_ends_the_session(anybody: TestClient) -> None:
    signed_in(anybody)
    token = anybody.cookies["vh_session"]
    assert anybody.post("/logout", headers=OWN, follow_redirects=False).status_code == 303
    stolen = {"Cookie": f"vh_session={token}"}
    assert anybody.get("/api/v1/overview", headers=stolen).status_code == 401


def test_a_session_ends_by_itself(face: Face, anybody: TestClient) -> None:
    signed_in(anybody)
    assert isinstance(face.clock, FakeClock)
    face.clock.move(8 * 3600 + 1)
    assert anybody.get("/api/v1/overview").status_code == 401


def test_who_scans_the_code_of_a_device_signs_in_and_is_led_to_its_page(anybody: TestClient) -> None:
    scanned = anybody.get("/devices/bin-001", headers={"Accept": "text/html,*/*"}, follow_redirects=False)
    assert scanned.headers["Location"] == "/login?next=/devices/bin-001"
    english = anybody.get(
        "/language/en", headers={"Referer": f"http://testserver{scanned.headers['Location']}"}
    )
    (asked,) = re.findall('name="next" value="(.*?)"', english.text)
    wrong = anybody.post("/login", data={"name": "viewer", "password": "guess", "next": asked})
    assert f'name="next" value="{asked}"' in wrong.text
    login = {"name": "viewer", "password": PASSWORD, "next": asked}
    led = anybody.post("/login", data=login, follow_redirects=False)
    assert led.headers["Location"] == "/devices/bin-001"


@pytest.mark.parametrize(
    "asked", ["", "//evil.example", "https://evil.example/", "/\\evil.example", "/login", "/nowhere"]
)
def test_signing_in_leads_nowhere_else(anybody: TestClient, asked: str) -> None:
    login = {"name": "viewer", "password": PASSWORD, "next": asked}
    assert anybody.post("/login", data=login, follow_redirects=False).headers["Location"] == "/"


def test_a_program_gets_its_answer_and_not_the_sign_in_page(anybody: TestClient) -> None:
    assert anybody.get("/api/v1/overview", headers={"Accept": "application/json"}).status_code == 401


def test_the_sign_in_page_speaks_both_languages_without_a_script(anybody: TestClient) -> None:
    assert "用户名" in anybody.get("/login").text
    english = anybody.get("/language/en", headers={"Referer": "http://testserver/login"}).text
    assert "Password" in english
    assert "<script" not in english


def test_an_unknown_language_is_refused_and_an_unknown_cookie_ignored(anybody: TestClient) -> None:
    assert anybody.get("/language/fr").status_code == 422
    assert "用户名" in anybody.get("/login", headers={"Cookie": "vh_lang=fr"}).text


def test_a_form_without_its_fields_is_refused(anybody: TestClient) -> None:
    for body in (b"", b"name=viewer", b"\xff=%ff&name=%ff", b"a=1&" * 900):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert anybody.post("/login", content=body, headers=form).status_code in {401, 422}
