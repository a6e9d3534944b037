"""Any recording becomes one form and one loudness; what is none is named and harms nothing."""

import io
import math
import struct
import wave
from array import array
from collections.abc import Callable

import av
import pytest

from hub.adapters.sound import workbench
from hub.adapters.sound.studio import ChildStudio, StudioOptions
from hub.domain.mp3 import length_ms
from hub.domain.sound_flaws import SoundFlaw
from hub.ports import BadSound
from tests.servers import http

RATE_HZ = 16_000


def a_wav(seconds: float, *, level: float = 0.1, tone_hz: float = 440.0, rate_hz: int = RATE_HZ) -> bytes:
    """A tone that comes and goes twice a second, as syllables do."""
    samples = (
        int(32_767 * max(-1.0, min(1.0, level * math.sin(2 * math.pi * tone_hz * n / rate_hz))))
        * (n * 4 // rate_hz % 2)
        for n in range(int(seconds * rate_hz))
    )
    target = io.BytesIO()
    with wave.open(target, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate_hz)
        wav.writeframes(array("h", samples).tobytes())
    return target.getvalue()


def encoded(content: bytes, container: str, codec: str, rate_hz: int) -> bytes:
    target = io.BytesIO()
    with av.open(io.BytesIO(content)) as source, av.open(target, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz, layout="mono")
        resampler = av.AudioResampler(stream.format.name, "mono", rate_hz)
        for frame in source.decode(audio=0):
            for piece in resampler.resample(frame):
                out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return target.getvalue()


@pytest.fixture
def studio() -> ChildStudio:
    return ChildStudio(StudioOptions(longest_s=60.0, timeout_s=20.0))


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_whatever_comes_in_is_equally_loud_afterwards(level: float) -> None:
    sound = workbench.made(a_wav(3.0, level=level), 60.0)
    found = workbench._measured(sound, "mp3", 60.0)

    assert found.lufs == pytest.approx(workbench.TARGET_LUFS, abs=0.5)
    assert length_ms(sound) == pytest.approx(3_000, abs=80)


@pytest.mark.parametrize(
    ("container", "codec", "rate_hz"),
    [("mp3", "libmp3lame", 44_100), ("ogg", "libopus", 48_000), ("flac", "flac", 16_000),
     ("mp4", "aac", 44_100), ("matroska", "libopus", 48_000), ("adts", "aac", 44_100)],
)  # fmt: skip
def test_recordings_of_phones_and_browsers_are_taken(container: str, codec: str, rate_hz: int) -> None:
    sound = workbench.made(encoded(a_wav(1.0), container, codec, rate_hz), 60.0)

    assert length_ms(sound) == pytest.approx(1_000, abs=150)


@pytest.mark.slow
def test_the_same_recording_is_the_same_clip(studio: ChildStudio) -> None:
    clip = studio.made(a_wav(0.5))

    assert studio.made(a_wav(0.5)) == clip
    assert (clip.media_type, clip.duration_ms) == ("audio/mpeg", length_ms(clip.content))


def lying(content: bytes, data_bytes: int) -> bytes:
    """A WAV whose header says another length than it has."""
    head = content.index(b"data") + 4
    return content[:head] + struct.pack("<I", data_bytes) + content[head + 4 :]


def clipped() -> bytes:
    return a_wav(1.0, level=40.0)


BAD: dict[str, tuple[Callable[[], bytes], SoundFlaw]] = {
    "nothing": (lambda: b"", SoundFlaw.NOT_AUDIO),
    "a text": (lambda: "停水".encode() * 50, SoundFlaw.NOT_AUDIO),
    "a page": (lambda: b"<html><audio src=x></html>", SoundFlaw.NOT_AUDIO),
    "a playlist of HLS": (lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", SoundFlaw.NOT_AUDIO),
    "a list of ffmpeg": (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", SoundFlaw.NOT_AUDIO),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), SoundFlaw.NOT_AUDIO),
    "a head without a body": (lambda: a_wav(0.0), SoundFlaw.EMPTY),
    "half a head": (lambda: a_wav(1.0)[:20], SoundFlaw.BROKEN),
    "random bytes behind a magic": (lambda: b"OggS" + bytes(range(256)) * 4, SoundFlaw.BROKEN),
    "a click": (lambda: a_wav(0.3), SoundFlaw.TOO_SHORT),
    "three hours": (lambda: a_wav(70.0, rate_hz=1_000), SoundFlaw.TOO_LONG),
    "silence": (lambda: a_wav(1.0, level=0.0), SoundFlaw.SILENT),
    "nothing but full scale": (clipped, SoundFlaw.CLIPPED),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_used_is_named(what: str) -> None:
    make, flaw = BAD[what]

    with pytest.raises(workbench.Refused, match=f"^{flaw.value}: "):
        workbench.made(make(), 60.0)


@pytest.mark.parametrize("data_bytes", [0, 10, 0xFFFF_FFFF])
def test_a_length_that_is_a_lie_changes_nothing_that_matters(data_bytes: int) -> None:
    content = lying(a_wav(1.0), data_bytes)

    try:
        found_ms = length_ms(workbench.made(content, 60.0))
    except workbench.Refused:
        found_ms = 0
    assert found_ms <= 1_100


def test_megabytes_of_tags_before_the_sound_do_no_harm() -> None:
    mp3 = encoded(a_wav(1.0), "mp3", "libmp3lame", 44_100)
    size = 10 * 1024 * 1024
    head = b"ID3\x04\x00\x00" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))

    assert length_ms(workbench.made(head + bytes(size) + mp3, 60.0)) == pytest.approx(1_000, abs=150)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["a playlist of HLS", "random bytes behind a magic", "silence"])
def test_the_studio_says_what_the_child_found(studio: ChildStudio, what: str) -> None:
    make, flaw = BAD[what]

    with pytest.raises(BadSound) as refused:
        studio.made(make())
    assert refused.value.flaw is flaw


@pytest.mark.slow
def test_no_playlist_makes_it_ask_for_another_address(studio: ChildStudio) -> None:
    asked: list[str] = []

    def answer(request: object) -> None:
        asked.append(str(request))

    with http(answer) as url:  # type: ignore[arg-type]
        lists = (f"#EXTM3U\n{url}/x.ts\n", f"RIFF----WAVE{url}", f"ffconcat version 1.0\nfile {url}")
        for playlist in lists:
            with pytest.raises(BadSound):
                studio.made(playlist.encode())
    assert asked == []


@pytest.mark.slow
def test_work_that_takes_too_long_is_ended() -> None:
    with pytest.raises(BadSound) as refused:
        ChildStudio(StudioOptions(timeout_s=0.05)).made(a_wav(1.0))
    assert refused.value.flaw is SoundFlaw.TOO_COSTLY


def test_what_is_too_large_is_not_even_tried() -> None:
    with pytest.raises(BadSound) as refused:
        ChildStudio(StudioOptions(most_bytes=10)).made(bytes(11))
    assert refused.value.flaw is SoundFlaw.TOO_LARGE
