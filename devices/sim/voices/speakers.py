"""All the loudspeakers of a township on one thread, with power, faults and lost receipts as it is written."""

import heapq
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from devices.mqtt.frames import Published
from devices.mqtt.swarm import Swarm
from devices.pace import Time
from devices.sim.voices.performing import Library
from devices.sim.voices.record import Record
from devices.sim.voices.speaker import Speaker, Surroundings
from devices.sim.world.cast import Actor
from devices.sim.world.spell import Cause, Ear
from devices.spool import IN_MEMORY, Spool

log = logging.getLogger(__name__)

_LONGEST_WAIT_S = 0.02
_GOODBYE_S = 0.2
_MESSAGES = 1_000_000


class Speakers:
    """Starts, drives and ends them.

    Args:
        site: the township's id.
        actors: the loudspeakers.
        ears: when each of them has no power, is broken, or loses its receipts; by device.
        broker: its address and port.
        passwords: of the broker's users; each speaker is one by its id.
        hub_keys: whose orders they obey.
        library: where they get their sounds.
        record: started; gets what sounded.
        time: of the simulation.
        folder: in which they keep their keys, what they were told and what is not confirmed; without one
            nothing of that survives the process.

    Raises:
        BadKeyFile: a key in that folder cannot be used or kept.
    """

    def __init__(  # noqa: PLR0913  each is something else, and named where it is given
        self,
        site: str,
        *,
        actors: Sequence[Actor],
        ears: Mapping[str, Iterable[Ear]],
        broker: tuple[str, int],
        passwords: Mapping[str, str],
        hub_keys: tuple[str, ...],
        library: Library,
        record: Record,
        time: Time,
        folder: Path | None = None,
    ) -> None:
        self._time = time
        self._swarm = Swarm(*broker)
        self._spool = Spool(IN_MEMORY if folder is None else folder / "spool.db", quota=_MESSAGES)
        keys = None if folder is None else folder / "keys"
        around = Surroundings(site, hub_keys, self._swarm, self._spool, library, record, time, keys)
        self._speakers = {actor.id: Speaker(actor, passwords[actor.id], around) for actor in actors}
        for speaker in self._speakers.values():
            speaker.client.on_published = partial(self._hear, speaker)
        self._changes = sorted(
            (at_ms, device, ear.cause.value, is_begin)
            for device, spells in ears.items()
            for ear in spells
            for at_ms, is_begin in _edges(ear)
        )
        self._changed = 0
        self._due: list[tuple[int, str]] = []
        self._touched: set[str] = set()
        self._sounding = 0
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="speakers", daemon=True)
        self._failure: BaseException | None = None

    @property
    def failure(self) -> BaseException | None:
        """What ended the thread by itself; None while all is well."""
        return self._failure

    @property
    def sounding(self) -> int:
        """How many are heard right now; any thread may ask."""
        return self._sounding

    @property
    def connected(self) -> int:
        """How many the broker has let in; any thread may ask."""
        return self._swarm.up

    @property
    def adrift(self) -> int:
        """How many have power and are not let in; any thread may ask."""
        return self._swarm.adrift

    def start(self) -> None:
        """Switch on all that have power, and let them connect.

        Raises:
            SpoolFailed: no memory, or nothing can be kept in the folder.
        """
        self._spool.start()
        for speaker in self._speakers.values():
            speaker.start()
        self._thread.start()

    def stop(self) -> None:
        """End all; what sounds is cut off without a word."""
        self._is_stopping.set()
        self._thread.join()
        self._spool.stop()

    def _run(self) -> None:
        try:
            self._begin()
            while not self._is_stopping.is_set():
                self._swarm.turn(self._wait_s())
                self._change()
                self._turn_some()
        except Exception as error:  # the top of the thread: the conductor asks for the failure
            log.exception("the speakers fell silent")
            self._failure = error
        finally:
            for speaker in self._speakers.values():
                speaker.stop()
            self._swarm.turn(_GOODBYE_S)
            self._swarm.close()

    def _begin(self) -> None:
        """Switch on those that are not without power from the first moment."""
        now_ms = self._time.now_ms()
        dark = {
            device for at_ms, device, cause, is_begin in self._changes
            if cause == Cause.POWER and is_begin and at_ms <= now_ms
        }  # fmt: skip
        for device, speaker in self._speakers.items():
            if device not in dark:
                speaker.switch_on()
                self._touched.add(device)

    def _hear(self, speaker: Speaker, published: Published) -> None:
        speaker.hear(published)
        self._touched.add(speaker.device)

    def _wait_s(self) -> float:
        if not self._due:
            return _LONGEST_WAIT_S
        left_ms = self._due[0][0] - self._time.now_ms()
        return 0.0 if left_ms <= 0 else min(_LONGEST_WAIT_S, self._time.patience_s(left_ms / 1000))

    def _change(self) -> None:
        """Do to the speakers what is written up to now, in order."""
        now_ms = self._time.now_ms()
        while self._changed < len(self._changes) and self._changes[self._changed][0] <= now_ms:
            _, device, cause, is_begin = self._changes[self._changed]
            self._changed += 1
            self._touched.add(device)
            _befall(self._speakers[device], Cause(cause), is_begin=is_begin)

    def _turn_some(self) -> None:
        """Let those decide who heard something, or for whom something is due."""
        now_ms = self._time.now_ms()
        while self._due and self._due[0][0] <= now_ms:
            self._touched.add(heapq.heappop(self._due)[1])
        touched, self._touched = self._touched, set()
        for device in sorted(touched):
            speaker = self._speakers[device]
            due_ms = speaker.turn()
            if due_ms is not None:
                heapq.heappush(self._due, (due_ms, device))
            if speaker.is_busy:
                self._touched.add(device)
        if touched:
            self._sounding = sum(speaker.is_sounding for speaker in self._speakers.values())


def _edges(ear: Ear) -> list[tuple[int, bool]]:
    """When a spell begins, and when it ends if it does."""
    spell = ear.spell
    ends = [] if spell.until_ms is None else [(spell.until_ms, False)]
    return [(spell.from_ms, True), *ends]


def _befall(speaker: Speaker, cause: Cause, *, is_begin: bool) -> None:
    match cause:
        case Cause.POWER if is_begin:
            speaker.switch_off()
        case Cause.POWER:
            speaker.switch_on()
        case Cause.BROKEN:
            speaker.set_broken(is_broken=is_begin)
        case Cause.RECEIPT_LOST:
            speaker.set_losing(is_losing=is_begin)
        case Cause.DEAD | Cause.GATEWAY | Cause.NEVER:
            raise ValueError(f"{speaker.device}: {cause} does not befall a speaker's ear")
