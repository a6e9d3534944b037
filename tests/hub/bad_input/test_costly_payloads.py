"""Bodies of 64 KiB made to cost as much as they can: reading one is a matter of milliseconds."""

from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from devices.contract.topics import BadMessage
from devices.contract.wire import MAX_JSON_BYTES, decode
from tests.hub.bad_input.case import TELE

_BIRTH, _LITTER = "vh1/daxi/d/bin-1/birth", "vh1/daxi/d/cam-1/event/litter"
_TELE_HEAD = b'{"bd":1,"seq":5,"m":{"fill_pct":1},'
_BIRTH_HEAD = b'{"id":"bin-1","class":"bin","bd":1,"ts":1,"period_s":60,'
_LITTER_HEAD = b'{"id":"a","ts":1,"bd":1,"seq":1,"phase":"start","sight":"absent","conf":0,"box":[0,0,0,0],'
# The costliest took 25 ms (CPython 3.11, 2 busy cores, 2026-11); while every element was judged before the
# first was reported, the pictures took 290 ms. The bound leaves room for a busy machine.
_MOST_S = 1.0


def _full(head: bytes, element: Callable[[int], bytes], tail: bytes) -> bytes:
    elements, left = [], MAX_JSON_BYTES - len(head) - len(tail)
    while left >= len(next_one := element(len(elements)) + b","):
        elements.append(next_one)
        left -= len(next_one)
    return head + b"".join(elements)[:-1] + tail


def _batch(sample: bytes) -> bytes:
    return b'{"bd":1,"seq":5,"b":[' + b",".join([sample] * 500) + b"]}"


COSTLY = {
    "values of a wrong type": (TELE, _full(b'{"bd":1,"seq":5,"m":{', lambda n: b'"a%x":""' % n, b"}}")),
    "wrong names": (TELE, _full(b'{"bd":1,"seq":5,"m":{', lambda n: b'"%d":1' % n, b"}}")),
    "unknown qualities": (TELE, _full(_TELE_HEAD + b'"q":{', lambda n: b'"a%x":""' % n, b"}}")),
    "20,000 empty samples": (TELE, _full(b'{"bd":1,"seq":5,"b":[', lambda _: b"{}", b"]}")),
    "500 bad samples": (TELE, _batch(b'{"m":{' + b",".join(b'"a%x":[]' % n for n in range(13)) + b"}}")),
    "numbers nobody reads": (TELE, _full(_TELE_HEAD + b'"x":[', lambda _: b"1e9", b"]}")),
    "keys nobody reads": (TELE, _full(_TELE_HEAD[:-1] + b",", lambda n: b'"x%d":1' % n, b"}")),
    "quantities": (_BIRTH, _full(_BIRTH_HEAD + b'"q":[', lambda _: b"1", b"]}")),
    "commands": (_BIRTH, _full(_BIRTH_HEAD + b'"cmd":[', lambda _: b"1", b"]}")),
    "pictures": (_LITTER, _full(_LITTER_HEAD + b'"media":[', lambda _: b"{}", b"]}")),
}


@pytest.mark.parametrize("name", COSTLY)
def test_the_costliest_bodies_are_read_in_bounded_time(name: str) -> None:
    topic, payload = COSTLY[name]
    assert len(payload) > MAX_JSON_BYTES - 12_000
    began_s = process_time()
    with suppress(BadMessage):
        decode(topic, payload)
    assert process_time() - began_s < _MOST_S
