"""The hub's HTTP API, as the report and the doctor use it."""

import threading
from collections.abc import Mapping
from time import monotonic
from typing import Any

import httpx

from deploy import sayings
from deploy.errors import CannotRun
from hub.domain.people import COMMANDS

_TIMEOUT_S = 10.0
_UPLOAD_S = 60.0
_POLL_S = 0.2


class NoAnswer(CannotRun):
    """The hub does not answer, or refuses; the text says what it said."""


class Refusal(NoAnswer):
    """The hub refuses."""


class Hub:
    """A signed-in client of one hub. Close it after use (`with`)."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._user = user
        self._client = httpx.Client(base_url=url, auth=(user, password), timeout=_TIMEOUT_S)

    def __enter__(self) -> "Hub":
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def get(self, path: str, **parameters: str | int) -> Any:
        """Read what a route says.

        Raises:
            NoAnswer: no connection, or a refusal.
        """
        return self._checked("GET", path, params=parameters)

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """Ask the hub to do something.

        Raises:
            NoAnswer: no connection, or a refusal.
        """
        return self._checked("POST", path, json=body)

    def put(self, path: str, body: Mapping[str, object]) -> Any:
        """Have the hub keep something under a name.

        Raises:
            NoAnswer: no connection, or a refusal.
        """
        return self._checked("PUT", path, json=body)

    def put_file(self, path: str, content: bytes) -> Any:
        """Have the hub keep a file under a name.

        Raises:
            NoAnswer: no connection, or a refusal.
        """
        return self._checked("PUT", path, content=content)

    def text(self, path: str) -> str:
        """Read what a route says in other words than JSON.

        Raises:
            NoAnswer: no connection, or a refusal.
        """
        return self._asked("GET", path).text

    def upload(self, path: str, content: bytes) -> Any:
        """Bring a file; what the hub makes of it may take a minute.

        Raises:
            NoAnswer: no connection, or a refusal.
        """
        return self._checked("POST", path, content=content, timeout=_UPLOAD_S)

    def _checked(self, method: str, path: str, **how: Any) -> Any:
        return self._asked(method, path, **how).json()

    def _asked(self, method: str, path: str, **how: Any) -> httpx.Response:
        at = f"{self._client.base_url}{path}"
        try:
            answer = self._client.request(method, path, **how)
        except httpx.HTTPError as error:
            raise NoAnswer(sayings.NO_ANSWER.of(at=at, error=error)) from error
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            saying = sayings.NOT_LET_IN if self._user != COMMANDS.name else sayings.MACHINE_NOT_LET_IN
            raise Refusal(saying.of(at=at, user=self._user))
        if not answer.is_success:
            raise Refusal(sayings.REFUSAL.of(at=at, status=answer.status_code, words=answer.text[:300]))
        return answer

    def settled(self, timeout_s: float) -> Mapping[str, int]:
        """Wait until nothing is left in the journal or the time is over, and return the balance."""
        deadline_s = monotonic() + timeout_s
        pause = threading.Event()
        while True:
            balance: Mapping[str, int] = self.get("/api/v1/balance")
            if not balance["in_journal"] or monotonic() >= deadline_s:
                return balance
            pause.wait(_POLL_S)
