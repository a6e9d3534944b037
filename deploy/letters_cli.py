"""`village-hub letters`: what the hub could not use, and the same again after a fix; asks the running hub."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy import sayings
from deploy.errors import CannotRun
from deploy.running import running_hub

if TYPE_CHECKING:
    from deploy.api import Hub

app = typer.Typer(help="Messages the hub could not use (死信).", no_args_is_help=True)
Config = Annotated[
    Path | None, typer.Option("--config", help="Settings; village.toml of this folder when not given.")
]
Home = Annotated[Path, typer.Option("--dir", help="Where data, logs and passwords lie.")]
_HOME = Path(".village")
_PATH = "/api/v1/dead-letters"
_COLUMNS = ("id", "count", "kept", "fault", "subject", "first", "last", "reason")
_REASON_LETTERS = 60


@app.command(name="list")
def list_groups(
    *,
    config: Config = None,
    home: Home = _HOME,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the groups, the one with the newest letter first (列出死信分组)."""
    from deploy.screen import Screen

    with running_hub(config, home) as hub:
        groups = hub.get(_PATH, limit=1)["groups"]
    if as_json:
        Screen().json(groups)
    else:
        Screen().table(_COLUMNS, [_row(group) for group in groups])


@app.command()
def show(
    group: Annotated[str, typer.Argument(help="The id of a group, as `letters list` prints it.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 10,
    config: Config = None,
    home: Home = _HOME,
) -> None:
    """Print one group with the newest letters of it, bytes included (查看一组死信)."""
    from deploy.screen import Screen

    with running_hub(config, home) as hub:
        Screen().json(hub.get(f"{_PATH}/{group}", limit=limit))


@app.command()
def replay(
    *,
    group: Annotated[str | None, typer.Option(help="The letters of one group.")] = None,
    device: Annotated[str | None, typer.Option(help="The letters of one device.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All letters.")] = False,
    config: Config = None,
    home: Home = _HOME,
) -> None:
    """Read letters again after a fix; each has its effect once, however often it is asked (重新处理死信)."""
    from deploy.screen import Screen

    named: dict[str, object] = {"group": group} if group else {}
    named |= {"device": device} if device else {}
    named |= {"all": True} if every else {}
    if len(named) != 1:
        raise CannotRun(sayings.WHICH_LETTERS.of())
    with running_hub(config, home) as hub:
        done = _replayed(hub, named)
    Screen().say(sayings.LETTERS_REPLAYED.of(**done))


def _replayed(hub: "Hub", named: Mapping[str, object]) -> Mapping[str, int]:
    done = dict.fromkeys(("stored", "duplicate", "again", "gone"), 0)
    part: Mapping[str, Any] = {"place": None}
    while True:
        part = hub.post(f"{_PATH}/replay", {**named, "place": part["place"]})
        done = {name: count + int(part[name]) for name, count in done.items()}
        if part["place"] is None:
            return done


def _row(group: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        group["id"],
        str(group["count"]),
        str(group["kept"]),
        group["fault"]["code"] + (" (part)" if group["is_partial"] else ""),
        group["subject"] or "*",
        _minute(group["first_at"]),
        _minute(group["last_at"]),
        group["reason"][:_REASON_LETTERS],
    )


def _minute(at: str) -> str:
    """A time of day with its date, as short as it can be told: 03-05 10:09."""
    return at[5:16].replace("T", " ")
