"""Create the users of an InfluxDB 1.x that asks for passwords."""

from collections.abc import Mapping

import httpx

from deploy.errors import CannotRun

_TIMEOUT_S = 10.0
ADMIN = "admin"


class UsersNotMade(CannotRun):
    """InfluxDB refused to make a user; the text carries what it said."""


def make_users(url: str, admin_password: str, database: str, passwords: Mapping[str, str]) -> None:
    """Make the administrator, the database, and users who may read and write that database; twice is once.

    Args:
        url: of the server, such as http://127.0.0.1:8086.
        admin_password: of the user "admin".
        database: made when missing.
        passwords: by user; a user that exists gets this password.

    Raises:
        UsersNotMade: the server refuses, or is not there.
    """
    with httpx.Client(base_url=url, auth=(ADMIN, admin_password), timeout=_TIMEOUT_S) as client:
        # The first user may be made without a password, and is refused once one exists.
        _query(client, f"CREATE USER {ADMIN} WITH PASSWORD {_quoted(admin_password)} WITH ALL PRIVILEGES")
        _query(client, f'CREATE DATABASE "{database}"')
        for user, password in passwords.items():
            _query(client, f'CREATE USER "{user}" WITH PASSWORD {_quoted(password)}')
            _query(client, f'SET PASSWORD FOR "{user}" = {_quoted(password)}')
            _query(client, f'GRANT ALL ON "{database}" TO "{user}"')


def _query(client: httpx.Client, text: str) -> None:
    statement = text.partition("PASSWORD")[0]
    try:
        response = client.post("/query", data={"q": text})
    except httpx.HTTPError as error:
        raise UsersNotMade(f"{client.base_url} does not answer {statement!r}: {error}") from error
    if response.is_success and "error" not in response.json()["results"][0]:
        return
    if "user already exists" in response.text:
        return
    raise UsersNotMade(f"{client.base_url} refused {statement!r}: {response.text.strip()[:300]}")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
