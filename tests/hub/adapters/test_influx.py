"""What the InfluxDB adapter makes of every kind of answer."""

import gzip
import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

import pytest

from hub.adapters.influx.http import Flavour, InfluxOptions
from hub.adapters.influx.store import OVER_LIMIT_S, InfluxStore
from hub.adapters.influx.writing import LINES_PER_REQUEST
from hub.ports import Condition, Refused, StoreDown
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
        (says({"error": "timeout"}, 500), "timeout.*restart InfluxDB"),
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


def place(line: bytes) -> int:
    return int(line.rsplit(b" ", 1)[1])


@pytest.mark.parametrize("bad", [0, 1, 498, 999])
def test_a_refused_point_is_found_with_few_requests_and_all_others_are_stored(bad: int) -> None:
    influx, kept = Influx(), set[int]()

    def write(lines: list[bytes]) -> Answer:
        if bad in map(place, lines):
            return says({"error": "partial write: unable to parse"}, 400)
        kept.update(map(place, lines))
        return Answer(204)

    with started(influx) as store:
        influx.write = write
        refused = store.write(points(1_000))
    assert refused == [Refused(bad, "partial write: unable to parse")]
    assert kept == set(range(1_000)) - {bad}
    assert len(influx.writes()) <= 1 + 2 * math.ceil(math.log2(1_000))


def test_a_point_refused_in_a_later_request_keeps_its_place_in_the_batch() -> None:
    influx, bad = Influx(), LINES_PER_REQUEST + 7

    def write(lines: list[bytes]) -> Answer:
        is_bad = bad in map(place, lines)
        return says({"code": "invalid", "message": "unable to parse"}, 422) if is_bad else Answer(204)

    with started(influx, flavour=Flavour.V2) as store:
        influx.write = write
        refused = store.write(points(bad + 3))
    assert [item.index for item in refused] == [bad]


def test_points_beyond_retention_are_the_oldest_and_cost_one_request() -> None:
    influx = Influx()
    with started(influx) as store:
        reason = "partial write: points beyond retention policy dropped=2"
        influx.write = lambda _: says({"error": reason}, 400)
        refused = store.write([a_point(n) for n in (50, 3, 70, 1, 60)])
    assert refused == [Refused(1, reason), Refused(3, reason)]
    assert len(influx.writes()) == 1


def conflict(dropped: int) -> Answer:
    text = 'field type conflict: input field "received" on measurement "hub" is type integer, already'
    return says({"error": f"partial write: {text} exists as type string dropped={dropped}"}, 400)


def test_points_with_a_field_of_another_type_are_parted_from_the_others_in_few_requests() -> None:
    influx, kept = Influx(), set[bytes]()

    def write(lines: list[bytes]) -> Answer:
        clashing = [line for line in lines if line.startswith(b"hub,")]
        kept.update(set(lines).difference(clashing))
        return conflict(len(clashing)) if clashing else Answer(204)

    others = [Point("township", {"site": "daxi"}, {"bins_full": n}, n) for n in range(500)]
    with started(influx) as store:
        influx.write = write
        refused = store.write([point for pair in zip(points(500), others, strict=True) for point in pair])
    assert [item.index for item in refused] == list(range(0, 1_000, 2))
    assert len(kept) == 500
    assert len(influx.writes()) == 3


def test_a_type_conflict_in_one_span_of_time_is_found_by_halving_in_order_of_time() -> None:
    influx = Influx()

    def write(lines: list[bytes]) -> Answer:
        clashing = [line for line in lines if place(line) < 300]
        return conflict(len(clashing)) if clashing else Answer(204)

    shuffled = sorted(range(1_000), key=lambda n: n * 7919 % 1_000)
    with started(influx) as store:
        influx.write = write
        refused = store.write([a_point(n) for n in shuffled])
    assert {shuffled[item.index] for item in refused} == set(range(300))
    assert len(influx.writes()) <= 30


