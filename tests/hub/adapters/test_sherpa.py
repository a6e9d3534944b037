"""The better voice says what is missing; the library itself is stood in for by one that hums."""

import io
import sys
import types
import wave
from pathlib import Path

import pytest

from hub.adapters.sherpa import SherpaSpeech
from hub.ports import SpeechFailed

VITS = ("model.onnx", "tokens.txt", "lexicon.txt")


def a_folder(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_bytes(b"x")
    return folder


class Sound:
    def __init__(self, samples: list[float]) -> None:
        self.samples = samples
        self.sample_rate = 8_000


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A sherpa_onnx with the names and arguments of 2.0.1 that remembers what it is told."""
    module = types.ModuleType("sherpa_onnx")
    module.told = []
    module.is_valid = True
    module.samples = [0.0, 0.5, 2.0, -0.5]

    def vits(model: str, tokens: str, lexicon: str, data_dir: str) -> str:
        return f"vits {Path(model).name} {Path(tokens).name} {Path(lexicon).name} {data_dir}"

    def kokoro(model: str, voices: str, tokens: str, lexicon: str, data_dir: str) -> str:
        return f"kokoro {Path(model).name} {Path(voices).name} {Path(tokens).name} {lexicon} {data_dir}"

    class Config:
        def __init__(self, model: dict[str, object]) -> None:
            module.told.append(model)

        def validate(self) -> bool:
            return module.is_valid

    class Tts:
        def __init__(self, config: Config) -> None:
            pass

        def generate(self, text: str, sid: int, speed: float) -> Sound:
            assert (sid, speed) == (0, 0.9)
            module.told.append(text)
            if text == "断":
                raise RuntimeError("out of memory")
            return Sound(module.samples)

    module.OfflineTtsVitsModelConfig, module.OfflineTtsKokoroModelConfig = vits, kokoro
    module.OfflineTtsModelConfig = lambda **fields: fields
    module.OfflineTtsConfig, module.OfflineTts = Config, Tts
    monkeypatch.setitem(sys.modules, "sherpa_onnx", module)
    return module


def test_it_speaks_what_is_read_aloud_and_loads_its_model_once(
    library: types.ModuleType, tmp_path: Path
) -> None:
    speech = SherpaSpeech(a_folder(tmp_path, *VITS))
    clip = speech.speak("14:30停水")
    speech.speak("好")

    with wave.open(io.BytesIO(clip.content)) as wav:
        assert (wav.getframerate(), wav.getnframes(), wav.getnchannels()) == (8_000, 4, 1)
    assert library.told == [
        {"num_threads": 2, "vits": "vits model.onnx tokens.txt lexicon.txt "}, "十四点三十分停水", "好",
    ]  # fmt: skip


def test_a_voice_with_a_table_of_speakers_is_a_kokoro(library: types.ModuleType, tmp_path: Path) -> None:
    SherpaSpeech(a_folder(tmp_path, *VITS, "voices.bin")).speak("好")

    assert library.told[0]["kokoro"].startswith("kokoro model.onnx voices.bin tokens.txt")


@pytest.mark.parametrize("missing", ["model.onnx", "tokens.txt", "lexicon.txt"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    folder = a_folder(tmp_path, *(name for name in VITS if name != missing))

    with pytest.raises(SpeechFailed, match=missing):
        SherpaSpeech(folder).speak("好")


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)

    with pytest.raises(SpeechFailed, match="pip install sherpa-onnx"):
        SherpaSpeech(a_folder(tmp_path, *VITS)).speak("好")


def test_a_model_that_is_none_is_refused(library: types.ModuleType, tmp_path: Path) -> None:
    library.is_valid = False

    with pytest.raises(SpeechFailed, match="does not accept"):
        SherpaSpeech(a_folder(tmp_path, *VITS)).speak("好")


@pytest.mark.parametrize(
    ("text", "why"),
    [("……", "can be spoken"), ("水" * 1001, "at most 1000"), ("断", "out of memory")],
)
@pytest.mark.usefixtures("library")
def test_what_cannot_be_said_is_named(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(SpeechFailed, match=why):
        SherpaSpeech(a_folder(tmp_path, *VITS)).speak(text)


def test_silence_is_not_passed_off_as_speech(library: types.ModuleType, tmp_path: Path) -> None:
    library.samples = []

    with pytest.raises(SpeechFailed, match="silence"):
        SherpaSpeech(a_folder(tmp_path, *VITS)).speak("好")
