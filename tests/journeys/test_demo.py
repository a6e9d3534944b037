import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic

import pytest
from rich.console import Console

from deploy import doctor, up
from deploy.bench.ingest import Load
from deploy.bench.ingest import run as run_bench
from deploy.config import VillageSettings, parse
from deploy.demo import DemoOptions
from deploy.demo import run as run_demo
from deploy.ports import any_ports
from deploy.probes import answers
from deploy.screen import Screen
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(180)]


def village_hub(*arguments: str, log: Path) -> subprocess.Popen[bytes]:
    argv = [sys.executable, "-m", "deploy.cli", *arguments]
    with log.open("wb") as out:
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out)


def children_of(home: Path) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if str(home).encode() in command and int(place.name) != os.getpid():
            found.append(int(place.name))
    return found


@pytest.fixture
def screen():
    return Screen(Console(file=io.StringIO(), width=200, highlight=False))


def test_the_demo_runs_by_itself_and_reports_what_became_of_everything(tmp_path, screen):
    report_file = tmp_path / "report.json"
    options = DemoOptions(
        tmp_path / "home", VillageSettings(), is_headless=True, for_s=20, report_file=report_file
    )
    run_demo(options, screen)

    report = json.loads(report_file.read_text())
    counts = report["counts"]
    assert report["trouble"] == ""
    assert counts["is_even"]
    assert counts["in_journal"] == 0
    assert counts["received"] >= sum(counts["sent"].values()) > 100
    assert counts["received"] == sum(
        counts[name] for name in ("stored", "duplicate", "dead_letter", "rejected", "lost")
    )
    assert report["announcement"]["states"] == {"played": 12}
    assert report["latency_ms"]["publish_to_queryable"]["lost"] == 0
    assert report["latency_ms"]["publish_to_queryable"]["samples"] > 10
    assert children_of(tmp_path / "home") == []


def test_ctrl_c_stops_everything_within_five_seconds(tmp_path):
    home, log = tmp_path / "home", tmp_path / "out"
    demo = village_hub("demo", "--headless", "--dir", str(home), log=log)
    try:
        until(lambda: "Ready in" in log.read_text() or demo.poll() is not None, timeout_s=90, what="the demo")
        assert len(children_of(home)) >= 4
        began = monotonic()
        demo.send_signal(signal.SIGINT)
        assert demo.wait(10) == 0, log.read_text()
        assert monotonic() - began < 5
    finally:
        demo.kill()
        demo.wait()
    until(lambda: not children_of(home), what="the end of all children")


def test_nothing_outlives_a_demo_that_is_killed(tmp_path):
    home, log = tmp_path / "home", tmp_path / "out"
    demo = village_hub("demo", "--headless", "--dir", str(home), log=log)
    try:
        until(lambda: "Ready in" in log.read_text() or demo.poll() is not None, timeout_s=90, what="the demo")
    finally:
        demo.kill()
        demo.wait()
    until(lambda: not children_of(home), timeout_s=15, what="the end of all children")


PROGRAMS = (
    "deploy.serve hub",
    "mosquitto.conf",
    "influxdb.conf",
    "deploy.serve vision",
    "deploy.serve field",
)


def pid_of(home: Path, program: str) -> int | None:
    for pid in children_of(home):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if program in words and "deploy.cli" not in words and "tether" not in words:
            return pid
    return None


def test_whatever_is_killed_comes_back_and_every_message_is_accounted_for(tmp_path):
    home, log, report = tmp_path / "home", tmp_path / "out", tmp_path / "report.json"
    arguments = ("demo", "--headless", "--dir", str(home), "--for", "30", "--report", str(report))
    demo = village_hub(*arguments, log=log)
    try:
        until(lambda: "Ready in" in log.read_text() or demo.poll() is not None, timeout_s=90, what="the demo")
        for number, program in enumerate(PROGRAMS, start=1):
            pid = pid_of(home, program)
            assert pid, program
            os.kill(pid, signal.SIGKILL)
            until(lambda count=number: log.read_text().count("was started again") == count, timeout_s=20)
        assert demo.wait(90) == 0, log.read_text()
    finally:
        demo.kill()
        demo.wait()
    result = json.loads(report.read_text())
    assert result["counts"]["is_even"]
    assert result["latency_ms"]["publish_to_queryable"]["lost"] == 0
    assert children_of(home) == []


def test_ingest_is_measured_to_the_last_message(screen):
    result = run_bench(Load(600, "sqlite"), screen)
    assert result["balance"]["is_even"]
    assert result["balance"]["stored"] >= 600
    assert result["stored_per_s"] > 0
    assert result["latency_ms"]["publish_to_queryable"]["lost"] == 0


def test_a_backlog_is_written_while_live_readings_go_on(screen):
    result = run_bench(Load(300, "influxdb", 200.0, backlog=3_000), screen)
    assert result["balance"]["is_even"]
    assert result["balance"]["stored"] >= 3_300
    assert result["outage"]["seconds"] > 0
    assert result["outage"]["caught_up_s"] is not None


def test_the_doctor_finds_nothing_wrong_where_everything_is_installed(tmp_path):
    ports = any_ports()
    settings = parse(
        {
            "http": {"port": ports.console},
            "mqtt": {"port": ports.mqtt},
            "series": {"url": f"http://127.0.0.1:{ports.influx}"},
        },
        "test",
    )
    found = {finding.part: finding for finding in doctor.examine(settings, tmp_path / "home")}
    assert not [finding for finding in found.values() if finding.is_failed]
    assert "refuses strangers" in found["broker"].answer
    assert "keeps a point" in found["InfluxDB"].answer


def test_the_hub_for_real_devices_runs_until_it_is_told_to_stop(tmp_path, screen):
    ports = any_ports()
    settings = parse(
        {"http": {"port": ports.console}, "mqtt": {"port": ports.mqtt}, "run": {"influxdb": "none"}}, "test"
    )
    asked = []

    def examine_and_stop() -> None:
        until(lambda: answers(ports.console, "/healthz"), timeout_s=60)
        asked.extend(doctor.examine(settings, tmp_path / "home"))
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=examine_and_stop)
    thread.start()
    up.run(settings, tmp_path / "home", screen)
    thread.join()
    assert [finding.part for finding in asked if finding.is_failed] == []
    assert {"hub", "balance"} <= {finding.part for finding in asked}
