"""The golden list: what an operator writes is heard as it was meant, compared by pinyin and by phonemes."""

import re
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from hub.adapters.speech import pinyin, ssml
from hub.domain.spoken_text import spoken

_FILE = Path(__file__).parents[2] / "testcases" / "speech" / "golden.tsv"
_MANDARIN = "cmn-latn-pinyin"
GOLDEN: list[tuple[str, str]] = []
for line in _FILE.read_text("utf-8").splitlines():
    if not line.startswith("#"):
        written, _, meant = line.partition("\t")
        GOLDEN.append((written, meant))
# What is read by the English voice in between is another matter (test_speech.py).
ALL_CHINESE = [(written, meant) for written, meant in GOLDEN if not re.search(r"[A-Z]", meant)]


def phonemes(markup: list[str]) -> str:
    """What espeak-ng would say of several texts, each a sentence."""
    command = ["espeak-ng", "-m", "-v", _MANDARIN, "-x", "-q"]
    text = f"<speak>{' . '.join(markup)}</speak>"
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=20)
    return done.stdout.decode()


def test_the_list_is_long_enough() -> None:
    assert len(GOLDEN) >= 75
    assert len(ALL_CHINESE) >= 60


@pytest.mark.parametrize(("written", "meant"), GOLDEN, ids=[written for written, _ in GOLDEN])
def test_every_syllable_is_the_one_meant(written: str, meant: str) -> None:
    assert pinyin(spoken(written)) == meant


@pytest.mark.slow
def test_the_voice_says_the_phonemes_of_the_syllables_meant() -> None:
    said = [ssml(spoken(written))[len("<speak>") : -len("</speak>")] for written, _ in ALL_CHINESE]
    wanted = [f'<voice xml:lang="{_MANDARIN}">{escape(meant)}</voice>' for _, meant in ALL_CHINESE]
    heard = phonemes(said)

    assert len(heard.split()) > 10 * len(ALL_CHINESE)
    assert heard == phonemes(wanted)
