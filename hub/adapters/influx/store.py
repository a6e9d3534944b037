"""Time series in InfluxDB; what the server answers is translated here and nowhere else."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus

from hub.adapters.influx import condition, missing, reading
from hub.adapters.influx.answers import Answer, Judgement, Verdict, judge
from hub.adapters.influx.beside import Beside
from hub.adapters.influx.http import Flavour, InfluxHttp, InfluxOptions
from hub.adapters.influx.writing import Key, Writing, batched_places, lines_of
from hub.ports import Condition, Refused, Row, StoreDown
from hub.series import SERIES, FieldType, Point, numeric

log = logging.getLogger(__name__)

# How long a series that was one too many is refused without asking: long enough that a flood of new ones does
# not cost a search in every batch, short enough that a raised limit is soon noticed.
OVER_LIMIT_S = 600.0
_WORTH_TWO = 2


class InfluxStore:
    """A SeriesStore whose points the server has confirmed before `write` returns. Any thread may call."""

    def __init__(self, options: InfluxOptions, *, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._options = options
        self._monotonic_s = monotonic_s
        self._http = InfluxHttp(options)
        self._is_prepared = False
        self._made = 0
        self._over_limit: dict[Key, float] = {}

    def start(self) -> None:
        """See SeriesStore; creates the database on v1, expects the bucket on v2."""
        self._http.start()
        self._prepare()

    def stop(self) -> None:
        """See SeriesStore."""
        self._http.stop()
        self._is_prepared = False

    def write(self, points: Sequence[Point]) -> Sequence[Refused]:
        """See SeriesStore; one impossible point costs at most 2 log2(n) requests more."""
        if not self._is_prepared:
            self._prepare()
        write = partial(self._write, points, self._still_over_limit())
        parts = batched_places(points)
        if len(parts) < _WORTH_TWO:
            refused = write(parts)
        else:
            # The server takes two requests in hardly more time than one, and lines are made while it works.
            with Beside(partial(write, parts[1::2])) as beside:
                refused = [*write(parts[::2]), *beside.result()]
        return sorted(refused, key=lambda item: item.index)

    def _write(
        self, points: Sequence[Point], over_limit: Collection[Key], parts: Iterable[range]
    ) -> list[Refused]:
        """Write some parts of a batch, one request after the other."""
        refused: list[Refused] = []
        for part in parts:
            writing = Writing(self._post, points, lines_of(points, over_limit, part, refused), refused)
            writing.run()
            until_s = self._monotonic_s() + OVER_LIMIT_S
            self._over_limit |= dict.fromkeys(writing.over_limit, until_s)
        return refused

    def latest(self, series: str, field: str) -> Sequence[Row]:
        """See SeriesStore."""
        kind = SERIES[series].fields[field].type
        answer = self._query(reading.latest(series, field))
        with self._down_on_nonsense():
            return [{**item.tags, **row} for item in answer for row in reading.rows(item, kind)]

    def history(self, series: str, field: str, *, device: str, since_ns: int, until_ns: int) -> Sequence[Row]:
        """See SeriesStore; a series without devices is a KeyError too."""
        schema = SERIES[series]
        kind = schema.fields[field].type
        if "device" not in schema.tags:
            raise KeyError(f"series {series!r} has no devices")
        since_ns, until_ns = reading.window(since_ns, until_ns)
        if since_ns >= until_ns:
            return []
        answer = self._query(reading.history(series, field, device, since_ns, until_ns))
        with self._down_on_nonsense():
            return [row for item in answer for row in reading.rows(item, kind)]

    def means(
        self, series: str, field: str, *, device: str, since_ns: int, until_ns: int, every_ns: int
    ) -> Sequence[Row]:
        """See SeriesStore."""
        numeric(series, field)
        since_ns, until_ns = reading.window(since_ns, until_ns)
        if since_ns >= until_ns:
            return []
        answer = self._query(reading.means(series, field, device, (since_ns, until_ns, every_ns)))
        with self._down_on_nonsense():
            return [row for item in answer for row in reading.rows(item, FieldType.FLOAT)]

    def prune(self, now_ns: int) -> None:
        """See SeriesStore; the server has a retention policy of its own."""

    def condition(self) -> Condition:
        """See SeriesStore; asks /debug/vars of 1.x, and /metrics of everything else."""
        if self._options.flavour is Flavour.V1:
            answer = self._http.get("/debug/vars")
            if answer.status == HTTPStatus.OK:
                with self._down_on_nonsense():
                    return Condition(*condition.from_vars(answer.text, self._options.database), self._made)
        answer = self._http.get("/metrics")
        started_ms = condition.from_metrics(answer.text) if answer.status == HTTPStatus.OK else 0
        return Condition(started_ms, None, self._made)

    def missing(self, points: Sequence[Point]) -> Sequence[Point]:
        """See SeriesStore."""
        lacking: list[Point] = []
        for question in missing.questions(points):
            answer = self._query(question.statement)
            with self._down_on_nonsense():
                lacking.extend(question.missing(answer))
        return lacking

    def _prepare(self) -> None:
        match self._options.flavour:
            case Flavour.V1:
                # Asked first, because an account that may only write is not allowed to create a database.
                names = [row[0] for item in self._query("SHOW DATABASES") for row in item.values]
                if self._options.database not in names:
                    self._query(f"CREATE DATABASE {reading.identifier(self._options.database)}")
                    self._made += 1
                    log.info("created database %s at %s", self._options.database, self._options.url)
            case Flavour.V2:
                self._query("SHOW MEASUREMENTS LIMIT 1")
        self._is_prepared = True

    def _still_over_limit(self) -> Mapping[Key, float]:
        now_s = self._monotonic_s()
        self._over_limit = {k: until_s for k, until_s in self._over_limit.items() if until_s > now_s}
        return self._over_limit

    def _post(self, lines: bytes) -> Judgement:
        """Write lines once, or once more without compression for a server that cannot unpack."""
        path, parameters = _write_route(self._options)
        answer = self._http.post(path, parameters, lines)
        judged = judge(answer)
        if judged.verdict is Verdict.NO_GZIP and self._http.takes_gzip:
            log.info("%s takes no compressed lines", self._options.url)
            self._http.takes_gzip = False
            return self._post(lines)
        if judged.verdict in {Verdict.DOWN, Verdict.NO_GZIP}:
            raise self._down(answer)
        return judged

    def _query(self, statement: str) -> list[reading.Found]:
        answer = self._http.post("/query", {"q": statement, "db": self._options.database, "epoch": "ns"})
        if answer.status != HTTPStatus.OK:
            raise self._down(answer)
        with self._down_on_nonsense():
            return reading.found(answer.text)

    @contextmanager
    def _down_on_nonsense(self) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            raise StoreDown(f"{self._options.url}: {error}") from error

    def _down(self, answer: Answer) -> StoreDown:
        # The database may have been dropped: make sure of it again before the next write.
        self._is_prepared = self._is_prepared and answer.status != HTTPStatus.NOT_FOUND
        what = answer.error or repr(answer.text[:120])
        hint = _HINTS.get(answer.status, "try again later").format(options=self._options)
        return StoreDown(
            f"{self._options.url}: InfluxDB answered {answer.status} ({what}); {hint}",
            retry_after_s=answer.retry_after_s,
        )


_HINTS = {
    200: "this is not the answer of an InfluxDB, check the url",
    401: "check the username and password (1.x) or the token (2.x)",
    403: "the account needs read and write rights on {options.database!r}",
    404: "check the url, the flavour {options.flavour}, the database {options.database!r} and the org",
    429: "the server asks for patience",
    # Measured on 1.6.7: all 500 for 45 s after its disk had room again.
    500: "when its disk was full and has room again, restart InfluxDB",
}


def _write_route(options: InfluxOptions) -> tuple[str, Mapping[str, str]]:
    match options.flavour:
        case Flavour.V1:
            return "/write", {"db": options.database, "precision": "ns"}
        case Flavour.V2:
            return "/api/v2/write", {"org": options.org, "bucket": options.database, "precision": "ns"}
