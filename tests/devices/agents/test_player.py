"""Sound is really rendered, stopped at once, and failure is never taken for success."""

import threading
from pathlib import Path
from time import monotonic

import pytest

from devices.agents.player import MpvOptions, MpvPlayer, PacedPlayer
from devices.drivers.playing import PlayerFailed, Sound
from tests.devices.agents.builders import a_wav, loudest, seconds_of


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.wav"
    path.write_bytes(a_wav(1.0))
    return path


def to_file(folder: Path) -> MpvPlayer:
    return MpvPlayer(
        MpvOptions(audio_output="pcm", pcm_file=folder / "heard.wav", arguments=("--audio-format=s16",))
    )


def a_program(folder: Path, script: str) -> MpvPlayer:
    program = folder / "mpv"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return MpvPlayer(MpvOptions(program=str(program), start_timeout_s=0.1))


@pytest.mark.slow
def test_mpv_renders_the_clip_to_its_end(clip: Path, tmp_path: Path) -> None:
    heard = to_file(tmp_path).play(Sound(clip, 1_000, 100), threading.Event())

    assert (heard.played_ms, heard.is_complete) == (1_000, True)
    assert seconds_of(tmp_path / "heard.wav") == pytest.approx(1.0, abs=0.01)
    assert loudest(tmp_path / "heard.wav") > 10_000


@pytest.mark.slow
def test_mpv_plays_every_repetition_and_counts_them(clip: Path, tmp_path: Path) -> None:
    heard = to_file(tmp_path).play(Sound(clip, 1_000, 100, repeat=3), threading.Event())

    assert (heard.played_ms, heard.is_complete) == (3_000, True)


@pytest.mark.slow
def test_mpv_goes_on_where_it_was_interrupted(clip: Path, tmp_path: Path) -> None:
    heard = to_file(tmp_path).play(Sound(clip, 1_000, 100, repeat=3, start_ms=1_400), threading.Event())

    assert (heard.played_ms, heard.is_complete) == (3_000, True)
    assert seconds_of(tmp_path / "heard.wav") == pytest.approx(1.6, abs=0.02)


@pytest.mark.slow
def test_mpv_begins_a_pass_where_it_was_interrupted(clip: Path, tmp_path: Path) -> None:
    heard = to_file(tmp_path).play(Sound(clip, 1_000, 100, start_ms=400), threading.Event())

    assert (heard.played_ms, heard.is_complete) == (1_000, True)
    assert seconds_of(tmp_path / "heard.wav") == pytest.approx(0.6, abs=0.05)


@pytest.mark.slow
def test_the_volume_is_obeyed(clip: Path, tmp_path: Path) -> None:
    to_file(tmp_path).play(Sound(clip, 1_000, 50), threading.Event())

    assert 500 < loudest(tmp_path / "heard.wav") < 3_000  # mpv's volume is cubic: 50 % is an eighth


@pytest.mark.slow
def test_mpv_takes_the_real_time_and_stops_at_once(tmp_path: Path) -> None:
    clip = tmp_path / "long.wav"
    clip.write_bytes(a_wav(20.0))
    halt = threading.Event()
    timer = threading.Timer(1.5, halt.set)
    timer.start()
    began_s = monotonic()
    heard = MpvPlayer(MpvOptions(audio_output="null")).play(Sound(clip, 1_000, 50), halt)
    stopped_after_s = monotonic() - began_s - 1.5
    timer.join()

    assert not heard.is_complete
    # Of twenty seconds; how much more than 1.5 it is, a busy machine decides.
    assert 0 < heard.played_ms < 5_000
    assert stopped_after_s < 3


@pytest.mark.slow
def test_a_sound_output_that_does_not_exist_is_a_failure(clip: Path, tmp_path: Path) -> None:
    player = MpvPlayer(MpvOptions(audio_output="pcm", pcm_file=tmp_path / "no" / "such" / "folder.wav"))

    with pytest.raises(PlayerFailed, match="mpv could not play: audio output"):
        player.play(Sound(clip, 1_000, 50), threading.Event())


def test_a_missing_mpv_says_how_to_get_it(clip: Path, tmp_path: Path) -> None:
    player = MpvPlayer(MpvOptions(program=str(tmp_path / "mpv")))

    with pytest.raises(PlayerFailed, match="apt-get install mpv"):
        player.play(Sound(clip, 1_000, 50), threading.Event())


def test_a_player_that_dies_is_a_failure(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(PlayerFailed, match="mpv went away"):
        a_program(tmp_path, "exit 1").play(Sound(clip, 1_000, 50), threading.Event())


@pytest.mark.slow
def test_a_player_that_hangs_is_ended(tmp_path: Path) -> None:
    clip = tmp_path / "short.wav"
    clip.write_bytes(a_wav(0.01))

    with pytest.raises(PlayerFailed, match="mpv was not done after"):
        a_program(tmp_path, "exec sleep 30").play(Sound(clip, 10, 50), threading.Event())


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"RIFF", b"<html>"])
def test_what_is_no_sound_is_a_failure(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.clip"
    path.write_bytes(content)

    with pytest.raises(PlayerFailed, match="mpv could not play"):
        MpvPlayer(MpvOptions(audio_output="null")).play(Sound(path, 50, 50), threading.Event())


def test_the_pretend_player_takes_the_real_time(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    path.write_bytes(a_wav(0.05))
    began_s = monotonic()
    heard = PacedPlayer().play(Sound(path, 50, 50, repeat=2), threading.Event())

    assert (heard.played_ms, heard.is_complete) == (100, True)
    assert monotonic() - began_s >= 0.1


def test_the_pretend_player_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    path.write_bytes(a_wav(0.05))
    began_s = monotonic()
    heard = PacedPlayer().play(Sound(path, 50, 50, repeat=20, start_ms=950), threading.Event())

    assert (heard.played_ms, heard.is_complete) == (1_000, True)
    assert monotonic() - began_s < 0.9  # from the beginning it takes a second


def test_the_pretend_player_stops_at_once(clip: Path) -> None:
    halt = threading.Event()
    halt.set()
    heard = PacedPlayer().play(Sound(clip, 1_000, 50), halt)

    assert not heard.is_complete
    assert heard.played_ms < 100


def test_it_says_that_it_pretends() -> None:
    assert (PacedPlayer().method, MpvPlayer(MpvOptions()).method) == ("simulated", "player")
