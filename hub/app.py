"""The composition root of the hub: the one place that builds what lives long."""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from devices.contract.bodies import HubStatus
from devices.contract.topics import Address, Kind, Scope, order_filters, uplink_filters
from devices.contract.wire import Message
from devices.mqtt import Link, LinkDown, LinkOptions
from devices.mqtt.publication import Packet
from devices.profiles.catalog import shipped_texts, texts
from hub.adapters.clock import PacedClock, SystemClock
from hub.adapters.ledger.database import SqlLedger
from hub.admission import admission
from hub.broker_news import broker_news
from hub.cap import jobs, warnings
from hub.clock_watch import ClockWatch
from hub.context import Context
from hub.crew import Crew
from hub.domain.instants import millis
from hub.doors import doors, listeners, webhooks
from hub.evidence_store import evidence_store
from hub.forwarder import Forwarder
from hub.fresh_points import FreshPoints
from hub.journal_store import journal
from hub.orders import announcing, new_id
from hub.outlets import home_assistant
from hub.outlook import Answering, outlook
from hub.ports import BrokerAccess
from hub.pump import Pump
from hub.recall import recalled
from hub.receiver import Receiver
from hub.series_store import series_store
from hub.series_watch import SeriesWatch
from hub.services.audit import Audit
from hub.services.balance_check import BalanceCheck
from hub.services.bin_readings import BinReadings
from hub.services.cameras import Cameras
from hub.services.durability import Durability
from hub.services.foretelling import Foretelling
from hub.services.hearing import Hearing
from hub.services.ingest import Ingest
from hub.services.introduction import Introduction
from hub.services.letters import Letters
from hub.services.machine import MachineLogin, MachineServices
from hub.services.products import Known, ProductCatalog
from hub.services.rectify import Rectify
from hub.services.registry import Registry
from hub.services.watch import Ears, Site, Watch
from hub.settings import HubSettings
from hub.ticker import Job
from hub.timetable import Timetable
from hub.upkeep import Upkeep
from hub.version import VERSION
from hub.vitals import Vitals

if TYPE_CHECKING:
    from hub.api.server import Attach

log = logging.getLogger(__name__)
_STOP_S = 4.0
# Below the data directory: the products that only this installation knows.
PROFILES = "profiles"
# The hub is one of few that come back to the broker, and the township waits for it.
_LONGEST_RETRY_S = 4.0


