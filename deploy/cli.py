"""`village-hub`: every command; each imports what it needs when it is called, so that --help is quick."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy import dashboards_cli, letters_cli, vision_cli
from deploy.bench.commands import bench_app
from deploy.journal.commands import app as journal_app
from deploy.simulate.command import simulate

app = typer.Typer(
    help="A township on one screen (一屏知全域): MQTT hub, litter vision, broadcast, rectification ledger.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(bench_app, name="bench")
profile_app = typer.Typer(help="Profiles of products (产品描述).", no_args_is_help=True)
app.add_typer(profile_app, name="profile")
app.add_typer(journal_app, name="journal")
app.add_typer(letters_cli.app, name="letters")
app.add_typer(dashboards_cli.app, name="dashboards")
app.add_typer(vision_cli.app, name="vision")
app.command()(simulate)

Config = Annotated[
    Path | None, typer.Option("--config", help="Settings; village.toml of this folder when not given.")
]
Home = Annotated[Path, typer.Option("--dir", help="Where data, logs and passwords lie.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535)]
DEFAULT_HOME = Path(".village")


@app.command()
def demo(  # noqa: PLR0913  one argument for each option of the command
    *,
    config: Config = None,
    home: Home = DEFAULT_HOME,
    port: Port = None,
    mqtt_port: Port = None,
    influx_port: Port = None,
    headless: Annotated[bool, typer.Option("--headless", help="Free ports, nobody watching.")] = False,
    for_s: Annotated[float | None, typer.Option("--for", min=1, help="Stop after so many seconds.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write counts and latencies there (JSON).")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another township.")] = 1,
) -> None:
    """Run a pretend township: broker, InfluxDB, hub, cameras, bins and speakers (模拟乡镇演示)."""
    from deploy.config import load_or_default
    from deploy.demo import DemoOptions, run
    from deploy.screen import Screen

    options = DemoOptions(
        home=home,
        settings=load_or_default(config),
        is_headless=headless,
        for_s=for_s,
        report_file=report,
        console_port=port,
        mqtt_port=mqtt_port,
        influx_port=influx_port,
        seed=seed,
    )
    run(options, Screen())


@app.command()
def up(*, config: Config = None, home: Home = DEFAULT_HOME) -> None:
    """Run the hub for real devices, with the servers that village.toml leaves to us (正式运行)."""
    from deploy.config import load_or_default
    from deploy.screen import Screen
    from deploy.up import run

    run(load_or_default(config), home, Screen())


@app.command()
def serve(
    part: Annotated[str, typer.Argument(help="hub, vision or field")],
    *,
    config: Config = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Run one process alone, under systemd for example (单独运行一个进程)."""
    from deploy import serve as process
    from deploy.config import DEFAULT_FILE

    if part not in process.PARTS:
        raise typer.BadParameter(f"{part}: expected one of {', '.join(process.PARTS)}")
    raise typer.Exit(process.main([part, str(config or DEFAULT_FILE), str(home)]))


@app.command("new-key")
def replace_hub_key(*, home: Home = DEFAULT_HOME) -> None:
    """Give the hub another key at its next start; speakers are then brought over (更换中心密钥)."""
    from deploy.screen import Screen
    from deploy.speaker import replace_key

    replace_key(home, Screen().say)


@app.command()
def speaker(
    config: Annotated[Path, typer.Argument(help="Its settings; docs/operations.md shows them.")],
    *,
    listen: Annotated[bool, typer.Option("--listen", help="Measure the horn at the microphone.")] = False,
) -> None:
    """Run the agent beside one loudspeaker, a Raspberry Pi for example (大喇叭终端程序)."""
    from deploy.screen import Screen
    from deploy.speaker import load, measure, run

    settings, screen = load(config), Screen()
    if listen:
        measure(settings, screen.say)
    else:
        run(settings, screen.say)


