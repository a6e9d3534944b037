"""The agent with its real threads, and the whole way over a real broker with a real player."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns

import pytest

from devices.agents.audio_cache import AudioAway, AudioRefused
from devices.agents.field import FieldApp, FieldOptions
from devices.agents.player import MpvOptions, MpvPlayer
from devices.agents.speaker import SpeakerAgent, SpeakerOptions
from devices.contract.bodies import Birth, Status
from devices.contract.commands import (
    COMMANDS,
    Announce,
    Command,
    Priority,
    Schedule,
    Slot,
    Talk,
    TrustedKeys,
)
from devices.contract.receipts import Ack, Stage
from devices.contract.talk import piece, recording_sha256, talk_address
from devices.contract.topics import Kind, Scope, uplink_filters
from devices.contract.wire import Message, decode, encode
from devices.drivers.playing import Heard, Player, PlayerFailed, Sound
from devices.keys import new_key
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from devices.spool import Spool
from tests.devices.agents.builders import (
    HORN,
    HORN_KEY,
    HUB_KEY,
    NOW_MS,
    SITE,
    PatientPlayer,
    RecordingChannel,
    ScriptedSounds,
    a_cancel,
    a_command_message,
    a_packet,
    a_wav,
    an_announce,
    loudest,
    seconds_of,
)
from tests.devices.agents.conftest import SoundHub
from tests.fakes import DatedTime
from tests.servers import mosquitto
from tests.wait import until

NOWHERE = LinkOptions("127.0.0.1", 1, HORN, HORN, "secret")


def heard_all() -> Heard:
    return Heard(10_000, is_complete=True)


@dataclass
class Rig:
    """An agent whose channel, player, sounds and clock belong to the test."""

    folder: Path
    now_ms: Callable[[], int] = lambda: NOW_MS
    channel: RecordingChannel = field(default_factory=RecordingChannel)
    player: PatientPlayer = field(
        default_factory=lambda: PatientPlayer(lambda: Heard(10_000, is_complete=True))
    )
    sounds: ScriptedSounds = field(default_factory=lambda: ScriptedSounds(Path("clip.wav")))

    def __post_init__(self) -> None:
        self.spool = Spool(self.folder / "spool.db")
        self.spool.start()
        options = SpeakerOptions(
            SITE, HORN, NOWHERE, groups=("west",), hub_keys=(HUB_KEY.public.text,), key=HORN_KEY
        )
        self.agent = SpeakerAgent(
            options, self.spool, self.player, self.sounds, DatedTime(self.now_ms), open_channel=self._open
        )

    def _open(self, _options: LinkOptions, **wiring: object) -> RecordingChannel:
        self.filters, self.will = wiring["filters"], wiring["will"]
        self.on_packet, self.on_up = wiring["on_packet"], wiring["on_up"]
        return self.channel

    def hear(self, command: Command) -> None:
        self.on_packet(a_packet(a_command_message(command)))

    def stages(self) -> list[str]:
        return [stage for _, stage in self.channel.acks()]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    built = Rig(tmp_path)
    built.agent.start()
    yield built
    built.agent.stop()
    built.spool.stop()


def test_it_listens_to_its_own_topics_and_its_groups(rig: Rig) -> None:
    assert rig.filters == (
        f"vh1/{SITE}/d/{HORN}/cmd/+",
        f"vh1/{SITE}/d/{HORN}/upto",
        f"vh1/{SITE}/hub/status",
        f"vh1/{SITE}/g/everybody/cmd/+",
        f"vh1/{SITE}/g/west/cmd/+",
    )


def test_the_will_says_that_it_was_lost(rig: Rig) -> None:
    assert rig.will.body == Status(online=False, boot=1, why="lost")


def test_it_presents_itself_and_says_that_it_is_there(rig: Rig) -> None:
    rig.on_up()
    until(lambda: rig.channel.bodies(Kind.STATUS))

    birth = rig.channel.bodies(Kind.BIRTH)[0]
    assert isinstance(birth, Birth)
    assert (birth.id, birth.boot, birth.commands) == (
        HORN,
        1,
        tuple(name for name in COMMANDS if name != "talk"),
    )
    assert birth.public_key == HORN_KEY.public.text
    assert rig.channel.bodies(Kind.STATUS)[0] == Status(online=True, boot=1, at_ms=NOW_MS)


def test_it_presents_itself_anew_when_it_obeys_other_keys(rig: Rig) -> None:
    other = new_key()
    order = TrustedKeys(
        id="k-1", issued_ms=NOW_MS, not_before_ms=NOW_MS, expires_ms=NOW_MS + 1, audience=HORN,
        trusted=(other.public.text, HUB_KEY.public.text),
    )  # fmt: skip
    rig.hear(order)
    until(lambda: len(rig.channel.bodies(Kind.BIRTH)) == 2)

    first, second = (birth.believes for birth in rig.channel.bodies(Kind.BIRTH))
    assert (first, second) == ((HUB_KEY.public.name,), (other.public.name, HUB_KEY.public.name))


def test_a_packet_is_acknowledged_after_it_is_written_down(rig: Rig) -> None:
    rig.hear(an_announce())
    until(lambda: rig.channel.acked)

    assert rig.stages()[0] == "received"


def test_it_plays_and_proves_it(rig: Rig) -> None:
    rig.hear(an_announce())
    until(lambda: rig.player.begun)
    rig.player.end.set()
    until(lambda: rig.stages() == ["received", "playing", "played"])


def test_time_alone_lets_an_announcement_expire(tmp_path: Path) -> None:
    clock = iter(range(NOW_MS, NOW_MS + 10_000, 10))
    rig = Rig(tmp_path, now_ms=lambda: next(clock))
    rig.agent.start()
    rig.hear(an_announce(not_before_ms=NOW_MS + 9_000_000, expires_ms=NOW_MS + 150))
    until(lambda: rig.stages() == ["received", "expired"])
    rig.agent.stop()
    rig.spool.stop()


def test_stopping_the_agent_interrupts_the_sound_and_says_goodbye(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.agent.start()
    rig.hear(an_announce())
    until(lambda: rig.player.begun)
    rig.agent.stop()
    rig.agent.stop()

    assert rig.stages() == ["received", "playing", "failed"]
    assert rig.channel.last_ack().error == "interrupted: after 1000 ms"
    assert rig.channel.bodies(Kind.STATUS)[-1] == Status(online=False, boot=1, at_ms=NOW_MS, why="stopped")
    rig.spool.stop()


@pytest.mark.parametrize(
    ("error", "expected"),
    [(AudioRefused("HTTP 404"), ["received", "failed"]), (AudioAway("no answer"), ["received"])],
)
def test_a_sound_that_is_missing_is_told_from_a_hub_that_is_away(
    rig: Rig, error: Exception, expected: list[str]
) -> None:
    rig.sounds.error = error
    rig.hear(an_announce())
    rig.hear(an_announce("second", expires_ms=NOW_MS))
    until(lambda: "expired" in rig.stages())

    until(lambda: [stage for stage in rig.stages() if stage != "expired"] == expected)


def test_a_player_that_fails_is_reported(rig: Rig) -> None:
    def fail() -> Heard:
        raise PlayerFailed("no sound card")

    rig.player._heard = fail
    rig.player.end.set()
    rig.hear(an_announce())
    until(lambda: rig.stages()[-1:] == ["failed"])

    assert rig.channel.last_ack().error == "player_failed: no sound card"


def test_a_bug_while_it_plays_ends_the_agent_with_its_cause(rig: Rig) -> None:
    def stumble() -> Heard:
        raise ValueError("mpv said what nobody expected")

    rig.player._heard = stumble
    rig.player.end.set()
    rig.hear(an_announce())
    until(lambda: rig.agent.failure is not None)

    assert "nobody expected" in str(rig.agent.failure)


def test_a_full_disk_ends_the_agent_with_its_cause(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.agent.start()
    rig.spool.stop()
    rig.hear(an_announce())
    until(lambda: rig.agent.failure is not None)

    assert "is not open" in str(rig.agent.failure)
    assert rig.channel.acked == []
    rig.agent.stop()


def test_an_agent_that_never_started_can_be_stopped(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.agent.stop()
    rig.spool.stop()


class Hub:
    """The hub's side of the broker: sends commands, collects what the speaker says."""

    def __init__(self, port: int) -> None:
        self.messages: list[Message] = []
        options = LinkOptions("127.0.0.1", port, "hub", "hub", "secret")
        self.link = Link(options, filters=uplink_filters(SITE), on_packet=self._keep)
        self.link.start()
        assert self.link.wait_up(10)

    def _keep(self, packet: Packet) -> None:
        self.messages.append(decode(packet.topic, packet.payload))
        self.link.ack(packet)

    def command(self, command: Command, *, retain: bool = False) -> None:
        scope, target = (Scope.GROUP, "west") if command.audience == "west" else (Scope.DEVICE, HORN)
        self.link.send(a_command_message(command, scope=scope, target=target), retain=retain)

    def stages(self, name: str) -> list[str]:
        acks = [message for message in list(self.messages) if isinstance(message.body, Ack)]
        return [ack.body.stage.value for ack in acks if ack.address.name == f"dl-{name}"]

    def ack(self, name: str, stage: Stage) -> Ack:
        bodies = [m.body for m in list(self.messages) if m.address.name == f"dl-{name}"]
        return next(body for body in bodies if isinstance(body, Ack) and body.stage is stage)

    def is_online(self) -> bool | None:
        said = [m.body for m in list(self.messages) if isinstance(m.body, Status)]
        return said[-1].online if said else None


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    # The broker tells who has subscribed to what.
    with mosquitto(tmp_path, settings=("log_type all",)) as port:
        built = Hub(port)
        built.port = port
        yield built
        built.link.stop()


