"""How long an MP3 of our own making lasts: the frames of MPEG-2 Layer III, counted. Pure.

Every announcement is kept as 24 kHz mono at a constant bit rate (hub.adapters.sound), so its bytes are frames
and nothing else, or it is no sound of ours.
"""

RATE_HZ = 24_000
BIT_RATE = 48_000
MEDIA_TYPE = "audio/mpeg"
# ISO/IEC 13818-3: a Layer III frame of the lower sampling rates holds 576 samples.
SAMPLES = 576
FRAME_BYTES = SAMPLES // 8 * BIT_RATE // RATE_HZ
# Sync word, MPEG-2, Layer III, no CRC; 48 kbit/s (index 6) at 24 kHz (index 1), no padding.
_HEAD = b"\xff\xf3"
_RATES = 0x64


class NoSoundOfOurs(ValueError):
    """Bytes that are no announcement as we keep them; play nothing of it."""


def length_ms(content: bytes) -> int:
    """How long it sounds.

    Raises:
        NoSoundOfOurs: empty, cut off, or of another form.
    """
    frames, rest = divmod(len(content), FRAME_BYTES)
    if not frames or rest:
        raise NoSoundOfOurs(f"{len(content)} bytes are no whole number of frames of {FRAME_BYTES}")
    for start in range(0, len(content), FRAME_BYTES):
        if content[start : start + 2] != _HEAD or content[start + 2] & 0xFE != _RATES:
            raise NoSoundOfOurs(f"no frame of MPEG-2 Layer III at byte {start}")
    return frames * SAMPLES * 1000 // RATE_HZ
