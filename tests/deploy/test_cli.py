import json
import signal
import socket

import pytest
from typer.testing import CliRunner

from deploy import cli

COMMANDS = ("demo", "up", "serve", "doctor", "decode", "bench", "journal", "dashboards", "settings")


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli.app, list(arguments))


def test_the_help_names_every_command(run):
    shown = run("--help").output
    assert not [name for name in COMMANDS if name not in shown]


def test_decoding_prints_json(run):
    result = run("decode", "vh1/daxi/d/bin-001/tele", '{"bd":1,"seq":7,"m":{"fill_pct":63}}')
    assert json.loads(result.output)["values"] == {"fill_pct": 63.0}


VECTOR = {"id": "V1", "device": "Milesight EM310-UDL", "codec": "milesight-tlv", "tier": 1, "hex": "01755c"}


@pytest.mark.parametrize(("frame", "status"), [("01755c", 0), ("7a7a", 1)])
def test_judging_published_frames_ends_with_a_status(run, tmp_path, frame, status):
    (tmp_path / "vectors.json").write_text(json.dumps([VECTOR | {"hex": frame}]), "utf-8")
    result = run("decode", "--vectors", "vectors.json", "--json")
    assert (result.exit_code, json.loads(result.output)["passed"]) == (status, status == 0)


def test_judging_published_frames_shows_a_table(run, tmp_path):
    (tmp_path / "vectors.json").write_text(json.dumps([VECTOR]), "utf-8")
    assert "tier 1 · exact" in run("decode", "--vectors", "vectors.json").output


def test_decoding_nothing_says_what_is_missing(run):
    result = run("decode")
    assert (result.exit_code, "a topic, or --vectors FILE" in result.output) == (2, True)


def test_a_profile_is_tried_out(run, request):
    file = request.config.rootpath / "tests" / "testcases" / "profiles" / "dtu-bin.toml"
    result = run("profile", "test", str(file), '{"lid":"open"}', "--topic", "dtu/a-17/report")
    assert json.loads(result.output)["values"] == {"open": True}


def test_settings_are_printed_as_they_are_shipped(run, request):
    assert run("settings").output == (request.config.rootpath / "village.toml").read_text().rstrip() + "\n"


def test_dashboards_are_written_where_one_asks(run, tmp_path):
    result = run("dashboards", "build", "--out", "here")
    written = sorted(file.name for file in (tmp_path / "here").iterdir())
    assert written
    assert not [name for name in written if name not in result.output]


def test_an_unknown_process_is_refused_with_the_known_ones(run):
    result = run("serve", "kitchen")
    assert result.exit_code == 2
    assert "hub, vision, field" in result.output


def test_an_unknown_store_is_refused_with_the_known_ones(run):
    with pytest.raises(cli.foreseen(), match="expected one of influxdb, sqlite"):
        raise run("bench", "ingest", "--store", "paper").exception


def test_a_measurement_that_is_told_to_end_cleans_up(run, monkeypatch):
    def told_to_end(_load):
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("deploy.bench.journal.run", told_to_end)
    before = signal.getsignal(signal.SIGTERM)
    assert run("bench", "journal").exit_code == 128 + signal.SIGINT
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.fixture
def main(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["village-hub", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr().err

    return call


def test_a_taken_port_is_one_sentence_in_each_language_and_exit_status_1(main):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        code, said = main("demo", "--port", str(port), "--mqtt-port", "1884", "--influx-port", "8087")
    assert code == 1
    assert said.startswith(f"Port {port} for the console is already in use: ")
    assert said.count("\n") == 2
    assert f"端口 {port} 已被占用" in said


def test_wrong_settings_are_one_sentence_in_each_language_and_exit_status_1(main, tmp_path):
    (tmp_path / "village.toml").write_text("[http]\nport = -1")
    code, said = main("demo")
    assert (code, said.count("\n")) == (1, 2)
    assert "[http] port = -1" in said
