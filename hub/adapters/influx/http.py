"""One request to InfluxDB: signed in, compressed, and over in time whatever the server does.

The only file that imports influxdb_client.
"""

import gzip
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPException

from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ProtocolError

from hub.adapters.influx.answers import Answer
from hub.ports import StoreDown

LONGEST_RETRY_AFTER_S = 300.0
_TIMEOUT_S = 10.0
# A request below this was not cut off for its size: InfluxDB's own limit is 25 MB, nginx' default 1 MB.
_SMALL_BYTES = 1_000_000
_TOO_LARGE = 413


class Flavour(StrEnum):
    """Which interface writes go to; reading is InfluxQL over /query on both."""

    V1 = "v1"
    V2 = "v2"


@dataclass(frozen=True, slots=True)
class InfluxOptions:
    """Where the database is and who we are there.

    `database` is the bucket on v2. v1 signs in with `username` and `password` when a username is given, v2
    with `token` inside `org`. `timeout_s` bounds connecting, sending, and the whole answer, each.
    """

    url: str
    database: str
    flavour: Flavour = Flavour.V1
    org: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    timeout_s: float = _TIMEOUT_S


class InfluxHttp:
    """Asks one server. Any thread may call."""

    def __init__(self, options: InfluxOptions) -> None:
        self._options = options
        self._client: InfluxDBClient | None = None
        self.takes_gzip = True

    def start(self) -> None:
        """Make ready to ask; connects with the first question."""
        if self._client is None:
            self._client = _client(self._options)
            self.takes_gzip = True

    def stop(self) -> None:
        """Close the connections; idempotent."""
        if self._client is not None:
            self._client.close()  # type: ignore[no-untyped-call]  # the library is not annotated here
        self._client = None

    def get(self, path: str) -> Answer:
        """Fetch a page.

        Raises:
            StoreDown: no answer; try later.
        """
        return self._send("GET", path, {}, b"")

    def post(self, path: str, parameters: Mapping[str, str], lines: bytes = b"") -> Answer:
        """Ask something, or write lines.

        A large request that is cut off counts as answered with 413: InfluxDB 1.6.7 resets the connection of a
        request above 25 MB.

        Raises:
            StoreDown: no answer; nothing is known about the lines.
        """
        return self._send("POST", path, parameters, lines)

    def _send(self, method: str, path: str, parameters: Mapping[str, str], lines: bytes) -> Answer:
        if self._client is None:
            raise StoreDown(f"{self._options.url}: the store is not started")
        headers = {"Content-Type": "text/plain; charset=utf-8"} if lines else {}
        body = lines or None
        if lines and self.takes_gzip:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(lines, compresslevel=1)
        try:
            response = self._client.api_client.call_api(  # type: ignore[no-untyped-call]  # as above
                path,
                method,
                query_params=dict(parameters),
                header_params=headers,
                body=body,
                _preload_content=False,
                _return_http_data_only=True,
            )
            return _answer(response)
        except ApiException as error:
            # Without a response it was a failed TLS handshake.
            return _answer(error.response) if error.response else Answer(0, str(error.reason))
        except ProtocolError as error:
            if len(lines) > _SMALL_BYTES:
                return Answer(_TOO_LARGE, f"the connection was cut: {error}")
            raise self._unreachable(error) from error
        except HTTPError as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: HTTPError) -> StoreDown:
        # Without the library's objects, whose addresses make the same trouble read differently each time.
        why = re.sub(r"<[^<>]*>:? ?", "", str(error))
        return StoreDown(f"{self._options.url}: InfluxDB cannot be reached: {why}")


def _client(options: InfluxOptions) -> InfluxDBClient:
    has_password = options.flavour is Flavour.V1 and bool(options.username)
    client = InfluxDBClient(
        url=options.url,
        token=f"{options.username}:{options.password}" if has_password else options.token,
        auth_basic=has_password,
        timeout=int(options.timeout_s * 1_000),
        retries=False,
    )
    client.api_client.rest_client.pool_manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    return client


@contextmanager
def _ended_in_time(connection: HTTPConnection) -> Iterator[None]:
    """Cut a connection whose answer is not over within its timeout; the socket's own counts between bytes.

    Raises:
        TimeoutError: it was cut.
    """
    over = threading.Event()
    timeout_s = connection.timeout if isinstance(connection.timeout, int | float) else _TIMEOUT_S

    def cut() -> None:
        over.set()
        # Not the method of a TLS socket, which forgets its state under the reader's hands.
        with suppress(OSError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(timeout_s, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPError, HTTPException):
        if not over.is_set():
            raise
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError(f"the answer was not over within {timeout_s} s")


class _Connection(HTTPConnection):
    """Brings the whole answer with its head, in time."""

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 itself
        """The answer, its body read."""
        with _ended_in_time(self):
            return _whole(super().getresponse())


class _TlsConnection(HTTPSConnection):
    """The same over TLS."""

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 itself
        """The answer, its body read."""
        with _ended_in_time(self):
            return _whole(super().getresponse())


def _whole(response: HTTPResponse) -> HTTPResponse:
    # Reading `data` brings the body and keeps it.
    _ = response.data
    return response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def _answer(response: HTTPResponse) -> Answer:
    # Its body was read before the pool knew it, so the pool waits to be told.
    response.release_conn()
    text = response.data.decode(errors="replace")
    return Answer(response.status, text, _retry_after_s(response.headers.get("Retry-After", "")))


def _retry_after_s(text: str) -> float | None:
    """Seconds of a Retry-After header, never more than five minutes; dates (RFC 9110, 10.2.3) are not."""
    is_number = text.isascii() and text.isdecimal()
    return min(float(text), LONGEST_RETRY_AFTER_S) if is_number else None
