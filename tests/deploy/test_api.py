"""The hub's API as the commands of the machine use it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy.api import Hub, Refusal
from hub.domain.people import COMMANDS


@contextmanager
def answering_once(status: int) -> Iterator[str]:
    """A hub that answers one request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name BaseHTTPRequestHandler asks for
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        thread.join()


@pytest.mark.parametrize(
    ("status", "user", "said"),
    [
        (401, "admin", r"does not let `admin` in: .*secrets\.json"),
        (401, COMMANDS.name, r"does not know `@machine`.*start it again"),
        (409, "admin", r"refused: 409"),
    ],
)
def test_a_command_that_is_not_let_in_says_what_to_do_about_it(status: int, user: str, said: str) -> None:
    with (
        answering_once(status) as url,
        Hub(url, user, "an old one") as hub,
        pytest.raises(Refusal, match=said),
    ):
        hub.get("/api/v1/balance")
