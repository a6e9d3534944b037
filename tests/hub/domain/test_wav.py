import io
import wave

from hub.domain.wav import written


def test_what_is_written_is_read_back() -> None:
    with wave.open(io.BytesIO(written(b"\x01\x00\xff\x7f", 8_000))) as read:
        form = (read.getnchannels(), read.getsampwidth(), read.getframerate())
        assert form == (1, 2, 8_000)
        assert read.readframes(2) == b"\x01\x00\xff\x7f"
