"""The accounts of people over HTTP, and everybody's own password, as a program and on a page."""

import pytest
from fastapi.testclient import TestClient

from tests.hub.api.face import PASSWORD, Face

OWN = {"Origin": "http://testserver"}
NEW = "a new password"


@pytest.fixture
def admin(as_role) -> TestClient:
    return as_role("admin")


@pytest.fixture
def viewer(anybody: TestClient) -> TestClient:
    """A browser in which a viewer has signed in."""
    login = {"name": "viewer", "password": PASSWORD}
    assert anybody.post("/login", data=login, follow_redirects=False).status_code == 303
    return anybody


def typed(client: TestClient, old: str, new: str, again: str | None = None):
    form = {"old_password": old, "new_password": new, "new_again": new if again is None else again}
    return client.post("/password", data=form, headers=OWN)


def test_a_person_is_let_in_and_out_again(admin: TestClient) -> None:
    made = admin.put("/api/v1/accounts/张三", json={"role": "operator", "password": NEW})
    assert (made.status_code, made.json()["role"]["zh"]) == (200, "值班员")
    listed = admin.get("/api/v1/accounts").json()["accounts"]
    assert [(each["name"], each["role"]["code"]) for each in listed] == [
        ("admin", "admin"), ("operator", "operator"), ("viewer", "viewer"), ("张三", "operator"),
    ]  # fmt: skip
    assert admin.get("/api/v1/tasks", auth=("张三", NEW)).status_code == 200
    for _ in range(2):
        assert admin.delete("/api/v1/accounts/张三").status_code == 204
    assert admin.get("/api/v1/tasks", auth=("张三", NEW)).status_code == 401


def test_a_role_is_changed_without_a_password(admin: TestClient) -> None:
    for asked in ({"role": "admin"}, {"role": "admin", "password": None}):
        changed = admin.put("/api/v1/accounts/operator", json=asked)
        assert (changed.status_code, changed.json()["role"]["code"]) == (200, "admin")
    assert admin.get("/api/v1/accounts", auth=("operator", PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    ("name", "body", "status", "flaw"),
    [
        ("li", {"role": "viewer"}, 422, "unknown"),
        ("li", {"role": "viewer", "password": ""}, 422, "password"),
        ("admin", {"role": "viewer"}, 409, "own"),
        ("field", {"role": "viewer"}, 409, "program"),
        ("a b", {"role": "viewer", "password": NEW}, 422, "name"),
        ("li", {"role": "viewer", "password": "short"}, 422, "password"),
        ("field", {"role": "viewer", "password": NEW}, 409, "program"),
        ("admin", {"role": "admin", "password": NEW}, 409, "own"),
    ],
)
def test_an_account_that_must_not_be_is_refused_with_its_flaw(
    admin: TestClient, name: str, body: dict[str, str], status: int, flaw: str
) -> None:
    answer = admin.put(f"/api/v1/accounts/{name}", json=body)
    said = answer.json()
    assert (answer.status_code, said["error"], said["detail"]) == (status, "bad_account", {"flaw": flaw})
    assert said["message_zh"]


@pytest.mark.parametrize(
    "body",
    [
        '{"role": "field", "password": "a new password"}',
        '{"password": "a new password"}',
        '{"role": "viewer", "password": 12345678901}',
        '{"role": "viewer", "password": "a lone half of a pair \\ud800"}',
    ],
)
def test_a_body_that_says_no_account_is_refused(admin: TestClient, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert admin.put("/api/v1/accounts/li", content=body, headers=headers).status_code == 422


def test_nobody_is_left_without_an_administrator(admin: TestClient) -> None:
    assert admin.delete("/api/v1/accounts/admin").json()["detail"] == {"flaw": "own"}


def test_everybody_may_ask_who_they_are(as_role) -> None:
    for role in ("viewer", "field", "operator", "admin"):
        said = as_role(role).get("/api/v1/account").json()
        assert (said["name"], said["role"]["code"]) == (role, role)


def test_a_program_changes_its_owners_password_and_sends_the_new_one_from_then_on(as_role) -> None:
    client = as_role("viewer")
    change = {"old": PASSWORD, "new": NEW}
    assert client.put("/api/v1/account/password", json=change).status_code == 204
    assert client.get("/api/v1/overview").status_code == 401
    assert client.get("/api/v1/overview", auth=("viewer", NEW)).status_code == 200


def test_a_device_does_not_change_its_password_which_is_also_the_brokers(as_role) -> None:
    answer = as_role("field").put("/api/v1/account/password", json={"old": PASSWORD, "new": NEW})
    assert (answer.status_code, answer.json()["detail"]) == (409, {"flaw": "program"})


def test_guesses_at_the_old_password_are_slowed_down_like_sign_ins(viewer: TestClient) -> None:
    guess = {"old": "guess", "new": NEW}
    statuses = [viewer.put("/api/v1/account/password", json=guess, headers=OWN).status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]
    on_the_page = typed(viewer, PASSWORD, NEW)
    assert (on_the_page.status_code, int(on_the_page.headers["Retry-After"]) > 0) == (429, True)
    assert "密码输错次数过多" in on_the_page.text
    assert viewer.post("/login", data={"name": "viewer", "password": PASSWORD}).status_code == 429


def test_on_the_page_the_own_password_is_changed_and_other_browsers_are_signed_out(
    face: Face, viewer: TestClient
) -> None:
    elsewhere = face.context.accounts.sign_in("viewer", PASSWORD)
    assert elsewhere is not None
    assert "修改密码" in viewer.get("/password").text
    changed = typed(viewer, PASSWORD, NEW)
    assert (changed.status_code, "密码已修改" in changed.text) == (200, True)
    assert viewer.get("/api/v1/overview").status_code == 200
    assert face.context.accounts.signed_in(elsewhere) is None
    assert face.context.accounts.check("viewer", NEW) is not None


@pytest.mark.parametrize(
    ("passwords", "status", "said"),
    [
        (("guess", NEW, NEW), 403, "原密码不正确"),
        ((PASSWORD, NEW, "another one"), 422, "两次输入的新密码不一致"),
        ((PASSWORD, "short", "short"), 422, "密码应为 10 至 200 个字符"),
        ((PASSWORD, PASSWORD, PASSWORD), 422, "新密码与原密码相同"),
    ],
)
def test_the_page_says_why_a_password_was_not_changed(
    face: Face, viewer: TestClient, passwords: tuple[str, str, str], status: int, said: str
) -> None:
    answer = typed(viewer, *passwords)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert face.context.accounts.check("viewer", PASSWORD) is not None


def test_another_site_cannot_change_a_password(face: Face, viewer: TestClient) -> None:
    form = {"old_password": PASSWORD, "new_password": NEW, "new_again": NEW}
    answer = viewer.post("/password", data=form, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert face.context.accounts.check("viewer", PASSWORD) is not None


def test_the_page_of_the_password_is_english_for_those_who_read_english(viewer: TestClient) -> None:
    viewer.cookies.set("vh_lang", "en")
    assert "Old password" in viewer.get("/password").text
    assert "The old password is wrong" in typed(viewer, "guess", NEW).text
    assert "The password is changed" in typed(viewer, PASSWORD, NEW).text
