import fcntl
import json
import socket
import threading
from contextlib import contextmanager

import pytest

from deploy import doctor
from deploy.config import VillageSettings, parse, save
from deploy.findings import Finding, Verdict
from deploy.probes import free_ports
from deploy.questions import NoGoodAnswer, answers_health, keeps_a_point, lets_in, says_a_word, takes_alerts
from deploy.running import running_settings
from deploy.servers import Place
from tests import servers
from tests.servers import Answer


@contextmanager
def a_server_that_answers(*answers: bytes):
    """Take one connection after the other and give each the next answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


ACCEPTED, REFUSED = b"\x20\x02\x00\x00", b"\x20\x02\x00\x05"


def test_a_broker_that_takes_our_password_and_refuses_strangers_is_good():
    with a_server_that_answers(ACCEPTED, REFUSED) as port:
        assert lets_in("127.0.0.1", port, "hub", "secret") == (
            f"127.0.0.1:{port} takes the password of hub, refuses strangers\n"
            f"127.0.0.1:{port} 接受 hub 的口令，拒绝无口令的连接"
        )


def test_a_broker_that_lets_anybody_in_is_not():
    with (
        a_server_that_answers(ACCEPTED, ACCEPTED) as port,
        pytest.raises(NoGoodAnswer, match="allow_anonymous false"),
    ):
        lets_in("127.0.0.1", port, "hub", "secret")


def test_a_broker_that_refuses_our_password_is_not():
    with (
        a_server_that_answers(REFUSED) as port,
        pytest.raises(NoGoodAnswer, match=r"refused the user hub \(CONNACK 5\)"),
    ):
        lets_in("127.0.0.1", port, "hub", "wrong")


def test_a_port_where_something_else_listens_is_no_broker():
    with a_server_that_answers(b"HTTP") as port, pytest.raises(NoGoodAnswer, match="is no MQTT broker"):
        lets_in("127.0.0.1", port, "hub", "secret")


@pytest.fixture
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_a_broker_that_is_away_is_said_to_be(closed_port):
    with pytest.raises(NoGoodAnswer, match="does not answer"):
        lets_in("127.0.0.1", closed_port, "hub", "secret")


def test_an_influxdb_and_a_hub_that_are_away_are_said_to_be(closed_port):
    with pytest.raises(NoGoodAnswer):
        keeps_a_point(f"http://127.0.0.1:{closed_port}", "secret")
    with pytest.raises(NoGoodAnswer, match="does not answer"):
        answers_health(f"http://127.0.0.1:{closed_port}")


def health(*notes: dict[str, object]):
    """A hub that says this of itself."""
    said = {"notes": notes, "is_even": True, "lost": 0, "received": 1}
    return servers.http(lambda _: Answer(200, json.dumps(said).encode()))


def test_a_hub_that_turned_nobody_away_takes_grafanas_alerts():
    with health({"code": "broker", "since": "2026-03-05T10:00:00+08:00"}) as url:
        assert takes_alerts(url, "@machine", "secret").startswith("no alerts of Grafana's were turned away")


def test_a_grafana_with_a_wrong_password_is_weak_with_since_when_and_the_way_out(tmp_path):
    note = {"code": "alerts_refused", "since": "2026-03-05T10:00:00+08:00"}
    with health(note) as url:
        settings = parse({"http": {"port": int(url.rpartition(":")[2])}}, "test")
        (finding,) = (one for one in doctor._hub(settings, Place(tmp_path, {})) if one.part == "Grafana")
    assert finding.verdict is Verdict.WEAK
    assert finding.answer.startswith("since 2026-03-05 10:00 @grafana's alerts are refused")
    assert f"service.alerts of {tmp_path}/secrets.json" in finding.advice


def test_a_speech_program_that_makes_no_sound_is_not_good(tmp_path):
    program = tmp_path / "opt/usr/bin/espeak-ng"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho no voice >&2; exit 1\n")
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deploy.parts._SYSTEM_BIN", ())
        patch.setenv("PATH", "/nonexistent")
        with pytest.raises(NoGoodAnswer, match="0 bytes of sound: no voice"):
            says_a_word(tmp_path, {"PATH": "/bin"})


def test_a_missing_vital_program_fails_and_a_useful_one_is_weak(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("deploy.parts._SYSTEM_BIN", ())
    found = {finding.part: finding for finding in doctor._programs(Place(tmp_path, {}, tmp_path))}
    assert found["mosquitto"].is_failed
    assert "apt-get install mosquitto" in found["mosquitto"].advice
    assert found["influxd"].verdict is Verdict.WEAK


def test_passwords_that_others_may_read_fail_with_the_way_out(tmp_path):
    place = Place(tmp_path, {})
    place.credentials().password("operator")
    (tmp_path / "secrets.json").chmod(0o644)
    finding = doctor._secrets(place)
    assert finding.is_failed
    assert finding.advice.startswith(f"run `chmod 600 {tmp_path}/secrets.json`")


def test_a_taken_port_fails_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        finding = doctor._ports(
            parse({"mqtt": {"port": port}, "http": {"port": port - 1}}, "test"), has_influxd=False
        )
    assert finding.is_failed
    assert "--mqtt-port" in finding.answer or "--port" in finding.answer


def test_the_port_of_an_influxdb_that_is_ours_to_start_must_be_free_too():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        console, mqtt = free_ports(2)
        settings = parse({"mqtt": {"port": mqtt}, "http": {"port": console}, "series": {"url": url}}, "test")
        assert doctor._ports(settings, has_influxd=True).is_failed
        assert not doctor._ports(settings, has_influxd=False).is_failed


def test_a_place_that_this_user_may_not_write_is_named_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    finding = doctor._disk(tmp_path / "not" / "there")
    assert finding.is_failed
    assert f"cannot write {tmp_path}\n当前用户无法写入 {tmp_path}" in finding.answer


def test_only_what_the_demo_brings_is_said_to_come_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("deploy.parts._SYSTEM_BIN", ())
    advice = {finding.part: finding.advice for finding in doctor._programs(Place(tmp_path, {}, tmp_path))}
    assert "make demo" in advice["espeak-ng"]
    assert "make demo" not in advice["mpv"]


def test_what_runs_is_asked_with_the_settings_it_runs_with(tmp_path):
    save(parse({"http": {"port": 9080}}, "test"), tmp_path / "run" / "settings.json")
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = running_settings(tmp_path)
    assert running is not None
    assert running.http.port == 9080


def test_nothing_runs_where_nobody_holds_the_lock(tmp_path):
    save(VillageSettings(), tmp_path / "run" / "settings.json")
    assert running_settings(tmp_path) is None
    (tmp_path / "lock").touch()
    assert running_settings(tmp_path) is None


def test_a_finding_is_plain_json():
    finding = Finding("disk", Verdict.FAILED, "10 MiB free", "free some")
    assert finding.plain() == {
        "part": "disk",
        "verdict": "failed",
        "answer": "10 MiB free",
        "advice": "free some",
    }
