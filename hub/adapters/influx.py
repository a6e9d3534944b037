"""Time series in InfluxDB: 1.x, 2.x and whatever speaks their write and InfluxQL interfaces.

The only file that imports influxdb_client; what the server answers is translated here and nowhere else.
"""

import gzip
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import TypeAlias

from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import HTTPError

from hub.line_protocol import encode
from hub.ports import Row, StoreDown, StoreRefused
from hub.series import FIRST_NS, LAST_NS, SERIES, FieldType, FieldValue, Point

log = logging.getLogger(__name__)

HISTORY_ROWS = 5_000
# InfluxDB 1.6.7 resets the connection of a request above 25 MB instead of answering 413.
LINES_PER_REQUEST = 5_000


class Flavour(StrEnum):
    """Which interface writes go to; reading is InfluxQL over /query on both."""

    V1 = "v1"
    V2 = "v2"


@dataclass(frozen=True, slots=True)
class InfluxOptions:
    """Where the database is and who we are there.

    `database` is the bucket on v2. v1 signs in with `username` and `password` when a username is given, v2
    with `token` inside `org`. `timeout_s` bounds connecting and each wait for an answer.
    """

    url: str
    database: str
    flavour: Flavour = Flavour.V1
    org: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    timeout_s: float = 10.0


class InfluxStore:
    """A SeriesStore whose points the server has confirmed before `write` returns. Any thread may call."""

    def __init__(self, options: InfluxOptions) -> None:
        self._options = options
        self._client: InfluxDBClient | None = None
        self._is_prepared = False

    def start(self) -> None:
        """See SeriesStore; creates the database on v1, expects the bucket on v2."""
        if self._client is None:
            self._client = _client(self._options)
        self._prepare()

    def stop(self) -> None:
        """See SeriesStore."""
        if self._client is not None:
            self._client.close()  # type: ignore[no-untyped-call]  # the library is not annotated here
        self._client = None
        self._is_prepared = False

    def write(self, points: Sequence[Point]) -> None:
        """See SeriesStore; a refused point is found by halving, in at most 2 + log2(n) requests."""
        lines: list[bytes] = []
        impossible: ValueError | None = None
        for point in points:
            try:
                lines.append(encode(point))
            except ValueError as error:
                impossible = error
                break
        if not self._is_prepared:
            self._prepare()
        for first in range(0, len(lines), LINES_PER_REQUEST):
            self._put(lines[first : first + LINES_PER_REQUEST], first)
        if impossible is not None:
            raise StoreRefused(str(impossible), len(lines)) from impossible

    def latest(self, series: str, field: str) -> Sequence[Row]:
        """See SeriesStore."""
        schema = SERIES[series]
        kind = schema.fields[field].type
        tags = ", ".join(_identifier(tag) for tag in schema.tags)
        select = f"SELECT last({_identifier(field)}) FROM {_identifier(series)}"  # noqa: S608 - names are quoted
        answer = self._query(f"{select} GROUP BY {tags}")
        return [{**found.tags, **row} for found in answer for row in _rows(found, kind)]

    def history(self, series: str, field: str, *, device: str, since_ns: int, until_ns: int) -> Sequence[Row]:
        """See SeriesStore; a series without devices is a KeyError too."""
        schema = SERIES[series]
        kind = schema.fields[field].type
        if "device" not in schema.tags:
            raise KeyError(f"series {series!r} has no devices")
        since_ns, until_ns = max(since_ns, FIRST_NS), min(until_ns, LAST_NS + 1)
        if since_ns >= until_ns:
            return []
        select = f"SELECT {_identifier(field)} FROM {_identifier(series)}"  # noqa: S608 - names are quoted
        where = f"WHERE device = {_text(device)} AND time >= {since_ns} AND time < {until_ns}"
        answer = self._query(f"{select} {where} ORDER BY time ASC LIMIT {HISTORY_ROWS}")
        return [row for found in answer for row in _rows(found, kind)]

    def _prepare(self) -> None:
        match self._options.flavour:
            case Flavour.V1:
                # Asked first, because an account that may only write is not allowed to create a database.
                names = [row[0] for found in self._query("SHOW DATABASES") for row in found.values]
                if self._options.database not in names:
                    self._query(f"CREATE DATABASE {_identifier(self._options.database)}")
                    log.info("created database %s at %s", self._options.database, self._options.url)
            case Flavour.V2:
                self._query("SHOW MEASUREMENTS LIMIT 1")
        self._is_prepared = True

    def _put(self, lines: Sequence[bytes], first: int) -> None:
        while self._post(lines) is not None:
            low, high = 0, len(lines)
            while high - low > 1:
                middle = (low + high) // 2
                if self._post(lines[low:middle]) is None:
                    low = middle
                else:
                    high = middle
            reason = self._post(lines[low:high])
            if reason is not None:
                raise StoreRefused(reason, first + low)
            # Refused in company, taken alone: what follows it is still to be written.
            lines, first = lines[high:], first + high
            if not lines:
                return

    def _post(self, lines: Sequence[bytes]) -> str | None:
        """Write lines; the reason when the server refused one of them (the others may be kept or not)."""
        answer = self._send(*_write_route(self._options), b"\n".join(lines))
        match answer.status:
            case 204:
                return None
            case 413 if len(lines) > 1:
                middle = len(lines) // 2
                return self._post(lines[:middle]) or self._post(lines[middle:])
            case 413:
                return f"one point of {len(lines[0])} bytes is larger than the server takes"
            case 400 | 422 if answer.error:
                return answer.error
            case _:
                raise self._down(answer)

    def _query(self, statement: str) -> "list[_Found]":
        parameters = {"q": statement, "db": self._options.database, "epoch": "ns"}
        answer = self._send("/query", parameters)
        if answer.status != HTTPStatus.OK:
            raise self._down(answer)
        try:
            # Numbers stay text until the schema says what they are: JSON's `-0` and `85` are floats of ours.
            results = _Results.model_validate(json.loads(answer.text, parse_int=str, parse_float=str)).results
        except (ValueError, RecursionError) as error:
            raise StoreDown(
                f"{self._options.url}: no InfluxDB answered /query: {answer.text[:120]!r}"
            ) from error
        for result in results:
            if result.error:
                raise StoreDown(f"{self._options.url}: InfluxDB could not answer: {result.error}")
        return [found for result in results for found in result.series]

    def _send(self, path: str, parameters: Mapping[str, str], lines: bytes = b"") -> "_Answer":
        if self._client is None:
            raise StoreDown(f"{self._options.url}: the store is not started")
        headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Encoding": "gzip"} if lines else {}
        try:
            response = self._client.api_client.call_api(  # type: ignore[no-untyped-call]  # as above
                path,
                "POST",
                query_params=dict(parameters),
                header_params=headers,
                body=gzip.compress(lines, compresslevel=1) if lines else None,
                _preload_content=False,
                _return_http_data_only=True,
            )
            return _Answer(response.status, response.data.decode(errors="replace"))
        except ApiException as error:
            return _Answer(error.status or 0, (error.body or b"").decode(errors="replace"))
        except HTTPError as error:
            raise StoreDown(f"{self._options.url}: InfluxDB cannot be reached: {error}") from error

    def _down(self, answer: "_Answer") -> StoreDown:
        # The database may have been dropped: make sure of it again before the next write.
        self._is_prepared = self._is_prepared and answer.status != HTTPStatus.NOT_FOUND
        what = answer.error or repr(answer.text[:120])
        hint = _HINTS.get(answer.status, "try again later").format(options=self._options)
        return StoreDown(f"{self._options.url}: InfluxDB answered {answer.status} ({what}); {hint}")