class LimitedInflux(Influx):
    """Knows so many series; a new one beyond takes the whole request with it, as InfluxDB 1.6.7 does."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.known: set[bytes] = set()
        self.kept: list[bytes] = []
        self.write = self.take

    def take(self, lines: list[bytes]) -> Answer:
        wanted = self.known | {line.split(b" ")[0] for line in lines}
        if len(wanted) > self.most:
            reason = (
                f"partial write: max-series-per-database limit exceeded: ({self.most}) dropped={len(lines)}"
            )
            return says({"error": reason}, 400)
        self.known = wanted
        self.kept += lines
        return Answer(204)


def at_site(site: str, n: int) -> Point:
    return Point("hub", {"site": site}, {"received": n}, n)


def test_a_series_too_many_is_refused_for_now_and_takes_nobody_with_it() -> None:
    influx = LimitedInflux(100)
    with started(influx) as store:
        store.write([at_site(f"s{n}", 1) for n in range(100)])
        refused = store.write([at_site(f"s{n}", 2) for n in range(101)] + [at_site("s100", 3)])
    assert [(item.index, item.is_for_now) for item in refused] == [(100, True), (101, True)]
    assert "max-series-per-database" in refused[0].reason
    assert len(influx.kept) == 200


def test_a_series_too_many_is_looked_for_once_and_tried_again_later() -> None:
    influx = LimitedInflux(10)
    now_s = [0.0]
    with servers.http(influx.answer) as url:
        options = InfluxOptions(url=url, database="village", timeout_s=2.0)
        store = InfluxStore(options, monotonic_s=lambda: now_s[0])
        store.start()
        batch = [at_site(f"s{n}", 1) for n in range(11)]
        store.write(batch)
        before = len(influx.writes())
        assert [item.index for item in store.write(batch)] == [10]
        assert len(influx.writes()) == before + 1
        now_s[0] += OVER_LIMIT_S
        influx.most = 11
        assert list(store.write(batch)) == []
        store.stop()


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


def test_a_large_request_that_is_cut_off_is_split() -> None:
    influx, kept = Influx(), set[bytes]()

    def write(lines: list[bytes]) -> Answer:
        if len(lines) > 1:
            raise ConnectionResetError
        kept.update(lines)
        return Answer(204)

    large = [Point("litter", {"village": "v", "device": "c"}, {"sight": "x" * 600_000}, n) for n in (1, 2)]
    with started(influx) as store:
        influx.write = write
        assert list(store.write(large)) == []
    assert len(kept) == 2


def test_no_request_is_larger_than_a_few_megabytes() -> None:
    influx = Influx()
    large = [Point("litter", {"village": "v", "device": "c"}, {"sight": "x" * 600_000}, n) for n in range(10)]
    with started(influx) as store:
        store.write(large)
    assert [len(lines) for lines in influx.writes()] == [6, 4]


def test_a_single_point_too_large_is_refused() -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda lines: Answer(413) if 0 in map(place, lines) else Answer(204)
        refused = store.write(points(4))
    assert refused == [Refused(0, "larger than the server takes")]


def test_a_server_that_cannot_unpack_is_sent_plain_lines_from_then_on() -> None:
    asked = []

    def answer(what: Asked) -> Answer:
        asked.append(what)
        if what.path != "/write":
            return says(DATABASES)
        return Answer(415) if what.headers.get("content-encoding") == "gzip" else Answer(204)

    with servers.http(answer) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village", timeout_s=2.0))
        store.start()
        store.write([a_point(1)])
        store.write([a_point(2)])
        store.stop()
    assert [what.body for what in asked[2:]] == [
        b"hub,site=dazhuang received=1i 1",
        b"hub,site=dazhuang received=2i 2",
    ]


@pytest.mark.parametrize(("said", "seconds"), [("7", 7.0), ("99999", 300.0), ("soon", None), ("", None)])
def test_a_server_that_asks_for_patience_is_heard_up_to_five_minutes(
    said: str, seconds: float | None
) -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda _: Answer(503, headers={"Retry-After": said})
        with pytest.raises(StoreDown) as down:
            store.write([a_point()])
    assert down.value.retry_after_s == seconds


def test_a_page_to_sign_in_is_not_followed() -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda _: Answer(307, headers={"Location": "/sign-in"})
        with pytest.raises(StoreDown, match="answered 307"):
            store.write([a_point()])
    assert {asked.path for asked in influx.asked} == {"/query", "/write"}


@pytest.mark.slow
@pytest.mark.parametrize("head", [b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"])
def test_an_answer_that_comes_in_drops_is_cut_off_in_time(head: bytes) -> None:
    with servers.dripping(head, every_s=0.05) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village", timeout_s=0.4))
        began_s = monotonic()
        with pytest.raises(StoreDown, match="cannot be reached"):
            store.start()
        store.stop()
    assert monotonic() - began_s < 5.0  # it drips for ever


def tries(store: InfluxStore, point: Point) -> int:
    """How often a point had to be written until the store had it."""
    number = 1
    while True:
        with suppress(StoreDown):
            store.write([point])
            return number
        number += 1


def test_a_connection_that_is_reset_after_a_204_costs_at_most_one_try() -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda _: Answer(204, hangs_up=True)
        assert tries(store, a_point(1)) == 1
        # The server may hang up before or while the next request is sent.
        assert tries(store, a_point(2)) <= 2


def test_two_requests_of_one_batch_are_under_way_at_once() -> None:
    influx, both = Influx(), threading.Barrier(2, timeout=5)

    def together(_: list[bytes]) -> Answer:
        both.wait()
        return Answer(204)

    with started(influx) as store:
        influx.write = together
        assert store.write(points(2 * LINES_PER_REQUEST)) == []


def test_of_two_requests_at_once_one_that_fails_fails_the_batch() -> None:
    influx = Influx()
    with started(influx) as store:
        influx.write = lambda lines: Answer(204 if len(lines) == LINES_PER_REQUEST else 503)
        with pytest.raises(StoreDown):
            store.write(points(LINES_PER_REQUEST + 1))


VARS = {
    "system": {"started": "2026-11-25T19:43:35.5Z", "uptime": 100_000},
    "tsm1_cache:/a:1": {"tags": {"database": "village"}, "values": {"cacheAgeMs": 7_200_000, "memBytes": 5}},
    "tsm1_cache:/a:2": {"tags": {"database": "village"}, "values": {"cacheAgeMs": 90_000_000, "memBytes": 0}},
    "tsm1_cache:/b:3": {"tags": {"database": "other"}, "values": {"cacheAgeMs": 80_000_000, "memBytes": 5}},
}


def told(paths: dict[str, Answer], flavour: Flavour = Flavour.V1) -> Condition:
    with servers.http(lambda asked: paths.get(asked.path, says(DATABASES))) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village", flavour=flavour, timeout_s=2.0))
        store.start()
        condition = store.condition()
        store.stop()
    return condition


def vars_page(**changes: object) -> Answer:
    items = (VARS | changes).items()
    return Answer(200, ("{\n" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in items) + "\n}").encode())


def test_version_1_tells_since_when_it_runs_and_how_old_its_unsaved_points_can_be() -> None:
    assert told({"/debug/vars": vars_page()}) == Condition(1_795_635_815_500, 7_200.0, 0)


def test_a_cache_that_was_opened_with_the_process_may_hold_older_points() -> None:
    assert told({"/debug/vars": vars_page(system=VARS["system"] | {"uptime": 7_210})}).unsaved_s is None


@pytest.mark.parametrize("flavour", Flavour)
def test_other_servers_tell_since_when_they_run_by_their_metrics(flavour: Flavour) -> None:
    page = b"# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds 1.79563581521e+09\n"
    pages = {"/metrics": Answer(200, page, "text/plain"), "/debug/vars": Answer(404)}
    assert told(pages, flavour) == Condition(1_795_635_815_210, None, 0)


def test_a_server_that_tells_nothing_is_taken_to_have_saved_nothing() -> None:
    assert told({"/metrics": Answer(404), "/debug/vars": Answer(403)}) == Condition(0, None, 0)


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
