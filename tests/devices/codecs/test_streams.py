"""Streams of frames: whole, in pieces, glued together, with garbage between, and damaged."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.hj212 import checksum
from devices.codecs.streams import FAMILIES, Cut, cut

# Published frames: cndingtek/NB-IoT_Gateway; Milesight em400-mud.
DINGTEK = bytes.fromhex("8000010126069201cd03e942ef2720421a00000000016e008027c40001186962703655111781")
SETTINGS = bytes.fromhex("800001030c00000a0a140081")
NB = bytes.fromhex(
    "020001005f00000001303130313031313036373439443139303534363930303331383638353038303634383037333530343630303433"
    "323234323133313130383938363034313231303232373030363238353709000e01756403670b0104823b01050001"
)


def a_station_frame(number: int = 1, flag: int = 5) -> bytes:
    head = f"QN={number:017};ST=32;CN=2011;PW=123456;MN=ABC1;Flag={flag}"
    segment = f"{head};CP=&&w01001-Rtd={number}&&".encode()
    return b"##%04d%s%04X\r\n" % (len(segment), segment, checksum(segment))


STREAMS = {
    "dingtek": (DINGTEK, SETTINGS, DINGTEK[:-3] + b"\x11\x18\x81"),
    "hj212": tuple(a_station_frame(number) for number in range(1, 4)),
    "milesight-nb": (NB, NB.replace(b"868508064807350", b"868508064807351")),
}
each_family = pytest.mark.parametrize("family", sorted(FAMILIES))


def feed(family: str, pieces: list[bytes]) -> tuple[list[bytes], list[str]]:
    rest, frames, refused = b"", [], []
    for number, piece in enumerate(pieces, 1):
        found = cut(FAMILIES[family], rest + piece, is_over=number == len(pieces))
        rest = found.rest
        frames += found.frames
        refused += found.refused
    return frames, refused


@each_family
def test_a_frame_is_itself(family):
    for frame in STREAMS[family]:
        assert cut(FAMILIES[family], frame) == Cut((frame,), b"")


@each_family
def test_frames_come_whole_however_the_stream_is_cut(family):
    stream = b"".join(STREAMS[family])
    for size in range(1, 60):
        pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
        assert feed(family, pieces) == ([*STREAMS[family]], [])


@each_family
def test_a_thousand_frames_come_through_garbage_and_odd_pieces(family):
    chance = random.Random(family)  # noqa: S311 - noise, no secrets
    sent, stream = [], b""
    for _ in range(300):
        frame = chance.choice(STREAMS[family])
        sent.append(frame)
        # Garbage that holds the first byte of a start, but none of a frame.
        noise = bytes(chance.choice(b"\x00\x7f\r\nxyz \x81") for _ in range(chance.randint(0, 40)))
        stream += noise + frame
    pieces, at = [], 0
    while at < len(stream):
        size = chance.randint(1, 200)
        pieces.append(stream[at : at + size])
        at += size
    assert feed(family, pieces)[0] == sent


@pytest.mark.parametrize(
    ("family", "begin"),
    [
        ("dingtek", bytes.fromhex("8000010126")),
        ("hj212", b"##9000"),
        ("milesight-nb", bytes.fromhex("02000103ff")),
    ],
)
def test_garbage_that_begins_like_a_frame_hides_no_frame_behind_it(family, begin):
    frame = STREAMS[family][0]
    found = cut(FAMILIES[family], begin + frame)
    assert (found.frames, found.rest) == ((frame,), b"")


@each_family
def test_the_beginning_of_a_frame_waits_for_its_end(family):
    frame = STREAMS[family][0]
    found = cut(FAMILIES[family], frame + frame[:20])
    assert (found.frames, found.rest) == ((frame,), frame[:20])


@each_family
def test_what_never_ends_is_dropped_when_the_stream_is_over(family):
    assert cut(FAMILIES[family], STREAMS[family][0][:20], is_over=True) == Cut((), b"")


@pytest.mark.parametrize(
    ("family", "damage", "reason"),
    [
        ("dingtek", (-1, 0x80), "a frame of 38 bytes ends with 80, expected 81"),
        ("dingtek", (-2, 0xFF), "18696270365511ff is no IMEI"),
        ("milesight-nb", (85, 0x0F), "a frame of 100 bytes says that it has 101"),
        ("milesight-nb", (40, 0x41), "b'8685080A4807350' is no IMEI"),
        ("hj212", (-1, 0x20), "a frame of 91 bytes does not end with CR LF"),
        ("hj212", (10, 0x39), "checksum b'"),
    ],
)
def test_a_damaged_frame_is_refused_with_the_reason_and_the_next_one_read(family, damage, reason):
    frame = bytearray(STREAMS[family][0])
    frame[damage[0]] = damage[1]
    found = cut(FAMILIES[family], bytes(frame) + STREAMS[family][1])
    assert found.frames == (STREAMS[family][1],)
    assert found.refused[0].startswith(reason)


@each_family
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.data())
def test_any_bytes_leave_less_than_a_frame(family, noise, data):
    family_of = FAMILIES[family]
    found = cut(family_of, data.draw(st.sampled_from([noise, family_of.start + noise])))
    assert all(not family_of.flaw(frame) for frame in found.frames)
    assert cut(family_of, noise, is_over=True).rest == b""


@pytest.mark.parametrize(
    ("family", "frame", "key"),
    [
        ("dingtek", DINGTEK, "869627036551117"),
        ("dingtek", SETTINGS, ""),
        ("milesight-nb", NB, "868508064807350"),
        ("hj212", a_station_frame(), "ABC1"),
        ("hj212", b"hello", ""),
    ],
)
def test_a_sender_is_known_by_what_its_frame_says(family, frame, key):
    assert FAMILIES[family].key(frame) == key


def test_only_a_station_that_waits_for_an_answer_gets_one():
    reply = FAMILIES["hj212"].reply
    assert b"CN=9014" in reply(a_station_frame(flag=5))
    assert reply(a_station_frame(flag=4)) == b""
    assert reply(b"hello") == b""
    assert FAMILIES["dingtek"].reply(DINGTEK) == b""
