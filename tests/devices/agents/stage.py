"""A desk with everything around it; the test is the clock and the performer."""

from dataclasses import dataclass, field
from pathlib import Path

from devices.agents.desk import Desk, DeskRules
from devices.agents.diary import Diary
from devices.agents.performer import Fetch, Job, Outcome, Play, Store
from devices.contract.bodies import SecurityEvent
from devices.contract.commands import Command
from devices.contract.topics import Kind
from devices.drivers.playing import Heard
from devices.mqtt.publication import Packet
from devices.reporter import Reporter
from devices.spool import Spool
from tests.devices.agents.builders import (
    HORN,
    HORN_KEY,
    HUB_KEY,
    NOW_MS,
    SITE,
    RecordingChannel,
    a_command_message,
    a_packet,
)

CLIP = Path("clip.wav")


@dataclass
class HandPerformer:
    method: str = "player"
    can_relay: bool = True
    jobs: list[Job] = field(default_factory=list)

    def give(self, job: Fetch | Play) -> None:
        self.jobs.append(job)


class Stage:
    own_key = HORN_KEY.public

    def __init__(
        self,
        spool: Spool,
        *,
        cap: int = 100,
        groups: tuple[str, ...] = ("west",),
        hub_keys: tuple[str, ...] = (HUB_KEY.public.text,),
        now_ms: int = NOW_MS,
    ) -> None:
        self.now_ms = now_ms
        self.channel = RecordingChannel()
        self.performer = HandPerformer()
        self.diary = Diary(spool.path, HORN)
        self.diary.start()
        self.reporter = Reporter(SITE, HORN, self.channel, spool, key=HORN_KEY)
        rules = DeskRules(HORN, groups, cap, hub_keys)
        self.desk = Desk(rules, self.reporter, self.diary, self.performer, lambda: self.now_ms)
        self.desk.open()

    def hear(self, command: Command, *, is_retained: bool = False) -> None:
        self.give(a_packet(a_command_message(command), is_retained=is_retained))

    def give(self, packet: Packet) -> None:
        self.desk.take(packet)
        self.desk.turn()

    def pass_time(self, milliseconds: int) -> float | None:
        self.now_ms += milliseconds
        return self.desk.turn()

    @property
    def job(self) -> Job:
        return self.performer.jobs[-1]

    def fetched(self, *, error: str = "", may_retry: bool = False) -> None:
        assert isinstance(self.job, Fetch | Store)
        self.desk.finished(Outcome(self.job, None if error else CLIP, error=error, may_retry=may_retry))
        self.desk.turn()

    def played(self, played_ms: int = 10_000, *, is_complete: bool = True) -> None:
        assert isinstance(self.job, Play)
        self.desk.finished(Outcome(self.job, heard=Heard(played_ms, is_complete)))
        self.desk.turn()

    def finish(self, heard: Heard) -> None:
        self.desk.finished(Outcome(self.job, heard=heard))
        self.desk.turn()

    def begin(self, command: Command) -> None:
        self.hear(command)
        self.fetched()

    def stages(self, name: str = "an-1") -> list[str]:
        return [stage for command, stage in self.channel.acks() if command == f"dl-{name}"]

    def plays(self) -> list[str]:
        return [job.entry.announcement for job in self.performer.jobs if isinstance(job, Play)]

    def refusals(self) -> list[str]:
        events = self.channel.bodies(Kind.EVENT)
        return [event.refusal.value for event in events if isinstance(event, SecurityEvent)]
