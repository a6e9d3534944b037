"""What holds for every codec: published frames give their values, cut and random frames do no harm."""

import json
import math
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.frame import CodecError, Decoded
from devices.codecs.table import CODECS
from devices.contract.quantities import Quality

FOLDER = Path(__file__).parents[2] / "testcases" / "codecs"
CASES = [case for file in sorted(FOLDER.glob("*.json")) for case in json.loads(file.read_text("utf-8"))]
PUBLISHED = [case for case in CASES if "refused" not in case]
HALF = 0.5
WAYS = sorted({(case["codec"], case["fport"], json.dumps(case["parameters"])) for case in CASES}, key=str)

each_published = pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case['codec']}-{case['id']}")


def decode(case, frame: bytes) -> Decoded:
    return CODECS[case["codec"]](frame, case["fport"], case["parameters"])


def test_every_codec_of_the_table_has_frames_to_read():
    assert {case["codec"] for case in CASES} == set(CODECS)


@each_published
def test_a_published_frame_gives_the_published_values(case):
    decoded = decode(case, bytes.fromhex(case["hex"]))
    assert decoded.values == pytest.approx(case["values"], rel=1e-6)
    assert decoded.quality == case.get("quality", {})
    assert list(decoded.warnings) == case.get("warnings", [])


@pytest.mark.parametrize("case", [case for case in CASES if "refused" in case], ids=lambda case: case["id"])
def test_a_published_frame_that_is_wrong_is_refused_with_the_reason(case):
    with pytest.raises(CodecError) as refused:
        decode(case, bytes.fromhex(case["hex"]))
    assert str(refused.value) == case["refused"]


@pytest.mark.parametrize(
    "case",
    [case for case in PUBLISHED if "cut" not in case],
    ids=lambda case: f"{case['codec']}-{case['id']}",
)
def test_a_frame_cut_anywhere_gives_no_other_values(case):
    frame = bytes.fromhex(case["hex"])
    whole = decode(case, frame).values.items()
    for length in range(len(frame)):
        try:
            decoded = decode(case, frame[:length])
        except CodecError:
            continue
        assert decoded.values.items() <= whole


@st.composite
def damaged_frames(draw) -> bytes:
    frame = bytearray.fromhex(draw(st.sampled_from(CASES))["hex"])
    for place in draw(st.lists(st.integers(0, len(frame) - 1), max_size=4)):
        frame[place] = draw(st.integers(0, 255))
    return bytes(frame)


@pytest.mark.slow
@pytest.mark.parametrize("codec", sorted(CODECS))
def test_ten_thousand_random_frames_are_decoded_or_a_codec_error(codec):
    chance = random.Random(codec)  # noqa: S311 - noise, no secrets
    ways = [way for way in WAYS if way[0] == codec]
    heads = [bytes.fromhex(case["hex"])[:8] for case in CASES if case["codec"] == codec]
    for _ in range(10_000):
        _, fport, parameters = chance.choice(ways)
        # Half of them begin like a real frame, or hardly any would get past its head.
        head = chance.choice(heads)[: chance.randint(0, 8)] if chance.random() < HALF else b""
        frame = head + chance.randbytes(chance.randint(0, 60))
        try:
            decoded = CODECS[codec](frame, fport, json.loads(parameters))
        except CodecError:
            continue
        assert all(math.isfinite(value) for value in decoded.values.values())


@settings(max_examples=60, deadline=None)
@given(frame=st.binary(max_size=80) | damaged_frames(), way=st.sampled_from(WAYS))
def test_any_bytes_are_decoded_or_a_codec_error(frame, way):
    codec, fport, parameters = way
    try:
        decoded = CODECS[codec](frame, fport, json.loads(parameters))
    except CodecError:
        return
    assert not set(decoded.values) & {name for name, q in decoded.quality.items() if q is Quality.BAD}