@contextmanager
def a_field(hub: Hub, sound_hub: SoundHub, folder: Path, player: Player) -> Iterator[FieldApp]:
    options = SpeakerOptions(
        SITE, HORN, LinkOptions("127.0.0.1", hub.port, HORN, HORN, "pw"), groups=("west",),
        hub_keys=(HUB_KEY.public.text,),
    )  # fmt: skip
    app = FieldApp(FieldOptions((options,), sound_hub.url, folder), lambda _: player)
    app.start()
    try:
        until(lambda: hub.is_online() is True, 10)
        yield app
        assert app.failure() is None
    finally:
        app.stop()


def to_file(folder: Path) -> MpvPlayer:
    heard = folder / "heard.wav"
    return MpvPlayer(MpvOptions(audio_output="pcm", pcm_file=heard, arguments=("--audio-format=s16",)))


def offered(sound_hub: SoundHub, name: str, seconds: float = 1.0) -> Announce:
    clip = a_wav(seconds, tone_hz=300.0 + len(sound_hub.answers))
    command = an_announce(
        name,
        clip=clip,
        duration_ms=int(seconds * 1000),
        now_ms=time_ns() // 1_000_000,
        volume_pct=100,
    )
    sound_hub.answers[command.audio.path] = (200, clip)
    return command


