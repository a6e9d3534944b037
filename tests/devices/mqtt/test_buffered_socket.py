"""What a buffered socket reads ahead, holds back and sends, on a real pair of sockets."""

import socket
from collections.abc import Iterator

import pytest

from devices.mqtt.buffered_socket import BufferedSocket


@pytest.fixture
def pair() -> Iterator[tuple[BufferedSocket, socket.socket]]:
    near, far = socket.socketpair()
    buffered = BufferedSocket(near)
    buffered.setblocking(False)  # noqa: FBT003  the socket module's own signature
    far.settimeout(2)
    yield buffered, far
    buffered.close()
    far.close()


def test_single_bytes_come_out_of_one_read(pair: tuple[BufferedSocket, socket.socket]) -> None:
    near, far = pair
    far.sendall(b"abcdef")

    assert (near.recv(1), near.recv(2), near.pending()) == (b"a", b"bc", True)
    assert (near.recv(99), near.pending()) == (b"def", False)


def test_nothing_to_read_is_said_as_a_plain_socket_says_it(
    pair: tuple[BufferedSocket, socket.socket],
) -> None:
    with pytest.raises(BlockingIOError):
        pair[0].recv(1)


def test_small_writes_leave_together(pair: tuple[BufferedSocket, socket.socket]) -> None:
    near, far = pair
    far.settimeout(0.02)
    assert [near.send(b"ab"), near.send(b"cd")] == [2, 2]
    with pytest.raises(TimeoutError):
        far.recv(9)

    assert near.flush()
    assert far.recv(9) == b"abcd"


def send_for_ever(near: BufferedSocket) -> None:
    for _ in range(1_000):
        near.send(b"x" * 100_000)


def test_what_the_other_side_does_not_read_is_bounded(pair: tuple[BufferedSocket, socket.socket]) -> None:
    near, far = pair
    with pytest.raises(BlockingIOError):
        send_for_ever(near)

    assert not near.flush()
    far.recv(1_000_000)
    assert near.send(b"x") == 1


def test_a_broken_connection_is_told_where_it_is_looked_for(
    pair: tuple[BufferedSocket, socket.socket],
) -> None:
    near, far = pair
    far.close()
    near.send(b"x")

    assert near.flush()
    assert (near.is_broken, near.pending()) == (True, True)
    with pytest.raises(OSError, match="Broken pipe"):
        near.recv(1)


def test_closing_sends_what_was_taken(pair: tuple[BufferedSocket, socket.socket]) -> None:
    near, far = pair
    near.send(b"goodbye")
    near.close()

    assert far.recv(9) == b"goodbye"
