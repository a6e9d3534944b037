"""The microphone's word goes into the proof; one that is not there costs nothing but that word."""

import threading
from pathlib import Path

import numpy as np
import pytest

from devices.agents.ear import RATE_HZ
from devices.agents.microphone import ListeningPlayer, Microphone, MicrophoneOptions
from devices.contract.receipts import Ear
from devices.drivers.playing import Heard, Sound
from tests.devices.agents.builders import a_wav


def a_clip(folder: Path) -> Path:
    """Two seconds of syllables: tones that come and go and change their pitch."""
    dice = np.random.default_rng(3)
    path = folder / "x.clip"
    pieces = [a_wav(0.1, tone_hz=float(pitch), rate_hz=RATE_HZ) for pitch in dice.uniform(400, 3_000, 20)]
    frames = b"".join(piece[44:] for piece in pieces)
    whole = a_wav(2.0, rate_hz=RATE_HZ)
    path.write_bytes(whole[:44] + frames[: len(whole) - 44])
    return path


def an_arecord(folder: Path, content: bytes) -> Microphone:
    """A program that records what it is given, and then waits as a real one does."""
    (folder / "taken.raw").write_bytes(content)
    program = folder / "arecord"
    program.write_text(f"#!/bin/sh\ncat {folder / 'taken.raw'}\nexec sleep 20\n")
    program.chmod(0o755)
    return Microphone(MicrophoneOptions(expected_dbfs=-12.0, program=str(program)))


class WaitingPlayer:
    """Has played as soon as the microphone has taken something."""

    method = "player"

    def __init__(self, *, is_complete: bool = True, wait_s: float = 0.0) -> None:
        self._is_complete = is_complete
        self._wait_s = wait_s

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        halt.wait(self._wait_s)
        return Heard(sound.length_ms, self._is_complete)


def heard(clip: Path, microphone: Microphone, player: WaitingPlayer, **changes: int) -> Heard:
    sound = Sound(clip, **{"length_ms": 2_000, "volume_pct": 100} | changes)
    return ListeningPlayer(player, microphone).play(sound, threading.Event())


def taken(clip: Path, *, level: float = 0.5) -> bytes:
    sound = np.frombuffer(clip.read_bytes()[44:], "<i2")
    late = np.concatenate([np.zeros(3_000, "<i2"), (level * sound).astype("<i2"), np.zeros(8_000, "<i2")])
    return late.tobytes()


@pytest.mark.slow
def test_what_the_microphone_heard_stands_in_the_proof(tmp_path: Path) -> None:
    clip = a_clip(tmp_path)

    found = heard(clip, an_arecord(tmp_path, taken(clip)), WaitingPlayer(wait_s=1.0))
    assert (found.ear, found.is_complete) == (Ear.HEARD, True)


@pytest.mark.slow
def test_a_horn_that_was_silent_was_not_heard(tmp_path: Path) -> None:
    clip = a_clip(tmp_path)
    hiss = (20 * np.random.default_rng(1).standard_normal(45_000)).astype("<i2").tobytes()

    assert heard(clip, an_arecord(tmp_path, hiss), WaitingPlayer(wait_s=1.0)).ear is Ear.NOT_HEARD


@pytest.mark.slow
@pytest.mark.parametrize("volume_pct", [0, 5])
def test_at_a_volume_that_the_noise_drowns_nobody_can_say(tmp_path: Path, volume_pct: int) -> None:
    clip = a_clip(tmp_path)
    hiss = (200 * np.random.default_rng(1).standard_normal(45_000)).astype("<i2").tobytes()
    microphone = an_arecord(tmp_path, hiss)

    assert heard(clip, microphone, WaitingPlayer(wait_s=1.0), volume_pct=volume_pct).ear is Ear.UNKNOWN


@pytest.mark.slow
def test_what_was_cut_off_is_not_judged(tmp_path: Path) -> None:
    clip = a_clip(tmp_path)

    found = heard(clip, an_arecord(tmp_path, taken(clip)), WaitingPlayer(is_complete=False))
    assert found == Heard(2_000, is_complete=False)


def test_a_microphone_that_is_not_there_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clip = a_clip(tmp_path)
    microphone = Microphone(MicrophoneOptions(-12.0, program=str(tmp_path / "arecord")))

    assert [heard(clip, microphone, WaitingPlayer()).ear for _ in range(2)] == [Ear.UNKNOWN, Ear.UNKNOWN]
    assert caplog.text.count("apt-get install alsa-utils") == 1
