"""`village-hub simulate`: one scenario on real servers, from its first moment to the hub's own answers."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from deploy import session
from deploy.api import Hub
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.ports import any_ports
from deploy.pretend import picture_url
from deploy.probes import LOOPBACK, said_ready
from deploy.score import answers
from deploy.score.spans import Stretch
from deploy.screen import Screen
from deploy.serve import ready_file
from deploy.servers import DUTY, OPERATOR, Place, duty_password, operator_password
from deploy.simulate import folder, installation, telling, words
from deploy.simulate.closing import Closing, Scenes, seen
from deploy.simulate.conductor import Conductor, Hands
from deploy.simulate.gauges import Gauges
from deploy.simulate.governor import Governor
from deploy.simulate.installation import Played
from deploy.simulate.progress import pictures_file, told, voices_file
from deploy.simulate.record import Record, record_file
from deploy.simulate.servers import Servers
from deploy.simulate.shown import Shown
from deploy.simulate.staff import Staff
from deploy.simulate.tally import Tally
from deploy.stack import VOICES, Stack
from deploy.supervisor import Supervisor
from devices.contract.bodies import DeviceClass
from devices.pace import PaceWriter
from devices.sim.world.scenario import BadScenario, load
from devices.sim.world.world import World
from hub.ports import StoreDown
from hub.series_store import series_store

# Nothing is measured faster on two cores; a scenario of minutes would be over before anybody is ready.
FASTEST = 2_000.0
_VOICES_READY_S = 60.0
_SETTLE_S = 60.0
# The screens' rows are written each minute: after two of them the hub has said its last word.
_LAST_WORD_S = 130.0
_LAST_SPEED = 20.0


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """What a person wants. `scenario`: a shipped one's name, or a file; `speed` None: as fast as all keep up.

    `out` None: a folder of its own below `.village/runs`.
    """

    scenario: str
    settings: VillageSettings
    seed: int = 1
    out: Path | None = None
    speed: float | None = None


def run(options: SimulateOptions, screen: Screen) -> Mapping[str, object]:
    """Play a scenario; Ctrl-C ends it early, and what happened until then stays in the folder.

    Returns:
        What run.json says.

    Raises:
        CannotRun: the scenario is no scenario, the folder holds something else, a program is missing, a
            child did not become ready, or the hub does not answer.
    """
    played = _played(options)
    place = Place.at(options.out or folder.usual(options.scenario, options.seed))
    folder.check(place.home)
    with session.locked(place.home):
        folder.empty(place.home)
        screen.say(words.WRITING_TRUTH.line())
        folder.write_truth(place.home, played.world)
        pace = PaceWriter(place.home / "run" / installation.CLOCK_FILE, played.world.span.began_ms)
        built = installation.build(place, any_ports(), options.settings, played)
        supervisor = Supervisor(built.children, place.home / "log", screen.say)
        tally = Tally(played, supervisor.pids)
        play = _Play(options, place, built, played, _Parts(supervisor, pace, tally, screen))
        try:
            session.run(supervisor, play.whole, screen.say)
        finally:
            said = told(voices_file(place.home)).said
            summary = tally.summary(pace.now_ms(), said, is_complete=play.is_complete)
            folder.write_summary(place.home, summary)
            pace.close()
        screen.say(words.LEFT.line(folder=place.home))
        return summary


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is there from the first moment to the last."""

    supervisor: Supervisor
    pace: PaceWriter
    tally: Tally
    screen: Screen


class _Play:
    """One run between the start of the children and their end."""

    def __init__(
        self, options: SimulateOptions, place: Place, built: Stack, played: Played, parts: _Parts
    ) -> None:
        self._options = options
        self._place = place
        self._settings = built.settings
        self._world = played.world
        self._parts = parts
        self.is_complete = False

    def whole(self) -> None:
        """Tell the hub its township, let the scenario pass, ask what the hub knows of it.

        Raises:
            CannotRun: the hub does not answer, or the devices are not there.
        """
        parts, settings, place = self._parts, self._settings, self._place
        url = f"http://{LOOPBACK}:{settings.http.port}"
        parts.screen.running(settings, parts.supervisor.pids())
        with (
            Hub(url, OPERATOR, operator_password(place)) as head,
            Hub(url, DUTY, duty_password(place)) as duty,
        ):
            parts.screen.say(words.PREPARING.line())
            telling.tell(head, settings, self._world, place)
            self._wait_for_voices()
            parts.screen.way_in(place.home, settings, operator_password(place))
            said_all = self._scenario(head, duty)
            if not said_all:
                parts.screen.say(words.NOT_ALL_SAID.line())
            parts.screen.say(words.ASKING.line())
            self._ask(head)
            self.is_complete = said_all

    def _scenario(self, head: Hub, duty: Hub) -> bool:
        parts, world, home = self._parts, self._world, self._place.home
        gauges = Gauges(head, voices_file(home), pictures_file(home))
        speakers = frozenset(
            actor.id for actor in world.actors if actor.device.device_class is DeviceClass.SPEAKER
        )
        record = Record(record_file(home))
        zone = ZoneInfo(world.span.timezone)
        shown = Shown(parts.screen.say, zone, lambda: gauges.said)
        staff = Staff(duty, head, Closing(duty, head, self._scenes()), speakers)
        hands = Hands(parts.pace, Servers(parts.supervisor), staff, record, shown)
        governor = Governor(self._options.speed or FASTEST)

        def tend() -> None:
            parts.supervisor.tend()
            parts.tally.look()

        conductor = Conductor(world.deeds(), world.span.ends_ms, hands, gauges, governor, tend)
        parts.tally.begins()
        try:
            said_all = conductor.play()
            parts.tally.ends(parts.pace.now_ms())
        finally:
            record.close()
        return said_all

    def _scenes(self) -> Scenes:
        simulation = self._settings.simulation
        port = simulation.pictures_port if simulation else 0
        # Whatever vision looks at, a person's photo is a single picture.
        cameras = {camera.id: picture_url(port, camera.id) for camera in self._settings.cameras}
        return Scenes(
            lambda device: self._world.actor(device).device.place,
            lambda device: seen(cameras[device]) if device in cameras else None,
        )

    def _ask(self, head: Hub) -> None:
        """Let the hub write its last rows, and ask."""
        parts, span = self._parts, self._world.span
        parts.pace.set_speed(_LAST_SPEED)
        session.tend(parts.supervisor, _LAST_WORD_S / _LAST_SPEED)
        head.settled(_SETTLE_S)
        parts.pace.set_speed(1.0)
        store = series_store(self._settings)
        try:
            store.start()
            answers.ask(head, store, Stretch(span.began_ms, span.ends_ms), self._place.home / "answers.jsonl")
        except StoreDown as error:
            raise CannotRun(words.NO_STORE.of(error=error)) from error
        finally:
            store.stop()

    def _wait_for_voices(self) -> None:
        until_s, pause = monotonic() + _VOICES_READY_S, threading.Event()
        supervisor, file = self._parts.supervisor, ready_file(self._place.home, VOICES)
        while not said_ready(file, supervisor.pids().get(VOICES, 0)):
            supervisor.tend()
            if monotonic() > until_s:
                raise CannotRun(words.NO_VOICES.of(log=supervisor.log_file(VOICES)))
            pause.wait(0.1)


def _played(options: SimulateOptions) -> Played:
    try:
        return Played(options.scenario, options.seed, World(load(options.scenario), options.seed))
    except BadScenario as error:
        raise CannotRun(words.BAD_SCENARIO.of(error=error)) from error
