"""A speaker and a live talk: joined once, signed piece by piece, ended by whoever must, told as it was."""

from array import array
from pathlib import Path
from threading import Event, Timer
from time import monotonic

import pytest

from devices.agents.feed import Feed
from devices.agents.performer import Relay
from devices.agents.player import MpvOptions, MpvPlayer, PacedPlayer
from devices.contract.commands import HouseRules, Priority, Talk
from devices.contract.signing import SigningKey
from devices.contract.talk import BYTES_PER_MS, RATE_HZ, Piece, piece, recording_sha256, talk_address
from devices.contract.wire import Message, decode
from devices.drivers.g711 import Law, decoded_mu, encoded
from devices.drivers.playing import Heard, PlayerFailed, Talking
from devices.keys import new_key
from devices.mqtt.publication import Packet
from devices.spool import Spool
from tests.devices.agents.builders import (
    HORN,
    NOW_MS,
    SITE,
    a_cancel,
    a_command_message,
    a_packet,
    an_announce,
    samples_of,
)
from tests.devices.agents.stage import Stage

TALK_KEY = new_key()
WORDS = [bytes([number]) * (200 * BYTES_PER_MS) for number in (1, 2, 3)]
LENGTH_MS = 600


def a_talk(name: str = "an-1", **changes: object) -> Talk:
    fields: dict[str, object] = {
        "id": f"dl-{name}",
        "issued_ms": NOW_MS,
        "not_before_ms": NOW_MS,
        "expires_ms": NOW_MS + 30_000,
        "audience": HORN,
        "announcement": name,
        "priority": Priority.NOTICE,
        "text": "现场喊话",
        "volume_pct": 60,
        "sound_key": TALK_KEY.public.text,
        "longest_ms": 180_000,
    }
    return Talk(**(fields | changes))


def a_piece(
    number: int,
    samples: bytes = b"",
    *,
    talk: str = "an-1",
    key: SigningKey = TALK_KEY,
    is_last: bool = False,
    is_retained: bool = False,
) -> Packet:
    body = piece(number, samples, is_last=is_last)
    return a_packet(key.sign(Message(talk_address(SITE, talk), body)), is_retained=is_retained)


def say(stage: Stage, *numbers: int, is_over: bool = True) -> None:
    for number in numbers:
        stage.give(a_piece(number, WORDS[number - 1]))
    if is_over:
        stage.give(a_piece(len(WORDS) + 1, is_last=True))


def relayed(stage: Stage, heard: Heard) -> None:
    assert isinstance(stage.job, Relay)
    stage.finish(heard)


def pulled(stage: Stage) -> bytes:
    """Everything the player was handed until the talk was over."""
    assert isinstance(stage.job, Relay)
    found = bytearray()
    while (samples := stage.job.feed.pull()) is not None:
        assert samples, "the talk is not over"
        found += samples
    return bytes(found)


def test_a_talk_heard_to_its_end_is_proven_by_the_hash_of_all_that_was_said(stage: Stage) -> None:
    stage.hear(a_talk())
    assert stage.stages() == ["received"]
    say(stage, 1, 2, 3)
    assert stage.stages() == ["received", "playing"]
    assert pulled(stage) == decoded_mu(b"".join(WORDS))
    relayed(stage, Heard(LENGTH_MS, is_complete=True))
    assert stage.stages() == ["received", "playing", "played"]
    proof = stage.channel.last_ack().proof
    assert proof is not None
    assert (proof.sha256, proof.played_ms) == (recording_sha256(b"".join(WORDS)), LENGTH_MS)


@pytest.mark.parametrize("numbers", [(1, 3), (2, 3), (1, 2)])
def test_a_talk_with_a_gap_is_told_as_partly_heard(stage: Stage, numbers: tuple[int, ...]) -> None:
    stage.hear(a_talk())
    say(stage, *numbers)
    relayed(stage, Heard(400, is_complete=True))
    ack = stage.channel.last_ack()
    assert (ack.stage.value, ack.error) == ("failed", "partly_heard: 400 ms")
    assert ack.proof is not None
    assert ack.proof.played_ms == 400


def test_a_piece_that_comes_twice_sounds_once(stage: Stage) -> None:
    stage.hear(a_talk())
    say(stage, 1, 1, 2, 1, 3)
    assert len(pulled(stage)) == 2 * 3 * len(WORDS[0])


