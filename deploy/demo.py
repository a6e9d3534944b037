"""`village-hub demo`: a pretend township on one machine, with every real part running."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from deploy import parts, sayings, session, stack
from deploy.config import SimulationSettings, VillageSettings
from deploy.errors import CannotRun
from deploy.first_password import working_password
from deploy.ports import Ports, any_ports, claim
from deploy.screen import Screen
from deploy.servers import Place
from deploy.simulate import installation
from deploy.simulate.record import record_file
from deploy.supervisor import Supervisor
from devices.sim.world.scenario import load
from devices.sim.world.showing import Showing
from devices.sim.world.world import World
from vision.settings import VisionSettings

SCENARIO = "demo"
REPORT_S = 60.0
# The first pile is shown from second 25 to 85: a visitor cannot wait for what takes hours in a village.
DEMO_VISION = VisionSettings(
    learn_s=8.0, still_s=3.0, dwell_s=8.0, doubted_dwell_s=8.0, clear_looks=4, clear_s=8.0, hidden_s=10.0,
    fault_s=5.0, frozen_s=15.0, lost_s=5.0, snap_s=5, evidence_wait_s=20.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How a person wants the demo. Ports: None takes that of the settings, or a free one when headless."""

    home: Path
    settings: VillageSettings
    is_headless: bool = False
    for_s: float | None = None
    report_file: Path | None = None
    console_port: int | None = None
    mqtt_port: int | None = None
    influx_port: int | None = None
    seed: int = 1


def run(options: DemoOptions, screen: Screen) -> None:
    """Run the demo until Ctrl-C, or for as long as was asked.

    Raises:
        CannotRun: a port is taken, a program is missing, a child did not become ready, it runs already, or a
            place cannot be written.
    """
    began_s = monotonic()
    if options.report_file is not None:
        _try_to_write(options.report_file)
    place = Place.at(options.home)
    home = place.home
    with session.locked(home):
        built = prepare(options, place)
        supervisor = Supervisor(built.children, home / "log", screen.say)

        def while_up() -> None:
            screen.running(built.settings, supervisor.pids())
            screen.way_in(home, built.settings, working_password(built.settings, place), built.notes)
            ready_s = monotonic() - began_s
            screen.say(sayings.READY.line(seconds=ready_s))
            if options.report_file is None:
                session.tend(supervisor, options.for_s)
            else:
                # Imported late: only a report needs the clients of broker and store.
                from deploy import report

                observed = report.observe(built.settings, place, supervisor, options.for_s or REPORT_S)
                write_report(options.report_file, {"ready_s": round(ready_s, 1)} | observed)
                screen.say(f"{sayings.REPORT.line()} {options.report_file}")

        screen.say(f"{sayings.STARTING.line()}: " + ", ".join(child.name for child in built.children))
        session.run(supervisor, while_up, screen.say)


def _try_to_write(file: Path) -> None:
    """Find out before the demo, and not after it, that its report cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.open("a").close()
    except OSError as error:
        raise CannotRun(sayings.CANNOT_USE.of(path=file, error=error.strerror)) from error


def write_report(file: Path, content: Mapping[str, object]) -> None:
    """Write the report as JSON."""
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def prepare(options: DemoOptions, place: Place) -> stack.Stack:
    """Write all files of the demo and describe its processes.

    Raises:
        PortTaken: a wanted port is in use.
        PartMissing: mosquitto is not installed.
    """
    # What is counted is what this run hands over.
    record_file(place.home).unlink(missing_ok=True)
    ports = _ports(options, has_influxd=parts.find(parts.INFLUXD, place.tools) is not None)
    world, wanted = Showing(World(load(SCENARIO), options.seed)), options.settings
    settings = wanted.model_copy(
        update={
            "site": wanted.site.model_copy(update={"id": world.township.site}),
            "cameras": installation.watched(world, ports.pictures),
            "vision": DEMO_VISION if wanted.vision == VisionSettings() else wanted.vision,
            "simulation": SimulationSettings(
                scenario=SCENARIO,
                seed=options.seed,
                pictures_port=ports.pictures,
                accounts=installation.accounts(world),
                probe=options.report_file is not None,
            ),
        }
    )
    return stack.build(place, ports, settings, installation.clients(settings, world))


def _ports(options: DemoOptions, *, has_influxd: bool) -> Ports:
    named = {"console": options.console_port, "mqtt": options.mqtt_port, "influx": options.influx_port}
    chosen = {name: port for name, port in named.items() if port is not None}
    if options.is_headless and not chosen:
        return any_ports()
    wanted = stack.wanted_ports(options.settings, has_influxd=has_influxd)
    return claim({name: chosen.get(name, port) for name, port in wanted.items()})
