import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

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


def test_the_demo_runs_by_itself_and_reports_what_became_of_everything(tmp_path):
    report_file, log = tmp_path / "report.json", tmp_path / "out"
    demo = village_hub(
        "demo",
        "--headless",
        "--for",
        "20",
        "--dir",
        str(tmp_path / "home"),
        "--report",
        str(report_file),
        log=log,
    )
    assert demo.wait(150) == 0, log.read_text()

    report = json.loads(report_file.read_text())
    counts = report["counts"]
    assert report["trouble"] == ""
    assert counts["is_even"]
    assert counts["in_journal"] == 0
    assert counts["received"] >= sum(counts["sent"].values()) > 100
    assert counts["received"] == sum(
        counts[name] for name in ("stored", "duplicate", "dead_letter", "rejected")
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
