"""Whatever is killed, repeated, replayed, cancelled or interrupted: an announcement sounds at most once."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.agents.performer import Fetch, Job, Play, Store
from devices.contract.commands import Priority
from devices.spool import Spool
from tests.devices.agents.builders import NOW_MS, a_cancel, a_command_message, a_packet, an_announce
from tests.devices.agents.stage import Stage

LENGTH_MS, EXPIRES_MS = 10_000, 60_000
_CUT_AFTER_MS, _KILLED_AFTER_MS = 3_000, 700

acts = st.sampled_from(
    ("order", "handed again", "replay", "urgent", "cancel", "fetched", "away", "ended", "cut off", "killed")
)
stories = st.lists(acts | st.integers(1, 30_000), max_size=25)


class Life:
    """One speaker through its restarts, and a witness of what sounds of announcement `a`.

    `begun`: (milliseconds since the order, where in the clip); `reached`: how far it was heard.
    """

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.stage = Stage(spool)
        self.order = a_packet(a_command_message(an_announce("a", duration_ms=LENGTH_MS)))
        self.begun: list[tuple[int, int]] = []
        self.reached: list[int] = []
        self.was_killed = False
        self.after_kill = 0
        self._numbers = count()
        self._seen = 0

    @property
    def job(self) -> Job | None:
        """What the performer is at."""
        return self.stage.desk._sounding._job

    def act(self, what: str) -> None:
        self._tell(what)
        self._perform(what, self.job)
        if what == "killed":
            self._kill(self.job)
        self._look()

    def _tell(self, what: str) -> None:
        match what:
            case "order" | "replay":
                self.stage.give(self.order)
            case "handed again":
                self.stage.give(self.order._replace(is_dup=True))
            case "urgent":
                name = f"u{next(self._numbers)}"
                self.stage.hear(an_announce(name, priority=Priority.URGENT, now_ms=self.stage.now_ms))
            case "cancel":
                self.stage.hear(a_cancel("a"))

    def _perform(self, what: str, job: Job | None) -> None:
        match what:
            case "fetched" if isinstance(job, Fetch | Store):
                self.stage.fetched()
            case "away" if isinstance(job, Fetch):
                self.stage.fetched(error="audio_away: x", may_retry=True)
            case "ended" if isinstance(job, Play):
                self._heard(job, LENGTH_MS)
                self.stage.played(LENGTH_MS)
            case "cut off" if isinstance(job, Play) and job.halt.is_set():
                until_ms = min(LENGTH_MS, job.sound.start_ms + _CUT_AFTER_MS)
                self._heard(job, until_ms)
                self.stage.played(until_ms, is_complete=False)

    def pass_time(self, milliseconds: int) -> None:
        self.stage.pass_time(milliseconds)
        self._look()

    def _kill(self, job: Job | None) -> None:
        if isinstance(job, Play) and job.entry.announcement == "a":
            self._heard(job, job.sound.start_ms + _KILLED_AFTER_MS)
            self.was_killed = True
        self.stage.diary.stop()
        self.stage = Stage(self.spool, now_ms=self.stage.now_ms)
        self._seen = 0
        self.stage.desk.turn()

    def _heard(self, job: Play, until_ms: int) -> None:
        if job.entry.announcement == "a":
            self.reached.append(until_ms)

    def _look(self) -> None:
        for job in self.stage.performer.jobs[self._seen :]:
            if isinstance(job, Play) and job.entry.announcement == "a":
                self.begun.append((self.stage.now_ms - NOW_MS, job.sound.start_ms))
                self.after_kill += self.was_killed
        self._seen = len(self.stage.performer.jobs)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(stories)
def test_it_sounds_at_most_once_and_never_when_it_has_expired(story: list[str | int]) -> None:
    with TemporaryDirectory() as folder:
        spool = Spool(Path(folder) / "spool.db")
        spool.start()
        life = Life(spool)
        for what in story:
            if isinstance(what, str):
                life.act(what)
            else:
                life.pass_time(what)
        life.stage.diary.stop()
        spool.stop()

    assert [start_ms for _, start_ms in life.begun].count(0) <= 1
    assert life.reached.count(LENGTH_MS) <= 1
    assert all(at_ms < EXPIRES_MS for at_ms, _ in life.begun)
    resumed = zip(life.begun[1:], life.reached, strict=False)
    assert all(start_ms < reached_ms for (_, start_ms), reached_ms in resumed)
    assert life.after_kill == 0