class CountingPlayer:
    """A real silent mpv that remembers what it was asked to play."""

    method = "player"

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.begun_ms: list[int] = []
        self._mpv = MpvPlayer(MpvOptions(audio_output="null"))

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        self.begun.append(sound.path.name)
        self.begun_ms.append(time_ns() // 1_000_000)
        return self._mpv.play(sound, halt)


@pytest.mark.journey
def test_an_announcement_is_heard_and_proven(hub: Hub, sound_hub: SoundHub, tmp_path: Path) -> None:
    with a_field(hub, sound_hub, tmp_path / "field", to_file(tmp_path)):
        command = offered(sound_hub, "heard")
        hub.command(command)
        until(lambda: "played" in hub.stages("heard"), 15)

    proof = hub.ack("heard", Stage.PLAYED).proof
    assert hub.stages("heard") == ["received", "playing", "played"]
    assert proof is not None
    assert (proof.method, proof.sha256, proof.played_ms) == ("player", command.audio.sha256, 1_000)
    assert loudest(tmp_path / "heard.wav") > 10_000
    assert seconds_of(tmp_path / "heard.wav") == pytest.approx(1.0, abs=0.02)
    until(lambda: hub.is_online() is False)


@pytest.mark.journey
def test_a_cancelled_announcement_falls_silent_within_a_second(
    hub: Hub, sound_hub: SoundHub, tmp_path: Path
) -> None:
    with a_field(hub, sound_hub, tmp_path / "field", CountingPlayer()):
        hub.command(offered(sound_hub, "long", 20.0))
        until(lambda: "playing" in hub.stages("long"), 15)
        asked_ns = time_ns()
        hub.command(a_cancel("long", now_ms=asked_ns // 1_000_000))
        until(lambda: "cancelled" in hub.stages("long"), 10)
        silent_after_s = (time_ns() - asked_ns) / 1e9

    assert silent_after_s < 1.0
    assert hub.stages("long") == ["received", "playing", "cancelled"]


_CHILD = """
import sys
from pathlib import Path
from threading import Event
from devices.agents.field import FieldApp, FieldOptions
from devices.agents.player import MpvOptions, MpvPlayer
from devices.agents.speaker import SpeakerOptions
from devices.mqtt import LinkOptions
port, url, folder, key = sys.argv[1:]
link = LinkOptions("127.0.0.1", int(port), "horn-1", "horn-1", "pw")
options = FieldOptions((SpeakerOptions("lz", "horn-1", link, hub_keys=(key,)),), url, Path(folder))
FieldApp(options, lambda _: MpvPlayer(MpvOptions(audio_output="null"))).start()
Event().wait(30)
"""


@pytest.mark.journey
def test_a_speaker_killed_while_it_plays_never_plays_it_again(
    hub: Hub, sound_hub: SoundHub, tmp_path: Path
) -> None:
    folder = tmp_path / "field"
    command = offered(sound_hub, "cut", 20.0)
    arguments = (str(hub.port), sound_hub.url, str(folder), HUB_KEY.public.text)
    with subprocess.Popen([sys.executable, "-c", _CHILD, *arguments]) as child:
        until(lambda: hub.is_online() is True, 15)
        hub.command(command)
        until(lambda: "playing" in hub.stages("cut"), 15)
        child.kill()
    until(lambda: hub.is_online() is False, 10)
    player = CountingPlayer()
    with a_field(hub, sound_hub, folder, player):
        until(lambda: "failed" in hub.stages("cut"), 10)
        hub.command(command)
        until(lambda: hub.stages("cut").count("failed") == 2, 10)

    assert hub.ack("cut", Stage.FAILED).error == "interrupted"
    assert player.begun == []


@pytest.mark.journey
def test_what_came_too_late_or_was_retained_is_never_played(
    hub: Hub, sound_hub: SoundHub, tmp_path: Path
) -> None:
    player = CountingPlayer()
    late = offered(sound_hub, "late")
    hub.command(offered(sound_hub, "old"), retain=True)
    with a_field(hub, sound_hub, tmp_path / "field", player):
        hub.command(late.model_copy(update={"expires_ms": late.issued_ms - 1, "audience": "west"}))
        until(lambda: hub.stages("late") == ["expired"], 10)

    assert (player.begun, hub.stages("old")) == ([], [])


@pytest.mark.journey
def test_a_command_sent_while_it_was_away_is_played_once_after_it_is_back(
    hub: Hub, sound_hub: SoundHub, tmp_path: Path
) -> None:
    player = CountingPlayer()
    with a_field(hub, sound_hub, tmp_path / "field", player):
        pass
    until(lambda: hub.is_online() is False)
    command = offered(sound_hub, "later", 0.2)
    hub.command(command)
    with a_field(hub, sound_hub, tmp_path / "field", player):
        until(lambda: "played" in hub.stages("later"), 15)
        hub.command(command)
        until(lambda: hub.stages("later").count("played") == 2, 10)
    with a_field(hub, sound_hub, tmp_path / "field", player):
        hub.command(command)
        until(lambda: hub.stages("later").count("played") >= 3, 10)

    assert len(player.begun) == 1


@pytest.mark.journey
def test_with_broker_and_hub_down_the_programme_is_played_within_a_second_of_its_time(
    sound_hub: SoundHub, tmp_path: Path
) -> None:
    player = CountingPlayer()
    with mosquitto(tmp_path) as port:
        hub = Hub(port)
        hub.port = port
        with a_field(hub, sound_hub, tmp_path / "field", player):
            clip = offered(sound_hub, "news", 0.2)
            start_ms = time_ns() // 1_000_000 + 5_000
            slot = Slot(
                id="news", priority=Priority.ROUTINE, text="", audio=clip.audio, volume_pct=50,
                starts_ms=(start_ms, start_ms + 1_500),
            )  # fmt: skip
            shared = {name: getattr(clip, name) for name in ("issued_ms", "not_before_ms", "audience")}
            hub.command(Schedule(**shared, id="programme", expires_ms=start_ms + 86_400_000, slots=(slot,)))
            until(lambda: any(m.address.name == "programme" for m in hub.messages), 10)
            until(lambda: list((tmp_path / "field" / "sounds").rglob("*.clip")), 10)
    # Neither broker nor hub is there any more, and the speaker was restarted, as after a power cut.
    hub.link.stop()
    sound_hub.answers.clear()
    options = SpeakerOptions(
        SITE, HORN, LinkOptions("127.0.0.1", port, HORN, HORN, "pw"), hub_keys=(HUB_KEY.public.text,)
    )
    app = FieldApp(FieldOptions((options,), sound_hub.url, tmp_path / "field"), lambda _: player)
    app.start()
    try:
        until(lambda: len(player.begun_ms) == 2, 20)
    finally:
        app.stop()

    assert [began - start for began, start in zip(player.begun_ms, slot.starts_ms, strict=True)] == [
        pytest.approx(500, abs=500)
    ] * 2


@pytest.mark.journey
def test_who_speaks_live_is_heard_over_the_broker_and_it_is_proven(
    hub: Hub, sound_hub: SoundHub, tmp_path: Path
) -> None:
    folder = tmp_path / "speaker"
    now_ms, talk_key = time_ns() // 1_000_000, new_key()
    order = Talk(
        id="dl-talk", issued_ms=now_ms, not_before_ms=now_ms, expires_ms=now_ms + 60_000, audience=HORN,
        announcement="talk", priority=Priority.NOTICE, text="", volume_pct=100,
        sound_key=talk_key.public.text, longest_ms=60_000,
    )  # fmt: skip
    words = [bytes([number]) * 3_200 for number in range(1, 6)]
    topic, _ = encode(talk_key.sign(Message(talk_address(SITE, "talk"), piece(1, words[0], is_last=False))))
    with a_field(hub, sound_hub, folder, to_file(tmp_path)):
        hub.command(order)
        until(lambda: hub.stages("talk") == ["received"], 10)
        # What is said before it has joined is missed, which is not asked here.
        until(lambda: f"{HORN} 1 {topic}\n" in (tmp_path / "mosquitto.log").read_text(), 10, "the listener")
        waiting = threading.Event()
        for number, samples in enumerate([*words, b""], start=1):
            said = piece(number, samples, is_last=not samples)
            hub.link.send(talk_key.sign(Message(talk_address(SITE, "talk"), said)))
            waiting.wait(0.2)
        until(lambda: hub.stages("talk")[-1] == "played", 10)
    proof = hub.ack("talk", Stage.PLAYED).proof
    assert proof is not None
    assert (proof.sha256, proof.played_ms) == (recording_sha256(b"".join(words)), 1_000)
    assert loudest(tmp_path / "heard.wav") > 0
