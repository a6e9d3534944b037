"""A better voice (sherpa-onnx) from a model that the user supplies in a folder; nothing is fetched.

Taken are VITS (model.onnx, tokens.txt, lexicon.txt or espeak-ng-data) and Kokoro (with voices.bin beside)
voices as sherpa-onnx publishes them.
"""

import array
import hashlib
import importlib
import threading
from pathlib import Path
from typing import Protocol

from hub.domain import wav
from hub.domain.announcements import MAX_TEXT
from hub.domain.spoken_text import spoken
from hub.ports import Clip, SpeechFailed

_THREADS = 2
_FULL_SCALE = 32_767


class _Sound(Protocol):
    samples: list[float]
    sample_rate: int


class _Voice(Protocol):
    def generate(self, text: str, sid: int, speed: float) -> _Sound: ...


class SherpaSpeech:
    """The `Speech` port on sherpa-onnx; the model is read when something is first said."""

    def __init__(self, folder: Path, speed: float = 0.9) -> None:
        self._folder = folder
        self._speed = speed
        self._voice: _Voice | None = None
        self._lock = threading.Lock()

    def speak(self, text: str) -> Clip:
        """Read a text aloud into WAV, mono 16 bit at the model's rate.

        Raises:
            SpeechFailed: sherpa-onnx or a file of the model is missing, or there is nothing to say.
        """
        if len(text) > MAX_TEXT:
            raise SpeechFailed(f"the text has {len(text)} characters, at most {MAX_TEXT} can be spoken")
        said = spoken(text)
        if not any(letter.isalnum() for letter in said):
            raise SpeechFailed(f"nothing in {text[:40]!r} can be spoken; expected Chinese, letters or digits")
        with self._lock:
            self._voice = self._voice or _loaded(self._folder)
            try:
                sound = self._voice.generate(said, sid=0, speed=self._speed)
            except RuntimeError as error:
                raise SpeechFailed(f"the voice in {self._folder} failed: {error}") from error
        if not sound.samples:
            raise SpeechFailed(f"the voice in {self._folder} answered silence")
        return _clip(sound)


def _loaded(folder: Path) -> _Voice:
    """Read the model.

    Raises:
        SpeechFailed: the text says what is missing and where it goes.
    """
    model, tokens = _file(folder, "model.onnx"), _file(folder, "tokens.txt")
    data, lexicon, voices = folder / "espeak-ng-data", folder / "lexicon.txt", folder / "voices.bin"
    if not (data.is_dir() or lexicon.is_file()):
        raise SpeechFailed(f"the voice in {folder} lacks lexicon.txt or espeak-ng-data: copy them there too")
    try:
        sherpa = importlib.import_module("sherpa_onnx")
    except ImportError as error:
        raise SpeechFailed(
            f"broadcast.voice_dir is set and sherpa-onnx is missing: `pip install sherpa-onnx` ({error})"
        ) from error
    common = {
        "model": model,
        "tokens": tokens,
        "lexicon": str(lexicon) if lexicon.is_file() else "",
        "data_dir": str(data) if data.is_dir() else "",
    }
    if voices.is_file():
        kind = {"kokoro": sherpa.OfflineTtsKokoroModelConfig(voices=str(voices), **common)}
    else:
        kind = {"vits": sherpa.OfflineTtsVitsModelConfig(**common)}
    config = sherpa.OfflineTtsConfig(model=sherpa.OfflineTtsModelConfig(num_threads=_THREADS, **kind))
    if not config.validate():
        raise SpeechFailed(f"sherpa-onnx does not accept the voice in {folder}; see the hub's log")
    voice: _Voice = sherpa.OfflineTts(config)
    return voice


def _file(folder: Path, name: str) -> str:
    path = folder / name
    if not path.is_file():
        raise SpeechFailed(f"the voice in {folder} lacks {name}: put the model's files there")
    return str(path)


def _clip(sound: _Sound) -> Clip:
    samples = array.array("h", (round(max(-1.0, min(1.0, x)) * _FULL_SCALE) for x in sound.samples))
    content = wav.written(samples.tobytes(), sound.sample_rate)
    duration_ms = len(samples) * 1000 // sound.sample_rate
    return Clip(content, "audio/wav", hashlib.sha256(content).hexdigest(), duration_ms)
