"""A sound is fetched once, believed only by its hash, and bounded in size and time."""

import base64
import os
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from devices.agents.audio_cache import AudioAway, AudioCache, AudioRefused, CacheOptions
from devices.contract.commands import Audio
from tests.devices.agents.builders import an_announce
from tests.devices.agents.conftest import SoundHub

CLIP = b"a sound"
GO = threading.Event()


def audio_of(content: bytes) -> Audio:
    return an_announce(clip=content).audio


@pytest.fixture
def options(sound_hub: SoundHub, tmp_path: Path) -> CacheOptions:
    sound_hub.answers[audio_of(CLIP).path] = (200, CLIP)
    return CacheOptions(sound_hub.url, "horn-1", "secret", tmp_path / "sounds", timeout_s=2)


def test_a_sound_is_fetched_with_the_password_of_the_device(
    options: CacheOptions, sound_hub: SoundHub
) -> None:
    path = AudioCache(options).fetch(audio_of(CLIP), GO)

    assert path.read_bytes() == CLIP
    assert sound_hub.asked == [
        (audio_of(CLIP).path, "Basic " + base64.b64encode(b"horn-1:secret").decode()),
    ]


def test_it_is_fetched_once(options: CacheOptions, sound_hub: SoundHub) -> None:
    cache = AudioCache(options)
    cache.fetch(audio_of(CLIP), GO)
    AudioCache(options).fetch(audio_of(CLIP), GO)

    assert len(sound_hub.asked) == 1


def test_a_file_spoilt_on_the_disk_is_fetched_again(options: CacheOptions, sound_hub: SoundHub) -> None:
    cache = AudioCache(options)
    cache.fetch(audio_of(CLIP), GO).write_bytes(b"spoilt")

    assert cache.fetch(audio_of(CLIP), GO).read_bytes() == CLIP
    assert len(sound_hub.asked) == 2


def test_another_sound_than_announced_is_refused_and_not_kept(
    options: CacheOptions, sound_hub: SoundHub
) -> None:
    sound_hub.answers[audio_of(CLIP).path] = (200, b"forged")

    with pytest.raises(AudioRefused, match="was announced"):
        AudioCache(options).fetch(audio_of(CLIP), GO)
    assert list(options.folder.iterdir()) == []


def test_a_sound_beyond_the_cap_is_refused(options: CacheOptions) -> None:
    with pytest.raises(AudioRefused, match="larger than 3 bytes"):
        AudioCache(replace(options, max_bytes=3)).fetch(audio_of(CLIP), GO)


@pytest.mark.parametrize(
    ("status", "error"), [(401, AudioRefused), (404, AudioRefused), (500, AudioAway), (503, AudioAway)]
)
def test_what_the_hub_refuses_and_what_it_cannot_do_now_are_told_apart(
    options: CacheOptions, sound_hub: SoundHub, status: int, error: type[Exception]
) -> None:
    sound_hub.answers[audio_of(CLIP).path] = (status, b"")

    with pytest.raises(error, match=f"HTTP {status}"):
        AudioCache(options).fetch(audio_of(CLIP), GO)


def test_a_hub_that_is_not_there_is_away(options: CacheOptions) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(AudioAway, match="ConnectError"):
        AudioCache(replace(options, hub_url=url)).fetch(audio_of(CLIP), GO)


def test_a_halt_ends_the_download(options: CacheOptions) -> None:
    halt = threading.Event()
    halt.set()

    with pytest.raises(AudioAway):
        AudioCache(options).fetch(audio_of(CLIP), halt)
    assert list(options.folder.iterdir()) == []


def test_beyond_the_quota_the_sound_used_longest_ago_goes(options: CacheOptions, sound_hub: SoundHub) -> None:
    cache = AudioCache(replace(options, quota_bytes=2 * len(CLIP)))
    for age, content in ((300, b"sound 1"), (100, b"sound 2"), (0, CLIP)):
        sound_hub.answers[audio_of(content).path] = (200, content)
        path = cache.fetch(audio_of(content), GO)
        os.utime(path, (1_000_000 - age, 1_000_000 - age))

    assert {path.read_bytes() for path in options.folder.iterdir()} == {b"sound 2", CLIP}
