import os
import socket

import pytest

from deploy.ports import PortTaken, any_ports, claim
from deploy.probes import accepts, free_ports, is_free, said_ready, say_ready


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_with_the_option_and_the_setting_that_change_it(taken_port):
    with pytest.raises(PortTaken) as caught:
        claim({"console": free_ports(1)[0], "mqtt": taken_port})
    assert str(caught.value) == (
        f"Port {taken_port} for the MQTT broker is already in use: end the program that listens there, "
        "or choose another port with `--mqtt-port 2883`, or by [mqtt] port in village.toml\n"
        f"消息代理的端口 {taken_port} 已被占用：请停止占用它的程序，或用 `--mqtt-port 2883` 换一个端口，"
        "也可修改 village.toml 中的 [mqtt] port"
    )


def test_one_port_cannot_serve_two():
    (port,) = free_ports(1)
    with pytest.raises(PortTaken, match=f"Port {port} is wanted twice"):
        claim({"console": port, "mqtt": port})


def test_free_ports_are_taken_as_wanted_and_the_rest_chosen():
    console, mqtt = free_ports(2)
    ports = claim({"console": console, "mqtt": mqtt})
    assert (ports.console, ports.mqtt) == (console, mqtt)
    assert is_free(ports.influx)


def test_ports_chosen_freely_are_all_different():
    ports = any_ports()
    assert len({ports.console, ports.mqtt, ports.influx, ports.influx_rpc, ports.pictures}) == 5


def test_a_listener_is_noticed(taken_port):
    assert accepts(taken_port)
    assert not is_free(taken_port)


def test_readiness_counts_for_the_process_that_said_it_only(tmp_path):
    say_ready(tmp_path / "run" / "hub.ready")
    assert said_ready(tmp_path / "run" / "hub.ready", os.getpid())
    assert not said_ready(tmp_path / "run" / "hub.ready", 1)
    assert not said_ready(tmp_path / "run" / "field.ready", os.getpid())
