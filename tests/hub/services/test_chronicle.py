"""How everything stood is written down as series, so that any moment can be shown."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.contract.bodies import Phase, Sight, ViewEvent, ViewFault
from devices.contract.commands import Priority
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from hub.adapters.ledger.database import SqlLedger
from hub.domain.announcements import Draft, Target, TargetScope
from hub.domain.announcements.approval import Plea
from hub.domain.datum import Datum
from hub.domain.hourly_levels import HourlyLevels
from hub.domain.instants import millis
from hub.domain.judging import judge
from hub.domain.people import Role
from hub.domain.tickets import Judged, TicketState, Verdict
from hub.ports import StoreDown
from hub.series import Point, check
from hub.services.broadcast import Asking
from hub.services.chronicle.chronicle import Chronicle, Screens, Sources
from hub.services.chronicle.figures import Own
from hub.services.foretelling import Foretelling
from hub.services.todo import Todo
from tests.builders import NOON, SHA, SITE, a_bin, a_catalog, a_finding, a_reading, a_record, a_speaker, at
from tests.hub.services.conftest import Hub
from tests.ledgers import ledger_file

SHANGHAI = ZoneInfo("Asia/Shanghai")
OWN = Own(80.5, 12.0, 5_000.0, None, 0.25, 0, 1, "http://hub:8080")


def a_chronicle(hub: Hub, own: Own = OWN, datum: Datum = Datum.WGS84) -> Chronicle:
    watch, foretelling = hub.watch(), Foretelling(hub.ledger, hub.registry, hub.clock, SHANGHAI)
    foretelling.step()
    todo = Todo(hub.registry, watch, foretelling, hub.clock, list)
    screens = Screens(
        SITE, SHANGHAI, datum, "http://hub:8080", lambda path, now: f"http://hub:8080{path}?{now:%H%M}"
    )
    return Chronicle(
        screens, Sources(hub.ledger, hub.registry, watch, foretelling, todo, hub.clock, lambda: own)
    )


def rows(hub: Hub, series: str) -> list[Point]:
    """The newest rows of a series; each fits the schema."""
    found = hub.points(series)
    for point in found:
        check(point)
    newest = max((point.at_ns for point in found), default=0)
    return [point for point in found if point.at_ns == newest]


def to_do(hub: Hub) -> list[Point]:
    """The newest list of what to do; rows that it does not fill are empty."""
    return [row for row in rows(hub, "task") if "reason" in row.fields]


def listed(hub: Hub) -> list[Point]:
    """The matters as a screen finds them: what was written last in each row, where that is not empty."""
    newest: dict[tuple[str, str], Point] = {}
    for point in sorted(hub.points("open_ticket"), key=lambda point: point.at_ns):
        newest[point.tags["village"], point.tags["slot"]] = point
    return [row for row in newest.values() if row.fields != {"kind": "none"}]


def slots_by_ticket(hub: Hub) -> dict[object, str]:
    """In which row each matter stands; none stands in two."""
    found = {row.fields["ticket"]: row.tags["slot"] for row in listed(hub)}
    assert len(found) == len(listed(hub))
    return found


def device(hub: Hub, name: str) -> Point:
    return [point for point in hub.points("device") if point.tags["device"] == name][-1]


def is_full(hub: Hub, seq: int = 1) -> None:
    hub.hear(
        *(
            a_record(seq + n, a_reading({"fill_pct": 95.0}, seq=seq + n, sent_at=at(seq + n)))
            for n in range(3)
        )
    )


def test_the_figures_of_the_township_are_those_of_the_overview(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading()))
    a_chronicle(hub).write_figures()
    (township,) = rows(hub, "township")
    assert township.tags == {"site": "daxi"}
    assert [township.fields[f"devices_{word}"] for word in ("online", "offline", "unknown")] == [1, 0, 2]
    assert township.fields["counted_at_ms"] == millis(NOON)
    assert township.fields["speakers_pct"] == 0.0


def test_what_cannot_be_said_is_not_written(hub: Hub) -> None:
    a_chronicle(hub).write_figures()
    (township,) = rows(hub, "township")
    assert not {"same_day_pct", "announced_at_ms"} & township.fields.keys()


def test_the_hub_says_how_it_is_itself(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading()))
    a_chronicle(hub, replace(OWN, disk_days=12.5)).write_figures()
    (own,) = rows(hub, "hub")
    assert (own.fields["received"], own.fields["memory_mib"], own.fields["lag_s"]) == (1, 80.5, 0.25)
    assert (own.fields["disk_days"], own.fields["notes"]) == (12.5, 1)


def test_a_village_has_figures_and_a_name(hub: Hub) -> None:
    is_full(hub)
    a_chronicle(hub).write_rows()
    (village,) = rows(hub, "village")
    assert (village.tags, village.fields["name"]) == ({"village": "liushu"}, "柳树湾村")
    assert (village.fields["bins_full"], village.fields["tickets_open"], village.fields["same_day_pct"]) == (
        1,
        1,
        0.0,
    )


def test_a_bin_has_its_level_its_look_and_what_became_of_it_today(hub: Hub) -> None:
    is_full(hub)
    a_chronicle(hub).write_rows()
    seen = device(hub, "bin-1").fields
    assert (seen["look"], seen["presence"], seen["collection"], seen["is_stale"]) == (
        "full",
        "online",
        "waiting",
        False,
    )
    assert (seen["level_pct"], seen["tickets"], seen["village_name"]) == (95.0, 1, "柳树湾村")


def test_a_level_that_jumped_is_shown_as_being_checked(hub: Hub) -> None:
    is_full(hub)
    hub.hear(a_record(4, a_reading({"fill_pct": 4.0}, seq=4, sent_at=at(4))))
    a_chronicle(hub).write_rows()
    seen = device(hub, "bin-1").fields
    assert (seen["look"], seen["level_pct"], seen["is_full"]) == ("checking", 4.0, True)


def test_a_sensor_that_strays_looks_so_and_is_on_the_list(hub: Hub) -> None:
    hub.hear(
        *(
            a_record(n, a_reading({"fill_pct": 95.0 if n % 2 else 30.0}, seq=n, sent_at=at(n)))
            for n in range(1, 11)
        )
    )
    a_chronicle(hub).write_rows()
    assert device(hub, "bin-1").fields["look"] == "wild"
    (task,) = to_do(hub)
    assert (task.fields["reason"], task.fields["about"]) == ("sensor_wild", "村口垃圾桶")
    assert task.fields["place"] == f"{task.fields['village_name']} 村口垃圾桶"
    assert "when_at_ms" not in task.fields
    hub.clock.move(120)
    a_chronicle(hub).write_rows()
    since = to_do(hub)[-1].fields["when_at_ms"]
    assert since == task.fields["since_ms"]
    assert task.fields["url"] == "http://hub:8080/devices/bin-1"


def test_an_old_level_is_shown_as_stale(hub: Hub) -> None:
    is_full(hub)
    chronicle = a_chronicle(hub)
    chronicle.write_rows()
    hub.clock.move(600)
    chronicle.write_rows()
    seen = device(hub, "bin-1").fields
    assert (seen["look"], seen["is_stale"], seen["presence"]) == ("stale", True, "offline")
    assert "level_pct" not in seen
    assert seen["level_age_s"] > 590


def test_a_row_is_written_when_it_changes_and_every_five_minutes(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading()))
    chronicle, counts = a_chronicle(hub), []
    for seconds in (0, 60, 60, 180, 60):
        hub.clock.move(seconds)
        chronicle.write_rows()
        counts.append(len([point for point in hub.points("device") if point.tags["device"] == "horn-1"]))
    assert counts == [1, 1, 1, 2, 2]
    hub.hear(a_record(2, a_reading(seq=2, sent_at=at(359)), received_at=at(360)))
    before = len(hub.points("device"))
    chronicle.write_rows()
    assert len(hub.points("device")) == before + 1


def test_what_could_not_be_kept_is_written_the_next_time(hub: Hub) -> None:
    chronicle = a_chronicle(hub)
    hub.ledger.stop()
    with pytest.raises(StoreDown):
        chronicle.write_rows()
    hub.ledger.start()
    chronicle.write_rows()
    assert len(hub.points("device")) == 3


def test_a_camera_has_its_fault_and_addresses_of_its_pictures(hub: Hub) -> None:
    body = ViewEvent(
        id="v1", at_ms=millis(NOON), boot=1, seq=1, phase=Phase.START, severity=3, fault=ViewFault.COVERED
    )
    hub.hear(a_record(1, Message(device_address(SITE, "cam-1", Kind.EVENT, "view"), body)))
    a_chronicle(hub).write_rows()
    seen = device(hub, "cam-1").fields
    assert (seen["look"], seen["view_fault"]) == ("blind", "covered")
    assert seen["live"] == "http://hub:8080/signed/cameras/cam-1/live.mjpg?0400"
    assert seen["video"] == "http://hub:8080/signed/cameras/cam-1/live.m3u8?0400"


def test_a_map_in_gcj02_gets_its_devices_where_it_draws_them(hub: Hub) -> None:
    a_chronicle(hub, datum=Datum.GCJ02).write_rows()
    assert device(hub, "bin-1").fields["lat"] != a_bin().lat


def test_a_bin_that_fills_has_the_time_of_its_forecast(hub: Hub) -> None:
    noon_hour = int(NOON.timestamp()) // 3600
    steps = bytes(2 * 2 * (hour % 48) for hour in range(240))
    with hub.ledger.write() as tx:
        tx.levels.put({"bin-1": HourlyLevels(noon_hour - 1, steps)})
    hub.hear(a_record(1, a_reading({"fill_pct": 45.0, "battery_pct": 80.0})))
    a_chronicle(hub).write_rows()
    seen = device(hub, "bin-1").fields
    assert millis(NOON + timedelta(hours=18)) < seen["full_at_ms"] <= seen["surely_full_at_ms"]
    assert seen["battery_pct"] == 80.0


def test_open_tickets_are_listed_with_names_places_and_a_picture(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding()))
    a_chronicle(hub).write_rows()
    (ticket,) = listed(hub)
    assert ticket.tags == {"village": "liushu", "slot": "01"}
    shown = ticket.fields
    assert (shown["kind"], shown["device_name"], shown["owner"], shown["is_overdue"]) == (
        "litter",
        "文化广场",
        "张三",
        False,
    )
    assert shown["picture"] == f"http://hub:8080/signed/media/{SHA}?0400"


@pytest.mark.parametrize("is_moved", [True, False])
def test_a_device_that_was_moved_or_retired_leaves_an_empty_row_where_it_stood(
    hub: Hub, *, is_moved: bool
) -> None:
    chronicle = a_chronicle(hub)
    chronicle.write_rows()
    before = device(hub, "bin-1")
    hub.clock.move(10)
    if is_moved:
        cells = {"village_id": "other", "village": "另一村", "point": "村口", "lat": "29.2", "lon": "119.7"}
        hub.registry.move("bin-1", cells, "wang")
    else:
        hub.registry.retire("bin-1", "wang")
    chronicle.write_rows()
    chronicle.write_rows()
    after = [
        row for row in hub.points("device") if row.tags["device"] == "bin-1" and row.at_ns > before.at_ns
    ]
    (left,) = (row for row in after if row.tags == before.tags)
    check(left)
    assert left.fields == {"name": ""}
    elsewhere = [row for row in after if row.tags != before.tags]
    assert [row.tags["village"] for row in elsewhere] == (["other"] if is_moved else [])
    assert all(row.at_ns > left.at_ns and row.fields["look"] for row in elsewhere)


def test_a_matter_keeps_its_row_when_another_one_is_closed(hub: Hub) -> None:
    chronicle = a_chronicle(hub)
    hub.hear(a_record(1, a_finding(pile="pile-1")), a_record(2, a_finding(seq=2, pile="pile-2")))
    chronicle.write_rows()
    before = slots_by_ticket(hub)
    hub.clock.move(60)
    hub.hear(
        a_record(3, a_finding(Sight.ABSENT, Phase.END, seq=3, pile="pile-1"), received_at=at(50)),
        a_record(4, a_finding(seq=4, pile="pile-3"), received_at=at(55)),
    )
    chronicle.write_rows()
    after = slots_by_ticket(hub)
    (kept,) = before.keys() & after.keys()
    assert after[kept] == before[kept] == "02"
    assert sorted(after.values()) == ["01", "02"], "the new one takes the row that is free"


def test_a_closed_matter_leaves_its_row_empty_once(hub: Hub) -> None:
    chronicle = a_chronicle(hub)
    hub.hear(a_record(1, a_finding(pile="pile-1")), a_record(2, a_finding(seq=2, pile="pile-2")))
    chronicle.write_rows()
    hub.clock.move(10)
    gone = a_finding(Sight.ABSENT, Phase.END, seq=3, pile="pile-2")
    hub.hear(a_record(3, gone, received_at=at(9)))
    chronicle.write_rows()
    assert {row.tags["slot"]: row.fields["kind"] for row in rows(hub, "open_ticket")} == {
        "01": "litter",
        "02": "none",
    }
    hub.clock.move(60)
    chronicle.write_rows()
    assert [row.tags["slot"] for row in rows(hub, "open_ticket")] == ["01"]


def test_a_matter_keeps_its_row_when_the_hub_begins_again(hub: Hub) -> None:
    hub.hear(*(a_record(n, a_finding(seq=n, pile=f"pile-{n}")) for n in (1, 2, 3)))
    a_chronicle(hub).write_rows()
    before = slots_by_ticket(hub)
    hub.clock.move(10)
    gone = a_finding(Sight.ABSENT, Phase.END, seq=4, pile="pile-1")
    hub.hear(a_record(4, gone, received_at=at(9)))
    a_chronicle(hub).write_rows()
    (closed,) = (ticket.id for ticket in hub.tickets() if ticket.state is TicketState.CLOSED)
    assert slots_by_ticket(hub) == {ticket: slot for ticket, slot in before.items() if ticket != closed}


def test_the_row_of_a_matter_that_was_closed_around_a_restart_is_empty(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding()))
    a_chronicle(hub).write_rows()
    hub.clock.move(10)
    hub.hear(a_record(2, a_finding(Sight.ABSENT, Phase.END, seq=2), received_at=at(9)))
    a_chronicle(hub).write_rows()
    assert listed(hub) == []


def test_a_village_lists_so_many_tickets_and_no_more(hub: Hub) -> None:
    hub.hear(*(a_record(n, a_finding(seq=n, pile=f"pile-{n}")) for n in range(1, 53)))
    a_chronicle(hub).write_rows()
    assert len(listed(hub)) == 50


def test_opening_and_closing_are_events_at_their_own_moments(hub: Hub) -> None:
    chronicle = a_chronicle(hub)
    hub.hear(a_record(1, a_finding(), received_at=at(1)))
    chronicle.write_rows()
    hub.clock.move(60)
    hub.hear(a_record(2, a_finding(Sight.ABSENT, Phase.END, seq=2), received_at=at(50)))
    chronicle.write_rows()
    chronicle.write_rows()
    found = [(point.fields["act"], point.fields.get("because", "")) for point in hub.points("ticket_event")]
    assert found == [("opened", ""), ("closed", "camera_saw_absent")]


def test_what_to_do_is_listed_in_its_order(hub: Hub) -> None:
    is_full(hub)
    hub.clock.move(13 * 3600)
    a_chronicle(hub).write_rows()
    first = to_do(hub)[0]
    assert (first.tags["slot"], first.fields["reason"], first.fields["kind"]) == ("01", "overdue", "bin_full")
    assert first.fields["when_at_ms"] == first.fields["due_at_ms"]
    assert first.fields["url"] == "http://hub:8080/devices/bin-1"


def test_what_is_done_stands_in_no_row_any_more(hub: Hub) -> None:
    chronicle = a_chronicle(hub)
    hub.hear(a_record(9, a_reading(device="bin-9")))
    is_full(hub)
    chronicle.write_rows()
    assert [row.fields["reason"] for row in to_do(hub)] == ["unclaimed", "open"]
    hub.clock.move(60)
    hub.hear(*(a_record(n, a_reading({"fill_pct": 5.0}, seq=n, sent_at=at(50 + n))) for n in range(4, 7)))
    chronicle.write_rows()
    assert [row.fields["reason"] for row in to_do(hub)] == ["unclaimed"]
    (second,) = (row for row in rows(hub, "task") if row.tags["slot"] == "02")
    assert second.fields == {"count": 0}


def test_with_nothing_to_do_the_list_says_so(hub: Hub) -> None:
    a_chronicle(hub).write_rows()
    (task,) = to_do(hub)
    assert (task.fields["reason"], task.fields["url"]) == ("nothing", "http://hub:8080/workbench")


def test_an_announcement_is_an_event_and_its_speakers_a_row(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    everybody = Target(TargetScope.TOWNSHIP, ())
    draft = Draft("请及时\n清运垃圾", Priority.NOTICE, 70, 1, NOON, at(3600), everybody)
    hub.broadcast.announce(hub.registry.catalog, draft, Asking(Plea("wang", Role.OPERATOR)))
    chronicle = a_chronicle(hub)
    chronicle.write_rows()
    hub.clock.move(60)
    chronicle.write_rows()
    (event,) = hub.points("announcement")
    assert (event.tags["priority"], event.fields["by"], event.fields["speakers"]) == ("notice", "wang", 2)
    assert event.fields["text"] == "请及时 清运垃圾"
    check(event)
    (row,) = rows(hub, "announcement_state")
    assert (row.fields["speakers"], row.fields["waiting"], row.fields["played"]) == (2, 2, 0)


def test_a_cameras_precision_is_written_once_somebody_judged_it(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding()))
    chronicle = a_chronicle(hub)
    chronicle.write_rows()
    assert rows(hub, "camera_week") == []
    ticket = hub.tickets()[0]
    gone = replace(ticket, id="t9", subject="litter:cam-9:p", device="cam-9")
    with hub.ledger.write() as tx:
        for each in (ticket, gone):
            tx.tickets.put(judge(each, Judged(Verdict.CONFIRMED, "wang", hub.clock.now())))
    hub.clock.move(60)
    chronicle.write_rows()
    (week,) = rows(hub, "camera_week")
    assert week.tags == {"village": "liushu", "device": "cam-1"}
    assert week.fields == {"confirmed": 1, "false_alarms": 0, "precision_pct": 100.0}


def test_what_is_remembered_from_round_to_round_changes_no_row(hub: Hub, tmp_path: Path) -> None:
    chronicle = a_chronicle(hub)
    for minute in range(4):
        is_full(hub, seq=1 + 3 * minute)
        chronicle.write_rows()
        hub.clock.move(60)
    before = len(hub.points("device"))
    hub.clock.move(300)
    chronicle.write_rows()
    remembered = hub.points("device")[before:]
    fresh = SqlLedger(f"sqlite:///{ledger_file(tmp_path)}")
    fresh.start()
    hub.registry.load()
    a_chronicle(replace(hub, ledger=fresh)).write_rows()
    fresh.stop()
    assert len(remembered) == len(hub.registry.catalog.devices)
    assert hub.points("device")[before + len(remembered) :] == remembered


def test_lists_are_kept_with_the_figures_that_say_they_are_others_and_only_then(hub: Hub) -> None:
    chronicle = a_chronicle(hub)
    chronicle.write_rows()
    is_full(hub)
    for _ in range(2):
        hub.clock.move(10)
        chronicle.write_figures()
    assert sorted({row.at_ns for row in hub.points("task")}) == [millis(at(s)) * 10**6 for s in (0, 10)]
    assert [row.fields["kind"] for row in listed(hub)] == ["bin_full"]
