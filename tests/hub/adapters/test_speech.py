"""Text becomes sound: right syllables, a right WAV, and errors that say what to do."""

import array
import hashlib
import io
import os
import subprocess
import wave
from pathlib import Path

import pytest

from hub.adapters.speech import EspeakSpeech, SpeechOptions, pinyin, ssml
from hub.domain.announcements import MAX_TEXT
from hub.domain.spoken_text import spoken
from hub.ports import SpeechFailed


@pytest.fixture
def speech() -> EspeakSpeech:
    return EspeakSpeech(SpeechOptions())


def a_program(folder: Path, script: str) -> EspeakSpeech:
    program = folder / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return EspeakSpeech(SpeechOptions(program=str(program), timeout_s=0.1))


def loudest(wav_bytes: bytes) -> int:
    with wave.open(io.BytesIO(wav_bytes)) as wav:
        samples = array.array("h", wav.readframes(wav.getnframes()))
    return max(abs(sample) for sample in samples)


@pytest.mark.parametrize(
    ("said", "syllables"),
    [
        ("银行", "yin2 hang2"),
        ("重庆长大", "chong2 qing4 zhang3 da4"),
        ("重要通知", "zhong4 yao4 tong1 zhi1"),
        ("行人注意", "xing2 ren2 zhu4 yi4"),
        ("绿色", "lv4 se4"),
        ("了解,好了", "liao3 jie3 , hao3 le5"),
        ("请按时还款", "qing3 an4 shi2 huan2 kuan3"),
        ("还有两户", "hai2 you3 liang3 hu4"),
        ("跑得快", "pao3 de5 kuai4"),
        ("得到", "de2 dao4"),
        ("幺幺零", "yao1 yao1 ling2"),
        ("百分之八十五", "bai3 fen1 zhi1 ba1 shi2 wu3"),
        ("降水", "jiang4 shui3"),
        ("一个一天", "yi2 ge4 yi4 tian1"),
        ("垃圾分类", "la1 ji1 fen1 lei4"),
    ],
)
def test_polyphones_follow_their_word(said: str, syllables: str) -> None:
    assert pinyin(said) == syllables


def test_acronyms_are_spelled_and_words_are_read_by_an_english_voice() -> None:
    assert ssml("扫QR code报名") == (
        '<speak><voice xml:lang="cmn-latn-pinyin">sao3</voice> '
        '<voice xml:lang="en-gb">Q R code</voice> '
        '<voice xml:lang="cmn-latn-pinyin">bao4 ming2</voice></speak>'
    )


@pytest.mark.parametrize(
    ("written", "phonemes"),
    [
        ("银行", "j'i35n_| X'a35N_|"),
        ("中国", "ts.'ong55_| k'uo35_|"),
        ("十九点零五分", "s.'i.35_| tS;'iou35_| t'iE21n_| l'i35N_| w'u21_| f'@55n_|"),
    ],
)
def test_the_voice_says_the_phonemes_meant(written: str, phonemes: str) -> None:
    command = ["espeak-ng", "-m", "-v", "cmn-latn-pinyin", "-x", "-q"]
    heard = subprocess.run(
        command, input=ssml(spoken(written)).encode(), capture_output=True, check=True, timeout=5
    )

    assert " ".join(heard.stdout.decode().split()) == phonemes


def test_a_clip_is_a_true_wav_that_sounds(speech: EspeakSpeech) -> None:
    clip = speech.speak("请村民注意，下午14:30停水。")

    with wave.open(io.BytesIO(clip.content)) as wav:
        form = (wav.getnchannels(), wav.getsampwidth(), wav.getframerate())
        length_ms = wav.getnframes() * 1000 // wav.getframerate()
    assert form == (1, 2, 22_050)
    assert clip.duration_ms == length_ms
    assert clip.sha256 == hashlib.sha256(clip.content).hexdigest()
    assert loudest(clip.content) > 5_000
    assert 3_000 < clip.duration_ms < 8_000


def test_the_same_text_is_the_same_clip(speech: EspeakSpeech) -> None:
    assert speech.speak("今天停水").sha256 == speech.speak("今天停水").sha256


def test_markup_in_the_text_is_not_obeyed(speech: EspeakSpeech) -> None:
    attack = '<audio src="x"/>停水</voice>'

    assert "<audio" not in ssml(spoken(attack))
    assert speech.speak(attack).duration_ms > 0


@pytest.mark.parametrize("text", ["", " \n", "……！", "😀", "\x00\x07"])
def test_what_cannot_be_spoken_is_refused(speech: EspeakSpeech, text: str) -> None:
    with pytest.raises(SpeechFailed, match="can be spoken"):
        speech.speak(text)


def test_a_text_beyond_the_cap_is_refused(speech: EspeakSpeech) -> None:
    with pytest.raises(SpeechFailed, match="1001 characters, at most 1000"):
        speech.speak("水" * (MAX_TEXT + 1))


def test_a_missing_program_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="apt-get install espeak-ng"):
        EspeakSpeech(SpeechOptions(program=str(tmp_path / "espeak-ng"))).speak("停水")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("cat >/dev/null; echo 'no voice' >&2; exit 1", "ended with 1: no voice"),
        ("cat >/dev/null; echo hello", "answered no 22050 Hz WAV"),
        ("exec sleep 5", "did not speak within 0.1 s"),
    ],
)
def test_a_program_that_fails_is_named(tmp_path: Path, script: str, message: str) -> None:
    with pytest.raises(SpeechFailed, match=message):
        a_program(tmp_path, script).speak("停水")


def test_silence_is_not_passed_off_as_speech(tmp_path: Path) -> None:
    target = io.BytesIO()
    with wave.open(target, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(22_050)
        wav.writeframes(bytes(2_000))
    (tmp_path / "silent.wav").write_bytes(target.getvalue())

    with pytest.raises(SpeechFailed, match="silence"):
        a_program(tmp_path, f"cat >/dev/null; cat {tmp_path / 'silent.wav'}").speak("停水")


def test_a_program_outside_the_system_gets_its_environment(tmp_path: Path) -> None:
    program = a_program(tmp_path, 'cat >/dev/null; echo "$ESPEAK_DATA_PATH" >&2; exit 3')._options.program
    speech = EspeakSpeech(
        SpeechOptions(program=program, env={"ESPEAK_DATA_PATH": "/data", "PATH": os.defpath})
    )

    with pytest.raises(SpeechFailed, match="ended with 3: /data"):
        speech.speak("停水")
