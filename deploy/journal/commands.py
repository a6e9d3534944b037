"""`village-hub journal ...`: look into the journal of raw messages (原始报文日志)."""

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from deploy.config import VillageSettings

app = typer.Typer(help="Look into the journal of raw messages (原始报文日志).", no_args_is_help=True)

Config = Annotated[
    Path | None, typer.Option("--config", help="Settings; village.toml of this folder when not given.")
]
Home = Annotated[Path, typer.Option("--dir", help="Where data, logs and passwords lie.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_DEFAULT_HOME = Path(".village")
_LOOK_S = 0.3


@app.command()
def verify(*, config: Config = None, home: Home = _DEFAULT_HOME, as_json: Json = False) -> None:
    """Read it all and name what is damaged or missing; exit status 1 when something is (校验)."""
    from deploy.config import load_or_default
    from deploy.journal.check import examine
    from deploy.screen import Screen

    settings = load_or_default(config)
    report = examine(_data(settings, home) / "journal", settings.site.id)
    plain = report.plain()
    if as_json:
        Screen().json(plain)
    else:
        Screen().figures("village-hub journal verify 日志校验", plain)
    raise typer.Exit(0 if report.is_whole else 1)


@app.command()
def tail(  # noqa: PLR0913  one argument for each option of the command
    *,
    config: Config = None,
    home: Home = _DEFAULT_HOME,
    count: Annotated[int, typer.Option("-n", min=0, max=1_000_000, help="How many.")] = 20,
    is_followed: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
    topic: Annotated[str, typer.Option(help="Only topics like this, with * and ?.")] = "",
    device: Annotated[str, typer.Option(help="Only topics with this device (or radio id) in them.")] = "",
    as_json: Json = False,
) -> None:
    """Show the newest raw messages: number, time, QoS, R retained, D sent again, topic, payload (查看)."""
    from deploy.config import load_or_default
    from deploy.journal import tail as newest_messages

    settings = load_or_default(config)
    folder, site, zone = _data(settings, home) / "journal", settings.site.id, ZoneInfo(settings.site.timezone)
    wanted = newest_messages.Wanted(topic, device)
    show = newest_messages.as_json if as_json else newest_messages.line
    last = newest_messages.newest(folder, site, newest_messages.Wanted(), 1)
    for record in newest_messages.newest(folder, site, wanted, count):
        sys.stdout.write(show(record, zone) + "\n")
    if not is_followed:
        return
    pause = threading.Event()
    last_seq = last[-1].seq if last else 0
    for record in newest_messages.follow(folder, site, wanted, last_seq, lambda: pause.wait(_LOOK_S)):
        sys.stdout.write(show(record, zone) + "\n")
        sys.stdout.flush()


@app.command()
def replay(
    *,
    since: Annotated[str, typer.Option(help="Received from then on, such as 2026-11-24T08:00.")],
    until: Annotated[str, typer.Option(help="Received before; now when not given.")] = "",
    config: Config = None,
    home: Home = _DEFAULT_HOME,
    is_agreed: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Write the points of old messages to the series store again; the hub must not run (补写时序数据)."""
    from deploy import sayings
    from deploy.config import load_or_default
    from deploy.journal import replay as again_into_store
    from deploy.screen import Screen
    from hub.adapters.clock import SystemClock
    from hub.replay import Span

    settings, screen = load_or_default(config), Screen()
    zone = ZoneInfo(settings.site.timezone)
    end = again_into_store.instant_of(until, zone) if until else SystemClock().now().astimezone(zone)
    span = Span(again_into_store.instant_of(since, zone), end)

    def agree(count: int) -> bool:
        shown = {"since": f"{span.since:%Y-%m-%d %H:%M}", "until": f"{span.until:%Y-%m-%d %H:%M}"}
        screen.say(sayings.REPLAY_MEANS.of(count=count, **shown))
        return is_agreed or typer.confirm(sayings.REPLAY_ASKED.line())

    again = again_into_store.replay(_data(settings, home), settings.site.id, span, agree)
    screen.figures("village-hub journal replay 补写", {"messages": again.messages, "points": again.points})


def _data(settings: "VillageSettings", home: Path) -> Path:
    """Where the hub of an installation keeps its data; a hub that runs alone is told by its settings."""
    below = home / "hub"
    return below if below.is_dir() else settings.data_dir
