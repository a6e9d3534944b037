"""Couriers deliver in order over real sockets, say again what must not be lost, and tell what was."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from devices.listeners import Listener, ListenOptions, NotTaken
from devices.sim.voices import hj212
from devices.sim.voices.courier import Courier, Errand, Way
from devices.sim.voices.ways import OneCallEach, Stations, Webhook
from tests.devices.sim.voices.builders import AT_MS, Notes
from tests.servers import Answer, Asked, free_port, http
from tests.wait import until

DINGTEK = bytes.fromhex("800001021e0649001b00000101015f008054440000186882104303887681")
LOOPBACK = "127.0.0.1"


class Hub:
    """Takes frames, unless it is closed."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.is_closed = False

    def take(self, _topic: str, frame: bytes) -> None:
        if self.is_closed:
            raise NotTaken("no room")
        self.frames.append(frame)


@contextmanager
def listening(family: str, hub: Hub, port: int = 0) -> Iterator[int]:
    listener = Listener(ListenOptions(family, "tcp", LOOPBACK, port), hub.take)
    listener.open()
    stop = threading.Event()
    thread = threading.Thread(target=listener.run, args=(stop,))
    thread.start()
    yield listener.port
    stop.set()
    thread.join()


@contextmanager
def courier(way: Way) -> Iterator[tuple[Courier, Notes]]:
    record = Notes()
    made = Courier("courier", way, record)
    made.start()
    yield made, record
    made.stop()
    assert made.failure is None


def an_errand(number: int = 1, payload: bytes = DINGTEK, **more: bool) -> Errand:
    return Errand("bin-001", number, "st0001", payload, **more)


def a_segment(number: int) -> bytes:
    return hj212.frame("hj212-air", "ST0001", {"pm10_ugm3": number}, {}, AT_MS + number * 1000)


def test_a_bin_calls_for_each_frame_and_nobody_answers() -> None:
    hub = Hub()
    with listening("dingtek", hub) as port, courier(OneCallEach(LOOPBACK, port)) as (carrier, record):
        for number in (1, 2):
            carrier.send(an_errand(number))
        until(lambda: len(hub.frames) == 2)
        assert record.lines == []


def test_what_a_bin_says_while_nobody_listens_is_lost() -> None:
    with courier(OneCallEach(LOOPBACK, free_port())) as (carrier, record):
        carrier.send(an_errand(7))
        carrier.send(an_errand(7, is_copy=True))
        until(lambda: record.lines and not carrier.unconfirmed)
        assert [(line["what"], line["number"]) for line in record.lines] == [("lost", 7)]


def test_a_station_is_answered_and_says_garbled_bytes_without_waiting() -> None:
    hub = Hub()
    with listening("hj212", hub) as port, courier(Stations(LOOPBACK, port)) as (carrier, record):
        carrier.send(an_errand(1, a_segment(1)))
        carrier.send(an_errand(2, a_segment(2)[:40] + b"\xff\xfe", is_garbled=True))
        carrier.send(an_errand(3, a_segment(3)))
        until(lambda: len(record.of("confirmed")) == 3)
        assert hub.frames == [a_segment(1), a_segment(3)]


def test_a_station_says_again_what_was_not_answered() -> None:
    hub = Hub()
    hub.is_closed = True
    with listening("hj212", hub) as port, courier(Stations(LOOPBACK, port)) as (carrier, record):
        carrier.send(an_errand(1, a_segment(1)))
        until(lambda: carrier.unconfirmed)
        hub.is_closed = False
        until(lambda: record.of("confirmed"))
        assert (hub.frames, carrier.unconfirmed) == ([a_segment(1)], 0)


def test_a_station_calls_anew_at_once_when_its_connection_is_of_an_earlier_hub() -> None:
    port = free_port()
    stations = Stations(LOOPBACK, port)
    for number in (1, 2):
        hub = Hub()
        with listening("hj212", hub, port):
            stations.deliver(an_errand(number, a_segment(number)))
        assert hub.frames == [a_segment(number)]
    stations.close()


def test_who_is_not_heard_and_says_it_again_is_adrift_until_he_is_heard() -> None:
    hub = Hub()
    hub.is_closed = True
    with listening("hj212", hub) as port, courier(Stations(LOOPBACK, port)) as (carrier, record):
        carrier.send(an_errand(1, a_segment(1)))
        until(lambda: carrier.is_adrift)
        hub.is_closed = False
        until(lambda: record.of("confirmed") and not carrier.is_adrift)


@pytest.mark.parametrize(
    ("statuses", "became"), [([200], "confirmed"), ([503, 200], "confirmed"), ([400], "lost")]
)
def test_a_platform_posts_until_it_is_taken_or_refused(statuses: list[int], became: str) -> None:
    asked: list[Asked] = []

    def answer(request: Asked) -> Answer:
        asked.append(request)
        return Answer(statuses[len(asked) - 1], b"{}")

    with http(answer) as url:
        port = int(url.rsplit(":", 1)[1])
        with courier(Webhook(LOOPBACK, port, "s3cret")) as (carrier, record):
            carrier.send(an_errand(1, b'{"t":1}'))
            until(lambda: record.lines)
    assert [line["what"] for line in record.lines] == [became]
    assert len(asked) == len(statuses)
    last = asked[-1]
    assert (last.path, last.query, last.body) == ("/api/v1/uplinks/json", {"device": "st0001"}, b'{"t":1}')
    assert last.headers["authorization"] == "Bearer s3cret"


def test_a_courier_that_is_stopped_leaves_what_nobody_takes() -> None:
    with socket.socket() as deaf:
        deaf.bind((LOOPBACK, 0))
        with courier(Webhook(LOOPBACK, deaf.getsockname()[1], "x")) as (carrier, record):
            carrier.send(an_errand())
            until(lambda: carrier.unconfirmed)
        assert record.lines == []
