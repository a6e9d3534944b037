"""WAV, mono, 16 bit: what voices speak into. Pure."""

import io
import wave


def written(frames: bytes, rate_hz: int) -> bytes:
    """Put samples (little-endian) into a file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate_hz)
        wav.writeframes(frames)
    return target.getvalue()
