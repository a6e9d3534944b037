"""The pretend township, running: a gateway link, a ChirpStack link, one thread, the cameras' pictures."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devices.contract.bodies import DeviceClass, Upto
from devices.contract.topics import ROOT, BadMessage, hub_status_topic
from devices.contract.wire import decode
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from devices.reporter import is_hub_back
from devices.sim.fleet import Fleet, Ways, gateway_will
from devices.sim.script import Script
from devices.sim.township import Township
from devices.sim.truth import Counts, Truth
from devices.spool import Spool

log = logging.getLogger(__name__)

_TICK_S = 0.2
_JOIN_S = 0.8


class Pictures(Protocol):
    """Serves what the cameras see; see devices.sim.cameras."""

    def start(self) -> None:
        """Begin to serve."""
        ...

    def stop(self) -> None:
        """End, within a second; idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class SimOptions:
    """What runs and where.

    Attributes:
        township: the places and devices.
        script: what happens.
        gateway: how the gateway reaches the broker; its rights cover all native bins.
        network_server: how the pretend ChirpStack reaches the broker.
        spool_file: where unconfirmed messages and boot counters are kept.
        truth_file: where the truth log goes; None: only counts are kept.
    """

    township: Township
    script: Script
    gateway: LinkOptions
    network_server: LinkOptions
    spool_file: Path
    truth_file: Path | None = None


class SimApp:
    """The composition root of the simulator.

    Args:
        options: what runs and where.
        now_ms: wall time, milliseconds UTC.
        pictures: serves the cameras' pictures; None: nobody does.
    """

    def __init__(
        self, options: SimOptions, now_ms: Callable[[], int], pictures: Pictures | None = None
    ) -> None:
        self._options = options
        self._now_ms = now_ms
        self._pictures = pictures
        self._spool = Spool(options.spool_file)
        self._truth = Truth(options.truth_file)
        self._heard: deque[Packet] = deque()
        self._is_fresh = threading.Event()
        self._is_stopping = threading.Event()
        self._failure: BaseException | None = None
        self._running: _Running | None = None

    def start(self) -> None:
        """Present all devices and begin to speak; returns at once, the broker may come later.

        Raises:
            SpoolFailed: the spool cannot be opened.
            OSError: the truth file cannot be written, or the pictures' port is taken. Always call `stop`.
        """
        options = self._options
        self._is_stopping.clear()
        if self._pictures is not None:
            self._pictures.start()
        self._spool.start()
        self._truth.start()
        site = options.township.site
        boot = self._spool.next_boot(options.township.of(DeviceClass.GATEWAY)[0].id)
        gateway = Link(
            options.gateway,
            filters=(f"{ROOT}/{site}/d/+/upto", hub_status_topic(site)),
            on_packet=self._heard.append,
            on_up=self._is_fresh.set,
            will=gateway_will(options.township, boot),
        )
        network_server = Link(options.network_server)
        fleet = Fleet(
            options.township, options.script, Ways(gateway, network_server, self._spool, self._truth)
        )
        thread = threading.Thread(target=self._run, args=(fleet, gateway), name="sim", daemon=True)
        self._running = _Running(fleet, gateway, network_server, thread)
        fleet.start(self._now_ms(), boot)
        gateway.start()
        network_server.start()
        thread.start()
        log.info(
            "pretend township %s speaks for %s devices", options.township.site, len(options.township.devices)
        )

    def stop(self) -> None:
        """Say goodbye and end, within two seconds; idempotent, also after a start that failed."""
        self._is_stopping.set()
        running, self._running = self._running, None
        if running is not None:
            running.thread.join(_JOIN_S)
            running.fleet.stop(self._now_ms())
            _stop_links(running.gateway, running.network_server)
        if self._pictures is not None:
            self._pictures.stop()
        self._truth.stop()
        self._spool.stop()

    def counts(self) -> Counts:
        """How much was said so far."""
        return self._truth.counts

    def failure(self) -> BaseException | None:
        """What ended the thread, or None while all is well."""
        return self._failure

    def _run(self, fleet: Fleet, gateway: Link) -> None:
        try:
            while not self._is_stopping.wait(_TICK_S):
                self._tick(fleet, gateway)
        except Exception as error:  # the top of the thread
            log.exception("the pretend township stopped")
            self._failure = error

    def _tick(self, fleet: Fleet, gateway: Link) -> None:
        if self._is_fresh.is_set():
            self._is_fresh.clear()
            fleet.resend()
        self._hear(fleet, gateway)
        fleet.speak(self._now_ms())
        self._truth.flush()

    def _hear(self, fleet: Fleet, gateway: Link) -> None:
        newest: dict[tuple[str, int], Upto] = {}
        while self._heard:
            packet = self._heard.popleft()
            try:
                message = decode(packet.topic, packet.payload)
            except BadMessage as error:
                log.warning("the hub said something unreadable: %s", error)
            else:
                if isinstance(message.body, Upto):
                    newest[message.address.target, message.body.boot] = message.body
                elif is_hub_back(message, is_retained=packet.is_retained):
                    self._is_fresh.set()
            gateway.ack(packet)
        for (device, _), upto in newest.items():
            fleet.hear(device, upto)


def _stop_links(*links: Link) -> None:
    """Stop all at once; one that waits for a broker may take two seconds to notice and is not waited for."""
    closers = [threading.Thread(target=link.stop, name="sim-goodbye", daemon=True) for link in links]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join(_JOIN_S / len(closers))


@dataclass(frozen=True, slots=True)
class _Running:
    fleet: Fleet
    gateway: Link
    network_server: Link
    thread: threading.Thread
