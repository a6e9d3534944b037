"""Ask the series store what the wall asks, and write the wall as one page of HTML."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from dashboards.layout import places
from dashboards.preview.page import Notice, Shown, page
from dashboards.preview.values import Moment
from dashboards.screens import WALL
from dashboards.words import Language
from deploy import sayings
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from hub.domain.instants import millis
from hub.map_base import read_base
from hub.settings import SeriesSettings

_TIMEOUT_S = 20.0
_SPAN_MS = 24 * 3600 * 1000
# A chart on the wall is some 450 pixels wide.
_INTERVAL = "5m"
Row = Mapping[str, object]


def preview(
    settings: VillageSettings,
    at: datetime,
    language: str = "",
    again_s: int = 0,
    notices: Sequence[Notice] = (),
) -> str:
    """The page as of a moment, aware.

    Args:
        settings: whose township it is, and where its series are.
        at: the moment.
        language: of the page; "" for that of the township.
        again_s: above 0 it is a page of the hub that asks again after so many seconds, with ways out.
        notices: what stands above the panels.

    Raises:
        CannotRun: there is no InfluxDB, it does not answer, or it refuses.
    """
    if settings.series.store == "sqlite":
        raise CannotRun(sayings.PREVIEW_NEEDS_INFLUXDB.of())
    site = settings.site
    with httpx.Client(
        timeout=_TIMEOUT_S, headers=_headers(settings.series), auth=_auth(settings.series)
    ) as client:
        answers = {
            panel.id: [_ask(client, settings.series, query.statement, at) for query in panel.queries]
            for panel, _ in places(WALL)
        }
    moment = Moment(at.astimezone(ZoneInfo(site.timezone)), Language(language or site.language))
    base = read_base(settings.data_dir / "map.geojson")
    return page(WALL, Shown(site.name, answers, base, moment, again_s, notices))


def write(settings: VillageSettings, at: datetime, file: Path) -> None:
    """Write it into a file.

    Raises:
        CannotRun: as `preview`, or the file cannot be written.
    """
    content = preview(settings, at)
    try:
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CannotRun(sayings.CANNOT_USE.of(path=file, error=error.strerror)) from error


def _ask(client: httpx.Client, series: SeriesSettings, statement: str, at: datetime) -> Sequence[Row]:
    query = {"db": series.database, "q": _filled(statement, at), "epoch": "ms"}
    try:
        answer = client.get(f"{series.url.rstrip('/')}/query", params=query)
        answer.raise_for_status()
        (result,) = answer.json()["results"]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise CannotRun(sayings.NO_INFLUX_ANSWER.of(url=series.url, error=error)) from error
    if "error" in result:
        raise CannotRun(sayings.NO_INFLUX_ANSWER.of(url=series.url, error=result["error"]))
    return [_row(found, values) for found in result.get("series", []) for values in found["values"]]


def _row(found: Mapping[str, Sequence[str]], values: Sequence[object]) -> Row:
    known = {name: value for name, value in zip(found["columns"], values, strict=True) if value is not None}
    tags: object = found.get("tags")
    return {**(tags if isinstance(tags, dict) else {}), **known}


def _filled(statement: str, at: datetime) -> str:
    """What Grafana puts in, for all villages and the last day."""
    until_ms = millis(at)
    return (
        statement.replace("$timeFilter", f"time >= {until_ms - _SPAN_MS}ms and time <= {until_ms}ms")
        .replace("${__to}", str(until_ms))
        .replace("$__interval", _INTERVAL)
        .replace("$village", ".*")
    )


def _headers(series: SeriesSettings) -> dict[str, str]:
    token = series.token.get_secret_value()
    return {"Authorization": f"Token {token}"} if token else {}


def _auth(series: SeriesSettings) -> httpx.BasicAuth | None:
    is_user = bool(series.username) and not series.token.get_secret_value()
    return httpx.BasicAuth(series.username, series.password.get_secret_value()) if is_user else None