_HINTS = {
    200: "this is not the answer of an InfluxDB, check the url",
    401: "check the username and password (1.x) or the token (2.x)",
    403: "the account needs read and write rights on {options.database!r}",
    404: "check the url, the flavour {options.flavour}, the database {options.database!r} and the org",
    429: "the server asks for patience",
}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    text: str

    @property
    def error(self) -> str:
        """The server's own words; "" when the answer is no InfluxDB error, but a proxy's or a stranger's."""
        try:
            problem = _Problem.model_validate_json(self.text)
        except ValidationError:
            return ""
        return problem.error or problem.message


_Cell: TypeAlias = str | bool | None


class _Problem(BaseModel):
    """A refusal: 1.x says `error`, 2.x says `message`."""

    error: str = ""
    message: str = ""


class _Found(BaseModel):
    """One series of a query's answer; numbers are still text."""

    tags: dict[str, str] = {}
    values: list[list[_Cell]] = []


class _Result(BaseModel):
    error: str = ""
    series: list[_Found] = []


class _Results(BaseModel):
    results: list[_Result]


def _client(options: InfluxOptions) -> InfluxDBClient:
    has_password = options.flavour is Flavour.V1 and bool(options.username)
    return InfluxDBClient(
        url=options.url,
        token=f"{options.username}:{options.password}" if has_password else options.token,
        auth_basic=has_password,
        timeout=int(options.timeout_s * 1_000),
        retries=False,
    )


def _write_route(options: InfluxOptions) -> tuple[str, Mapping[str, str]]:
    match options.flavour:
        case Flavour.V1:
            return "/write", {"db": options.database, "precision": "ns"}
        case Flavour.V2:
            return "/api/v2/write", {"org": options.org, "bucket": options.database, "precision": "ns"}


def _rows(found: _Found, kind: FieldType) -> list[Row]:
    try:
        return [{"value": _value(value, kind), "at_ns": int(str(at))} for at, value in found.values]
    except ValueError as error:
        raise StoreDown(f"InfluxDB answered with a row that is not (time, {kind.value}): {error}") from error


def _value(value: "_Cell", kind: FieldType) -> FieldValue:
    match value:
        case str() if kind is FieldType.FLOAT:
            return float(value)
        case str() if kind is FieldType.INTEGER:
            return int(value)
        case str() if kind is FieldType.STRING:
            return value
        case bool() if kind is FieldType.BOOLEAN:
            return value
        case _:
            raise ValueError(f"{value!r} is no {kind.value}")


def _identifier(name: str) -> str:
    return '"' + _escaped(name).replace('"', r"\"") + '"'


def _text(value: str) -> str:
    return "'" + _escaped(value).replace("'", r"\'") + "'"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n")
