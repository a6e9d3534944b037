"""What is said goes out in order, a window at a time, and what is not acknowledged goes out again."""

from devices.mqtt import frames
from devices.mqtt.outbound import MOST_WAITING, WINDOW, Outbound, Publication


def said(count: int) -> Outbound:
    outbound = Outbound()
    for number in range(count):
        outbound.put(Publication(b"t", b"%d" % number, retain=False, tag=number))
    return outbound


def payloads(packets: bytes) -> list[int]:
    found = [frames.published(head & ~0x08, content) for head, content in frames.split(bytearray(packets))]
    return [int(each.payload) for each in found if each]


def test_no_more_than_the_window_is_under_way():
    outbound = said(WINDOW + 2)
    assert payloads(outbound.fresh()) == list(range(WINDOW))
    assert outbound.fresh() == b""
    assert [outbound.confirm((2).to_bytes(2, "big")), outbound.confirm((1).to_bytes(2, "big"))] == [1, 0]
    assert payloads(outbound.fresh()) == [WINDOW, WINDOW + 1]


def test_what_was_not_acknowledged_goes_out_again_marked_and_with_its_number():
    outbound = said(3)
    first = outbound.fresh()
    outbound.confirm((2).to_bytes(2, "big"))
    again = outbound.again()
    assert payloads(again) == [0, 2]
    assert again[0] == first[0] | 0x08
    assert again[1:8] == first[1:8]


def test_an_acknowledgement_of_nothing_confirms_nothing():
    assert said(1).confirm(b"\0\1") is None


def test_a_number_is_used_again_after_all_others():
    outbound = said(65_536)
    for number in range(65_536):
        outbound.fresh()
        assert outbound.confirm((number % 65_535 + 1).to_bytes(2, "big")) == number
    assert len(outbound) == 0


def test_it_is_full_when_too_much_waits_and_can_be_forgotten():
    outbound = said(MOST_WAITING)
    assert outbound.is_full
    outbound.clear()
    assert (len(outbound), outbound.is_full) == (0, False)
