"""What strace saw is read right, and a power cut takes only what was not synced."""

import random
from pathlib import PurePath

import pytest

from tests.faults.mqtt_bytes import Puback, Publish, Stream
from tests.faults.power import Disk, Promises
from tests.faults.witness import Cut, Got, Made, Removed, Sent, Synced, Wrote, deeds

FOLDER = PurePath("/j")


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


LOG = [
    f'7 openat(AT_FDCWD, "{hexed("/j/1.vhj")}", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0600) = 5</j/1.vhj>',
    f'7 write(5</j/1.vhj>, "{hexed("ab")}", 2) = 2',
    f'8 write(6</elsewhere/1>, "{hexed("zz")}", 2) = 2',
    "7 fdatasync(5</j/1.vhj> <unfinished ...>",
    f'9 recvfrom(9<TCP:[127.0.0.1:5->127.0.0.1:1883]>, "{hexed("qr")}", 99, 0, NULL, NULL) = 2',
    "7 <... fdatasync resumed>) = 0",
    "7 fsync(3</j>) = 0",
    "7 ftruncate(5</j/1.vhj>, 1) = 0",
    "7 fdatasync(5</j/1.vhj>) = -1 EIO (Input/output error) (INJECTED)",
    f'9 sendto(9<TCP:[127.0.0.1:5->127.0.0.1:1883]>, "{hexed("s")}", 1, 0, NULL, 0) = 1',
    f'9 sendto(4<TCP:[127.0.0.1:5->127.0.0.1:80]>, "{hexed("t")}", 1, 0, NULL, 0) = 1',
    f'7 unlink("{hexed("/j/1.vhj")}") = 0',
]


def test_a_log_of_strace_becomes_what_was_done_in_its_order() -> None:
    socket = "TCP:[127.0.0.1:5->127.0.0.1:1883]"
    assert list(deeds(LOG, FOLDER, 1883)) == [
        Made("1.vhj"),
        Wrote("1.vhj", b"ab"),
        Got(socket, b"qr"),
        Synced("1.vhj"),
        Synced(""),
        Cut("1.vhj", 1),
        Sent(socket, b"s"),
        Removed("1.vhj"),
    ]


def states(disk: Disk) -> set[frozenset[tuple[str, bytes]]]:
    return {frozenset(disk.after_power_cut(random.Random(seed)).items()) for seed in range(300)}


def a_disk(*done: Made | Wrote | Cut | Synced | Removed) -> Disk:
    disk = Disk()
    for deed in done:
        disk.do(deed)
    return disk


def test_what_is_synced_survives_every_cut() -> None:
    disk = a_disk(Made("f"), Wrote("f", b"ab"), Synced("f"), Synced(""))
    assert states(disk) == {frozenset({("f", b"ab")})}


def test_what_is_not_synced_may_be_there_or_not_or_be_zeros() -> None:
    disk = a_disk(Made("f"), Wrote("f", b"ab"), Synced("f"), Synced(""), Wrote("f", b"cd"), Wrote("f", b"ef"))
    contents = {dict(state)["f"] for state in states(disk)}
    assert {b"ab", b"abcdef", b"ab\0\0ef", b"abcd"} <= contents
    assert all(content.startswith(b"ab") for content in contents)


def test_a_file_whose_name_is_not_synced_may_be_gone() -> None:
    assert frozenset() in states(a_disk(Made("f"), Wrote("f", b"ab"), Synced("f")))


def test_a_removed_file_may_be_back_until_the_folder_is_synced() -> None:
    done = (Made("f"), Wrote("f", b"ab"), Synced("f"), Synced(""), Removed("f"))
    assert states(a_disk(*done)) == {frozenset(), frozenset({("f", b"ab")})}
    assert states(a_disk(*done, Synced(""))) == {frozenset()}


def test_a_file_that_was_cut_holds_no_more_than_that() -> None:
    done = (Made("f"), Wrote("f", b"abcd"), Synced("f"), Synced(""), Wrote("f", b"ef"), Cut("f", 3))
    assert states(a_disk(*done)) == {frozenset({("f", b"abc")})}


PUBLISH = b"\x32\x0b\x00\x03a/b\x00\x07\x00hey"  # a/b, QoS 1, number 7, no properties


def test_packets_are_read_from_any_pieces() -> None:
    stream = Stream()
    found = [packet for byte in PUBLISH + b"\x40\x02\x00\x07" for packet in stream.feed(bytes([byte]))]
    assert found == [Publish("a/b", b"hey", 7), Puback(7)]


def test_a_puback_promises_the_message_of_its_number() -> None:
    promises = Promises()
    promises.hear(Got("s", PUBLISH))
    assert promises.acknowledged == set()
    promises.hear(Sent("s", b"\x40\x02\x00\x07"))
    assert promises.acknowledged == {("a/b", b"hey")}


def test_a_puback_on_another_connection_is_an_error() -> None:
    promises = Promises()
    promises.hear(Got("s", PUBLISH))
    with pytest.raises(ValueError, match="had not sent on this connection"):
        promises.hear(Sent("t", b"\x40\x02\x00\x07"))
