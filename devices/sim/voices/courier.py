"""A thread that carries messages to the hub one after the other, and notes what became of each."""

import logging
import queue
import threading
from dataclasses import dataclass
from typing import Protocol

from devices.sim.voices.record import Record

log = logging.getLogger(__name__)

_AGAIN_S = 0.5


class NotDelivered(Exception):
    """The hub did not take it, or nobody answered: say it again if the device keeps it."""


class Refused(Exception):
    """The hub will not have it, however often it is said."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One message of a device; `key` is by what its network knows it.

    Of a copy nothing is noted. To bytes that are garbled nobody answers.
    """

    device: str
    number: int
    key: str
    payload: bytes
    is_copy: bool = False
    is_garbled: bool = False


class Way(Protocol):
    """How a family of devices reaches the hub. One thread calls it.

    `keeps`: such a device says again what was not taken; else it is lost. `by`: what confirms, "" if nothing.
    """

    keeps: bool
    by: str

    def deliver(self, errand: Errand) -> None:
        """Send it, and wait for what confirms it.

        Raises:
            NotDelivered: it did not arrive.
            Refused: it arrived, and must not be said again.
        """
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class Courier:
    """Carries errands by one way, in order.

    Args:
        name: of its thread.
        way: belongs to that thread from `start` to `stop`.
        record: gets what was confirmed and lost.
    """

    def __init__(self, name: str, way: Way, record: Record) -> None:
        self._way = way
        self._record = record
        self._errands: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._failure: BaseException | None = None
        self._under_way = 0
        self._is_adrift = False

    @property
    def failure(self) -> BaseException | None:
        """What ended the thread by itself; None while all is well."""
        return self._failure

    @property
    def unconfirmed(self) -> int:
        """Errands that wait."""
        return self._errands.qsize() + self._under_way

    @property
    def is_adrift(self) -> bool:
        """Tell whether a device wants to be heard, and nobody is there."""
        return self._is_adrift

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()

    def send(self, errand: Errand) -> None:
        """Take an errand; any thread may call."""
        self._errands.put(errand)

    def stop(self) -> None:
        """Finish the errand under way, leave the others, and hang up."""
        self._is_over.set()
        self._errands.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (errand := self._errands.get()) is not None and not self._is_over.is_set():
                self._under_way = 1
                self._carry(errand)
                self._under_way, self._is_adrift = 0, False
        except Exception as error:  # the top of the thread
            log.exception("a courier stopped")
            self._failure = error
        finally:
            self._way.close()

    def _carry(self, errand: Errand) -> None:
        while not self._is_over.is_set():
            try:
                self._way.deliver(errand)
            except NotDelivered as error:
                log.info("%s: %s", errand.device, error)
                if not self._way.keeps:
                    self._note("lost", errand)
                    return
                self._is_adrift = True
                self._is_over.wait(_AGAIN_S)
            except Refused as error:
                log.warning("%s: %s", errand.device, error)
                self._note("lost", errand)
                return
            else:
                if self._way.by:
                    self._note("confirmed", errand, by=self._way.by)
                return

    def _note(self, what: str, errand: Errand, **details: object) -> None:
        if errand.is_copy:
            return
        self._record.note(what, errand.device, number=errand.number, **details)
