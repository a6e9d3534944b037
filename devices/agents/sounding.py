"""What waits at a speaker, what sounds now, and what becomes of each: queue, pre-emption, resumption."""

from collections.abc import Callable
from dataclasses import replace

from devices.agents.diary import Diary
from devices.agents.feed import Feed
from devices.agents.performer import Fetch, Job, Outcome, Performs, Play, Relay, Store
from devices.agents.playlist import Entry, next_up, preempts, wait_s
from devices.agents.standing import Standing
from devices.agents.voice import ERROR_CHARS, Voice
from devices.contract.commands import Aired, Announce, Audio, Priority, Talk
from devices.contract.receipts import Proof, ProofLevel, Stage
from devices.contract.talk import Piece
from devices.drivers.playing import Heard, Sound
from devices.mqtt.publication import Packet

_RETRY_MS = 3_000
_STORE_RETRY_MS = 60_000
# Who was interrupted hears the last words once more.
_REHEAR_MS = 2_000
_INTERRUPTED = "interrupted"
_PREEMPTED = "preempted"
_ENDS = {Stage.CANCELLED.value: Stage.CANCELLED, Stage.SUPERSEDED.value: Stage.SUPERSEDED}


class Sounding:
    """One job at a time; one thread calls it. `volume_cap_pct` binds all but emergencies."""

    def __init__(
        self,
        diary: Diary,
        voice: Voice,
        performer: Performs,
        standing: Standing,
        now_ms: Callable[[], int],
        *,
        volume_cap_pct: int,
    ) -> None:
        self._diary = diary
        self._voice = voice
        self._performer = performer
        self._standing = standing
        self._now_ms = now_ms
        self._volume_cap_pct = volume_cap_pct
        self._waiting: dict[str, Entry] = {}
        self._job: Job | None = None
        self._halted_because = ""
        self._to_store: list[Audio] = []
        self._store_at_ms = 0

    def open(self) -> None:
        """Take up where the last run ended: what waited waits again, what played was interrupted."""
        for entry in self._diary.unfinished():
            called_off = self._diary.called_off(entry.announcement)
            if entry.stage is Stage.PLAYING:
                self._finish(entry, Stage.FAILED, _INTERRUPTED)
            elif called_off is not None:
                self._finish(entry, called_off)
            else:
                self._waiting[entry.announcement] = entry

    def wait(self, entry: Entry) -> None:
        """Let an announcement wait for its turn."""
        self._waiting[entry.announcement] = entry

    def waiting(self) -> list[Entry]:
        """What waits now."""
        return list(self._waiting.values())

    def store(self, sounds: tuple[Audio, ...]) -> None:
        """Fetch these in idle moments, in place of what was to be fetched before."""
        self._to_store = list(sounds)
        self._store_at_ms = 0

    def call_off(self, announcement: str, stage: Stage) -> bool:
        """Stop or drop an announcement; False when it neither sounds nor waits."""
        if isinstance(self._job, Fetch | Play | Relay) and self._job.entry.announcement == announcement:
            self._halt(stage.value)
        elif (entry := self._waiting.pop(announcement, None)) is not None:
            self._finish(entry, stage)
        else:
            return False
        return True

    def hear(self, packet: Packet, talk: str, piece: Piece) -> None:
        """Take a piece of a talk, if that is what sounds now.

        Raises:
            NotAuthentic: it was not signed for this talk; it does not sound.
        """
        job = self._job
        if not isinstance(job, Relay) or job.entry.announcement != talk:
            return
        had_begun = job.feed.has_begun
        job.feed.take(packet, piece)
        if not had_begun:
            self._voice.entry(job.entry)

    def finished(self, outcome: Outcome) -> None:
        """Draw the consequence of a job that has ended."""
        because, self._halted_because, self._job = self._halted_because, "", None
        match outcome.job:
            case Fetch(entry, order):
                self._fetched(entry, order, outcome, because)
            case Play(entry):
                self._played(entry, outcome, because)
            case Relay(entry, feed):
                self._relayed(entry, feed, outcome, because)
            case Store(audio):
                if outcome.path is None and (because or outcome.may_retry):
                    self._to_store.append(audio)
                    self._store_at_ms = self._now_ms() + (0 if because else _STORE_RETRY_MS)

    def turn(self) -> float | None:
        """Do what the time asks for; say after how many seconds to ask again, None for never."""
        now_ms = self._now_ms()
        for entry in [entry for entry in self._waiting.values() if entry.has_expired(now_ms)]:
            del self._waiting[entry.announcement]
            self._expire(entry)
        self._keep_quiet(now_ms)
        chosen = next_up(self._waiting.values(), now_ms)
        if chosen is not None and self._job is None:
            del self._waiting[chosen.announcement]
            self._take_on(chosen)
        elif chosen is not None and self._must_give_way(chosen.command.priority):
            self._halt(_PREEMPTED)
        elif self._job is None and self._to_store and now_ms >= self._store_at_ms:
            self._do(Store(self._to_store.pop(0)))
        self._say_state()
        idle = [self._store_at_ms] if self._job is None and self._to_store else []
        return wait_s(self._waiting.values(), now_ms, idle)

    def close(self) -> bool:
        """Halt what plays because the speaker stops; True when an outcome is still to come."""
        self._halt(_INTERRUPTED)
        return self._job is not None

    def _keep_quiet(self, now_ms: int) -> None:
        """Hold back what the house rules do not let begin now."""
        house = self._standing.house
        if house is None:
            return
        for entry in self._waiting.values():
            if entry.ready_ms > now_ms:
                continue
            until_ms = house.silent_until_ms(entry.command, now_ms)
            if until_ms > now_ms:
                self.wait(replace(entry, held_until_ms=until_ms, error="quiet_hours"))

    def _must_give_way(self, newcomer: Priority) -> bool:
        match self._job:
            case Fetch(entry) | Play(entry) | Relay(entry):
                return preempts(newcomer, entry.command.priority)
            case _:
                return True

    def _take_on(self, entry: Entry) -> None:
        match entry.command:
            case Talk() as talk:
                self._join(entry, talk)
            case Announce() as order:
                self._do(Fetch(entry, order))

    def _join(self, entry: Entry, talk: Talk) -> None:
        try:
            feed = Feed(talk, self._now_ms)
        except ValueError as error:
            self._finish(entry, Stage.FAILED, f"no_live: {error}")
            return
        # Whoever is killed from here on does not join again.
        joined = replace(entry, stage=Stage.PLAYING, error="")
        self._diary.put(joined)
        self._do(Relay(joined, feed, self._volume_pct(talk, self._now_ms())))

    def _fetched(self, entry: Entry, order: Announce, outcome: Outcome, because: str) -> None:
        now_ms = self._now_ms()
        if because in _ENDS:
            self._finish(entry, _ENDS[because])
        elif because:
            self.wait(entry)
        elif outcome.path is None and outcome.may_retry:
            self.wait(replace(entry, held_until_ms=now_ms + _RETRY_MS, error=outcome.error[:ERROR_CHARS]))
        elif outcome.path is None:
            self._finish(entry, Stage.FAILED, outcome.error)
        elif entry.has_expired(now_ms):
            self._expire(entry)
        else:
            start_ms = max(0, entry.position_ms - _REHEAR_MS)
            volume_pct = self._volume_pct(order, now_ms)
            sound = Sound(outcome.path, order.audio.duration_ms, volume_pct, order.repeat, start_ms)
            self._begin(entry, order, sound)

    def _begin(self, entry: Entry, order: Announce, sound: Sound) -> None:
        playing = replace(entry, stage=Stage.PLAYING, error="")
        self._diary.put(playing)
        # A slow disk may have taken the last moment: from here on only a halt keeps it from sounding.
        if playing.has_expired(self._now_ms()):
            self._expire(playing)
            return
        self._do(Play(playing, order, sound))
        self._voice.entry(playing)

    def _played(self, entry: Entry, outcome: Outcome, because: str) -> None:
        heard, job = outcome.heard, outcome.job
        if heard is None or not isinstance(job, Play):
            self._finish(entry, Stage.FAILED, outcome.error)
        elif heard.is_complete:
            proof = self._proof(heard, sha256=job.order.audio.sha256, volume_pct=job.sound.volume_pct)
            is_proven = proof.level is ProofLevel.FINISHED
            stage = Stage.PLAYED if is_proven else Stage.UNPROVEN
            error = "" if is_proven else f"unproven: {proof.method} only says {proof.level}"
            self._finish(replace(entry, proof=proof), stage, error)
        elif because in _ENDS:
            self._finish(entry, _ENDS[because], f"stopped: after {heard.played_ms} ms")
        elif because == _PREEMPTED or (because and heard.played_ms == 0):
            self._wait_again(entry, max(entry.position_ms, heard.played_ms))
        else:
            self._finish(entry, Stage.FAILED, f"{because or 'halted'}: after {heard.played_ms} ms")

    def _relayed(self, entry: Entry, feed: Feed, outcome: Outcome, because: str) -> None:
        """End a talk: whole, or with what was heard of it, which the hub compares with all that was said."""
        heard, job = outcome.heard, outcome.job
        if heard is None or not isinstance(job, Relay):
            self._finish(entry, Stage.FAILED, outcome.error)
            return
        done = replace(entry, proof=self._proof(heard, sha256=feed.sha256, volume_pct=job.volume_pct))
        if because in _ENDS:
            self._finish(done, _ENDS[because], f"stopped: after {heard.played_ms} ms")
        elif because:
            self._finish(done, Stage.FAILED, f"{because}: after {heard.played_ms} ms")
        elif not feed.has_begun:
            self._finish(entry, Stage.EXPIRED, "nothing_said")
        elif feed.is_whole and heard.is_complete:
            self._finish(done, Stage.PLAYED)
        else:
            self._finish(done, Stage.FAILED, f"partly_heard: {heard.played_ms} ms")

    def _proof(self, heard: Heard, *, sha256: str, volume_pct: int) -> Proof:
        return Proof(
            method=self._performer.method,
            sha256=sha256,
            played_ms=heard.played_ms,
            level=heard.level,
            ear=heard.ear,
            volume_pct=volume_pct,
        )

    def _wait_again(self, entry: Entry, position_ms: int) -> None:
        """Put back what had to give way: it goes on from where it was."""
        error = f"preempted: after {position_ms} ms" if position_ms else ""
        stage = Stage.PREEMPTED if position_ms else Stage.RECEIVED
        again = replace(entry, stage=stage, error=error, position_ms=position_ms)
        self._diary.put(again)
        self.wait(again)
        self._voice.entry(again)

    def _expire(self, entry: Entry) -> None:
        """End what may not begin any more; of which a part was heard, that is no lateness but a failure."""
        if entry.position_ms:
            self._finish(entry, Stage.FAILED, f"preempted: after {entry.position_ms} ms")
        else:
            self._finish(entry, Stage.EXPIRED, entry.error)

    def _finish(self, entry: Entry, stage: Stage, error: str = "") -> None:
        done = replace(entry, stage=stage, error=error[:ERROR_CHARS])
        self._diary.put(done)
        self._voice.entry(done)

    def _do(self, job: Job) -> None:
        self._job = job
        self._performer.give(job)

    def _halt(self, because: str) -> None:
        """Stop the job at hand; to be called off is never overruled by a later reason."""
        if self._job is not None and self._halted_because not in _ENDS:
            self._halted_because = because
            self._job.halt.set()

    def _volume_pct(self, command: Aired, now_ms: int) -> int:
        house = self._standing.house
        ceiling_pct = 100 if house is None else house.ceiling_pct(command.priority, now_ms)
        cap_pct = 100 if command.priority is Priority.EMERGENCY else self._volume_cap_pct
        return min(command.volume_pct, ceiling_pct, cap_pct)

    def _say_state(self) -> None:
        match self._job:
            case Play(entry, _, sound):
                playing, volume_pct = entry.announcement, sound.volume_pct
            case Relay(entry, feed, volume_pct) if feed.has_begun:
                playing = entry.announcement
            case _:
                playing, volume_pct = "", self._volume_cap_pct
        self._voice.state(playing, len(self._waiting), volume_pct)