@app.command()
def doctor(
    *,
    config: Config = None,
    home: Home = DEFAULT_HOME,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Ask each part one question and say what to do (体检)."""
    from deploy.config import load_or_default
    from deploy.doctor import examine
    from deploy.screen import Screen

    findings = examine(load_or_default(config), home)
    screen = Screen()
    if as_json:
        screen.json([finding.plain() for finding in findings])
    else:
        screen.findings(findings)
    raise typer.Exit(1 if any(finding.is_failed for finding in findings) else 0)


@app.command()
def audit(
    *,
    config: Config = None,
    home: Home = DEFAULT_HOME,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Look for every kept point in the series store; missing ones are written again (核对时序库)."""
    from deploy.audit import audit as ask
    from deploy.screen import Screen

    found = ask(config, home)
    if as_json:
        Screen().json(found)
    else:
        Screen().figures("village-hub audit 时序核对", found)
    raise typer.Exit(1 if found["missing"] > found["repaired"] else 0)


@app.command()
def score(
    truth: Annotated[Path, typer.Argument(help="The folder of a run, or its truth.jsonl.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Score what the hub knew of a simulated run against its truth (模拟评分)."""
    from deploy.score.page import shown
    from deploy.score.run import read_run
    from deploy.score.scoring import DEFINITIONS
    from deploy.score.scoring import score as compute
    from deploy.score.words import told
    from deploy.screen import Screen

    figures = compute(read_run(truth))
    screen = Screen()
    if as_json:
        screen.json({name: {"value": one.value, "cases": one.cases} for name, one in figures.items()})
        return
    known = [(DEFINITIONS[name], one) for name, one in figures.items() if one.value is not None]
    rows = [(f"{shown(one)} {each.unit}", f"{each.label.zh} {each.label.en}") for each, one in known]
    screen.table(("(cases 情况数)", "figure 指标"), rows)
    screen.say(told.NOT_COUNTED.line(count=len(figures) - len(rows)))


@app.command()
def decode(
    topic: Annotated[
        str | None, typer.Argument(help="The MQTT topic, such as vh1/daxi/d/bin-001/tele.")
    ] = None,
    payload: Annotated[str, typer.Argument(help="The payload; - reads it from standard input.")] = "-",
    *,
    profile: Annotated[str, typer.Option(help="The product, when the network server does not tell.")] = "",
    vectors: Annotated[
        Path | None, typer.Option(help="Run this file of published frames instead of one message.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say what a message means, or why it is none (解码一条报文); with --vectors, judge the codecs."""
    from deploy.decode import explain
    from deploy.screen import Screen

    if vectors is not None:
        raise typer.Exit(_judge(vectors, as_json=as_json))
    if topic is None:
        raise typer.BadParameter("a topic, or --vectors FILE")
    content = sys.stdin.buffer.read() if payload == "-" else payload.encode()
    Screen().json(explain(topic, content, profile))


def _judge(file: Path, *, as_json: bool) -> int:
    from deploy.screen import Screen
    from deploy.vectors import read_vectors, run

    report = run(read_vectors(file))
    screen = Screen()
    if as_json:
        screen.json(report.plain())
    else:
        screen.figures("village-hub decode --vectors 解码核对", report.figures())
    return 0 if report.is_passed else 1


@app.command()
def settings() -> None:
    """Print a village.toml with every setting (输出全部设置)."""
    from deploy.example import example
    from deploy.screen import Screen

    Screen().say(example().rstrip())


@profile_app.command("test")
def profile_test(
    file: Annotated[Path, typer.Argument(help="The profile, a TOML file.")],
    message: Annotated[str, typer.Argument(help="JSON, or a frame in hexadecimal; - reads standard input.")],
    *,
    topic: Annotated[str, typer.Option(help="Where a JSON message came.")] = "",
    fport: Annotated[int | None, typer.Option(help="The LoRaWAN port of a frame.")] = None,
) -> None:
    """Say what a message means to a profile (试读一条报文)."""
    from deploy.profiles import try_out
    from deploy.screen import Screen

    content = sys.stdin.buffer.read() if message == "-" else message.encode()
    Screen().json(try_out(file, content, topic, fport))


def main() -> None:
    """Run the command line; a foreseen trouble is one sentence and exit status 1."""
    logging.basicConfig(level=logging.ERROR)
    try:
        app()
    except foreseen() as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def foreseen() -> tuple[type[Exception], ...]:
    """List the errors whose text is meant for the person at the terminal."""
    from deploy.config import BadConfig
    from deploy.errors import CannotRun

    return (BadConfig, CannotRun, PermissionError)


if __name__ == "__main__":
    main()
