"""What the InfluxDB adapter makes of every kind of answer."""

import gzip
import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hub.adapters.influx import LINES_PER_REQUEST, Flavour, InfluxOptions, InfluxStore
from hub.ports import StoreDown, StoreRefused
from hub.series import Point
from tests import servers
from tests.servers import Answer, Asked

DATABASES = {"results": [{"series": [{"name": "databases", "columns": ["name"], "values": [["village"]]}]}]}
HTML = Answer(200, b"<html>Please sign in</html>", "text/html")


def a_point(n: int = 0) -> Point:
    return Point("hub", {"site": "dazhuang"}, {"received": n}, n)


def points(count: int) -> list[Point]:
    return [a_point(n) for n in range(count)]


def says(document: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode())


def rows(*values: object) -> Answer:
    series = {
        "name": "hub",
        "tags": {"site": "dazhuang"},
        "columns": ["time", "last"],
        "values": list(values),
    }
    return says({"results": [{"statement_id": 0, "series": [series]}]})


class Influx:
    """A pretend server: remembers what was asked, and answers writes and selects as the test wants."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.write: Callable[[list[bytes]], Answer] = lambda _: Answer(204)
        self.select: Callable[[str], Answer] = lambda _: says({"results": [{"statement_id": 0}]})

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if asked.path.endswith("/write"):
            return self.write(gzip.decompress(asked.body).split(b"\n"))
        statement = asked.query["q"]
        return says(DATABASES) if statement == "SHOW DATABASES" else self.select(statement)

    def writes(self) -> list[list[bytes]]:
        """The lines of each write request."""
        return [
            gzip.decompress(asked.body).split(b"\n") for asked in self.asked if asked.path.endswith("/write")
        ]


@contextmanager
def started(influx: Influx, **options: object) -> Iterator[InfluxStore]:
    with servers.http(influx.answer) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village", timeout_s=2.0, **options))  # type: ignore[arg-type]
        store.start()
        yield store
        store.stop()


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (says({"error": "authorization failed"}, 401), "check the username and password"),
        (says({"error": "not authorized to write"}, 403), "rights on 'village'"),
        (says({"error": 'database not found: "village"'}, 404), "check the url, the flavour v1"),
        (says({"error": "timeout"}, 500), "timeout"),
        (says({}, 503), "answered 503"),
        (says({}, 429), "asks for patience"),
        (Answer(400, b"<html>plain HTTP was sent to an HTTPS port</html>", "text/html"), "answered 400"),
        (Answer(302, b"", "text/html"), "answered 302"),
        (HTML, "not the answer of an InfluxDB"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Answer) else "",
)
def test_a_server_that_cannot_take_it_now_is_down_with_the_reason(answer: Answer, text: str) -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda _: answer
        with pytest.raises(StoreDown, match=text):
            store.write(points(3))
    assert len(influx.writes()) == 1


def test_a_server_that_does_not_answer_in_time_is_down() -> None:
    influx, over = Influx(), threading.Event()

    def late(_: list[bytes]) -> Answer:
        over.wait(5.0)
        return Answer(204)

    with servers.http(influx.answer) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village", timeout_s=0.1))
        store.start()
        influx.write = late
        with pytest.raises(StoreDown, match="cannot be reached"):
            store.write([a_point()])
        over.set()
        store.stop()


def test_a_server_that_is_not_there_is_down() -> None:
    store = InfluxStore(InfluxOptions(url=f"http://127.0.0.1:{servers.free_port()}", database="village"))
    with pytest.raises(StoreDown, match="cannot be reached"):
        store.start()
    with pytest.raises(StoreDown, match="cannot be reached"):
        store.write([a_point()])
    store.stop()


def test_a_server_that_hangs_up_in_the_middle_is_down() -> None:
    influx = Influx()

    def hang_up(_: list[bytes]) -> Answer:
        raise ConnectionError

    with started(influx) as store:
        influx.write = hang_up
        with pytest.raises(StoreDown, match="cannot be reached"):
            store.write([a_point()])


@pytest.mark.parametrize("bad", [0, 1, 498, 999])
def test_a_refused_point_is_found_with_few_requests(bad: int) -> None:
    influx, kept = Influx(), set[bytes]()

    def write(lines: list[bytes]) -> Answer:
        if any(line.endswith(f" {bad}".encode()) for line in lines):
            return says({"error": "partial write: field type conflict dropped=1"}, 400)
        kept.update(lines)
        return Answer(204)

    with started(influx) as store:
        influx.write = write
        with pytest.raises(StoreRefused, match="field type conflict") as refused:
            store.write(points(1_000))
    assert refused.value.index == bad
    assert {int(line.rsplit(b" ", 1)[1]) for line in kept} >= set(range(bad))
    assert len(influx.writes()) <= 2 * math.log2(1_000)


def test_a_point_refused_in_a_later_request_keeps_its_place_in_the_batch() -> None:
    influx, bad = Influx(), LINES_PER_REQUEST + 7

    def write(lines: list[bytes]) -> Answer:
        is_bad = any(line.endswith(f" {bad}".encode()) for line in lines)
        return says({"code": "invalid", "message": "unable to parse"}, 422) if is_bad else Answer(204)

    with started(influx, flavour=Flavour.V2) as store:
        influx.write = write
        with pytest.raises(StoreRefused, match="unable to parse") as refused:
            store.write(points(bad + 3))
    assert refused.value.index == bad


def test_a_point_that_is_taken_alone_is_not_refused() -> None:
    influx, kept = Influx(), set[bytes]()

    def write(lines: list[bytes]) -> Answer:
        if len(lines) > 1:
            return says({"error": "partial write: max-series-per-database limit exceeded"}, 400)
        kept.update(lines)
        return Answer(204)

    with started(influx) as store:
        influx.write = write
        store.write(points(5))
    assert len(kept) == 5


def test_a_request_too_large_is_split() -> None:
    influx, kept = Influx(), set[bytes]()

    def write(lines: list[bytes]) -> Answer:
        if len(lines) > 3:
            return says({"error": "Request Entity Too Large"}, 413)
        kept.update(lines)
        return Answer(204)

    with started(influx) as store:
        influx.write = write
        store.write(points(20))
    assert len(kept) == 20


def test_a_single_point_too_large_is_refused() -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda _: Answer(413)
        with pytest.raises(StoreRefused, match="larger than the server takes") as refused:
            store.write(points(4))
    assert refused.value.index == 0


def test_version_1_is_asked_with_basic_sign_in_and_a_database() -> None:
    influx = Influx()
    with started(influx, username="hub", password="secret") as store:  # noqa: S106 - made up
        store.write([a_point()])
    last = influx.asked[-1]
    assert (last.path, last.query) == ("/write", {"db": "village", "precision": "ns"})
    assert last.headers["authorization"] == "Basic aHViOnNlY3JldA=="


def test_version_2_is_asked_with_a_token_an_org_and_a_bucket() -> None:
    influx = Influx()
    with started(influx, flavour=Flavour.V2, token="t0k3n", org="county") as store:  # noqa: S106 - made up
        store.write([a_point()])
        store.latest("hub", "received")
    write, select = influx.asked[-2:]
    assert (write.path, select.path) == ("/api/v2/write", "/query")
    assert write.query == {"org": "county", "bucket": "village", "precision": "ns"}
    assert {write.headers["authorization"], select.headers["authorization"]} == {"Token t0k3n"}


def test_secrets_are_not_shown_with_the_options() -> None:
    options = InfluxOptions(url="http://127.0.0.1", database="village", password="secret", token="t0k3n")  # noqa: S106
    assert "secret" not in repr(options)
    assert "t0k3n" not in repr(options)


def test_a_missing_database_is_created() -> None:
    influx, statements = Influx(), list[str]()

    def select(statement: str) -> Answer:
        statements.append(statement)
        return says({"results": [{"statement_id": 0}]})

    influx.select = select
    with servers.http(influx.answer) as url:
        store = InfluxStore(InfluxOptions(url=url, database='new "one"'))
        store.start()
        store.stop()
    assert statements == ['CREATE DATABASE "new \\"one\\""']


def test_a_database_that_was_dropped_is_made_sure_of_before_the_next_write() -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda _: says({"error": "database not found"}, 404)
        with pytest.raises(StoreDown):
            store.write([a_point()])
        influx.write = lambda _: Answer(204)
        store.write([a_point()])
    assert [asked.query.get("q") for asked in influx.asked] == [
        "SHOW DATABASES",
        None,
        "SHOW DATABASES",
        None,
    ]


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        Answer(200, b""),
        Answer(200, b"\xff\xfe\x00"),
        Answer(200, b"[" * 100_000),
        says([]),
        says({"results": [{"series": 7}]}),
        says({"results": [{"error": "shard is broken"}]}),
        rows([1]),
        rows(["now", 5]),
        rows([1, "five"]),
        rows([1, True]),
        rows([1, None]),
        says({"error": "query limit"}, 503),
    ],
    ids=lambda answer: f"{answer.status}-{answer.body[:60]!r}",
)
def test_an_answer_that_makes_no_sense_is_down(answer: Answer) -> None:
    influx = Influx()
    with started(influx) as store:
        influx.select = lambda _: answer
        with pytest.raises(StoreDown):
            store.latest("hub", "received")


def test_the_sign_of_zero_is_read() -> None:
    influx = Influx()
    with started(influx) as store:
        influx.select = lambda _: Answer(200, rows([1, 0]).body.replace(b"[1, 0]", b"[1, -0]"))
        (row,) = store.latest("hub", "memory_mib")
    assert repr(row["value"]) == "-0.0"
