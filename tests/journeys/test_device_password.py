"""A device's password, from the API to the broker: it speaks with it, and is cut off when it leaves."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.contract.bodies import Telemetry
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import Link
from tests.journeys.installation import BIN, SITE, Installation, an_installation
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with an_installation(tmp_path) as made:
        yield made


def say(link: Link, seq: int, distance_mm: float, **more: float | bool) -> None:
    """Let the bin say what it measures now."""
    values = {"distance_mm": distance_mm, **more}
    body = Telemetry(boot=1, seq=seq, at_ms=int(time.time() * 1000), values=values)
    link.send(Message(device_address(SITE, BIN, Kind.TELE), body))


@pytest.mark.parametrize(("act", "body"), [("/retire", None), ("/replace", {"serial": "SN-2"})])
def test_a_device_speaks_with_the_password_it_was_given_until_it_leaves(
    installation: Installation, act: str, body: object
) -> None:
    made = installation.ask("POST", "/credentials")
    assert made.status_code == 201
    password = made.json()["password"]
    until(lambda: installation.lets_in(password), 20, "the password")
    link = installation.device(password)
    try:
        assert link.wait_up(5)
        say(link, 1, 640)
        until(lambda: installation.shows(640))
        assert installation.ask("POST", act, body).status_code == 200
        until(lambda: not link.is_up(), what="the old hardware to be cut off")
    finally:
        link.stop()
    assert not installation.lets_in(password)


def test_replaced_hardware_stays_out_while_its_successor_speaks(installation: Installation) -> None:
    old = installation.ask("POST", "/credentials").json()["password"]
    assert installation.ask("POST", "/replace", {"serial": "SN-2"}).status_code == 200
    new = installation.ask("POST", "/credentials").json()["password"]
    until(lambda: installation.lets_in(new), 20, "the new password")
    assert not installation.lets_in(old)
    link = installation.device(new)
    try:
        assert link.wait_up(5)
        say(link, 1, 320)
        until(lambda: installation.shows(320))
    finally:
        link.stop()