class HubApp:
    """One running hub. `start()` connects and begins, `stop()` ends everything within 5 s.

    `load_pages` adds pages to the web server; without it there is the API alone. `broker_access` changes who
    may enter the broker; None where it is not ours. `clock`: a simulation's. `machine`: its own services.
    `programs`: the ids that programs of this installation speak by.

    Raises:
        BadProfile: a product of this installation's own is described wrongly; say the sentence and stop.
        BadKeyFile: the hub's key cannot be used; say the sentence and stop.
    """

    def __init__(
        self,
        settings: HubSettings,
        load_pages: Callable[[], "Attach"] | None = None,
        broker_access: BrokerAccess | None = None,
        *,
        clock: SystemClock | PacedClock | None = None,
        machine: Sequence[MachineLogin] = (),
        programs: Collection[str] = (),
    ) -> None:
        self._settings, self._broker_access, self._load_pages = settings, broker_access, load_pages
        self._stop, self._machine = threading.Event(), MachineServices(machine)
        self._crew = Crew(self._stop)
        self._clock = clock or SystemClock()
        self._timetable = Timetable(self._clock, self._crew, self._stop)
        self._clock_watch = ClockWatch(self._clock)
        self._ledger = SqlLedger(f"sqlite:///{settings.data_dir.absolute() / 'ledger.db'}")
        self._journal = journal(settings)
        self._evidence = evidence_store(settings)
        self._series = series_store(settings)
        self._receiver = Receiver(self._journal, self._evidence, self._clock)
        known = Known(shipped_texts(), texts(settings.data_dir / PROFILES))
        self._products = ProductCatalog(settings.site.id, self._ledger, self._clock, known, self._listen)
        self._listeners = listeners(settings.listeners, self._receiver.keep)
        self._broker = broker_news(self._ledger, self._clock, lambda: self._journal.last_seq)
        self._balance_check = BalanceCheck(self._ledger, self._clock, lambda: self._journal.last_seq)
        self._link = self._new_link()
        self._announcing = announcing(settings, self._ledger, self._link, self._evidence, self._clock)
        rectify = Rectify(settings.rectify.allowed())
        bins = BinReadings(rectify, self._products.usual_geometry)
        self._ingest = Ingest(self._products.read, Hearing(rectify, self._announcing.sending, bins))
        site, ledger, clock = settings.site, self._ledger, self._clock
        self._cameras = Cameras(site.id, ledger, self._link, clock, new_id)
        self._registry = Registry(ledger, self._ingest, clock, site.id, site.name, broker_access)
        self._warnings = warnings(settings, ledger, self._registry, self._announcing.broadcast, clock)
        fresh = FreshPoints()
        self._pump = Pump(self._journal, ledger, self._registry, self._ingest, clock, fresh)
        self._forwarder = Forwarder(ledger, self._series, clock, fresh, self._ingest)
        zone = ZoneInfo(site.timezone)
        where, patience = Site(site.id, zone, programs), settings.watch.patience()
        ears = Ears(lambda: self._journal.last_seq, self._broker.earshot.now)
        self._watch = Watch(where, ledger, self._registry, clock, patience, ears)
        self._vitals = Vitals(
            self._crew,
            self._link,
            self._journal,
            self._pump,
            self._forwarder,
            self._clock_watch,
            self._broker,
            self._balance_check,
            self._warnings,
            self._watch,
            self._machine,
            ledger,
            clock,
        )
        self._home_assistant = home_assistant(settings, self._watch, partial(self._link.publish, retain=True))
        self._foretelling = Foretelling(ledger, self._registry, clock, zone)
        answering = Answering(
            ledger, self._registry, self._watch, self._foretelling, clock, self._vitals.health
        )
        self._outlook = outlook(settings, answering, self._journal, self._evidence)
        self._letters = Letters(ledger, self._registry, self._ingest, clock, partial(recalled, self._journal))
        self.context = self._new_context()

    @property
    def failure(self) -> str:
        """Which critical thread died, and of what; "" while all is well. End the process then."""
        return self._crew.problem

    def start(self) -> None:
        """Open the stores, begin all threads, connect to the broker.

        Raises:
            StoreDown: the ledger cannot be opened.
            JournalBusy: another hub runs on the same data directory.
            JournalFailed: the data directory cannot be written.
            ListenFailed: a port for devices cannot be opened; the settings name it.
        """
        for listener in self._listeners:
            listener.open()
        self._journal.open()
        self._ledger.start()
        with self._ledger.read() as tx:
            self._journal.number_beyond(tx.intake.cursor())
        self._registry.load()
        self._broker.earshot.load()
        self._announcing.begin(self._registry.catalog)
        self._products.load()
        self._crew.begin("receiver", lambda: self._receiver.run(self._link, self._stop))
        self._crew.begin("pump", lambda: self._pump.run(self._link, self._stop))
        self._crew.begin("forwarder", lambda: self._forwarder.run(self._stop))
        self._crew.begin("sending", lambda: self._announcing.sending.run(self._stop))
        self._timetable.begin("ticker", self._jobs())
        # Reading every device takes a large township seconds, and what happens each second does not wait.
        self._timetable.begin("chronicle", self._outlook.jobs())
        self._crew.begin("series", lambda: SeriesWatch(self.context, self._forwarder).run(self._stop))
        self._crew.begin("web", self._serve_web)
        self._crew.begin("mqtt", self._link.run)
        for listener in self._listeners:
            self._crew.begin(listener.name, partial(listener.run, self._stop))
        for inlet in self._warnings.inlets.all:
            self._crew.begin(f"cap-{inlet.name}", partial(inlet.run, self._stop))

    def stop(self) -> None:
        """End everything; what is journalled is kept, what was not acknowledged comes again."""
        self._say_online(is_online=False)
        self._stop.set()
        self._journal.give_up()
        # A broker that does not answer may hold its network thread for seconds.
        self._crew.begin("goodbye", self._link.stop)
        hanging = self._crew.join(_STOP_S)
        self._outlook.live_video.stop()
        if hanging:
            log.warning("not waited for: %s; what they had to do is on disk", ", ".join(sorted(hanging)))
        if not hanging.intersection({"forwarder", "series"}):
            self._series.stop()
        if "receiver" not in hanging:
            self._journal.close()
        self._ledger.stop()

    def _serve_web(self) -> None:
        # Loading it takes as long as all the rest, and after a crash no message shall wait for a page.
        from hub.api.server import WebServer

        WebServer(self.context, self._load_pages and self._load_pages()).run(self._stop)

    def _jobs(self) -> list[Job]:
        keep = timedelta(hours=self._settings.journal.keep_hours)
        upkeep = Upkeep(self._journal, self._ledger, self._clock, keep=keep)
        is_exporting = bool(self._settings.exports.home_assistant_prefix)
        return [
            Job("clock", 1, self._clock_watch.look),
            *self._announcing.jobs(self._registry),
            Job("cameras", 5, self._cameras.push),
            *jobs(self._warnings),
            *self._broker.jobs(self._link.is_up),
            Job("balance", 60, self._balance_check.check),
            Job("forecast", 60, self._foretelling.step),
            Job("journal", 5, upkeep.prune_journal),
            Job("video", 1, self._outlook.live_video.look),
            Job("letters", 3600, upkeep.forget_letters),
            Job("sessions", 3600, upkeep.end_sessions),
            *([Job("exports", 10, self._home_assistant.push)] if is_exporting else []),
        ]

    def _hear(self, packet: Packet) -> None:
        if self._broker.take(packet) or self._announcing.order_watch.take(packet):
            self._link.ack(packet)
        else:
            self._receiver.take(packet)

    def _say_online(self, *, is_online: bool) -> None:
        if is_online:
            self._broker.earshot.came_up()
        address = Address(self._settings.site.id, Scope.HUB, "hub", Kind.STATUS)
        body = HubStatus(online=is_online, at_ms=millis(self._clock.now()), version=VERSION)
        try:
            self._link.send(Message(address, body), retain=True)
        except LinkDown:
            log.debug("the broker is away and cannot be told")

    def _new_link(self) -> Link:
        mqtt, site = self._settings.mqtt, self._settings.site.id
        options = LinkOptions(
            host=mqtt.host,
            port=mqtt.port,
            client_id=mqtt.client_id,
            username=mqtt.username,
            password=mqtt.password.get_secret_value(),
            ca_file=mqtt.ca_file,
            keepalive_s=mqtt.keepalive_s,
            receive_window=mqtt.receive_window,
            longest_retry_s=_LONGEST_RETRY_S,
            overheard=order_filters(site),
        )
        will = Message(Address(site, Scope.HUB, "hub", Kind.STATUS), HubStatus(online=False, version=VERSION))
        return Link(
            options,
            filters=self._filters(self._products.products.filters()),
            on_packet=self._hear,
            is_full=self._receiver.is_full,
            on_up=lambda: self._say_online(is_online=True),
            will=will,
        )

    def _listen(self, foreign: Sequence[str]) -> None:
        self._link.listen(self._filters(foreign))

    def _filters(self, foreign: Sequence[str]) -> tuple[str, ...]:
        return (*uplink_filters(self._settings.site.id), *foreign, *self._broker.filters)

    def _new_context(self) -> Context:
        series = self._settings.series
        admitted = admission(self._settings, self._ledger, self._clock, self._registry, self._broker_access)
        return Context(
            settings=self._settings,
            clock=self._clock,
            ledger=self._ledger,
            series=self._series,
            evidence=self._evidence,
            registry=self._registry,
            products=self._products,
            introduction=Introduction(
                self._ledger, self._registry, self._products, self._ingest, self._letters
            ),
            ingest=self._ingest,
            watch=self._watch,
            todo=self._outlook.todo,
            alerting=self._outlook.alerting,
            closing=self._outlook.closing,
            photos=self._outlook.photos,
            photo_passes=admitted.photo_passes,
            passes=self._outlook.passes,
            cameras=self._cameras,
            live_video=self._outlook.live_video,
            foretelling=self._foretelling,
            letters=self._letters,
            durability=Durability(
                self._ledger, self._series, self._clock, keep=series.keep, quota_bytes=series.quota_bytes
            ),
            audit=Audit(self._ledger, self._series, self._clock),
            broadcast=self._announcing.broadcast,
            talks=self._announcing.talks,
            complaints=self._announcing.complaints,
            speaking=self._announcing.speaking,
            schedules=self._announcing.schedules,
            self_test=self._announcing.self_test,
            recordings=self._announcing.recordings,
            speaker_keys=self._announcing.speaker_keys,
            warnings=self._warnings,
            accounts=admitted.accounts,
            machine=self._machine,
            provisioning=admitted.provisioning,
            home_assistant=self._home_assistant,
            webhooks=webhooks(self._ledger, self._clock, self._receiver, self._journal),
            health=self._vitals.health,
            damaged_bytes=lambda: self._journal.damage.size,
            broker_drops=lambda: self._broker.drops.drops,
            refused_pictures=lambda: self._receiver.refused_snapshots,
            doors=lambda: doors(self._listeners),
            late_s=self._timetable.late_s,
        )
