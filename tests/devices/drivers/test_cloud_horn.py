"""A 4G horn behind its maker's broker fetches the sound, answers by frame, and is believed no further."""

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.contract.receipts import ProofLevel
from devices.drivers.cloud_horn import CloudHornOptions, CloudHornPlayer
from devices.drivers.playing import Heard, PlayerFailed, Sound
from devices.drivers.serving import served
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from tests.servers import mosquitto
from tests.wait import until

ORDERS, ANSWERS = "maker/sn-1/sub", "maker/sn-1/pub"


class Horn:
    """Does what `behave` says with each order; `told` are the orders, `fetched` the sounds."""

    def __init__(self, port: int) -> None:
        self.told: list[dict[str, object]] = []
        self.fetched: list[bytes] = []
        self.behave: Callable[[dict[str, object]], None] = self.agree
        options = LinkOptions("127.0.0.1", port, "sn-1", "sn-1", "pw")
        self.link = Link(options, filters=(ORDERS,), on_packet=self._take)
        self.link.start()
        assert self.link.wait_up(10)

    def _take(self, packet: Packet) -> None:
        self.link.ack(packet)
        order = json.loads(packet.payload)
        self.told.append(order)
        if order["method"] == "playUrl":
            with urllib.request.urlopen(order["url"], timeout=5) as sound:  # noqa: S310  of our own server
                self.fetched.append(sound.read())
            self.behave(order)

    def agree(self, order: dict[str, object]) -> None:
        self.say(frameId=order["frameId"], code=0)

    def say(self, **words: object) -> None:
        self.link.publish(ANSWERS, json.dumps(words).encode())


@pytest.fixture
def horn(tmp_path: Path) -> Iterator[Horn]:
    with mosquitto(tmp_path) as port:
        built = Horn(port)
        built.port = port
        yield built
        built.link.stop()


@pytest.fixture
def sound(tmp_path: Path) -> Sound:
    path = tmp_path / "x.clip"
    path.write_bytes(b"an mp3")
    return Sound(path, 200, 60, repeat=2)


def a_player(port: int, **changes: float) -> CloudHornPlayer:
    link = LinkOptions("127.0.0.1", port, "driver-1", "driver-1", "pw")
    return CloudHornPlayer(CloudHornOptions(
        link, ORDERS, ANSWERS, "127.0.0.1", **{"answer_s": 3.0, "late_s": 0.1} | changes,
    ))  # fmt: skip


@pytest.mark.journey
def test_a_horn_that_only_takes_an_order_is_not_said_to_have_finished(horn: Horn, sound: Sound) -> None:
    heard = a_player(horn.port).play(sound, threading.Event())

    assert heard == Heard(400, is_complete=True, level=ProofLevel.TAKEN)
    assert horn.fetched == [b"an mp3"]
    assert {name: horn.told[0][name] for name in ("method", "vol", "repeat")} == {
        "method": "playUrl", "vol": 60, "repeat": 2,
    }  # fmt: skip


@pytest.mark.journey
def test_a_horn_that_reports_the_end_has_finished(horn: Horn, sound: Sound) -> None:
    def behave(order: dict[str, object]) -> None:
        horn.link.publish(ANSWERS, b"{")
        horn.say(heartbeat=1)
        horn.say(frameId=int(str(order["frameId"])) - 1, code=5, msg="of another frame")
        horn.say(frameId=order["frameId"], code=0)
        horn.say(frameId=order["frameId"], state="finished")

    horn.behave = behave
    heard = a_player(horn.port, late_s=5.0).play(sound, threading.Event())

    assert (heard.is_complete, heard.level) == (True, ProofLevel.FINISHED)
    assert heard.played_ms <= 400


@pytest.mark.journey
@pytest.mark.parametrize("is_late", [False, True])
def test_a_horn_that_refuses_or_fails_says_why(horn: Horn, sound: Sound, *, is_late: bool) -> None:
    def behave(order: dict[str, object]) -> None:
        if is_late:
            horn.say(frameId=order["frameId"], code=0)
        horn.say(frameId=order["frameId"], code=7, msg="no balance")

    horn.behave = behave
    with pytest.raises(PlayerFailed, match="no balance"):
        a_player(horn.port).play(sound, threading.Event())


@pytest.mark.journey
def test_a_horn_that_says_nothing_is_not_waited_for(horn: Horn, sound: Sound) -> None:
    horn.behave = lambda _: None
    with pytest.raises(PlayerFailed, match=r"did not answer within 0\.3 s"):
        a_player(horn.port, answer_s=0.3).play(sound, threading.Event())


@pytest.mark.journey
def test_a_horn_is_told_to_stop(horn: Horn, sound: Sound) -> None:
    halt = threading.Event()
    timer = threading.Timer(0.3, halt.set)
    timer.start()
    heard = a_player(horn.port, late_s=20.0).play(sound, halt)
    timer.join()

    assert not heard.is_complete
    until(lambda: [order["method"] for order in horn.told] == ["playUrl", "stop"])


def test_a_file_is_served_under_a_path_that_nobody_can_guess(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"an mp3")
    with served(path, "127.0.0.1", 0, ".mp3") as url:
        with urllib.request.urlopen(url, timeout=5) as sound:  # noqa: S310  of our own server
            assert sound.read() == b"an mp3"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(url.replace(".mp3", ".wav"), timeout=5)  # noqa: S310  as above
    assert url.endswith(".mp3")
