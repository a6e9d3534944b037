"""Heard, not heard, unknown: judged on mixtures of an announcement with the noises of a village."""

import io
import wave
from functools import cache

import numpy as np
import pytest

from devices.agents.ear import RATE_HZ, Samples, impression, judge
from devices.contract.receipts import Ear
from hub.adapters.speech import EspeakSpeech, SpeechOptions

pytestmark = pytest.mark.slow
TEXTS = (
    "各位村民请注意，今天下午停水。",
    "垃圾请在七点前投放到桶里，谢谢配合。",
    "明天上午八点在村委会开会，请按时参加。",
    "森林防火，人人有责，严禁野外用火。",
)
LOUD = 0.05  # of the horn at the microphone
EXPECTED_DBFS = 20 * float(np.log10(LOUD))
NOISES = ("white", "pink", "hum", "dogs", "voices", "engine")


@cache
def spoken(text: str) -> Samples:
    with wave.open(io.BytesIO(EspeakSpeech(SpeechOptions()).speak(text).content)) as wav:
        rate_hz = wav.getframerate()
        sound = np.frombuffer(wav.readframes(wav.getnframes()), np.int16) / 32_768
    length = len(sound) * RATE_HZ // rate_hz
    return np.interp(np.arange(length) * rate_hz / RATE_HZ, np.arange(len(sound)), sound).astype(np.float32)


def noise(kind: str, length: int, dice: np.random.Generator) -> np.ndarray:
    seconds = np.arange(length) / RATE_HZ
    white = dice.standard_normal(length)
    match kind:
        case "white":
            made = white
        case "pink":
            spectrum = np.fft.rfft(white)
            made = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 1), length)
        case "hum":
            made = np.sin(2 * np.pi * 50 * seconds) + 0.3 * np.sin(2 * np.pi * 1_000 * seconds) + 0.02 * white
        case "dogs":
            made = 0.05 * white
            for start in dice.integers(0, length - 3_000, 6):
                bark = np.sin(2 * np.pi * 600 * seconds[:3_000] + 40 * np.sin(80 * seconds[:3_000]))
                made[start : start + 3_000] += bark * np.hanning(3_000)
        case "voices":
            others = [np.resize(np.roll(spoken(text), 7_000), length) for text in TEXTS[2:]]
            made = np.sum(others, axis=0)
        case _:
            made = np.sign(np.sin(2 * np.pi * 30 * seconds)) * (1 + 0.3 * np.sin(12 * seconds)) + 0.3 * white
    return made / np.sqrt(np.mean(made**2))


def in_the_yard(sound: Samples, dice: np.random.Generator) -> np.ndarray:
    """As a tinny horn carries it, with thirty echoes."""
    echoes = np.zeros(6_000)
    echoes[0] = 1.0
    echoes[dice.integers(200, 6_000, 30)] += 0.15 * dice.standard_normal(30)
    size = len(sound) + len(echoes)
    spectrum = np.fft.rfft(sound, size) * np.fft.rfft(echoes, size)
    pitch_hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    spectrum[(pitch_hz < 400) | (pitch_hz > 5_000)] *= 0.05
    made = np.fft.irfft(spectrum, size)
    return made / np.sqrt(np.mean(made**2))


def recorded(text: str | None, kind: str, snr_db: float, *, length: int, seed: int = 1) -> Samples:
    """What a microphone takes: the announcement (None: nothing) after a while, and noise all the time."""
    dice = np.random.default_rng(seed)
    total = length + int(1.5 * RATE_HZ)
    heard = LOUD * 10 ** (-snr_db / 20) * noise(kind, total, dice)
    if text is not None:
        start = int(dice.uniform(0.1, 1.2) * RATE_HZ)
        sound = LOUD * in_the_yard(spoken(text), dice)[: total - start]
        heard[start : start + len(sound)] += sound
    return heard.astype(np.float32)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("snr_db", [20.0, 6.0])
def test_what_sounded_is_heard_over_the_noise_of_a_village(kind: str, snr_db: float) -> None:
    for seed, text in enumerate(TEXTS[:2]):
        played = spoken(text)
        taken = recorded(text, kind, snr_db, length=len(played), seed=seed)

        assert judge(played, taken, EXPECTED_DBFS) is Ear.HEARD


@pytest.mark.parametrize("kind", NOISES)
def test_noise_alone_is_never_taken_for_it(kind: str) -> None:
    for seed, text in enumerate(TEXTS[:2]):
        played = spoken(text)
        taken = recorded(None, kind, 12.0, length=len(played), seed=seed)

        assert judge(played, taken, EXPECTED_DBFS) is Ear.NOT_HEARD


@pytest.mark.parametrize("other", TEXTS[1:])
def test_another_announcement_by_the_same_voice_is_never_taken_for_it(other: str) -> None:
    played = spoken(TEXTS[0])

    assert judge(played, recorded(other, "pink", 20.0, length=len(played)), EXPECTED_DBFS) is not Ear.HEARD


@pytest.mark.parametrize("kind", ["white", "engine"])
def test_in_noise_as_loud_as_the_horn_nobody_can_say_that_it_was_silent(kind: str) -> None:
    played = spoken(TEXTS[0])

    assert judge(played, recorded(None, kind, -3.0, length=len(played)), EXPECTED_DBFS) is Ear.UNKNOWN


def test_a_microphone_that_is_dead_says_nothing() -> None:
    played = spoken(TEXTS[0])

    assert judge(played, np.zeros(len(played) + RATE_HZ, np.float32), EXPECTED_DBFS) is Ear.UNKNOWN


def test_a_clip_or_a_recording_too_short_says_nothing() -> None:
    played = spoken(TEXTS[0])

    assert judge(played[:RATE_HZ], played, EXPECTED_DBFS) is Ear.UNKNOWN
    assert judge(played, played[: len(played) // 2], EXPECTED_DBFS) is Ear.UNKNOWN


def test_the_same_sound_is_quite_like_itself() -> None:
    played = spoken(TEXTS[0])

    assert impression(played, played).likeness == pytest.approx(1.0)
