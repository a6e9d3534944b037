"""A small township lives twelve minutes on real servers, and the hub is held against the truth."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from deploy.config import VillageSettings
from deploy.score.run import read_run
from deploy.score.scoring import score
from deploy.screen import Screen
from deploy.simulate.run import SimulateOptions, run

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(180)]

SCENARIO = """
zh = "小样"
en = "Twelve minutes"
date = 2026-05-13
begins = "09:00"
lasts = "12 min"
[size]
villages = 3
bins = 24
cameras = 2
streams = 1
speakers = 3
sensors = 2
gateways = 2
bin_every_s = 60
[[happens]]
what = "broker_restart"
at = "09:02"
lasts = "20 s"
[[happens]]
what = "influx_away"
at = "09:04"
lasts = "4 min"
[[happens]]
what = "hub_killed"
at = "09:06"
lasts = "20 s"
[[happens]]
what = "announcement"
id = "rubbish"
at = "09:09"
priority = "notice"
lasts = "10 s"
villages = [1, 2, 3]
text = "请把垃圾投放到桶内。"
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    scenario = folder / "twelve-minutes.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    screen = io.StringIO()
    options = SimulateOptions(str(scenario), VillageSettings(), seed=2, out=folder / "run")
    summary = run(options, Screen(Console(file=screen, width=200, highlight=False)))
    return folder / "run", summary, screen.getvalue()


def command_of(process):
    try:
        return (process / "cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""


def lines(file):
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_everything_that_was_said_is_with_the_hub_once_whatever_happened_to_the_servers(played):
    folder, summary, _ = played
    assert summary["is_complete"]
    figures = score(read_run(folder / "truth.jsonl"))
    assert figures["readings_lost"].value == 0
    assert summary["messages"] >= figures["readings_lost"].cases > 200
    assert figures["readings_twice"].value == 0


def test_what_happened_to_the_servers_is_in_the_record_and_on_the_screen(played):
    folder, _, screen = played
    sent = lines(folder / "sent.jsonl")
    assert [line["kind"] for line in sent if line["what"] == "did"] == [
        "broker_restart",
        "influx_away",
        "hub_killed",
        "announcement",
    ]
    assert Counter(line["what"] for line in sent)["clock"] > 3
    assert "InfluxDB is away 时序数据库中断" in screen


def test_what_was_announced_sounded_once_at_every_speaker_and_the_hub_says_so(played):
    folder, _, _ = played
    sounded = [line["device"] for line in lines(folder / "sent.jsonl") if line["what"] == "sounded"]
    assert len(sounded) == len(set(sounded)) == 3
    states = [line["state"] for line in lines(folder / "answers.jsonl") if line["what"] == "delivery"]
    assert states == ["played"] * 3


def test_the_camera_with_a_stream_and_the_one_with_pictures_are_both_seen(played):
    folder, _, _ = played
    answers = lines(folder / "answers.jsonl")
    stood = [line for line in answers if line["what"] == "stood" and line["field"] == "view_fault"]
    cameras = {line["device"]: line["rows"][-1][1] for line in stood if line["device"].startswith("cam-")}
    assert cameras == {"cam-001": "none", "cam-002": "none"}
    kept = json.loads((folder / "run" / "settings.json").read_text("utf-8"))
    assert [camera["url"].partition(":")[0] for camera in kept["cameras"]] == ["rtsp", "http"]


def test_time_went_faster_than_it_passes_and_nothing_is_left_running(played):
    folder, summary, _ = played
    assert summary["speed"] > 5
    assert set(summary["memory_mib"]) == {"mosquitto", "influxdb", "hub", "vision", "pictures", "voices"}
    assert [pid for pid in Path("/proc").glob("[0-9]*") if str(folder) in command_of(pid)] == []
