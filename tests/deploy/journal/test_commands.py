import json
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from deploy import cli
from deploy.bench import journal as journal_bench
from deploy.config import VillageSettings
from deploy.journal import tail as journal_tail
from deploy.journal.check import examine, known_segments
from devices.contract.wire import encode
from hub.domain.instants import millis
from hub.journal import Journal
from hub.journal.format import HEADER_BYTES, Entry, Record
from hub.journal.lock import take_lock
from tests.builders import NOON, SITE, a_catalog, a_reading
from tests.ledgers import started_ledger

RECEIVED_MS = millis(NOON)
SHANGHAI = ZoneInfo(VillageSettings().site.timezone)


def a_message(number: int, **changes: object) -> Entry:
    plain = Entry(f"vh1/daxi/d/bin-{number % 3}/tele", b'{"seq":%d}' % number, RECEIVED_MS + number * 1000)
    return plain._replace(**changes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve messages in segments of three."""
    folder = tmp_path / ".village" / "hub" / "journal"
    journal = Journal(folder, SITE, segment_bytes=3 * 60)
    journal.open()
    for number in range(1, 13):
        journal.append([a_message(number)])
    journal.close()
    return folder


@pytest.fixture
def run(monkeypatch, tmp_path):
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli.app, ["journal", *arguments, "--dir", str(tmp_path / ".village")])

    monkeypatch.chdir(tmp_path)
    return invoke


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.vhj"))


def test_a_whole_journal_is_said_to_be_whole(run, folder):
    result = run("verify", "--json")
    found = json.loads(result.output)
    assert result.exit_code == 0
    assert found["is_whole"]
    assert (found["records"], found["first"], found["last"]) == (12, 1, 12)
    assert found["segments"] == len(segments(folder))
    assert found["bytes"] == sum(file.stat().st_size for file in segments(folder))


def test_damage_is_named_by_file_and_offset_and_ends_with_status_one(run, folder):
    file = segments(folder)[1]
    content = bytearray(file.read_bytes())
    content[HEADER_BYTES + 20] ^= 1
    file.write_bytes(content)
    result = run("verify", "--json")
    found = json.loads(result.output)
    (spot,) = found["damage"]
    (gap,) = found["gaps"]
    assert result.exit_code == 1
    assert (spot["file"], spot["start"]) == (file.name, HEADER_BYTES)
    assert found["damaged_bytes"] == spot["end"] - spot["start"]
    assert (found["missing"], gap) == (1, {"first": int(file.stem), "last": int(file.stem)})


def test_a_lost_segment_and_a_file_without_records_are_found(run, folder):
    lost, emptied, *_ = segments(folder)[1:]
    lost.unlink()
    emptied.write_bytes(bytes(500))
    found = json.loads(run("verify", "--json").output)
    (gap,) = found["gaps"]
    assert gap == {"first": 4, "last": 9}
    assert found["damage"] == [{"file": emptied.name, "start": 0, "end": 500}]


def test_a_copied_segment_is_no_damage(run, folder):
    (folder / "copy.vhj").write_bytes(segments(folder)[0].read_bytes())
    found = json.loads(run("verify", "--json").output)
    assert (found["is_whole"], found["records"]) == (True, 12)
    assert found["copies"] > 0


def test_what_a_working_hub_has_not_finished_writing_is_no_damage(folder):
    journal = Journal(folder, SITE)
    journal.open()
    journal.append([a_message(13)])
    newest = journal.segments()[-1].file
    os.truncate(newest, newest.stat().st_size - 3)
    assert examine(folder, SITE).is_whole
    journal.close()
    assert not examine(folder, SITE).is_whole


@pytest.mark.usefixtures("folder")
def test_the_table_shows_the_figures(run):
    assert "damaged_bytes" in run("verify").output


def test_where_there_is_no_journal_a_sentence_says_so(run):
    assert "There is no journal" in str(run("verify").exception)


@pytest.mark.usefixtures("folder")
def test_the_journal_of_another_hub_is_named(run):
    Path("village.toml").write_text('[site]\nid = "other"\n', "utf-8")
    assert "belongs to hub 'daxi'" in str(run("tail").exception)


@pytest.mark.usefixtures("folder")
def test_the_newest_messages_are_shown_oldest_first_in_the_time_of_the_site(run):
    lines = run("tail", "-n", "2").output.splitlines()
    assert lines == [
        '11 2026-04-18 12:00:11 q1 vh1/daxi/d/bin-2/tele {"seq":11}',
        '12 2026-04-18 12:00:12 q1 vh1/daxi/d/bin-0/tele {"seq":12}',
    ]


@pytest.mark.usefixtures("folder")
def test_messages_are_chosen_by_device_and_topic(run):
    assert [line.split()[0] for line in run("tail", "--device", "bin-1").output.splitlines()] == [
        "1", "4", "7", "10",
    ]  # fmt: skip
    chosen = run("tail", "-n", "2", "--topic", "vh1/*/bin-2/*").output.splitlines()
    assert [line.split()[0] for line in chosen] == ["8", "11"]
    assert run("tail", "--topic", "vh1/other/*").output == ""


@pytest.mark.usefixtures("folder")
def test_json_lines_hold_everything(run):
    (line,) = run("tail", "-n", "1", "--json").output.splitlines()
    assert json.loads(line) == {
        "seq": 12,
        "at": "2026-04-18T12:00:12.000+08:00",
        "topic": "vh1/daxi/d/bin-0/tele",
        "qos": 1,
        "is_retained": False,
        "is_dup": False,
        "payload": '{"seq":12}',
    }


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        (a_message(1, payload="满溢".encode(), is_retained=True), "q1R vh1/daxi/d/bin-1/tele 满溢"),
        (a_message(1, payload=b"\x1b[2J\xc2\x9b", is_dup=True), "q1D vh1/daxi/d/bin-1/tele \\x1b[2J\\x9b"),
        (a_message(1, payload=b"\xff\x00", qos=0), "q0 vh1/daxi/d/bin-1/tele 0xff00"),
        (a_message(1, topic="a/\ud800\n", payload=b""), "q1 a/\\ud800\\n "),
        (a_message(1, topic="t", payload=b"x" * 500), f"q1 t {'x' * 400}… (500 B)"),
    ],
)
def test_nothing_a_device_sends_is_obeyed_by_the_terminal(entry, shown):
    assert journal_tail.line(Record(7, entry), SHANGHAI) == f"7 2026-04-18 12:00:01 {shown}"
    assert json.loads(journal_tail.as_json(Record(7, entry), SHANGHAI))["topic"] == entry.topic


def test_following_shows_what_comes_once_across_segments(folder):
    journal = Journal(folder, SITE, segment_bytes=3 * 60)
    journal.open()
    waiting = iter(range(13, 24))

    def is_over() -> bool:
        number = next(waiting, 0)
        if number:
            journal.append([a_message(number)])
        return not number

    found = journal_tail.follow(folder, SITE, journal_tail.Wanted(device="bin-1"), 12, is_over)
    assert [record.seq for record in found] == [13, 16, 19, 22]
    journal.close()


def test_the_bench_measures_each_step():
    found = journal_bench.run(journal_bench.JournalLoad(1_000, 50, 100, 1))
    assert found["messages"] == 1_000
    assert found["recovery"]["records"] >= 1024 * 1024 // 200
    assert found["recovery"]["seconds"] > 0
    assert set(found["cpu_us_per_message"]) == {"append", "read", "together", "read_late"}


@pytest.fixture
def worked_on(folder):
    """The ledger of a hub that has worked on the twelve messages and ended."""
    ledger = started_ledger(folder.parent)
    catalog = a_catalog()
    with ledger.write() as tx:
        tx.registry.put(catalog.places.values(), catalog.people.values(), catalog.devices.values())
        tx.intake.move_cursor(12)
    yield ledger
    ledger.stop()


SPAN = ("--since", "2026-04-18T12:00:03", "--until", "2026-04-18T12:00:06")


def test_a_replay_says_what_it_will_do_and_does_it(run, worked_on, folder):
    journal = Journal(folder, SITE)
    journal.open()
    journal.append([Entry(*encode(a_reading()), RECEIVED_MS + 4_500)])
    journal.close()
    with worked_on.write() as tx:
        tx.intake.move_cursor(13)
    result = run("replay", *SPAN, "--yes")
    assert result.exit_code == 0, result.exception
    assert "4 messages received from 2026-04-18 12:00" in result.output
    with worked_on.read() as tx:
        (held,) = tx.outbox.due(10)
    assert {point.series for point in held.points} == {"reading", "bin_level"}
    assert not list(folder.parent.glob("replay-*"))


@pytest.mark.usefixtures("run")
def test_a_replay_that_is_not_agreed_to_changes_nothing(worked_on):
    result = CliRunner().invoke(cli.app, ["journal", "replay", "--since", "2026-04-18"], input="n\n")
    assert (result.exit_code, "Go on?" in result.output) == (0, True)
    with worked_on.read() as tx:
        assert tx.outbox.due(10) == []


@pytest.mark.usefixtures("worked_on")
def test_a_time_that_is_none_is_named(run):
    assert "'yesterday' is no time" in str(run("replay", "--since", "yesterday").exception)


@pytest.mark.usefixtures("worked_on")
def test_a_replay_while_the_hub_runs_is_refused(run, folder):
    lock = take_lock(folder)
    assert "The hub works in" in str(run("replay", *SPAN, "--yes").exception)
    os.close(lock)


def test_a_replay_where_no_hub_ever_ran_is_refused(run, folder):
    assert "There is no journal" in str(run("replay", *SPAN, "--yes").exception)
    assert not (folder.parent / "ledger.db").exists()


def test_a_segment_that_goes_while_one_looks_is_no_damage(folder, monkeypatch):
    found = known_segments(folder, SITE)
    found[0].file.unlink()
    monkeypatch.setattr("deploy.journal.check.find_segments", lambda *_: found)
    monkeypatch.setattr("deploy.journal.tail.known_segments", lambda *_: found)
    report = examine(folder, SITE)
    assert (report.is_whole, report.segments, report.first_seq) == (True, len(found) - 1, 4)
    assert journal_tail.newest(folder, SITE, journal_tail.Wanted(), 99)[0].seq == 4
