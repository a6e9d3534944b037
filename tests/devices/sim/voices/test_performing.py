"""A pretend performer takes as long as the sound is, and says what a real one would."""

import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from devices.agents.audio_cache import AudioAway, AudioRefused
from devices.agents.feed import Feed
from devices.agents.performer import Fetch, Play, Relay, Store
from devices.agents.playlist import Entry
from devices.contract.commands import Audio
from devices.contract.receipts import ProofLevel, Stage
from devices.drivers.playing import Sound
from devices.sim.voices.performing import EverySound, PretendPerformer, SharedSounds, Sounded
from tests.devices.agents.builders import NOW_MS, an_announce
from tests.wait import until

ORDER = an_announce("a", duration_ms=10_000, repeat=2)
SHA256 = ORDER.audio.sha256
ENTRY = Entry(ORDER, 1, Stage.RECEIVED)


class Sounds:
    """Has one sound, or raises."""

    def __init__(self, answer: Path | Exception) -> None:
        self.answer = answer

    def fetch(self, _audio: Audio, _halt: threading.Event) -> Path:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Clock:
    now_ms = NOW_MS

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def performer(clock: Clock) -> PretendPerformer:
    return PretendPerformer(EverySound(), clock)


def a_play(*, start_ms: int = 0) -> Play:
    return Play(ENTRY, ORDER, Sound(Path("x"), 10_000, 60, 2, start_ms))


def test_a_sound_is_over_when_its_passes_are(performer, clock):
    performer.give(a_play(start_ms=5_000))
    assert (performer.is_sounding, performer.over_ms()) == (True, NOW_MS + 15_000)
    clock.now_ms += 14_999
    assert performer.outcome() is None
    clock.now_ms += 1
    outcome = performer.outcome()
    assert (outcome.heard.played_ms, outcome.heard.is_complete) == (20_000, True)
    assert performer.sounded(outcome) == Sounded(
        "a", NOW_MS, NOW_MS + 15_000, is_complete=True, sha256=SHA256
    )
    assert (performer.is_sounding, performer.over_ms(), performer.outcome()) == (False, None, None)


def test_a_halted_sound_tells_how_far_it_came(performer, clock):
    play = a_play(start_ms=5_000)
    performer.give(play)
    clock.now_ms += 2_000
    play.halt.set()
    outcome = performer.outcome()
    assert (outcome.heard.played_ms, outcome.heard.is_complete) == (7_000, False)


def test_a_power_cut_forgets_the_job_and_tells_what_sounded(performer, clock):
    performer.give(a_play())
    clock.now_ms += 3_000
    assert performer.cut() == Sounded("a", NOW_MS, NOW_MS + 3_000, is_complete=False, sha256=SHA256)
    assert (performer.outcome(), performer.cut()) == (None, None)


def test_a_broken_one_is_silent_from_then_on_and_says_so(performer, clock):
    performer.give(a_play())
    clock.now_ms += 1_000
    assert performer.set_broken(is_broken=True).ended_ms == clock.now_ms
    assert not performer.is_sounding
    outcome = performer.outcome()
    assert (outcome.heard, outcome.error) == (None, "player_failed: the amplifier gives no sound")
    assert performer.sounded(outcome) is None
    assert performer.set_broken(is_broken=False) is None


def test_the_word_of_a_foreign_horn_is_that_it_took_the_sound(clock):
    performer = PretendPerformer(EverySound(), clock, ProofLevel.TAKEN)
    performer.give(a_play())
    clock.now_ms += 20_000
    assert performer.outcome().heard.level is ProofLevel.TAKEN


def test_a_talk_cannot_be_heard_on_it(performer):
    performer.give(Relay(ENTRY, Feed.__new__(Feed), 60))
    assert performer.outcome().error.startswith("player_failed")


@pytest.mark.parametrize("job", [Fetch(ENTRY, ORDER), Store(ORDER.audio)])
@pytest.mark.parametrize(
    ("answer", "path", "error", "may_retry"),
    [
        (Path("x"), Path("x"), "", False),
        (AudioRefused("wrong hash"), None, "audio_refused: wrong hash", False),
        (AudioAway("no answer"), None, "audio_away: no answer", True),
    ],
)
def test_a_sound_is_fetched_beside_and_its_failure_told(clock, job, answer, path, error, may_retry):
    shared = SharedSounds(Sounds(answer))
    performer = PretendPerformer(shared, clock)
    performer.give(job)
    found = []
    until(lambda: found.append(performer.outcome()) or found[-1] is not None)
    shared.close()
    assert (found[-1].path, found[-1].error, found[-1].may_retry) == (path, error, may_retry)
    assert not performer.is_fetching


def test_what_is_still_fetched_is_waited_for(clock):
    class Slow:
        def get(self, _audio, _halt):
            return Future()

    performer = PretendPerformer(Slow(), clock)
    performer.give(Fetch(ENTRY, ORDER))
    assert (performer.outcome(), performer.over_ms(), performer.is_fetching) == (None, None, True)
