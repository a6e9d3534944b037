"""What every ledger must do; run on SQLite (and on whatever else gets an adapter)."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import TypeAdapter
from sqlalchemy import create_engine

from devices.contract.commands import Priority
from devices.contract.faults import Fault
from devices.contract.quantities import Quality
from devices.contract.setup import MarkedPile, SetupScene, SetupZone
from hub.adapters.ledger.columns import METADATA
from hub.adapters.ledger.database import SqlLedger, SqlTransaction
from hub.adapters.ledger.migrations import NEWEST
from hub.adapters.ledger.upgrade import MIGRATIONS
from hub.books import HeldMessage
from hub.books.acts import RequestKey
from hub.books.schedules import Standing, StandingOrder
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.announcements.airtime import Use
from hub.domain.announcements.announcement import Announcement, Awaits
from hub.domain.announcements.approval import Approval, ApprovalState
from hub.domain.announcements.delivery import Delivery, DeliveryState
from hub.domain.announcements.schedules import Holidays, Recurrence, Schedule
from hub.domain.announcements.targets import Target, TargetScope, TargetSet
from hub.domain.bins import BinState
from hub.domain.camera_place import CameraPlace
from hub.domain.dead_letters import DeadLetter
from hub.domain.device_state import DeviceState, Glimpse
from hub.domain.earshot import Deafness, Earshot
from hub.domain.emptying import Fall
from hub.domain.gaps import Gap, Gaps
from hub.domain.gateways import Carrier
from hub.domain.hourly_levels import HourlyLevels
from hub.domain.intake import Balance, Outcome, Room
from hub.domain.judging import judge
from hub.domain.outages import Outage
from hub.domain.people import Account, Role, Session
from hub.domain.photos.passes import PhotoPass
from hub.domain.photos.proof import Claim, Comparison, PhotoFault, Proof
from hub.domain.photos.record import ClosingPhoto, Sender
from hub.domain.products import OwnProfile
from hub.domain.quiet_hours import QuietDays, Span
from hub.domain.readings import Reading
from hub.domain.same_day import FullSpell
from hub.domain.sequences import Sequence
from hub.domain.shapes import Circle, Polygon
from hub.domain.speaker_keys import SpeakerKey
from hub.domain.steadiness import Steadiness
from hub.domain.ticket_counts import Flow, OpenTickets
from hub.domain.tickets import Evidence, Judged, Ticket, TicketKind, TicketState, Verdict, close, reopen
from hub.domain.village_rules import VillageRules
from hub.domain.webhooks import Source, Webhook
from hub.ports import StoreDown
from hub.series import Point
from tests.builders import NOON, SHA, a_bin, a_camera, a_catalog, at


def a_ticket(number: int = 1, subject: str = "litter:cam-1:p") -> Ticket:
    return Ticket(
        f"t{number}",
        TicketKind.LITTER,
        subject,
        "cam-1",
        "liushu",
        "张三/1",
        at(number),
        at(3600),
        last_seen_at=at(2),
        evidence=(Evidence("at", SHA, at(1)),),
    )


def test_the_registry_comes_back_as_it_was_put(ledger: SqlLedger) -> None:
    catalog = a_catalog(a_bin(key="24e1", model="m", source="u"), a_camera())
    with ledger.write() as tx:
        tx.registry.put(catalog.places.values(), catalog.people.values(), catalog.devices.values())
    with ledger.read() as tx:
        assert tx.registry.catalog() == catalog
    moved = replace(a_bin(), name="新名")
    with ledger.write() as tx:
        tx.registry.put((), (), [moved])
    with ledger.read() as tx:
        assert tx.registry.catalog().devices["bin-1"] == moved


def test_a_device_state_comes_back_bit_for_bit(ledger: SqlLedger) -> None:
    state = DeviceState(
        "bin-1",
        seen_at=at(1.5),
        says_online=False,
        told_at=at(1),
        via="gw-1",
        carriers=(Carrier("gw-1", at(1)), Carrier("gw-2", at(-1.5))),
        model="m",
        period_s=60,
        sequence=Sequence(3, 1, 5000, 4000, (1 << 4095) | 5, 2),
        earlier=(Sequence(2, 1, 5000, 4000, (1 << 4095) | 7, 0),),
        transmissions=("a", "b"),
        gaps=Gaps((Gap(3, 2, 1001, at(1), at(2)),), older=9),
        is_best_effort=True,
        readings={
            "fill_pct": Reading(0.1 + 0.2, Quality.SUSPECT, at(1)),
            "tilted": Reading(value=True, quality=Quality.GOOD, at=at(2)),
        },
        bin=BinState(
            (1.0, 2.0),
            is_full=True,
            fall=Fall(90.0, at(1), (4.0,), is_doubted=True),
            steadiness=Steadiness(1.5, unrest=3.25, strays=0b1011, judged=20),
            at=at(2),
            wild_since=at(-7),
        ),
        level_pct=1.5,
        level_at=at(2),
        emptied_at=at(-5),
        full_at=at(-9),
        room_at=at(-5),
        alarms=(TicketKind.BIN_FIRE,),
        view_fault="covered",
        changed_at=(at(1), at(2), at(3), at(4)),
        is_muted=True,
        counts={Outcome.STORED: 7},
    )
    with ledger.write() as tx:
        tx.intake.keep_states([state, DeviceState("bin-2")])
    with ledger.read() as tx:
        assert tx.intake.states() == {"bin-1": state, "bin-2": DeviceState("bin-2")}
        assert set(tx.intake.states(["bin-2", "nobody"])) == {"bin-2"}
        assert tx.intake.glimpses() == {
            "bin-1": Glimpse(
                seen_at=at(1.5),
                says_online=False,
                ways=("gw-1", "gw-2"),
                period_s=60,
                level_at=at(2),
                is_full=True,
                spell=FullSpell(at(-9), at(-5), at(-5)),
                doubted_until=at(304),
                gone_at=at(4),
            ),
            "bin-2": Glimpse(None, None, (), None, None, is_full=False),
        }
        assert tx.intake.states()["bin-1"].readings["tilted"].value is True


class Crash(Exception):
    pass


def test_when_a_device_that_is_there_was_last_away_is_glimpsed(ledger: SqlLedger) -> None:
    changed_at = (at(1), at(2), at(3), at(4))
    with ledger.write() as tx:
        tx.intake.keep_states([DeviceState("gw-1", says_online=True, changed_at=changed_at)])
    with ledger.read() as tx:
        assert tx.intake.glimpses()["gw-1"].outage == Outage(at(3), at(4))


def test_since_when_a_device_is_gone_is_glimpsed(ledger: SqlLedger) -> None:
    state = DeviceState("gw-1", says_online=False, changed_at=(at(10), at(20)))
    with ledger.write() as tx:
        tx.intake.keep_states([state, state._replace(device="gw-2", changed_at=())])
        glimpses = tx.intake.glimpses()
    assert [(glimpses[name].gone_at, glimpses[name].outage) for name in ("gw-1", "gw-2")] == [
        (at(20), None),
        (None, None),
    ]


def test_when_the_hub_could_hear_comes_back_as_it_was_kept(ledger: SqlLedger) -> None:
    over = Deafness(at(1), at(2), at(122), anew_at=at(1.5))
    known = Earshot((over, Deafness(at(300))), heard_at=at(300), uptime_s=7)
    with ledger.write() as tx:
        assert tx.earshot.read() == Earshot()
        tx.earshot.keep(known)
    with ledger.write() as tx:
        assert tx.earshot.read() == known
        tx.earshot.keep(Earshot((over,), at(300), 8))
        assert tx.earshot.read() == Earshot((over,), at(300), 8)


def test_a_transaction_that_raises_leaves_nothing(ledger: SqlLedger) -> None:
    def crash() -> None:
        with ledger.write() as tx:
            tx.intake.move_cursor(7)
            tx.tickets.put(a_ticket())
            raise Crash

    with pytest.raises(Crash):
        crash()
    with ledger.read() as tx:
        assert (tx.intake.cursor(), tx.tickets.get("t1")) == (0, None)


def test_what_was_committed_is_counted_and_what_was_not_is_not(ledger: SqlLedger) -> None:
    before = ledger.commits
    with ledger.write() as tx:
        tx.intake.move_cursor(1)
        assert ledger.commits == before
    with ledger.read() as tx:
        tx.intake.cursor()
    with pytest.raises(ValueError, match="no"), ledger.write() as tx:
        raise ValueError("no")
    assert ledger.commits == before + 1


def test_a_savepoint_that_raises_undoes_only_itself(ledger: SqlLedger) -> None:
    def crash(tx: SqlTransaction) -> None:
        with tx.savepoint():
            tx.tickets.put(a_ticket())
            raise Crash

    with ledger.write() as tx:
        tx.intake.move_cursor(7)
        with pytest.raises(Crash):
            crash(tx)
    with ledger.read() as tx:
        assert (tx.intake.cursor(), tx.tickets.get("t1")) == (7, None)


def test_the_database_itself_refuses_a_second_open_ticket_about_one_thing(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.tickets.put(a_ticket(1))
        with pytest.raises(ValueError, match="another open ticket"), tx.savepoint():
            tx.tickets.put(a_ticket(2))
        tx.tickets.put(close(a_ticket(1), "camera_saw_absent", (), at(9)))
        tx.tickets.put(a_ticket(2))
    with ledger.read() as tx:
        assert tx.tickets.open_about("litter:cam-1:p") == a_ticket(2)


def test_where_matters_stand_on_the_screens_is_what_was_noted_last(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        assert tx.tickets.rows() == {}
        tx.tickets.keep_rows({("liushu", "t1"): 1, ("liushu", "t2"): 2, ("none", "t3"): 1})
    with ledger.write() as tx:
        tx.tickets.keep_rows({("liushu", "t2"): 2, ("liushu", "t4"): 1})
    with ledger.read() as tx:
        assert tx.tickets.rows() == {("liushu", "t2"): 2, ("liushu", "t4"): 1}
    with ledger.write() as tx:
        tx.tickets.keep_rows({})
        assert tx.tickets.rows() == {}


def test_a_thousand_triggers_at_once_make_one_ticket(ledger: SqlLedger) -> None:
    refused: list[str] = []

    def trigger(first: int) -> None:
        for number in range(first, first + 25):
            try:
                with ledger.write() as tx:
                    tx.tickets.put(a_ticket(number))
            except ValueError as error:
                refused.append(str(error))

    threads = [threading.Thread(target=trigger, args=(1000 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as tx:
        assert len(tx.tickets.list(tuple(TicketState), 1000)) == 1
    assert len(refused) == 99


def test_who_closed_a_ticket_and_when_it_was_opened_again_come_back(ledger: SqlLedger) -> None:
    closed = close(a_ticket(1, "s1"), "confirmed_by_person", (), at(9), "wang")
    again = reopen(close(a_ticket(2, "s2"), "camera_saw_absent", (), at(9)), timedelta(hours=1), at(20))
    with ledger.write() as tx:
        tx.tickets.put(closed)
        tx.tickets.put(again)
    with ledger.read() as tx:
        assert (tx.tickets.get("t1"), tx.tickets.get("t2")) == (closed, again)


def a_photo(ticket: str, sha256: str, *faults: PhotoFault, sent_at: datetime = NOON) -> ClosingPhoto:
    claim = Claim(at(1.5), (29.1, 119.65), 12.5)
    proof = Proof(faults, 55.6, Comparison.CANNOT_TELL)
    return ClosingPhoto(ticket, sha256, sent_at, Sender("wang", "张三/1"), at(1.5), claim, proof)


def test_closing_photos_come_back_as_they_were_put_and_are_replaced_by_name(ledger: SqlLedger) -> None:
    doubted, accepted = a_photo("t1", SHA, PhotoFault.NO_TIME), a_photo("t1", SHA)
    later = a_photo("t1", "cd" * 32, sent_at=at(9))
    with ledger.write() as tx:
        for photo in (later, doubted, accepted):
            tx.photos.put(photo, (1, 2**64 - 1))
    with ledger.read() as tx:
        assert (tx.photos.get("t1", SHA), tx.photos.get("t2", SHA)) == (accepted, None)
        assert tx.photos.of("t1") == [accepted, later]


def test_only_accepted_photos_of_other_matters_are_looked_through(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.photos.put(a_photo("t1", SHA), (1, 2**64 - 1))
        tx.photos.put(a_photo("t2", "cd" * 32, PhotoFault.TOO_FAR), (3,))
    with ledger.read() as tx:
        assert list(tx.photos.accepted_looks("t2")) == [("t1", (1, 2**64 - 1))]
        assert list(tx.photos.accepted_looks("t1")) == []


def test_a_pass_is_found_by_its_token_until_another_takes_its_place(ledger: SqlLedger) -> None:
    first, second = (PhotoPass(token * 32, "t1", "张三/1", "wang", at(60)) for token in ("aa", "bb"))
    with ledger.write() as tx:
        tx.photos.put_pass(first, NOON)
        assert tx.photos.opened_by("aa" * 32) == first
        tx.photos.put_pass(second, NOON)
    with ledger.read() as tx:
        assert (tx.photos.opened_by("aa" * 32), tx.photos.opened_by("bb" * 32)) == (None, second)


def test_passes_that_are_over_are_forgotten_when_another_is_made(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.photos.put_pass(PhotoPass("aa" * 32, "t1", "", "wang", at(60)), NOON)
        tx.photos.put_pass(PhotoPass("bb" * 32, "t2", "", "wang", at(120)), at(60))
        assert tx.photos.opened_by("aa" * 32) is None


def test_the_photos_of_open_matters_are_those_of_tickets_that_are_not_closed(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.tickets.put(a_ticket(1, "s1"))
        tx.tickets.put(close(a_ticket(2, "s2"), "camera_saw_absent", (), at(9)))
        tx.photos.put(a_photo("t1", SHA), (1,))
        tx.photos.put(a_photo("t2", "cd" * 32), (2,))
    with ledger.read() as tx:
        assert tx.photos.of_open_matters() == {SHA}


def test_tickets_are_listed_newest_first(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        assert tx.tickets.first_opened() is None
        for number in (1, 3, 2):
            tx.tickets.put(a_ticket(number, subject=f"s{number}"))
    with ledger.read() as tx:
        assert [ticket.id for ticket in tx.tickets.list((TicketState.OPEN,), 2)] == ["t3", "t2"]
        assert [ticket.id for ticket in tx.tickets.list((TicketState.OPEN,), 2, at(2))] == ["t2", "t1"]
        assert tx.tickets.list((TicketState.CLOSED,), 2) == []
        assert [ticket.id for ticket in tx.tickets.opened(at(1), at(3))] == ["t1", "t2"]
        assert tx.tickets.first_opened() == at(1)
        assert tx.tickets.get("t1") == a_ticket(1, subject="s1")


def test_judged_tickets_are_listed_by_camera_and_since_when(ledger: SqlLedger) -> None:
    judged = [
        judge(a_ticket(n, subject=f"litter:cam-1:p{n}"), Judged(Verdict.CONFIRMED, "wang", at(n)))
        for n in range(1, 4)
    ]
    other = replace(
        judge(a_ticket(7, subject="litter:cam-2:p"), Judged(Verdict.FALSE_ALARM, "li", at(1))), device="cam-2"
    )
    with ledger.write() as tx:
        for ticket in (*judged, other, a_ticket(9, subject="s9")):
            tx.tickets.put(ticket)
    with ledger.read() as tx:
        assert tx.tickets.judged("cam-1", 2) == [judged[2], judged[1]]
        assert tx.tickets.judged("cam-3", 2) == []
        assert tx.tickets.judged_since(at(2)) == judged[1:]


def test_the_place_of_a_camera_comes_back_as_it_was_put(ledger: SqlLedger) -> None:
    corners = ((0.1, 0.1), (0.5, 0.1), (0.5, 0.5))
    zone = SetupZone(name="村口", corners=corners, keep_out=True, unattended_s=0.0)
    place = CameraPlace(
        "cam-1", SetupScene(zones=(zone,), masks=(corners,)), (MarkedPile(id="m", corners=corners),), 3, 7
    )
    with ledger.write() as tx:
        assert tx.cameras.place("cam-1") == CameraPlace("cam-1")
        tx.cameras.put(CameraPlace("cam-1", revision=2))
        tx.cameras.put(place)
    with ledger.read() as tx:
        assert tx.cameras.place("cam-1") == place
        assert tx.cameras.places() == {"cam-1": place}


def test_open_and_overdue_tickets_are_counted_as_the_domain_counts_them(ledger: SqlLedger) -> None:
    tickets = [replace(a_ticket(n, subject=f"s{n}"), due_at=at(60 * n)) for n in range(1, 6)]
    tickets.append(close(a_ticket(9, subject="s9"), "camera_saw_absent", (), at(9)))
    with ledger.write() as tx:
        assert tx.tickets.open_counts(NOON) == []
        for ticket in tickets:
            tx.tickets.put(ticket)
        for now in (at(0), at(120), at(120.5), at(9999)):
            overdue = sum(ticket.is_overdue(now) for ticket in tickets)
            assert tx.tickets.open_counts(now) == [OpenTickets("liushu", TicketKind.LITTER, 5, overdue)]


def test_what_was_opened_and_closed_since_an_instant_is_known(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.tickets.put(a_ticket(1, subject="s1"))
        tx.tickets.put(close(a_ticket(2, subject="s2"), "camera_saw_absent", (), at(500)))
        for since, flow, changed in (
            (at(1), Flow(2, 1), ["t1", "t2"]),
            (at(2), Flow(1, 1), ["t2"]),
            (at(400), Flow(0, 1), ["t2"]),
            (at(501), Flow(0, 0), []),
        ):
            assert tx.tickets.flow(since) == flow
            assert [ticket.id for ticket in tx.tickets.changed(since)] == changed


def test_the_balance_adds_up_while_points_wait(ledger: SqlLedger) -> None:
    point = Point("township", {"site": "daxi"}, {"tickets_open": 1}, 5)
    with ledger.write() as tx:
        tx.intake.count({Outcome.STORED: 3, Outcome.DUPLICATE: 1})
        tx.intake.count({Outcome.STORED: 2})
        tx.outbox.queue([point], 2, NOON)
        tx.intake.move_cursor(6)
        assert tx.intake.balance(8) == Balance(8, 3, 1, 0, 0, 4)
        (held,) = tx.outbox.due(10)
        assert held.points == (point,)
        assert type(held.points[0].fields["tickets_open"]) is int
        tx.outbox.written([held.id])
        assert tx.intake.balance(8) == Balance(8, 5, 1, 0, 0, 2)


@pytest.mark.parametrize("state", [DeliveryState.UNKNOWN, DeliveryState.PLAYED])
def test_deliveries_nobody_waits_for_are_not_looked_at_for_ever(
    ledger: SqlLedger, state: DeliveryState
) -> None:
    with ledger.write() as tx:
        tx.announcements.put(_an_announcement())
        tx.announcements.put_deliveries([Delivery("d1", "a1", "horn-1", state, NOON)])
        assert tx.announcements.unfinished() == []


def test_sessions_that_are_over_are_forgotten(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.accounts.put_account(Account("wang", Role.ADMIN, "hash"))
        tx.accounts.put_session(Session("a" * 64, "wang", at(10)))
        tx.accounts.put_session(Session("b" * 64, "wang", at(20)))
        tx.accounts.forget_sessions(at(10))
        assert tx.accounts.session("a" * 64) is None
        assert tx.accounts.session("b" * 64) is not None


def test_a_strangers_messages_are_kept_up_to_a_cap(ledger: SqlLedger) -> None:
    room = Room(messages=3, payload_bytes=100)
    with ledger.write() as tx:
        messages = [HeldMessage(seq, "t", b"x", at(seq), is_retained=seq == 5) for seq in range(1, 6)]
        left = [tx.intake.hold("new", some, room) for some in (messages[:3], messages[3:])]
        tx.intake.hold("other", [HeldMessage(9, "t", b"x", at(1))], room)
    with ledger.read() as tx:
        assert [message.seq for message in tx.intake.held("new")] == [3, 4, 5]
        assert left == [[], messages[:2]]
        assert tx.intake.held_devices() == {"new", "other"}
    with ledger.write() as tx:
        tx.intake.release("new")
        assert tx.intake.held_devices() == {"other"}


def test_a_strangers_messages_are_kept_up_to_so_many_bytes(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        messages = [HeldMessage(seq, "t", bytes(40), at(seq)) for seq in range(1, 5)]
        assert tx.intake.hold("new", messages, Room(messages=10, payload_bytes=100)) == messages[:2]
        assert tx.intake.held("new") == messages[2:]


def _an_announcement() -> Announcement:
    target = Target(TargetScope.VILLAGES, ("liushu",))
    return Announcement(
        "a1", "停水通知", Priority.NOTICE, 70, 2, NOON, "wang", NOON, at(60), SHA, 900, target
    )


def test_announcements_and_deliveries_come_back(ledger: SqlLedger) -> None:
    made = _an_announcement()
    first = Delivery("d1", "a1", "horn-1", DeliveryState.ACCEPTED, NOON)
    done = Delivery("d2", "a1", "horn-2", DeliveryState.PLAYED, at(1), "", 900, "player")
    with ledger.write() as tx:
        tx.announcements.put(made)
        tx.announcements.put_deliveries([first, done])
    with ledger.read() as tx:
        assert tx.announcements.get("a1") == made
        assert tx.announcements.newest(3) == [made]
        assert tx.announcements.count_since(made.created_at) == 1
        assert tx.announcements.count_since(made.created_at + timedelta(seconds=1)) == 0
        assert tx.announcements.deliveries("a1") == [first, done]
        assert tx.announcements.unfinished() == [first]
        assert tx.announcements.delivery("d2") == done
        assert tx.announcements.delivery("nobody") is None


def test_what_waits_for_a_second_person_is_found_until_it_is_decided(ledger: SqlLedger) -> None:
    pending = replace(_an_announcement(), approval=Approval(ApprovalState.PENDING))
    bypass = Approval(ApprovalState.BYPASSED, "wang", NOON, "山洪", review_due_at=at(86_400))
    bypassed = replace(_an_announcement(), id="a2", approval=bypass)
    with ledger.write() as tx:
        tx.announcements.put(pending)
        tx.announcements.put(bypassed)
        assert tx.announcements.awaiting(Awaits.APPROVAL) == [pending]
        assert tx.announcements.awaiting(Awaits.REVIEW) == [bypassed]
        tx.announcements.put(replace(pending, approval=Approval(ApprovalState.APPROVED, "li", NOON)))
        assert tx.announcements.awaiting(Awaits.APPROVAL) == []


def test_deliveries_are_found_by_name_however_many(ledger: SqlLedger) -> None:
    made = [Delivery(f"d{n:04}", "a1", "horn-1", DeliveryState.SENT, NOON) for n in range(1_100)]
    with ledger.write() as tx:
        tx.announcements.put(_an_announcement())
        tx.announcements.put_deliveries(made)
        assert tx.announcements.named(["nobody", *(delivery.id for delivery in made)]) == made


def test_rules_of_villages_and_saved_targets_come_back(ledger: SqlLedger) -> None:
    exam = QuietDays(date(2026, 6, 7), date(2026, 6, 9), Span(time(7), time(19)), "高考")
    rules = VillageRules("v1", (Span(time(20), time(8)),), (exam,), 55, timedelta(hours=1), 310)
    drawn = (Polygon(((0.0, 0.0), (0.0, 1.0), (1.0, 1.0))), Circle(29.0, 119.0, 2.5))
    area = Target(TargetScope.AREA, (), drawn)
    kept = TargetSet("dam", "水库下游", (Target(TargetScope.DEVICES, ("horn-1",)), area))
    with ledger.write() as tx:
        tx.speaking.put_rules(VillageRules("v1"))
        tx.speaking.put_rules(rules)
        tx.speaking.put_saved(kept)
        tx.speaking.put_saved(TargetSet("old", "旧", ()))
        tx.speaking.remove_saved("old")
        tx.speaking.remove_saved("nobody")
    with ledger.read() as tx:
        assert tx.speaking.rules() == {"v1": rules}
        assert tx.speaking.saved() == {"dam": kept}


def test_schedules_and_holidays_come_back(ledger: SqlLedger) -> None:
    made = Schedule(
        "s1", "早间", "垃圾分类", Priority.ROUTINE, 60, 1, Target(TargetScope.TOWNSHIP), (time(7), time(18)),
        Recurrence.WEEKLY, date(2026, 5, 4), None, Holidays.SILENT, SHA, 900, "wang", NOON, (0, 2),
        (date(2026, 5, 6),),
    )  # fmt: skip
    with ledger.write() as tx:
        tx.schedules.put(made)
        tx.schedules.put(replace(made, id="s2"))
        tx.schedules.remove("s2")
        tx.schedules.set_holidays({date(2026, 1, 1): "元旦"})
        tx.schedules.set_holidays({date(2026, 5, 1): "劳动节"})
    with ledger.read() as tx:
        assert tx.schedules.all() == {"s1": made}
        assert tx.schedules.holidays() == {date(2026, 5, 1): "劳动节"}
    with ledger.write() as tx:
        tx.schedules.set_holidays({})
        assert tx.schedules.holidays() == {}


def test_what_a_speaker_keeps_is_what_it_adopted_last(ledger: SqlLedger) -> None:
    order = StandingOrder("horn-1", Standing.RULES, "d1", "c1", NOON)
    with ledger.write() as tx:
        tx.schedules.put_standing([order, replace(order, kind=Standing.PROGRAMME, command="c2")])
        assert not tx.schedules.adopt("horn-2", "c1", at(1))
        assert tx.schedules.adopt("horn-1", "c1", at(1))
        assert not tx.schedules.adopt("horn-1", "c1", at(2))
        kept = tx.schedules.standing()
        assert kept["horn-1", Standing.RULES] == replace(order, adopted_at=at(1))
        assert kept["horn-1", Standing.PROGRAMME].adopted_at is None


def test_airtime_adds_up_by_village_and_day_and_can_be_given_back(ledger: SqlLedger) -> None:
    minute = timedelta(minutes=1)
    uses = [Use("v1", "2026-05-01", "a1", minute), Use("v2", "2026-05-01", "a1", minute)]
    with ledger.write() as tx:
        tx.speaking.use(uses)
        tx.speaking.use(uses)
        tx.speaking.use([Use("v1", "2026-05-01", "a2", 2 * minute), Use("v1", "2026-05-02", "a3", minute)])
        assert tx.speaking.spent("2026-05-01") == {"v1": 3 * minute, "v2": minute}
        tx.speaking.give_back("a1")
        assert tx.speaking.spent("2026-05-01") == {"v1": 2 * minute}


def test_deeds_come_back_and_an_altered_one_is_found(ledger: SqlLedger) -> None:
    deeds = [Deed(at(n), "wang", BroadcastAct.ANNOUNCED, f"a{n}", "v1", "山洪") for n in range(3)]
    with ledger.write() as tx:
        for deed in deeds:
            tx.acts.add(deed)
    with ledger.read() as tx:
        assert [item.deed for item in tx.acts.newest(2)] == [deeds[2], deeds[1]]
        assert [item.deed for item in tx.acts.about("a0")] == [deeds[0]]
        assert tx.acts.first_broken() is None
    with ledger.write() as tx:
        tx.acts._connection.exec_driver_sql("UPDATE broadcast_act SET why = '' WHERE number = 2")
        assert tx.acts.first_broken() == 2


def test_a_request_is_answered_once(ledger: SqlLedger) -> None:
    request = RequestKey("k-1", "wang", SHA, "a1", NOON)
    with ledger.write() as tx:
        tx.acts.answer(request)
        assert tx.acts.answered("wang", "k-1") == request
        assert tx.acts.answered("li", "k-1") is None
        tx.acts.forget_answers(at(1))
        assert tx.acts.answered("wang", "k-1") is None


def test_accounts_and_sessions_come_back(ledger: SqlLedger) -> None:
    session = Session("ff" * 32, "wang", at(60))
    with ledger.write() as tx:
        tx.accounts.put_account(Account("wang", Role.VIEWER, "h"))
        tx.accounts.put_account(Account("wang", Role.OPERATOR, "h2"))
        tx.accounts.put_session(session)
    with ledger.read() as tx:
        assert tx.accounts.account("wang") == Account("wang", Role.OPERATOR, "h2")
        assert tx.accounts.session("ff" * 32) == session
    with ledger.write() as tx:
        tx.accounts.end_session("ff" * 32)
        tx.accounts.end_session("ff" * 32)
        assert tx.accounts.session("ff" * 32) is None


def test_people_are_those_who_are_no_program(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        for name, role in (("wang", Role.VIEWER), ("li", Role.ADMIN), ("vision-001", Role.FIELD)):
            tx.accounts.put_account(Account(name, role, "h"))
    with ledger.read() as tx:
        assert [(account.name, account.role) for account in tx.accounts.people()] == [
            ("li", Role.ADMIN),
            ("wang", Role.VIEWER),
        ]


def test_an_account_that_is_removed_is_gone_with_its_sessions(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.accounts.put_account(Account("wang", Role.FIELD, "h"))
        tx.accounts.put_account(Account("li", Role.FIELD, "h"))
        tx.accounts.put_session(Session("ff" * 32, "wang", at(10)))
        tx.accounts.remove_account("wang")
        tx.accounts.remove_account("wang")
        assert tx.accounts.account("wang") is None
        assert tx.accounts.session("ff" * 32) is None
        assert tx.accounts.account("li") is not None


def test_readers_do_not_wait_for_a_writer(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        tx.intake.move_cursor(5)
        with ledger.read() as other:
            assert other.intake.cursor() == 0
    with ledger.read() as tx:
        assert tx.intake.cursor() == 5


def test_what_is_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    for expected in (0, 1, 2):
        ledger = SqlLedger(url)
        ledger.start()
        with ledger.write() as tx:
            assert tx.intake.cursor() == expected
            tx.intake.move_cursor(expected + 1)
        ledger.stop()
        ledger.stop()


def test_levels_by_the_hour_are_kept_for_each_bin(ledger: SqlLedger) -> None:
    first, second = HourlyLevels(7, b"\x01\xff"), HourlyLevels(8, b"\xff\x02")
    with ledger.write() as tx:
        tx.levels.put({"bin-1": first, "bin-2": first})
        tx.levels.put({"bin-1": second})
    with ledger.read() as tx:
        assert tx.levels.all() == {"bin-1": second, "bin-2": first}


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.start()
    with ledger.read() as tx:
        # FULL, https://sqlite.org/pragma.html#pragma_synchronous; other tests do without (tests/ledgers.py).
        assert tx.intake._connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    ledger.stop()


def test_a_ledger_of_an_earlier_version_is_brought_to_this_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO announcement VALUES ('a1', '{}', 0)")
        for name, state in (("d1", "unreached"), ("d2", "sent")):
            delivery = Delivery(name, "a1", "horn-1", DeliveryState(state), NOON)
            body = TypeAdapter(Delivery).dump_json(delivery).decode()
            row = (name, "a1", "horn-1", 0, body)
            connection.exec_driver_sql("INSERT INTO delivery VALUES (?, ?, ?, ?, ?)", row)
        heard = """{"device": "bin-1", "seen_at": "2026-04-18T04:00:00.250Z", "bin": {"is_full": true},
            "readings": {"tilted": {"value": true, "quality": "good", "at": "2026-04-18T04:00:00Z"}}}"""
        states = [("bin-1", heard), ("bin-2", '{"device": "bin-2", "via": "gw-1"}')]
        for device, state in states:
            numbers = (device, state, 1, 1, 1, 1, b"\x01", 0)
            connection.exec_driver_sql("INSERT INTO device_state VALUES (?, ?, ?, ?, ?, ?, ?, ?)", numbers)
    ledger = SqlLedger(url)
    ledger.start()
    with ledger.read() as tx:
        assert [delivery.id for delivery in tx.announcements.unfinished()] == ["d2"]
        seen_at = datetime(2026, 4, 18, 4, 0, 0, 250_000, tzinfo=UTC)
        assert tx.intake.glimpses() == {
            "bin-1": Glimpse(seen_at, None, (), None, None, is_full=True),
            "bin-2": Glimpse(None, None, ("gw-1",), None, None, is_full=False),
        }
        tilted = Reading(value=True, quality=Quality.GOOD, at=NOON)
        assert tx.intake.states(["bin-1"])["bin-1"].readings == {"tilted": tilted}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    ledger.stop()


def test_a_ledger_that_cannot_be_opened_says_which(tmp_path: Path) -> None:
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    with pytest.raises(StoreDown, match=r"folder\.db"):
        ledger.start()
    with pytest.raises(StoreDown, match="not open"), ledger.read():
        pass


def test_a_damaged_database_is_down_and_no_mistake_of_the_caller(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"this is no database " * 500)
    with pytest.raises(StoreDown, match=r"ledger\.db.*not a database"):
        SqlLedger(f"sqlite:///{file}").start()


def test_a_statement_that_fails_is_the_ledger_being_down_inside_the_transaction_too(
    ledger: SqlLedger,
) -> None:
    with ledger.write() as tx:
        full = "PRAGMA max_page_count = 1"
        tx.intake._connection.exec_driver_sql(full)
        with pytest.raises(StoreDown, match="full"):
            tx.letters.bury([DeadLetter(1, "t", b"x" * 100_000, "why", "", NOON, Fault.BODY)])


def test_the_newest_step_is_the_one_that_is_looked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_a_webhook_comes_back_is_replaced_and_is_forgotten(ledger: SqlLedger) -> None:
    first = Webhook(Source.LORIOT, "ab" * 32, at(1), "wang")
    again, other = replace(first, secret_sha256="cd" * 32), replace(first, source=Source.CHIRPSTACK)
    with ledger.write() as tx:
        for webhook in (first, again, other):
            tx.webhooks.put(webhook)
    with ledger.read() as tx:
        assert (tx.webhooks.webhook(Source.LORIOT), tx.webhooks.webhook(Source.JSON)) == (again, None)
        assert list(tx.webhooks.all()) == [other, again]
    with ledger.write() as tx:
        tx.webhooks.remove(Source.LORIOT)
        tx.webhooks.remove(Source.JSON)
    with ledger.read() as tx:
        assert list(tx.webhooks.all()) == [other]


def test_a_profile_comes_back_as_it_was_written_and_is_forgotten(ledger: SqlLedger) -> None:
    first = OwnProfile("acme-b1", 'brand = "Acme"\n# 满溢\n', at(1), "wang")
    other = OwnProfile("a-2", "", at(2), "li")
    with ledger.write() as tx:
        for profile in (replace(first, text="old"), first, other):
            tx.profiles.put(profile)
    with ledger.read() as tx:
        assert list(tx.profiles.all()) == [other, first]
    with ledger.write() as tx:
        tx.profiles.remove("a-2")
        tx.profiles.remove("nobody")
    with ledger.read() as tx:
        assert list(tx.profiles.all()) == [first]


def test_a_speakers_key_comes_back_is_replaced_and_is_forgotten(ledger: SqlLedger) -> None:
    first = SpeakerKey("horn-1", "a", at(1), offered="b", revoked_at=at(2), believes=("k1", "k2"))
    other = SpeakerKey("horn-0", "c", at(3))
    with ledger.write() as tx:
        for key in (replace(first, offered=""), first, other):
            tx.keys.put(key)
    with ledger.read() as tx:
        assert (tx.keys.speaker("horn-1"), tx.keys.speaker("nobody")) == (first, None)
        assert list(tx.keys.all()) == [other, first]
    with ledger.write() as tx:
        tx.keys.forget("horn-1")
        tx.keys.forget("nobody")
    with ledger.read() as tx:
        assert list(tx.keys.all()) == [other]


def test_every_epoch_is_above_the_one_before(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        assert [tx.keys.next_epoch(10), tx.keys.next_epoch(10), tx.keys.next_epoch(5)] == [10, 11, 12]
        assert tx.keys.next_epoch(99) == 99
