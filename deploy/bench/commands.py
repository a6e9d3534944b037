"""`village-hub bench ...`: every measurement; each imports what it needs when it is called."""

from typing import Annotated

import typer

bench_app = typer.Typer(help="Measure what this machine can take (测量本机能力).", no_args_is_help=True)


@bench_app.callback()
def ended_by_signals(context: typer.Context) -> None:
    """Let SIGTERM end a measurement as Ctrl-C does, with everything that it started."""
    from deploy.session import interruptible

    context.with_resource(interruptible())


@bench_app.command()
def ingest(  # noqa: PLR0913  one argument for each option of the command
    *,
    messages: Annotated[int, typer.Option(min=100, max=10_000_000, help="How many are published.")] = 20_000,
    store: Annotated[str, typer.Option(help="influxdb or sqlite")] = "influxdb",
    rate: Annotated[float, typer.Option(min=0, help="Messages a second; 0: as fast as possible.")] = 0.0,
    devices: Annotated[int, typer.Option(min=1, max=100_000, help="How many bins speak in turn.")] = 500,
    fsync_ms: Annotated[int, typer.Option(min=0, max=5_000, help="Each sync takes so much longer.")] = 0,
    outage_s: Annotated[float, typer.Option(min=0, max=7_200, help="InfluxDB stands still so long.")] = 0.0,
    backlog: Annotated[
        int, typer.Option(min=0, help="So many more before, while InfluxDB stands still.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Publish many readings to a private broker, hub and store, and time them (接入压测)."""
    from deploy.bench.ingest import Load, run
    from deploy.screen import Screen

    screen = Screen()
    result = run(Load(messages, store, rate, devices, fsync_ms, outage_s, backlog), screen)
    if as_json:
        screen.json(result)
    else:
        screen.figures("village-hub bench ingest 接入压测", result)


@bench_app.command()
def vision(
    *,
    looks: Annotated[int, typer.Option(min=20, max=10_000, help="At each size.")] = 60,
    cameras: Annotated[int, typer.Option(min=2, max=200, help="How many are kept in memory.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Decode and judge pictures of three sizes on one core, and weigh cameras (视觉压测)."""
    from deploy.bench.vision import run
    from deploy.screen import Screen

    result = run(looks, cameras)
    if as_json:
        Screen().json(result)
    else:
        Screen().figures("village-hub bench vision 视觉压测", result)


@bench_app.command()
def journal(
    *,
    messages: Annotated[int, typer.Option(min=1_000, max=50_000_000, help="How many are kept.")] = 200_000,
    size: Annotated[int, typer.Option(min=0, max=1_000_000, help="Bytes of each.")] = 200,
    together: Annotated[int, typer.Option(min=1, max=4_000, help="How many share one sync.")] = 200,
    mib: Annotated[int, typer.Option(min=0, max=100_000, help="Size of the journal to recover.")] = 256,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Append to a journal, read it, and recover a large one (日志压测)."""
    from deploy.bench.journal import JournalLoad, run
    from deploy.screen import Screen

    result = run(JournalLoad(messages, size, together, mib))
    if as_json:
        Screen().json(result)
    else:
        Screen().figures("village-hub bench journal 日志压测", result)


@bench_app.command()
def outbox(
    *,
    readings: Annotated[int, typer.Option(min=100, max=10_000_000, help="Of two points each.")] = 100_000,
    together: Annotated[int, typer.Option(min=1, max=4_000, help="How many share a batch.")] = 500,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Write a backlog of points to a private InfluxDB (积压数据写入压测)."""
    from deploy.bench.outbox import OutboxLoad, run
    from deploy.screen import Screen

    screen = Screen()
    result = run(OutboxLoad(readings, together), screen)
    if as_json:
        screen.json(result)
    else:
        screen.figures("village-hub bench outbox 积压写入压测", result)


@bench_app.command()
def storm(
    *,
    devices: Annotated[int, typer.Option(min=1, max=15_000, help="How many come back at once.")] = 10_000,
    kept: Annotated[int, typer.Option(min=0, max=1_000, help="Readings that each has kept.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Let every device connect at once and send what it kept (断线重连风暴)."""
    from deploy.bench.storm import Storm, run
    from deploy.screen import Screen

    screen = Screen()
    result = run(Storm(devices, kept), screen)
    if as_json:
        screen.json(result)
    else:
        screen.figures("village-hub bench storm 断线重连风暴", result)


@bench_app.command()
def crowd(
    *,
    devices: Annotated[int, typer.Option(min=1, max=15_000, help="How many connections.")] = 10_000,
    rate: Annotated[float, typer.Option(min=1, max=100_000, help="Readings a second, all together.")] = 500.0,
    seconds: Annotated[int, typer.Option(min=1, max=3_600, help="How long they speak.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Let one process speak for thousands of pretend devices, each connected by itself (万台模拟设备)."""
    from deploy.bench.crowd import Crowd, run
    from deploy.screen import Screen

    screen = Screen()
    result = run(Crowd(devices, rate, seconds), screen)
    if as_json:
        screen.json(result)
    else:
        screen.figures("village-hub bench crowd 万台模拟设备", result)


@bench_app.command()
def restart(
    *,
    mib: Annotated[int, typer.Option(min=1, max=100_000, help="Size of its journal.")] = 1024,
    kills: Annotated[int, typer.Option(min=1, max=100, help="How often it is killed.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Kill the hub and time it until it takes messages again (断电重启)."""
    from deploy.bench.restart import Restarts, run
    from deploy.screen import Screen

    screen = Screen()
    result = run(Restarts(mib, kills), screen)
    if as_json:
        screen.json(result)
    else:
        screen.figures("village-hub bench restart 断电重启", result)


@bench_app.command()
def broadcast(
    *,
    speakers: Annotated[int, typer.Option(min=1, max=5_000, help="How many loudspeakers.")] = 1_000,
    offline: Annotated[str, typer.Option(help="How many of them are away, such as 10%.")] = "10%",
    kills: Annotated[int, typer.Option(min=0, max=10_000, help="How often the hub is killed.")] = 0,
    seed: Annotated[int, typer.Option(help="Another seed, other loudspeakers and instants.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Announce to many loudspeakers, withdraw, kill the hub meanwhile (播报压测)."""
    from rich.console import Console

    from deploy.bench.broadcast import Crowd, run
    from deploy.screen import Screen

    screen = Screen(Console(stderr=True, highlight=False))
    try:
        offline_pct = int(offline.removesuffix("%"))
    except ValueError as error:
        raise typer.BadParameter("expected a share such as 10%") from error
    result = run(Crowd(speakers, offline_pct, kills, seed), screen)
    if as_json:
        Screen().json(result)
    else:
        Screen().figures("village-hub bench broadcast 播报压测", result)


@bench_app.command()
def bins(
    *,
    count: Annotated[int, typer.Option("--bins", min=1, max=2_000, help="So many with each period.")] = 20,
    days: Annotated[int, typer.Option(min=2, max=366, help="So long they live.")] = 28,
    seed: Annotated[int, typer.Option(help="Another seed, other bins.")] = 101,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Score levels, emptyings and forecasts of noisy pretend bins against the truth (满溢与清空判定)."""
    from deploy.bench import bins as emptyings
    from deploy.bench import forecasts
    from deploy.screen import Screen

    result = emptyings.run(bins=count, days=days, seed=seed)
    result["forecast"] = forecasts.run(bins=count, days=days, seed=seed)
    if as_json:
        Screen().json(result)
    else:
        Screen().figures("village-hub bench bins 满溢与清空判定", result)


@bench_app.command()
def rounds(
    *,
    devices: Annotated[
        list[int] | None, typer.Option(min=20, max=50_000, help="Again for each; 500 and 5000 by default.")
    ] = None,
    minutes: Annotated[int, typer.Option(min=1, max=1_440, help="Of a township's morning.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Weigh what a hub does by the clock alone, job by job (空转开销)."""
    from deploy.bench.rounds import rows, run
    from deploy.screen import Screen

    found = [run(count, minutes) for count in devices or (500, 5_000)]
    if as_json:
        Screen().json([each.told() for each in found])
    else:
        Screen().table(*rows(found))


@bench_app.command()
def rehearsal(
    *,
    seeds: Annotated[
        list[int] | None, typer.Option("--seed", help="Of the worlds; several may be given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Score how bins are judged in every shipped scenario, without servers, in a minute (满溢判定预演)."""
    from deploy.bench.rehearsal import run
    from deploy.screen import Screen

    result = run(seeds or [1])
    if as_json:
        Screen().json(result)
    else:
        Screen().figures("village-hub bench rehearsal 满溢判定预演", result)


@bench_app.command()
def suite(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure ingest under every load it is judged by, about ten minutes (接入压测全套)."""
    from rich.console import Console

    from deploy.bench.suite import HEADINGS, results, row
    from deploy.screen import Screen

    found = dict(results(Screen(Console(stderr=True, highlight=False))))
    if as_json:
        Screen().json(found)
    else:
        Screen().table(HEADINGS, [row(name, result) for name, result in found.items()])