@pytest.mark.parametrize(
    ("packet", "refusal"),
    [
        (a_piece(1, WORDS[0], key=new_key()), "unknown_key"),
        (a_piece(1, WORDS[0])._replace(topic=talk_address(SITE, "an-2").topic()), None),
        (a_piece(1, WORDS[0], is_retained=True), "retained"),
        (a_packet(Message(talk_address(SITE, "an-1"), piece(1, WORDS[0]))), "unsigned"),
        (a_piece(1, WORDS[0]), ""),
    ],
    ids=["another key", "another talk", "retained", "unsigned", "as it should be"],
)
def test_a_piece_of_somebody_else_does_not_sound(stage: Stage, packet: Packet, refusal: str | None) -> None:
    stage.hear(a_talk())
    stage.give(packet)
    assert isinstance(stage.job, Relay)
    assert stage.job.feed.has_begun is (refusal == "")
    assert stage.refusals() == ([refusal] if refusal else [])


def test_an_altered_piece_is_forged_and_does_not_sound(stage: Stage) -> None:
    stage.hear(a_talk())
    genuine = a_piece(1, WORDS[0])
    stage.give(genuine._replace(payload=genuine.payload.replace(b"AQEB", b"AQEC", 1)))
    assert (stage.stages(), stage.refusals()) == (["received"], ["forged"])


def test_a_cancelled_talk_stops_and_says_how_far_it_came(stage: Stage) -> None:
    stage.hear(a_talk())
    say(stage, 1, is_over=False)
    stage.hear(a_cancel())
    assert stage.job.halt.is_set()
    relayed(stage, Heard(150, is_complete=False))
    ack = stage.channel.last_ack()
    assert (ack.stage.value, ack.error) == ("cancelled", "stopped: after 150 ms")


def test_what_is_more_urgent_ends_a_talk_and_it_is_not_joined_again(stage: Stage) -> None:
    stage.hear(a_talk())
    say(stage, 1, is_over=False)
    stage.hear(an_announce("alarm", priority=Priority.EMERGENCY))
    relayed(stage, Heard(150, is_complete=False))
    assert stage.channel.acks()[-1] == ("dl-an-1", "failed")
    stage.fetched()
    stage.played()
    assert stage.plays() == ["alarm"]


def test_a_talk_interrupts_what_is_less_urgent_which_then_goes_on(stage: Stage) -> None:
    stage.begin(an_announce("news", priority=Priority.ROUTINE))
    stage.hear(a_talk())
    stage.played(4_000, is_complete=False)
    say(stage, 1, 2, 3)
    relayed(stage, Heard(LENGTH_MS, is_complete=True))
    stage.fetched()
    assert stage.plays() == ["news", "news"]


def test_a_killed_speaker_does_not_join_again(stage: Stage, spool: Spool) -> None:
    order = a_packet(a_command_message(a_talk()))
    stage.give(order)
    say(stage, 1, is_over=False)
    again = Stage(spool)
    again.give(order._replace(is_dup=True))
    assert again.performer.jobs == []
    assert again.stages()[-1] == "failed"
    again.diary.stop()


def test_a_talk_that_came_too_late_is_not_joined(stage: Stage) -> None:
    stage.now_ms += 60_000
    stage.hear(a_talk())
    assert (stage.stages(), stage.performer.jobs) == (["expired"], [])


def test_a_talk_in_which_nobody_spoke_expires(stage: Stage) -> None:
    stage.hear(a_talk())
    assert isinstance(stage.job, Relay)
    assert stage.job.feed.pull() == b""
    stage.pass_time(30_000)
    assert stage.job.feed.pull() is None
    relayed(stage, Heard(0, is_complete=True))
    assert stage.stages() == ["received", "expired"]


def test_a_horn_that_plays_recordings_only_says_so(stage: Stage) -> None:
    stage.desk._can_relay = False
    stage.hear(a_talk())
    assert stage.channel.last_ack().error.startswith("no_live")


def test_an_order_that_names_no_key_is_refused(stage: Stage) -> None:
    stage.hear(a_talk(sound_key="sm2:x"))
    ack = stage.channel.last_ack()
    assert (ack.stage.value, ack.error[:7]) == ("failed", "no_live")


