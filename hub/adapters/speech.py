"""Chinese text to speech, offline: our own wording and pinyin, spoken by espeak-ng in a child process.

espeak-ng 1.51 reads hanzi with its `cmn` voice as English letters, and errs on polyphones with
`cmn-latn-pinyin`; given pinyin with tones the latter is right (compared by phonemes, `espeak-ng -x`).
"""

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from hub.domain import wav
from hub.domain.announcements import MAX_TEXT
from hub.domain.spoken_text import spoken
from hub.ports import Clip, SpeechFailed

_MANDARIN = "cmn-latn-pinyin"
_ENGLISH = "en-gb"
_WAV_HEADER_BYTES = 44
_RATE_HZ = 22_050
_RUN = re.compile(r"[A-Za-z']+(?: [A-Za-z']+)*|[^A-Za-z']+")
_LONGEST_ACRONYM = 4
# What pypinyin 0.55 gets wrong in village texts: pattern -> syllables. Counting and naming differ: 一万 is
# yi2 wan4 after the tone rules, 一月 is January and stays yi1.
_CORRECTED = {
    "还款": "huan2 kuan3",
    "还清": "huan2 qing1",
    "归还": "gui1 huan2",
    "交还": "jiao1 huan2",
    "得快": "de5 kuai4",
    "得好": "de5 hao3",
    "接种": "jie1 zhong4",
    "种在": "zhong4 zai4",
    "行道树": "xing2 dao4 shu4",
    "数一数": "shu3 yi5 shu3",
    "降低": "jiang4 di1",
    "参加": "can1 jia1",
    "朝阳": "chao2 yang2",
    "便宜": "pian2 yi5",
    "大夫": "dai4 fu5",
    "一共": "yi2 gong4",
    "(?<!十)一天": "yi4 tian1",
    "(?<!十)一月": "yi1 yue4",
    "(?<!十)一号": "yi1 hao4",
    "(?<!十)一级": "yi1 ji2",
    "(?<![十第])一百": "yi4 bai3",
    "(?<![十第])一千": "yi4 qian1",
    "(?<![十第])一万": "yi2 wan4",
    "(?<![十第])一亿": "yi2 yi4",
    "为(?=[零一二两三四五六七八九十负])": "wei2",
    "为(?=百分之)": "wei2",
}
_WRONG = re.compile("|".join(f"({pattern})" for pattern in _CORRECTED))
_RIGHT = tuple(_CORRECTED.values())


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """How to speak.

    `program` is the espeak-ng binary; `env` is added to the environment (ESPEAK_DATA_PATH and LD_LIBRARY_PATH
    for a copy outside the system). `words_per_minute` is below espeak's 175: horns echo across a village.
    `volume` is espeak's amplitude, 0..200.
    """

    program: str = "espeak-ng"
    env: Mapping[str, str] = field(default_factory=dict)
    words_per_minute: int = 150
    volume: int = 120
    timeout_s: float = 20.0


class EspeakSpeech:
    """The `Speech` port on espeak-ng; any thread may call it, each call runs a short-lived child."""

    def __init__(self, options: SpeechOptions) -> None:
        self._options = options

    def speak(self, text: str) -> Clip:
        """Read a text aloud into WAV, 22,050 Hz mono 16 bit, as loud as it comes.

        Raises:
            SpeechFailed: nothing to say, too long, or espeak-ng is missing or silent; the text says which.
        """
        if len(text) > MAX_TEXT:
            raise SpeechFailed(f"the text has {len(text)} characters, at most {MAX_TEXT} can be spoken")
        said = spoken(text)
        if not re.search(r"\w", said):
            raise SpeechFailed(f"nothing in {text[:40]!r} can be spoken; expected Chinese, letters or digits")
        frames = _frames(self._run(ssml(said)))
        return _clip(frames)

    def _run(self, markup: str) -> bytes:
        options = self._options
        command = [
            options.program, "-m", "-b", "1", "-v", _MANDARIN, "-s", str(options.words_per_minute),
            "-a", str(options.volume), "--stdin", "--stdout",
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603  # an argument list without a shell; the text goes by stdin
                command,
                input=markup.encode(),
                capture_output=True,
                timeout=options.timeout_s,
                env={**os.environ, **options.env},
                check=False,
            )
        except FileNotFoundError as error:
            raise SpeechFailed(
                f"{options.program} is not installed: `apt-get install espeak-ng`, or set its path"
            ) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SpeechFailed(
                f"{options.program} did not speak within {options.timeout_s:g} s: {error}"
            ) from error
        if done.returncode != 0:
            complaint = done.stderr.decode(errors="replace").strip()[:200]
            raise SpeechFailed(f"{options.program} ended with {done.returncode}: {complaint}")
        return done.stdout


def pinyin(said: str) -> str:
    """Write Chinese characters as numbered pinyin (neutral tone 5), pauses left as they are."""
    syllables: list[str] = []
    upto = 0
    for found in _WRONG.finditer(said):
        syllables += _syllables(said[upto : found.start()])
        syllables.append(_RIGHT[(found.lastindex or 1) - 1])
        upto = found.end()
    syllables += _syllables(said[upto:])
    return " ".join(syllable for syllable in syllables if syllable.strip())


def _syllables(chinese: str) -> list[str]:
    # Its table of phrases takes 0.4 s and 55 MiB: whoever never announces anything does without.
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(chinese, style=Style.TONE3, neutral_tone_with_five=True)


def ssml(said: str) -> str:
    """Mark up what `spoken` wrote: Chinese as pinyin in the Mandarin voice, Latin words in an English one."""
    marked = []
    for run in _RUN.findall(said):
        is_english = run[0].isascii() and (run[0].isalpha() or run[0] == "'")
        voice, text = (_ENGLISH, _english(run)) if is_english else (_MANDARIN, pinyin(run))
        marked.append(f'<voice xml:lang="{voice}">{escape(text)}</voice>')
    return f"<speak>{' '.join(marked)}</speak>"


def _english(run: str) -> str:
    """Spell acronyms letter by letter and leave words as they are."""
    words = run.split(" ")
    return " ".join(
        " ".join(word) if word.isupper() and len(word) <= _LONGEST_ACRONYM else word for word in words
    )


def _frames(stream: bytes) -> bytes:
    """Take the samples out of espeak's stream; its header cannot name their number."""
    rate_hz = int.from_bytes(stream[24:28], "little")
    if not stream.startswith(b"RIFF") or rate_hz != _RATE_HZ:
        raise SpeechFailed(
            f"espeak-ng answered no {_RATE_HZ} Hz WAV but {stream[:16]!r}; is it 1.50 or newer?"
        )
    samples = stream[_WAV_HEADER_BYTES:]
    if not samples.strip(b"\x00"):
        raise SpeechFailed("espeak-ng answered silence; is its data for Mandarin installed (espeak-ng-data)?")
    return samples[: len(samples) // 2 * 2]


def _clip(frames: bytes) -> Clip:
    content = wav.written(frames, _RATE_HZ)
    duration_ms = len(frames) // 2 * 1000 // _RATE_HZ
    return Clip(content, "audio/wav", hashlib.sha256(content).hexdigest(), duration_ms)
