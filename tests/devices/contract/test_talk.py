"""What is said live is one recording, whoever puts it together."""

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from devices.contract.talk import (
    BYTES_PER_MS,
    MOST_PIECE_BYTES,
    RATE_HZ,
    Piece,
    length_ms,
    piece,
    recording,
    recording_sha256,
    talk_address,
)


@given(st.binary(max_size=500))
def test_a_piece_holds_the_samples_it_was_made_of(samples: bytes) -> None:
    assert piece(3, samples).samples == samples


@pytest.mark.parametrize("sound", ["no base64!", "A" * (MOST_PIECE_BYTES * 2), "AAA"])
def test_what_is_no_sound_is_no_piece(sound: str) -> None:
    with pytest.raises(ValidationError):
        Piece(number=1, sound=sound)


def test_a_talk_is_a_group_of_its_own() -> None:
    assert talk_address("lz", "talk-1").topic() == "vh1/lz/g/talk-1/sound"


@pytest.mark.parametrize("samples", [b"", b"\xff" * RATE_HZ, b"\x01" * 3])
def test_the_recording_is_a_wav_file_with_these_samples(samples: bytes) -> None:
    content = recording(samples)
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    assert len(content) % 2 == 0
    # The wave module reads linear samples only: it gets as far as the format, and names it.
    with pytest.raises(wave.Error, match="unknown format: 7"), wave.open(io.BytesIO(content), "rb"):
        pass
    _, _, data = content.partition(b"data")
    assert data[4 : 4 + int.from_bytes(data[:4], "little")] == samples


def test_its_length_is_that_of_its_samples() -> None:
    assert length_ms(bytes(5 * BYTES_PER_MS + 3)) == 5


def test_another_sample_is_another_recording() -> None:
    assert recording_sha256(b"\x01\x02") != recording_sha256(b"\x01\x03")