def test_the_rules_of_the_house_bind_a_talk(stage: Stage) -> None:
    times = {"issued_ms": NOW_MS, "not_before_ms": NOW_MS, "expires_ms": NOW_MS + 60_000}
    house = HouseRules(id="r-1", **times, audience=HORN, zone="UTC", longest_s=60, two_person=True)
    stage.hear(house)
    stage.hear(a_talk("long"))
    assert stage.channel.last_ack().error.startswith("too_long")
    stage.hear(a_talk("alone", priority=Priority.URGENT, longest_ms=60_000))
    assert stage.refusals() == ["one_person"]


def test_no_more_sounds_than_the_order_allows(stage: Stage) -> None:
    stage.hear(a_talk(longest_ms=500))
    say(stage, 1, 2, 3)
    assert len(pulled(stage)) == 2 * 500 * BYTES_PER_MS
    assert isinstance(stage.job, Relay)
    assert not stage.job.feed.is_whole


def test_a_talk_of_which_nothing_comes_any_more_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Feed(a_talk(), lambda: NOW_MS)
    packet = a_piece(1, WORDS[0])
    body = decode(packet.topic, packet.payload).body
    assert isinstance(body, Piece)
    feed.take(packet, body)
    assert feed.pull()
    assert feed.pull() == b""
    monkeypatch.setattr("devices.agents.feed.SILENT_S", 0.0)
    assert (feed.pull(), feed.is_whole) == (None, False)


class Speech:
    """Somebody who speaks 200 ms pieces without pause, each sample one above the one before."""

    def __init__(self, pieces: int) -> None:
        self._left, self._said = pieces, 0
        self._at_s = monotonic()

    def pull(self) -> bytes | None:
        if not self._left:
            return None
        if monotonic() < self._at_s:
            return b""
        self._left -= 1
        self._at_s += 0.2
        begin, self._said = self._said, self._said + RATE_HZ // 5
        return array("h", range(begin, self._said)).tobytes()


def test_a_pretended_horn_takes_as_long_as_the_talk() -> None:
    began_s = monotonic()
    heard = PacedPlayer().relay(Talking(Speech(1).pull, RATE_HZ, 50), Event())
    assert heard == Heard(200, is_complete=True)
    assert monotonic() - began_s >= 0.19


def test_a_pretended_horn_that_is_halted_says_how_far_it_came() -> None:
    halt, said = Event(), [bytes(2 * RATE_HZ * 10)]

    def pull() -> bytes | None:
        if not said:
            return None
        Timer(0.05, halt.set).start()
        return said.pop()

    heard = PacedPlayer().relay(Talking(pull, RATE_HZ, 50), halt)
    assert not heard.is_complete
    assert 0 < heard.played_ms < 10_000


@pytest.mark.slow
def test_mpv_sounds_every_sample_of_a_talk(tmp_path: Path) -> None:
    player = MpvPlayer(MpvOptions(audio_output="pcm", pcm_file=tmp_path / "heard.wav"))
    heard = player.relay(Talking(Speech(4).pull, RATE_HZ, 100), Event())
    assert heard == Heard(800, is_complete=True)
    # What follows is the rest of the buffer that mpv writes its file from.
    assert samples_of(tmp_path / "heard.wav")[: 4 * RATE_HZ // 5] == list(range(4 * RATE_HZ // 5))


@pytest.mark.slow
def test_mpv_falls_silent_at_once_when_a_talk_is_halted() -> None:
    halt = Event()
    Timer(0.7, halt.set).start()
    began_s = monotonic()
    heard = MpvPlayer(MpvOptions(audio_output="null")).relay(Talking(Speech(50).pull, RATE_HZ, 100), halt)
    assert not heard.is_complete
    assert monotonic() - began_s < 5  # of ten


@pytest.mark.slow
def test_an_mpv_that_cannot_sound_a_talk_is_reported() -> None:
    player = MpvPlayer(MpvOptions(audio_output="nowhere"))
    with pytest.raises(PlayerFailed, match="mpv could not play"):
        player.relay(Talking(Speech(5).pull, RATE_HZ, 100), Event())


def test_each_code_of_g711_is_the_level_it_is_made_of() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)  # 0x7f is zero once more, with a minus
    levels = memoryview(decoded_mu(codes)).cast("h")
    assert encoded(levels, Law.MU) == codes
