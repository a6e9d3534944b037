"""Which series store the settings ask for."""

from datetime import timedelta

from hub.adapters.influx.http import Flavour, InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.adapters.sqlite_series.store import Retention, SqliteSeries
from hub.ports import SeriesStore
from hub.settings import HubSettings, SeriesSettings


def series_store(settings: HubSettings) -> SeriesStore:
    """The store that points go to, not started yet."""
    series = settings.series
    match series.store:
        case "sqlite":
            retention = Retention(timedelta(days=series.raw_days), timedelta(days=series.rollup_days))
            return SqliteSeries(settings.data_dir / "series.db", retention)
        case "influx1" | "influx2":
            return InfluxStore(_influx_options(series))


def _influx_options(series: SeriesSettings) -> InfluxOptions:
    return InfluxOptions(
        url=series.url,
        database=series.database,
        flavour=Flavour.V1 if series.store == "influx1" else Flavour.V2,
        org=series.org,
        username=series.username,
        password=series.password.get_secret_value(),
        token=series.token.get_secret_value(),
        timeout_s=series.timeout_s,
    )
