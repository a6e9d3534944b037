"""HJ 212: who sent a frame, and the answer (CN 9014) that stops its repetition."""

import pytest

from devices.codecs.frame import CodecError
from devices.codecs.hj212 import answer, checksum, decode, head_of


def a_frame(flag: str = "Flag=5;") -> bytes:
    segment = f"QN=20260418154705000;ST=32;CN=2011;PW=123456;MN=ABC1;{flag}CP=&&w01001-Rtd=7&&".encode()
    return b"##%04d%s%04X\r\n" % (len(segment), segment, checksum(segment))


@pytest.mark.parametrize(("flag", "wants"), [("Flag=5;", True), ("Flag=4;", False), ("", False)])
def test_the_lowest_bit_of_the_flag_asks_for_an_answer(flag, wants):
    assert head_of(a_frame(flag)).wants_answer is wants


def test_an_answer_repeats_number_station_and_password_and_asks_for_none():
    said = answer(head_of(a_frame()))
    assert said == b"##0067QN=20260418154705000;ST=91;CN=9014;PW=123456;MN=ABC1;Flag=4;CP=&&&&E681\r\n"


def test_an_answer_is_a_sound_frame():
    head = head_of(answer(head_of(a_frame())))
    assert (head.system, head.wants_answer) == ("91", False)
    assert decode(answer(head), None, {}).values == {}


@pytest.mark.parametrize("flag", ["Flag=x;", "Flag=99999;", "Flag=;"])
def test_a_flag_that_is_no_number_is_none(flag):
    assert head_of(a_frame(flag)).flag == 0


def test_what_is_no_frame_has_no_head():
    with pytest.raises(CodecError, match="expected ##"):
        head_of(b"##0001")
