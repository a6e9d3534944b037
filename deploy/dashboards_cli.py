"""`village-hub dashboards`: write them, put them into a running Grafana, look at the wall without one."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.config import VillageSettings, load_or_default
from deploy.errors import CannotRun
from deploy.running import running_settings

app = typer.Typer(help="The screens as Grafana dashboards (看板).", no_args_is_help=True)
Config = Annotated[
    Path | None, typer.Option("--config", help="Settings; village.toml of this folder when not given.")
]
Home = Annotated[Path, typer.Option("--dir", help="Where data, logs and passwords lie.")]
_HOME = Path(".village")


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="Where the JSON goes.")] = Path("dashboards/generated"),
) -> None:
    """Write the dashboards (生成看板)."""
    from dashboards.build import write
    from deploy.screen import Screen

    for file in write(out):
        Screen().say(str(file))


@app.command()
def push(  # noqa: PLR0913  one argument for each option of the command
    url: Annotated[str, typer.Option(help="Grafana, such as http://127.0.0.1:3000.")],
    *,
    token: Annotated[str, typer.Option(envvar="GRAFANA_TOKEN", help="Of a service account.")] = "",
    user: Annotated[str, typer.Option(envvar="GRAFANA_USER")] = "",
    password: Annotated[str, typer.Option(envvar="GRAFANA_PASSWORD")] = "",
    influx_url: Annotated[str, typer.Option(help="InfluxDB as Grafana reaches it.")] = "",
    hub_url: Annotated[str, typer.Option(help="The hub as Grafana reaches it; [http] public_url.")] = "",
    wecom_url: Annotated[
        str, typer.Option(envvar="VILLAGE_WECOM_URL", help="Robot (企业微信) told too.")
    ] = "",
    dingtalk_url: Annotated[
        str, typer.Option(envvar="VILLAGE_DINGTALK_URL", help="Robot (钉钉) told too.")
    ] = "",
    config: Config = None,
    home: Home = _HOME,
) -> None:
    """Put data source, dashboards and alert rules into a running Grafana; twice is once (推送看板)."""
    import json

    from dashboards.alerts import RECEIVER, messengers, pushed, webhook
    from dashboards.build import documents
    from dashboards.publish import Alerts, Grafana, Influx, PublishFailed, publish
    from dashboards.words import Language, say
    from deploy.machine import alerts_login
    from deploy.screen import Screen
    from deploy.servers import Place

    settings = _settings(config, home)
    series, site = settings.series, settings.site
    influx = Influx(
        influx_url or series.url,
        series.database,
        user=series.username,
        password=series.password.get_secret_value(),
        token=series.token.get_secret_value(),
    )
    language = Language(site.language)
    made = [json.loads(content) for _, content in documents()]
    hub = webhook(hub_url or settings.http.public_url.rstrip("/"), *alerts_login(Place.at(home)))
    told = [{"name": RECEIVER, **each} for each in (hub, *messengers(wecom_url, dingtalk_url))]
    alerts = Alerts(told, list(pushed(language)))
    title = say("one-screen.title", language)
    try:
        publish(Grafana(url, token=token, user=user, password=password), influx, title, made, alerts)
    except PublishFailed as error:
        raise CannotRun(str(error)) from error
    Screen().say(f"{url}/d/village-one-screen-{site.language}?kiosk")


@app.command()
def preview(
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("wall.html"),
    *,
    at: Annotated[str, typer.Option(help="As of a moment, such as 2026-03-05T10:00:00+08:00; now.")] = "",
    config: Config = None,
    home: Home = _HOME,
) -> None:
    """Write the wall as one page of HTML, without Grafana (预览大屏)."""
    from datetime import datetime

    from deploy.preview import write
    from deploy.screen import Screen
    from hub.adapters.clock import SystemClock

    try:
        moment = datetime.fromisoformat(at) if at else SystemClock().now()
    except ValueError as error:
        raise typer.BadParameter(f"{at}: {error}") from error
    if moment.tzinfo is None:
        raise typer.BadParameter(f"{at}: expected an offset, such as +08:00")
    write(_settings(config, home), moment, out)
    Screen().say(str(out))


def _settings(config: Path | None, home: Path) -> VillageSettings:
    """Those of the installation that runs now, else those of the file."""
    return running_settings(home) or load_or_default(config)
