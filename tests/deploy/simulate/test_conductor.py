"""The one who owns the clock."""

import json
from time import monotonic

import pytest

from deploy.simulate import conductor as played
from deploy.simulate.closing import Closing, Scenes
from deploy.simulate.conductor import Conductor, Hands
from deploy.simulate.governor import Governor
from deploy.simulate.record import Record
from deploy.simulate.servers import Servers
from deploy.simulate.staff import Staff
from devices.pace import PaceWriter
from devices.sim.mapbase import Place
from devices.sim.world.deed import DeedKind
from tests.deploy.simulate.fakes import BEGAN_MS, Api, Children, Gauges, Watching, a_deed

FAST = 100_000.0


class Stage:
    """A conductor with everything around it, on a real clock that goes very fast."""

    def __init__(self, folder):
        self.pace = PaceWriter(folder / "pace", BEGAN_MS)
        self.children, self.api = Children(), Api(tickets=[])
        self.gauges, self.watching = Gauges(), Watching()
        self.folder = folder
        self.tended = 0

    def play(self, *deeds, hours=1.0, most=FAST):
        record = Record(self.folder / "sent.jsonl")
        scenes = Scenes(lambda _: Place(26.0, 103.0), lambda _: None)
        staff = Staff(self.api, self.api, Closing(self.api, self.api, scenes), frozenset())
        hands = Hands(self.pace, Servers(self.children), staff, record, self.watching)
        ends_ms = BEGAN_MS + round(hours * 3_600_000)
        governor = Governor(most, first=most)
        try:
            return Conductor(deeds, ends_ms, hands, self.gauges, governor, self._tend).play()
        finally:
            record.close()

    def lines(self, what):
        lines = map(json.loads, (self.folder / "sent.jsonl").read_text("utf-8").splitlines())
        return [line for line in lines if line["what"] == what]

    def _tend(self):
        self.tended += 1
        self.children.starting.clear()


@pytest.fixture
def stage(tmp_path, monkeypatch):
    monkeypatch.setattr(played, "_TICK_S", 0.01)
    monkeypatch.setattr(played, "_MEASURED_ANEW_S", 0.02)
    monkeypatch.setattr(played, "_SLOWLY", FAST)
    made = Stage(tmp_path)
    yield made
    made.pace.close()


def test_a_scenario_passes_to_its_end(stage):
    assert stage.play() is True
    assert stage.pace.now_ms() >= BEGAN_MS + 3_600_000
    assert stage.tended > 0


def test_what_is_done_is_done_in_its_order_and_noted_with_what_came_of_it(stage):
    stage.play(
        a_deed(DeedKind.COMPLAINT, 60, village="v-1"),
        a_deed(DeedKind.PHOTO, 120, "cam-1", is_false=True),
        hours=0.1,
    )
    assert stage.watching.done == [("complaint", "accepted"), ("photo", "failed")]
    assert [(line["kind"], line["at_ms"] - BEGAN_MS, line["outcome"]) for line in stage.lines("did")] == [
        ("complaint", 60_000, "accepted"),
        ("photo", 120_000, "failed"),
    ]


def test_time_goes_slower_towards_what_is_due(stage, monkeypatch):
    monkeypatch.setattr(played, "_SLOWLY", 2_000.0)
    monkeypatch.setattr(played, "_APPROACH_S", 0.05)
    stage.play(a_deed(DeedKind.COMPLAINT, 1_000, village="v-1"), hours=0.3, most=30_000)
    approach = [ruling.speed for ruling in stage.watching.passed if ruling.why == "deed"]
    assert approach == sorted(approach, reverse=True)
    assert approach[-1] < 30_000


def test_a_server_that_is_ended_is_started_again_and_waited_for(stage):
    stage.play(a_deed(DeedKind.BROKER_RESTART, 60, down_ms=30_000), hours=0.1)
    assert stage.children.down == {}
    assert "starting" in {ruling.why for ruling in stage.watching.passed}


def test_time_goes_slower_while_something_announced_sounds(stage, monkeypatch):
    monkeypatch.setattr(played, "_LISTENING_SPEED", FAST / 2)
    stage.gauges.is_answered = True
    stage.api.answers["duration_ms"] = 3_600_000
    stage.play(a_deed(DeedKind.ANNOUNCEMENT, 60, announcement="a-1"), hours=1)
    assert "listening" in {ruling.why for ruling in stage.watching.passed}


def test_a_server_that_is_back_is_waited_for_until_all_have_found_it(stage, monkeypatch):
    monkeypatch.setattr(played, "_LONGEST_BACK_S", 0.06)
    stage.gauges.has_settled = False
    began_s = monotonic()
    stage.play(a_deed(DeedKind.BROKER_RESTART, 60, down_ms=30_000), hours=3)
    assert monotonic() - began_s >= 0.06
    assert [ruling.why for ruling in stage.watching.passed].count("starting") > 3


def test_changes_of_speed_are_noted(stage):
    stage.play(a_deed(DeedKind.COMPLAINT, 60, village="v-1"), hours=2)
    assert [line["speed"] for line in stage.lines("clock")][:3] == [FAST, 1.0, FAST]


def test_a_scenario_whose_devices_never_finish_is_given_up(stage, monkeypatch):
    monkeypatch.setattr(played, "_LONGEST_WAIT_S", 0.01)
    stage.gauges.is_over = False
    assert stage.play(hours=0.1) is False
