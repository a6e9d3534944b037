import pytest

from hub.domain.mp3 import FRAME_BYTES, NoSoundOfOurs, length_ms

FRAME = b"\xff\xf3\x64\xc4" + bytes(FRAME_BYTES - 4)


def test_it_is_as_long_as_its_frames() -> None:
    assert length_ms(FRAME * 125) == 3_000


@pytest.mark.parametrize(
    "content",
    [b"", FRAME[:-1], FRAME + b"x", b"ID3" + bytes(FRAME_BYTES - 3), FRAME + b"\xff\xfb\x64" + FRAME[3:],
     FRAME + b"\xff\xf3\x84" + FRAME[3:]],
)  # fmt: skip
def test_what_is_none_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(NoSoundOfOurs):
        length_ms(content)
