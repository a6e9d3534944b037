"""The ways by which devices reach the hub without a broker: TCP for NB-IoT bins and HJ 212 stations, HTTP."""

import socket
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote

from devices.codecs.streams import FAMILIES, cut
from devices.sim.voices.courier import Errand, NotDelivered, Refused

_TIMEOUT_S = 10.0
_READ_BYTES = 4096
_REFUSALS = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class OneCallEach:
    """NB-IoT: one connection for each frame, closed when it is sent; nobody answers, nothing is kept."""

    keeps = False
    by = ""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    def deliver(self, errand: Errand) -> None:
        """Send a frame; see `courier.Way.deliver`."""
        try:
            with socket.create_connection(self._address, timeout=_TIMEOUT_S) as connection:
                connection.sendall(errand.payload)
        except OSError as error:
            raise NotDelivered(f"the port for NB-IoT devices: {error}") from error

    def close(self) -> None:
        """Nothing is open between two frames."""


class Stations:
    """HJ 212: each station keeps its connection, and repeats a frame until it is answered (CN 9014)."""

    keeps = True
    by = "answer"

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._connections: dict[str, socket.socket] = {}

    def deliver(self, errand: Errand) -> None:
        """Send a frame and wait for its answer; see `courier.Way.deliver`."""
        kept = self._connections.get(errand.key)
        if kept is not None:
            try:
                self._ask(kept, errand)
            except OSError:
                # The hub was away since the last frame: a station calls again at once.
                self._hang_up(errand.key)
            else:
                return
        try:
            self._ask(self._call(errand.key), errand)
        except OSError as error:
            self._hang_up(errand.key)
            raise NotDelivered(f"the port for stations: {error}") from error

    def close(self) -> None:
        """Hang up all."""
        for key in list(self._connections):
            self._hang_up(key)

    def _ask(self, connection: socket.socket, errand: Errand) -> None:
        connection.sendall(errand.payload)
        if not errand.is_garbled:
            self._hear(connection)

    def _call(self, key: str) -> socket.socket:
        connection = socket.create_connection(self._address, timeout=_TIMEOUT_S)
        self._connections[key] = connection
        return connection

    def _hear(self, connection: socket.socket) -> None:
        heard = b""
        while not cut(FAMILIES["hj212"], heard).frames:
            more = connection.recv(_READ_BYTES)
            if not more:
                raise ConnectionError("closed without an answer")
            heard += more

    def _hang_up(self, key: str) -> None:
        connection = self._connections.pop(key, None)
        if connection is not None:
            connection.close()


class Webhook:
    """A vendor's platform that posts each report of its devices, and again until it is taken.

    Args:
        host: of the hub.
        port: of the hub.
        secret: what the hub gave out for the source "json".
    """

    keeps = True
    by = "http"

    def __init__(self, host: str, port: int, secret: str) -> None:
        self._connection = HTTPConnection(host, port, timeout=_TIMEOUT_S)
        self._headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def deliver(self, errand: Errand) -> None:
        """Post a report; see `courier.Way.deliver`."""
        path = f"/api/v1/uplinks/json?device={quote(errand.key)}"
        try:
            self._connection.request("POST", path, errand.payload, self._headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            self.close()
            raise NotDelivered(f"the webhook: {error!r}") from error
        if answer.status in _REFUSALS:
            raise Refused(f"the webhook answered {answer.status}")
        if answer.status != HTTPStatus.OK:
            raise NotDelivered(f"the webhook answered {answer.status}")

    def close(self) -> None:
        """Hang up; the next report connects again."""
        with suppress(OSError):
            self._connection.close()
