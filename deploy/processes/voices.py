"""The process of a played township's devices: they say, by its clock, what the world has them say."""

import threading
from collections.abc import Iterator
from pathlib import Path

from deploy.config import VillageSettings
from deploy.processes.loudspeakers import Loudspeakers
from deploy.processes.played import played
from deploy.servers import Place, mqtt_passwords
from deploy.simulate.installation import native_users
from deploy.simulate.progress import TELL_EVERY_S, Progress, tell, voices_file
from deploy.simulate.record import record_file
from deploy.simulate.telling import webhook_secret
from devices.sim.voices.choir import Choir, Ways
from devices.sim.voices.record import Record
from devices.sim.world.saying import Saying
from devices.sim.world.showing import Showing
from devices.spool import IN_MEMORY

# With 60 bins that speak every 5 s that is at least the last six hours: 230 MB a day.
_SHOWN_BYTES = 64 * 2**20


class VoicesProcess:
    """Speaks for every device of the world that is played, and tells how far it is.

    By the machine's clock nobody is told: nothing waits for those who are late.

    Raises:
        CannotRun: no scenario is played, or there is no pretend clock where there should be one.
    """

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        self._settings = settings
        self._home = home
        self._simulation, self._world = played(settings)
        self._time = self._simulation.time()
        most = _SHOWN_BYTES if self._simulation.is_shown else None
        self._record = Record(record_file(home), self._time.now_ms, max_bytes=most)
        self._choir: Choir | None = None
        self._loudspeakers: Loudspeakers | None = None
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="progress", daemon=True)

    def start(self) -> None:
        """Connect and begin to speak; the hub knows its township by now.

        Raises:
            OSError: the record, or what devices keep, cannot be written.
        """
        world, settings = self._world, self._settings
        ways = Ways(
            host=settings.mqtt.host,
            mqtt_port=settings.mqtt.port,
            passwords=mqtt_passwords(Place.at(self._home), native_users(world)),
            dingtek_port=settings.listeners.dingtek_tcp_port,
            hj212_port=settings.listeners.hj212_tcp_port,
            http_port=settings.http.port,
            webhook_secret="" if self._simulation.is_shown else webhook_secret(self._home),
        )
        choir = self._choir = Choir(
            settings.site.id,
            world.actors,
            self._sayings(),
            ways,
            self._record,
            self._time,
            kept=self._home / "field" / "spool.sqlite" if self._simulation.is_shown else IN_MEMORY,
        )
        loudspeakers = self._loudspeakers = Loudspeakers(
            settings, self._home, world, self._record, self._time
        )
        self._record.start()
        loudspeakers.start()
        choir.start()
        if not self._simulation.is_shown:
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
            if self._thread.is_alive():
                self._thread.join()
            self._choir.stop()
            self._loudspeakers.stop()
            self._record.stop()

    def _sayings(self) -> Iterator[Saying]:
        if isinstance(self._world, Showing):
            return self._world.sayings(self._time.now_ms())
        return self._world.sayings(self._world.span.began_ms, self._world.span.ends_ms)

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
