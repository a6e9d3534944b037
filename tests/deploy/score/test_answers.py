"""Asking a whole hub behind its API, with real services on a real ledger."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from deploy.errors import CannotRun
from deploy.score import answered, answers
from deploy.score.lines import Lines, read_lines
from deploy.score.spans import Stretch
from devices.contract.bodies import Phase, Sight
from hub.api.app import build_api
from hub.domain.announcements import DeliveryState
from hub.domain.instants import millis
from hub.domain.tickets import TicketKind
from hub.series import Point
from tests.hub.api.face import MORNING, PASSWORD, Face, a_face

# Every device is asked about by itself, as in a real run.
pytestmark = pytest.mark.slow
DAY = Stretch(millis(MORNING - timedelta(hours=8)), millis(MORNING + timedelta(hours=2)))
NOON_MS = millis(MORNING)


class Asker(NamedTuple):
    """A hub to be asked."""

    face: Face
    client: TestClient
    out: Path

    def get(self, path: str, **parameters: str | int) -> Any:
        """What a route says."""
        answer = self.client.get(path, params=parameters)
        assert answer.is_success, answer.text
        return answer.json()

    def asked(self) -> Lines[answered.AnswerLine]:
        """Ask everything, and read what was written."""
        answers.ask(self, self.face.series, DAY, self.out)
        return read_lines(self.out, answered.ANSWERS)


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    with a_face(tmp_path) as face:
        client = TestClient(build_api(face.context), client=("192.0.2.7", 5000))
        client.auth = ("operator", PASSWORD)
        yield Asker(face, client, tmp_path / "answers.jsonl")


def test_every_account_of_messages_is_written_down(asker: Asker) -> None:
    asker.face.fills("bin-001", 40)
    asker.face.hear_raw("vh1/daxi/d/bin-001/tele", b"{")
    said = asker.asked()
    [balance] = said.of(answered.BalanceSaid)
    assert (balance.received, balance.in_journal, balance.dead_letter, balance.is_even) == (4, 3, 1, True)
    fates = {one.device: one for one in said.of(answered.FatesSaid)}
    assert (fates["bin-001"].stored, fates["bin-001"].dead_letter) == (3, 1)
    assert sum(group.count for group in said.of(answered.LettersSaid)) == 1


def test_a_reading_is_one_time_however_many_quantities_it_has(asker: Asker) -> None:
    asker.face.fills("bin-001", 40)
    tags = {"village": "liushuwan", "device": "bin-001", "device_class": "bin"}
    values = {"distance_mm": 800.0, "battery_pct": 87.0}
    asker.face.series.write([Point("reading", tags, values, NOON_MS * 1_000_000 + n) for n in (500, 1000)])
    stored = {one.device: one.times_ns for one in asker.asked().of(answered.Stored)}
    assert stored["bin-001"] == (NOON_MS * 1_000_000 + 500, NOON_MS * 1_000_000 + 1000)


def test_what_screens_showed_of_a_bin_is_told_with_its_times(asker: Asker) -> None:
    tags = {"village": "liushuwan", "device": "bin-001", "device_class": "bin"}
    for minute, pct, presence in ((-3, 30.0, "online"), (-2, 35.0, "online"), (-1, 35.0, "late")):
        fields = {"level_pct": pct, "presence": presence, "seen_at_ms": NOON_MS - 600_000}
        asker.face.series.write([Point("device", tags, fields, (NOON_MS + minute * 60_000) * 1_000_000)])
    said = asker.asked()
    [shown] = [one for one in said.of(answered.LevelsShown) if one.device == "bin-001"]
    assert [pct for _, pct in shown.rows] == [30.0, 35.0, 35.0]
    stood = {(one.device, one.field): one.rows for one in said.of(answered.Stood)}
    changes = ((NOON_MS - 180_000, "online"), (NOON_MS - 60_000, "late"))
    assert stood["bin-001", "presence"] == changes
    assert stood["bin-001", "seen_at_ms"] == ((NOON_MS - 180_000, NOON_MS - 600_000),)


def test_more_rows_than_a_store_gives_at_once_are_asked_for_in_turns(asker: Asker) -> None:
    tags = {"village": "liushuwan", "device": "bin-001", "device_class": "bin"}
    first_ns = DAY.from_ms * 1_000_000
    asker.face.series.write([Point("device", tags, {"level_pct": 1.0}, first_ns + n) for n in range(5_001)])
    [shown] = [one for one in asker.asked().of(answered.LevelsShown) if one.device == "bin-001"]
    assert len(shown.rows) == 5_001


def test_findings_of_a_camera_say_which_pile_and_where(asker: Asker) -> None:
    asker.face.sees_litter("cam-001", "p1")
    asker.face.sees_litter("cam-001", "p1", sight=Sight.ABSENT)
    tags = {"village": "liushuwan", "device": "cam-001"}
    box = {"box_left": 0.1, "box_top": 0.2, "box_width": 0.3, "box_height": 0.4}
    fields = {"pile": "p1", "phase": "start", "sight": "present", **box}
    asker.face.series.write([Point("litter", tags, fields, NOON_MS * 1_000_000)])
    [finding] = asker.asked().of(answered.FindingSaid)
    assert (finding.device, finding.pile, finding.phase) == ("cam-001", "p1", Phase.START)
    assert (finding.sight, finding.box) == (Sight.PRESENT, (0.1, 0.2, 0.3, 0.4))


def test_open_and_closed_tickets_are_told_with_their_times(asker: Asker) -> None:
    asker.face.fills("bin-001", 95)
    asker.face.sees_litter("cam-001", "p1")
    asker.face.sees_litter("cam-001", "p1", sight=Sight.ABSENT)
    tickets = {ticket.kind: ticket for ticket in asker.asked().of(answered.TicketSaid)}
    full, litter = tickets[TicketKind.BIN_FULL], tickets[TicketKind.LITTER]
    assert (full.device, full.at_ms, full.closed_ms, full.because) == ("bin-001", NOON_MS, None, "")
    assert (litter.closed_ms, litter.because) == (NOON_MS, "camera_saw_absent")
    assert litter.subject == "litter:cam-001:p1"


def test_tickets_are_asked_for_page_by_page(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_MOST", 2)
    for number in (1, 2, 3):
        asker.face.fills(f"bin-00{number}", 95)
        asker.face.clock.move(60)
    assert {one.device for one in asker.asked().of(answered.TicketSaid)} == {"bin-001", "bin-002", "bin-003"}


def test_a_list_that_may_go_on_is_refused(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_MOST", 1)
    asker.face.fills("bin-001", 95)
    with pytest.raises(CannotRun, match="tells at once"):
        asker.asked()


def test_announcements_are_told_speaker_by_speaker_with_their_unreached_list(asker: Asker) -> None:
    body = {"text": "请把垃圾投到桶内", "priority": "notice", "target": {"scope": "township"}}
    accepted = asker.client.post("/api/v1/announcements", json=body).json()
    said = asker.asked()
    [announcement] = said.of(answered.AnnouncementSaid)
    assert (announcement.announcement, announcement.priority) == (accepted["id"], "notice")
    deliveries = said.of(answered.DeliverySaid)
    assert deliveries
    assert {delivery.state for delivery in deliveries} == {DeliveryState.ACCEPTED}


def test_the_list_of_what_to_do_is_told_in_its_order(asker: Asker) -> None:
    asker.face.fills("bin-001", 95)
    tasks = asker.asked().of(answered.TaskSaid)
    assert [task.place for task in tasks] == [1]
