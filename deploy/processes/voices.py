"""The process of a simulation's devices: they say, by the shared clock, what the world has them say."""

import threading
from pathlib import Path

from deploy.config import VillageSettings
from deploy.processes.loudspeakers import Loudspeakers
from deploy.processes.played import played
from deploy.servers import Place, mqtt_passwords
from deploy.simulate.installation import native_users
from deploy.simulate.progress import TELL_EVERY_S, Progress, tell, voices_file
from deploy.simulate.telling import webhook_secret
from devices.sim.voices.choir import Choir, Ways
from devices.sim.voices.record import Record


class VoicesProcess:
    """Speaks for every device of the world that is played.

    Raises:
        CannotRun: no scenario is played, or there is no pretend clock.
    """

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        self._settings = settings
        self._home = home
        self._simulation, self._world = played(settings)
        self._time = self._simulation.pace()
        self._record = Record(home / "sent.jsonl", self._time.now_ms)
        self._choir: Choir | None = None
        self._loudspeakers: Loudspeakers | None = None
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="progress", daemon=True)

    def start(self) -> None:
        """Connect and begin to speak; the hub knows its township by now.

        Raises:
            OSError: the record cannot be written.
        """
        world, settings = self._world, self._settings
        ways = Ways(
            host=settings.mqtt.host,
            mqtt_port=settings.mqtt.port,
            passwords=mqtt_passwords(Place.at(self._home), native_users(world)),
            dingtek_port=settings.listeners.dingtek_tcp_port,
            hj212_port=settings.listeners.hj212_tcp_port,
            http_port=settings.http.port,
            webhook_secret=webhook_secret(self._home),
        )
        sayings = world.sayings(world.span.began_ms, world.span.ends_ms)
        choir = self._choir = Choir(settings.site.id, world.actors, sayings, ways, self._record, self._time)
        loudspeakers = self._loudspeakers = Loudspeakers(
            settings, self._home, world, self._record, self._time
        )
        self._record.start()
        loudspeakers.start()
        choir.start()
        self._thread.start()

    def failure(self) -> str:
        """What ended the devices from inside."""
        parts = (self._record, self._choir, self._loudspeakers)
        errors = (part.failure for part in parts if part is not None)
        return next((repr(error) for error in errors if error is not None), "")

    def stop(self) -> None:
        """Let all devices go."""
        self._is_stopping.set()
        if self._choir is not None and self._loudspeakers is not None:
            self._thread.join()
            self._choir.stop()
            self._loudspeakers.stop()
            self._record.stop()

    def _tell(self) -> None:
        file = voices_file(self._home)
        while self._choir and self._loudspeakers and not self._is_stopping.wait(TELL_EVERY_S):
            choir = self._choir.progress()
            tell(
                file,
                Progress(
                    lag_ms=choir.lag_ms,
                    said=choir.said,
                    unconfirmed=choir.unconfirmed,
                    sounding=self._loudspeakers.sounding,
                    adrift=choir.adrift + self._loudspeakers.adrift,
                    is_over=choir.is_over and not choir.unconfirmed,
                ),
            )
