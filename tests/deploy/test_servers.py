import os
from contextlib import contextmanager

import httpx
import pytest

from deploy.mosquitto.access import Gateway
from deploy.mosquitto.device_access import DeviceAccess
from deploy.ports import any_ports
from deploy.questions import NoGoodAnswer, keeps_a_point, lets_in
from deploy.servers import Clients, Place, broker, influxdb, mqtt_passwords
from deploy.supervisor import Supervisor
from devices.mqtt import Link, LinkOptions
from hub.ports import BrokerUnchanged
from tests.wait import until

pytestmark = [pytest.mark.timeout(60)]
CLIENTS = Clients("hub", (Gateway("gw-001", ("gw-001", "bin-001")),), ("chirpstack",), ("horn-001",))


def is_let_in(ports, user: str, password: str) -> bool:
    try:
        lets_in("127.0.0.1", ports.mqtt, user, password)
    except NoGoodAnswer:
        return False
    return True


@contextmanager
def stopping(*links: Link):
    try:
        yield
    finally:
        for link in links:
            link.stop()


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path, dict(os.environ))


@pytest.fixture
def ports():
    return any_ports()


@pytest.fixture
def running(place):
    started = []

    def start(*children):
        supervisor = Supervisor(children, place.home / "log", lambda _text: None)
        started.append(supervisor)
        supervisor.start()

    yield start
    for supervisor in started:
        supervisor.stop()


@pytest.fixture
def client(place, ports):
    links = []

    def connect(user: str, *filters: str):
        heard = []
        password = mqtt_passwords(place, [user])[user]
        options = LinkOptions("127.0.0.1", ports.mqtt, user, user, password, session_s=0)
        link = Link(
            options, filters=filters, on_packet=lambda packet: heard.append((packet.topic, packet.payload))
        )
        link.start()
        links.append(link)
        assert link.wait_up(5)
        return link, heard

    yield connect
    for link in links:
        link.stop()


@pytest.mark.journey
def test_each_client_is_heard_on_its_own_topics_only(place, ports, running, client):
    running(broker(place, ports, "daxi", CLIENTS))
    hub, heard = client("hub", "vh1/daxi/d/+/tele")
    horn, commands = client("horn-001", "vh1/daxi/d/horn-001/cmd/+", "vh1/daxi/d/bin-001/tele")
    gateway, _ = client("gw-001")
    until(lambda: hub.is_up() and horn.is_up())

    horn.publish("vh1/daxi/d/bin-001/tele", b"forged")
    gateway.publish("vh1/daxi/d/horn-001/tele", b"forged")
    gateway.publish("vh1/daxi/d/bin-001/tele", b"true")
    horn.publish("vh1/daxi/d/horn-001/tele", b"true")
    until(lambda: len(heard) >= 2)
    hub.publish("vh1/daxi/d/horn-001/cmd/announce", b"speak")
    until(lambda: commands)

    assert sorted(heard) == [("vh1/daxi/d/bin-001/tele", b"true"), ("vh1/daxi/d/horn-001/tele", b"true")]
    assert commands == [("vh1/daxi/d/horn-001/cmd/announce", b"speak")]


@pytest.mark.journey
def test_the_broker_takes_passwords_and_refuses_strangers(place, ports, running):
    running(broker(place, ports, "daxi", CLIENTS))
    lets_in("127.0.0.1", ports.mqtt, "hub", mqtt_passwords(place, ["hub"])["hub"])
    with pytest.raises(NoGoodAnswer):
        lets_in("127.0.0.1", ports.mqtt, "hub", "wrong")


@pytest.mark.journey
def test_a_device_gets_its_password_while_the_broker_runs_speaks_and_is_cut_off(place, ports, running):
    running(broker(place, ports, "daxi", CLIENTS))
    access = DeviceAccess(place.home, place.credentials())
    access.grant("bin-007", "first word")
    until(lambda: is_let_in(ports, "bin-007", "first word"))
    hub_heard: list[bytes] = []
    hub = Link(
        LinkOptions(
            "127.0.0.1", ports.mqtt, "hub", "hub", mqtt_passwords(place, ["hub"])["hub"], session_s=0
        ),
        filters=("vh1/daxi/d/+/tele",),
        on_packet=lambda packet: hub_heard.append(packet.payload),
    )
    device = Link(
        LinkOptions("127.0.0.1", ports.mqtt, "bin-007", "bin-007", "first word", session_s=0),
        filters=(),
        on_packet=lambda _: None,
    )
    with stopping(hub, device):
        hub.start()
        device.start()
        assert hub.wait_up(5)
        assert device.wait_up(5)
        device.publish("vh1/daxi/d/bin-007/tele", b"heard")
        until(lambda: hub_heard == [b"heard"])
        access.revoke(["bin-007"])
        until(lambda: not device.is_up(), what="the device to be cut off")
        assert hub.is_up()
    assert not is_let_in(ports, "bin-007", "first word")


@pytest.mark.journey
def test_what_was_given_while_the_broker_ran_holds_after_its_restart(place, ports, running):
    running(broker(place, ports, "daxi", CLIENTS))
    access = DeviceAccess(place.home, place.credentials())
    access.grant("bin-007", "second word")
    access.grant("horn-001", "another word")
    access.revoke(["bin-007"])
    clear = mqtt_passwords(place, ["hub"])["hub"]
    child = broker(place, ports, "daxi", CLIENTS)
    assert child.name == "mosquitto"
    users = [
        line.partition(":")[0] for line in (place.home / "mosquitto" / "passwd").read_text().splitlines()
    ]
    assert sorted(users) == sorted(CLIENTS.users())
    everything = "".join(
        file.read_text() for file in place.home.rglob("*") if file.is_file() and "pid" not in file.name
    )
    assert "another word" not in everything
    assert clear


def test_a_broker_that_does_not_run_is_said(place):
    with pytest.raises(BrokerUnchanged):
        DeviceAccess(place.home, place.credentials()).grant("bin-007", "word")


@pytest.mark.journey
def test_no_password_lies_in_clear_where_mosquitto_reads(place, ports):
    broker(place, ports, "daxi", CLIENTS)
    files = list((place.home / "mosquitto").iterdir())
    text = "".join(file.read_text() for file in files)
    assert not [password for password in mqtt_passwords(place, CLIENTS.users()).values() if password in text]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


@pytest.mark.server
def test_influxdb_keeps_points_for_its_own_users_only(place, ports, running):
    child = influxdb(place, ports, "village", "hub")
    assert child is not None
    running(child)
    url = f"http://127.0.0.1:{ports.influx}"
    secrets = place.credentials()
    keeps_a_point(url, secrets.password("influxdb.admin"))
    written = httpx.post(
        f"{url}/write",
        params={"db": "village"},
        content=b"a v=1",
        auth=("hub", secrets.password("influxdb.hub")),
    )
    assert written.status_code == 204
    assert httpx.post(f"{url}/write", params={"db": "village"}, content=b"a v=1").status_code == 401


@pytest.mark.server
def test_users_that_are_there_stay(place, ports, running):
    child = influxdb(place, ports, "village", "hub")
    assert child is not None
    running(child)
    assert child.is_ready(0)
    assert child.is_ready(0)
