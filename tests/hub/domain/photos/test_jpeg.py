"""The header of a JPEG says how large it is before anything is decoded; any bytes are a header or NoJpeg."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.photos.jpeg import JpegHeader, NoJpeg, read_header
from tests.photos import a_header, a_scene, an_exif, as_jpeg, with_exif

EXIF = an_exif("2026:04:18 12:00:00")


def test_it_says_how_large_the_picture_is() -> None:
    assert read_header(as_jpeg(a_scene(1, (320, 240)))).size_wh == (320, 240)


def test_it_brings_the_block_of_exif_and_only_the_first() -> None:
    twice = with_exif(with_exif(as_jpeg(a_scene(1, (64, 64))), b"second"), EXIF)
    assert read_header(twice) == JpegHeader((64, 64), EXIF)


def test_filling_and_markers_without_a_body_are_passed_over() -> None:
    plain = a_header((8, 9))
    assert read_header(plain[:2] + b"\xff\xff\xff\x01" + b"\xff\xd0" + plain[2:]).size_wh == (8, 9)


def test_a_bomb_is_told_by_its_header() -> None:
    assert read_header(a_header((65_535, 65_535))).size_wh == (65_535, 65_535)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"<svg/>",
        b"\xff\xd8\xff",
        a_header()[:10],
        b"\xff\xd8\xff\xe0\x00\x01",
        b"\xff\xd8\xff\xc0\x00\x04\x08\x00",
        b"\xff\xd8\xff\xda\x00\x02",
        b"\xff\xd8\xff\xe0\x00\x02no marker",
    ],
    ids=["empty", "png", "svg", "cut", "torn", "length 1", "short frame", "scan first", "no marker"],
)
def test_what_does_not_say_how_large_it_is_is_none(content: bytes) -> None:
    with pytest.raises(NoJpeg):
        read_header(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_header_or_none(content: bytes) -> None:
    with contextlib.suppress(NoJpeg):
        read_header(b"\xff\xd8\xff" + content)
