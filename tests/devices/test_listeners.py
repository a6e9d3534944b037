"""Listeners on real loopback sockets: frames are handed on, then answered; nobody blocks his neighbour."""

import socket
import threading
from collections.abc import Iterator

import pytest

from devices.codecs.hj212 import checksum
from devices.listeners import Listener, ListenFailed, ListenOptions, NotTaken
from tests.devices.codecs.test_streams import DINGTEK, NB, a_station_frame
from tests.wait import until


class Taken:
    """Remembers what was handed on; while `is_closed` nothing is taken."""

    def __init__(self) -> None:
        self.frames: list[tuple[str, bytes]] = []
        self.is_closed = False
        self.bug: Exception | None = None

    def __call__(self, topic: str, frame: bytes) -> None:
        if self.is_closed:
            raise NotTaken("the hub ends")
        if self.bug:
            raise self.bug
        self.frames.append((topic, frame))


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def listen(taken: Taken) -> Iterator[object]:
    stop = threading.Event()
    threads = []

    def begin(family: str, way: str = "tcp", **options: float) -> Listener:
        listener = Listener(ListenOptions(family, way, "127.0.0.1", 0, **options), taken)
        listener.open()
        threads.append(threading.Thread(target=listener.run, args=(stop,)))
        threads[-1].start()
        return listener

    yield begin
    stop.set()
    for thread in threads:
        thread.join()


def a_connection(listener: Listener) -> socket.socket:
    return socket.create_connection(("127.0.0.1", listener.port), timeout=5)


def until_closed(connection: socket.socket) -> bytes:
    said = b""
    while piece := connection.recv(4096):
        said += piece
    return said


def test_a_frame_in_pieces_is_handed_on_under_its_senders_name(listen, taken):
    with a_connection(listen("dingtek")) as device:
        device.sendall(b"noise" + DINGTEK[:20])
        device.sendall(DINGTEK[20:])
        until(lambda: taken.frames, what="the frame")
    assert taken.frames == [("tcp/dingtek/869627036551117", DINGTEK)]


def test_a_station_is_answered_after_its_frame_was_taken(listen, taken):
    with a_connection(listen("hj212")) as station:
        station.sendall(a_station_frame(7))
        answered = station.recv(4096)
        assert taken.frames == [("tcp/hj212/ABC1", a_station_frame(7))]
        assert b"QN=00000000000000007;ST=91;CN=9014" in answered


def test_a_frame_that_cannot_be_kept_is_not_answered(listen, taken):
    taken.is_closed = True
    with a_connection(listen("hj212")) as station:
        station.sendall(a_station_frame())
        assert until_closed(station) == b""


def test_a_damaged_frame_is_counted_and_the_next_one_taken(listen, taken):
    listener = listen("hj212")
    with a_connection(listener) as station:
        station.sendall(a_station_frame(1).replace(b"Rtd=1", b"Rtd=9") + a_station_frame(2))
        station.recv(4096)
    assert (listener.refused, taken.frames) == (1, [("tcp/hj212/ABC1", a_station_frame(2))])


def test_a_silent_connection_is_closed(listen):
    with a_connection(listen("dingtek", idle_s=0.05)) as device:
        assert until_closed(device) == b""


def test_a_connection_too_many_is_turned_away_and_there_is_room_again_later(listen):
    listener = listen("hj212", most=1)
    with a_connection(listener) as first:
        first.sendall(a_station_frame(1))
        first.recv(4096)
        with a_connection(listener) as second:
            assert until_closed(second) == b""
    assert listener.turned_away == 1
    until(lambda: answered(listener), what="room for another connection")


def answered(listener: Listener) -> bool:
    with a_connection(listener) as station:
        try:
            station.sendall(a_station_frame(2))
            return station.recv(4096) != b""
        except ConnectionError:
            return False


def test_a_bug_met_by_one_device_silences_no_other(listen, taken, caplog):
    taken.bug = ZeroDivisionError("a bug")
    listener = listen("hj212")
    with a_connection(listener) as first:
        first.sendall(a_station_frame(1))
        assert until_closed(first) == b""
    taken.bug = None
    assert answered(listener)
    until(lambda: "a connection met a bug" in caplog.text, what="the line in the log")


def test_a_connection_that_breaks_is_no_matter(listen):
    listener = listen("hj212")
    broken = a_connection(listener)
    # A reset instead of a goodbye.
    broken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    broken.close()
    assert answered(listener)


def test_a_datagram_is_a_frame_and_its_sender_is_answered(listen, taken):
    listener = listen("hj212", "udp")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as station:
        station.settimeout(5)
        station.sendto(a_station_frame(3), ("127.0.0.1", listener.port))
        assert b"CN=9014" in station.recv(4096)
    assert taken.frames == [("udp/hj212/ABC1", a_station_frame(3))]


def test_a_datagram_that_cannot_be_kept_leaves_the_port_open(listen, taken):
    taken.is_closed = True
    listener = listen("milesight-nb", "udp")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.sendto(NB, ("127.0.0.1", listener.port))
        until(lambda: listener.unanswered == 1, what="the refusal")
        taken.is_closed = False
        device.sendto(NB, ("127.0.0.1", listener.port))
        until(lambda: taken.frames, what="the frame")
    assert taken.frames == [("udp/milesight-nb/868508064807350", NB)]


def test_the_name_of_a_sender_is_one_level_of_a_topic(listen, taken):
    frame = a_station_frame(1).replace(b"ABC1", b"a/#+")
    segment = frame[6:-6]
    with a_connection(listen("hj212")) as station:
        station.sendall(b"##%04d%s%04X\r\n" % (len(segment), segment, checksum(segment)))
        station.recv(4096)
    assert [topic for topic, _ in taken.frames] == ["tcp/hj212/a---"]


def test_a_frame_that_names_nobody_is_of_the_sender_before_it(listen, taken):
    settings = bytes.fromhex("800001030c00000a0a140081")
    with a_connection(listen("dingtek")) as device:
        device.sendall(settings + DINGTEK + settings)
        until(lambda: len(taken.frames) == 3, what="three frames")
    assert [topic.rpartition("/")[2] for topic, _ in taken.frames] == [
        "unknown", "869627036551117", "869627036551117",
    ]  # fmt: skip


def test_a_port_that_is_taken_is_named(listen, taken):
    port = listen("dingtek").port
    with pytest.raises(ListenFailed, match=f":{port} for hj212 cannot be opened: Address already"):
        Listener(ListenOptions("hj212", "tcp", "127.0.0.1", port), taken).open()


def test_a_listener_that_was_not_opened_does_not_run(taken):
    with pytest.raises(RuntimeError, match="tcp-hj212: open"):
        Listener(ListenOptions("hj212", "tcp", "127.0.0.1", 0), taken).run(threading.Event())


def test_stopping_closes_port_and_connections(taken):
    stop = threading.Event()
    listener = Listener(ListenOptions("hj212", "tcp", "127.0.0.1", 0), taken)
    listener.open()
    thread = threading.Thread(target=listener.run, args=(stop,))
    thread.start()
    with a_connection(listener) as station:
        station.sendall(a_station_frame())
        station.recv(4096)
        stop.set()
        assert until_closed(station) == b""
    thread.join()
    assert listener.port == 0
