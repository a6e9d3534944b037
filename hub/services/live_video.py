"""Live video of cameras while somebody watches, made of the pictures that the hub has.

A film is begun with its first viewer, shared by all, and ended when nobody asked for it for a while.
"""

import logging
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from hub.domain.live_video import KEPT, SEGMENT_S, SILENT, Picture, Segment, frames
from hub.filming import Film, Filming, FilmTorn
from hub.ports import Clock, EvidenceStore

log = logging.getLogger(__name__)
# Each is a process of some tens of MiB (docs/operations.md); a desk looks at one or two cameras at a time.
MOST_FILMS = 8
# Players ask with every segment; one that waits or is hidden asks again within some twelve seconds.
_IDLE_S = 30.0
# What a film begins with, so that it plays at once: players start three segments before the end.
_BEFORE = 3
_MOST_PICTURES = 2 * KEPT


class NoPicture(LookupError):
    """The camera has sent no picture for five minutes, or never."""


class TooManyFilms(Exception):
    """As many cameras are watched as the hub makes video of at once; ask again later."""


@dataclass(slots=True)
class _Running:
    """A film while it is watched. `first` is its first segment; it begins at `begins_s` and `begins_at`."""

    film: Film
    first: int
    begins_s: float
    begins_at: datetime
    watched_s: float
    pictures: deque[Picture] = field(default_factory=lambda: deque(maxlen=_MOST_PICTURES))
    made: deque[tuple[Segment, bytes]] = field(default_factory=lambda: deque(maxlen=KEPT))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, jpeg: bytes, at: datetime, now_s: float) -> None:
        """Remember a picture that is new."""
        if not self.pictures or self.pictures[-1].at != at:
            self.pictures.append(Picture(now_s, jpeg, at))

    def make_what_is_due(self, now_s: float, zone: tzinfo) -> Sequence[Segment]:
        """Make every segment whose time is over; call it with the lock.

        Raises:
            FilmTorn: end it.
        """
        done = self.made[-1][0].number - self.first + 1 if self.made else 0
        for place in range(done, int((now_s - self.begins_s) / SEGMENT_S)):
            passed = place * SEGMENT_S
            segment = Segment(self.first + place, self.begins_at + timedelta(seconds=passed))
            shown = frames(tuple(self.pictures), self.begins_s + passed, segment.at, zone)
            self.made.append((segment, self.film.segment(segment.number, shown)))
        return [segment for segment, _ in self.made]


class LiveVideo:
    """Any thread may ask; `look` is called once a second."""

    def __init__(
        self, evidence: EvidenceStore, filming: Filming, clock: Clock, zone: tzinfo, most: int = MOST_FILMS
    ) -> None:
        self._evidence = evidence
        self._filming = filming
        self._clock = clock
        self._zone = zone
        self._most = most
        self._films: dict[str, _Running] = {}
        self._last_numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def segments(self, camera: str) -> tuple[int, Sequence[Segment]]:
        """Note that somebody watches, and give what there is to play.

        Returns:
            The first number of the film, and its segments that are kept, oldest first, three or more.

        Raises:
            NoPicture: say so.
            TooManyFilms: ask again later.
            FilmTorn: a picture cannot be read or the machine is too busy; ask again later.
        """
        running = self._watched(camera)
        try:
            with running.lock:
                return running.first, running.make_what_is_due(self._clock.machine.monotonic_s(), self._zone)
        except FilmTorn as error:
            if self._end(camera, running):
                log.warning("no video of camera %s: %s", camera, error)
            raise

    def segment(self, camera: str, number: int) -> bytes | None:
        """A segment that `segments` named not long ago; None when it is not kept any more."""
        running = self._films.get(camera)
        if running is None:
            return None
        with running.lock:
            return next((content for segment, content in running.made if segment.number == number), None)

    def look(self) -> None:
        """Note new pictures of what is watched, and end what is not."""
        now_s = self._clock.machine.monotonic_s()
        with self._lock:
            films = dict(self._films)
        for camera, running in films.items():
            if now_s - running.watched_s > _IDLE_S:
                self._end(camera, running)
            elif (found := self._evidence.last(camera)) is not None:
                running.note(*found, now_s)

    def stop(self) -> None:
        """End every film."""
        with self._lock:
            films = dict(self._films)
        for camera, running in films.items():
            self._end(camera, running)

    def _watched(self, camera: str) -> _Running:
        now, now_s = self._clock.now(), self._clock.machine.monotonic_s()
        found = self._evidence.last(camera)
        if found is None or now - found[1] > SILENT:
            raise NoPicture(camera)
        with self._lock:
            running = self._films.get(camera)
            if running is not None and now_s - running.watched_s <= _IDLE_S:
                running.watched_s = now_s
                return running
        # It waits for look() to end it; to go on it would have to make up for what nobody saw.
        if running is not None:
            self._end(camera, running)
        return self._begin(camera, *found, now, now_s)

    def _begin(self, camera: str, jpeg: bytes, at: datetime, now: datetime, now_s: float) -> _Running:
        before_s = _BEFORE * SEGMENT_S
        with self._lock:
            known = self._films.get(camera)
            if known is not None:
                return known
            if len(self._films) >= self._most:
                raise TooManyFilms
            begins_at = now - timedelta(seconds=before_s)
            # Numbers go on rising for players that come back, also when the clock was set back.
            first = max(int(begins_at.timestamp()) // SEGMENT_S, self._last_numbers.get(camera, 0) + 1)
            running = _Running(self._filming.begin(), first, now_s - before_s, begins_at, now_s)
            running.note(jpeg, at, now_s)
            self._films[camera] = running
            return running

    def _end(self, camera: str, running: _Running) -> bool:
        """End a film; whether it was running until now."""
        with self._lock:
            if self._films.get(camera) is not running:
                return False
            del self._films[camera]
            if running.made:
                self._last_numbers[camera] = running.made[-1][0].number
        running.film.end()
        return True
