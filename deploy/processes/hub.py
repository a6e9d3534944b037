"""The hub's process: the hub itself, its first accounts, and the registry of a township that is shown."""

import gc
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import pretend, sayings
from deploy.config import VillageSettings, hub_settings
from deploy.errors import CannotRun
from deploy.machine import machine_logins
from deploy.mosquitto.access import HOME_ASSISTANT
from deploy.mosquitto.device_access import DeviceAccess
from deploy.servers import DUTY, OPERATOR, Place, duty_password, mqtt_passwords, operator_password
from deploy.wall import drawing
from devices.keys import BadKeyFile
from devices.listeners import ListenFailed
from devices.pace import MACHINE, PacedTime
from devices.profiles.catalog import BadProfile
from hub.adapters.clock import PacedClock, SystemClock
from hub.app import HubApp
from hub.domain.people import Role
from hub.journal import JournalFailed
from hub.journal.format import BadSegment
from hub.journal.lock import JournalBusy

if TYPE_CHECKING:
    from hub.api.server import Attach

log = logging.getLogger(__name__)


class HubProcess:
    """Runs the hub of one installation.

    Raises:
        CannotRun: a product of its own is described wrongly, the hub's key cannot be used, or there is no
            clock of the simulation.
    """

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        self._settings = settings
        self._place = Place.at(home)
        try:
            self._app = HubApp(
                hub_settings(settings),
                lambda: _load_pages(settings),
                _broker_access(settings, self._place),
                clock=_clock(settings),
                machine=machine_logins(self._place),
                programs=(pretend.VISION_WORKER,),
            )
        except BadProfile as error:
            raise CannotRun(sayings.PROFILE_UNUSABLE.of(error=error)) from error
        except BadKeyFile as error:
            raise CannotRun(sayings.KEY_UNUSABLE.of(error=error)) from error

    def start(self) -> None:
        """Begin, with somebody who can sign in.

        Raises:
            CannotRun: another hub runs on the same data directory, the journal cannot be used, or a
                port for devices cannot be opened.
            StoreDown: the ledger cannot be opened.
        """
        _stay_on_one_core()
        try:
            self._app.start()
        except JournalBusy as error:
            folder = self._app.context.settings.data_dir
            raise CannotRun(sayings.JOURNAL_TAKEN.of(folder=folder)) from error
        except ListenFailed as error:
            raise CannotRun(sayings.LISTEN_FAILED.of(error=error)) from error
        except (BadSegment, JournalFailed) as error:
            raise CannotRun(sayings.JOURNAL_UNUSABLE.of(error=error)) from error
        self._add_accounts()
        if self._settings.simulation is not None and self._settings.simulation.is_shown:
            self._take_in_the_township()

    def failure(self) -> str:
        """What ended the hub from inside."""
        return self._app.failure

    def stop(self) -> None:
        """End the hub."""
        self._app.stop()

    def _take_in_the_township(self) -> None:
        """Know the township that is shown; one that is simulated is told while time stands still."""
        # Imported late: a real installation needs no pretend world.
        from deploy.processes.played import played
        from deploy.simulate.installation import registry

        _, world = played(self._settings)
        self._app.context.registry.import_csv(registry(self._settings, world), by="village-hub demo")
        drawn = json.dumps(world.township.geojson(), ensure_ascii=False)
        (self._app.context.settings.data_dir / "map.geojson").write_text(drawn, encoding="utf-8")

    def _add_accounts(self) -> None:
        """Add whoever brings or fetches files, once: a changed password stays; and a first administrator."""
        accounts = self._app.context.accounts
        field = mqtt_passwords(self._place, self._field_users())
        wanted = {user: (Role.FIELD, password) for user, password in field.items()}
        if self._settings.simulation is not None and not self._settings.simulation.is_shown:
            wanted[DUTY] = (Role.OPERATOR, duty_password(self._place))
        added = [name for name in wanted if accounts.known(name) is None]
        for name in added:
            accounts.put(name, *wanted[name])
        if accounts.make_administrator(OPERATOR, operator_password(self._place)):
            added.append(OPERATOR)
        for name in added:
            log.info("account %s added; its password is in %s", name, self._place.home / "secrets.json")

    def _field_users(self) -> list[str]:
        """List the vision worker, which brings pictures, and the speakers, which fetch sounds."""
        if self._settings.simulation is not None:
            return list(self._settings.simulation.accounts)
        others = {self._settings.mqtt.username, pretend.NETWORK_SERVER, HOME_ASSISTANT}
        devices = self._place.credentials().names("mqtt.")
        return sorted({pretend.VISION_WORKER, *devices} - others)


def _clock(settings: VillageSettings) -> SystemClock | PacedClock:
    time = MACHINE if settings.simulation is None else settings.simulation.time()
    return PacedClock(time) if isinstance(time, PacedTime) else SystemClock()


def _broker_access(settings: VillageSettings, place: Place) -> DeviceAccess | None:
    if settings.run.broker != "child":
        return None
    programs = {settings.mqtt.username, pretend.NETWORK_SERVER, pretend.VISION_WORKER, HOME_ASSISTANT}
    return DeviceAccess(place.home, place.credentials(), programs)


def _load_pages(settings: VillageSettings) -> "Attach":
    from hub.api.wall import with_wall
    from hub.console.mount import attach

    draw = drawing(settings)
    _settle_memory()  # nothing large comes after it
    return attach if draw is None else with_wall(attach, draw)


def _stay_on_one_core() -> None:
    """Keep the threads of this process, of which one runs at a time anyway, from handing over between cores.

    102 instead of 130 us a message, 8,980 instead of 6,850 messages a second stored (80,000 messages of 500
    bins, CPython 3.11, 2 cores, side by side, 2026-11). Other processes are free to leave this core.
    """
    if sys.platform == "linux":
        allowed = sorted(os.sched_getaffinity(0))
        # Another for each hub of a machine, as far as they reach.
        os.sched_setaffinity(0, {allowed[os.getpid() % len(allowed)]})


def _settle_memory() -> None:
    """Keep the collector of cyclic garbage from walking again and again over what lives as long as the hub.

    It took a quarter of the time of ingest: 83 instead of 111 us a message (20,000 messages of 475 bins,
    CPython 3.11, 2026-11).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
