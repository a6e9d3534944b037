from dataclasses import replace
from datetime import timedelta

import pytest

from devices.contract.bodies import (
    Birth,
    DeviceClass,
    LitterFinding,
    Medium,
    Phase,
    Sight,
    ViewEvent,
    ViewFault,
)
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from hub.domain.area import Catalog
from hub.domain.instants import millis
from hub.domain.intake import Balance, Outcome
from hub.domain.tickets import TicketState
from hub.journal.format import Entry, Record
from hub.ports import StoreDown
from tests.builders import (
    NOON,
    SITE,
    a_bin,
    a_catalog,
    a_finding,
    a_reading,
    a_record,
    a_status,
    at,
    raw_record,
)
from tests.hub.services.conftest import Hub


def filled(pct: float) -> dict[str, float]:
    return {"distance_mm": 1000 - 8 * pct}


def levels(hub: Hub, *percentages: float, first: int = 1) -> None:
    for number, pct in enumerate(percentages, first):
        message = a_reading(filled(pct), seq=number, sent_at=at(60 * number))
        hub.hear(a_record(number, message, received_at=at(60 * number)))


def test_a_reading_becomes_a_level_with_its_age_and_two_points(hub: Hub) -> None:
    states = hub.hear(a_record(1, a_reading(filled(50))))
    assert states["bin-1"].level_pct == 50
    (reading,) = hub.points("reading")
    assert reading.tags == {"village": "liushu", "device": "bin-1", "device_class": "bin"}
    assert reading.fields == {"distance_mm": 600.0}
    assert reading.at_ns == millis(NOON) * 1_000_000 + 500
    (level,) = hub.points("bin_level")
    assert level.fields == {"level_pct": 50.0, "is_full": False, "emptied": False}


def test_the_same_message_twice_is_stored_once(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading(seq=1)), a_record(2, a_reading(seq=1)))
    hub.hear(a_record(3, a_reading(seq=1)))
    assert len(hub.points("reading")) == 1
    balance = hub.watch().balance()
    assert (balance.duplicate, balance.in_journal, balance.is_even) == (2, 1, True)


def test_numbers_that_no_record_bears_are_counted_as_lost(hub: Hub) -> None:
    hub.hear(a_record(3, a_reading(seq=1)), a_record(4, a_reading(seq=2)), a_record(7, a_reading(seq=3)))
    hub.hear(a_record(9, a_reading(seq=4)))
    balance = hub.watch().balance()
    assert (balance.received, balance.in_journal, balance.lost, balance.is_even) == (9, 4, 5, True)


def test_points_count_as_stored_only_when_the_series_store_has_them(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading()), a_record(2, a_status(online=True)))
    assert hub.watch().balance() == Balance(2, 0, 0, 0, 0, 2)
    with hub.ledger.write() as tx:
        tx.outbox.written([held.id for held in tx.outbox.due(10)])
    assert hub.watch().balance() == Balance(2, 2, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
        ("vh1/daxi/d/bin-1/tele", b"{", "Invalid JSON"),
        ("vh1/daxi/d/bin-1/tele", b'{"bd":1,"seq":1,"m":{"fill_pct":NaN}}', "fill_pct = NaN: expected a"),
        ("vh1/daxi/d/bin-1/tele", b'{"bd":1,"seq":7,"m":{"fill_pct":140}}', "outside 0..100 %"),
        ("vh1/daxi/d/bin-1/tele", b'{"bd":1,"seq":7,"m":{"colour":1}}', "not in the registry"),
        ("vh1/daxi/d/bin-1/gossip", b"{}", "unknown kind 'gossip'"),
        ("vh1/other/d/bin-1/state", b'{"ts":1,"bd":1,"vol":5}', "belongs to site 'other'"),
        ("vh1/daxi/d/bin-1/tele", b"{" + b" " * 70_000, "at most 65536"),
        ("vh1/daxi/d/bin-1/cmd/cancel", b"{}", "Field required"),
        ("vh1/daxi/d/bin-1/upto", b'{"bd":1,"seq":1}', "may not send upto"),
        ("nonsense", b"", "expected vh1/"),
    ],
)
def test_bad_input_is_set_aside_with_its_reason_and_its_neighbours_are_stored(
    hub: Hub, topic: str, payload: bytes, why: str
) -> None:
    hub.hear(
        a_record(1, a_reading(seq=1)),
        raw_record(2, topic, payload),
        a_record(3, a_reading(seq=2, sent_at=at(1))),
    )
    (letter,) = hub.letters()
    assert why in letter
    assert len(hub.points("reading")) == 2
    balance = hub.watch().balance()
    assert (balance.dead_letter, balance.is_even) == (1, True)


def test_one_bad_value_is_set_aside_and_the_rest_of_the_message_counts(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading({"distance_mm": 600.0, "battery_pct": 300.0})))
    assert hub.letters() == ["battery_pct = 300.0 is outside 0..100 %"]
    assert hub.points("reading")[0].fields == {"distance_mm": 600.0}
    assert hub.watch().balance().dead_letter == 0


def test_a_packet_that_meets_a_bug_is_set_aside_and_the_village_goes_on(hub: Hub) -> None:
    broken = replace(a_bin(), geometry=None, point=None)
    catalog = replace(hub.registry.catalog, devices={**hub.registry.catalog.devices, "bin-1": broken})
    with hub.ledger.write() as tx:
        impossible = a_record(1, a_reading(seq=1))
        object.__setattr__(catalog.devices["bin-1"], "device_class", "nothing")
        hub.ingest.apply(tx, catalog, [impossible, a_record(2, a_status(online=True))])
    assert "the hub failed on it: AttributeError" in hub.letters()[0]
    assert len(hub.points("presence")) == 1


def test_a_packet_that_cannot_even_be_read_is_set_aside_and_the_village_goes_on(hub: Hub) -> None:
    read = hub.ingest._read

    def failing(topic: str, payload: bytes, catalog: Catalog) -> Message:
        if b'seq":1,' in payload:
            raise ZeroDivisionError("no such frame")
        return read(topic, payload, catalog)

    hub.ingest._read = failing
    hub.hear(a_record(1, a_reading(seq=1)), a_record(2, a_reading(seq=2, sent_at=at(1))))
    assert hub.letters() == ["the hub failed on it: ZeroDivisionError: no such frame"]
    assert len(hub.points("reading")) == 1
    balance = hub.watch().balance()
    assert (balance.dead_letter, balance.is_even) == (1, True)


def test_the_effects_and_the_cursor_are_kept_together_or_not_at_all(hub: Hub) -> None:
    class Crash(Exception):
        pass

    def crash_before_commit() -> None:
        with hub.ledger.write() as tx:
            hub.ingest.apply(tx, hub.registry.catalog, [a_record(1, a_reading())])
            raise Crash

    with pytest.raises(Crash):
        crash_before_commit()
    with hub.ledger.read() as tx:
        assert (tx.intake.cursor(), tx.intake.states(), tx.outbox.due(9)) == (0, {}, [])


def test_a_full_bin_opens_one_ticket_and_its_emptying_closes_it(hub: Hub) -> None:
    levels(hub, 70, 90, 92, 93, 94)
    (ticket,) = hub.tickets()
    assert (ticket.kind, ticket.device, ticket.village, ticket.owner) == (
        "bin_full",
        "bin-1",
        "liushu",
        "张三/1",
    )
    assert ticket.due_at - ticket.opened_at == timedelta(hours=12)
    levels(hub, 4, 5, 6, first=6)
    (ticket,) = hub.tickets()
    assert (ticket.state, ticket.closed_because) == (TicketState.CLOSED, "sensor_saw_emptied")
    assert [point.fields["emptied"] for point in hub.points("bin_level")].count(True) == 1


def says(hub: Hub, number: int, **values: float | bool) -> None:
    hub.hear(a_record(number, a_reading(values, seq=number, sent_at=at(number)), received_at=at(number)))


def test_a_fire_is_a_ticket_at_once_and_urgent_and_ends_with_the_alarm(hub: Hub) -> None:
    says(hub, 1, alarm_fire=True)
    says(hub, 2, alarm_fire=True, temperature_c=90.0)
    (ticket,) = hub.tickets()
    assert (ticket.kind, ticket.owner, ticket.severity) == ("bin_fire", "张三/1", 1)
    assert ticket.due_at - ticket.opened_at == timedelta(minutes=30)
    says(hub, 3, alarm_fire=False)
    (ticket,) = hub.tickets()
    assert (ticket.state, ticket.closed_because) == (TicketState.CLOSED, "fire_alarm_ended")


def test_one_message_may_tell_of_several_matters(hub: Hub) -> None:
    says(hub, 1, tilted=True, alarm_fire=True)
    assert {ticket.kind for ticket in hub.tickets()} == {"bin_fire", "bin_tilted"}
    says(hub, 2, tilted=False)
    assert {ticket.kind: ticket.closed_because for ticket in hub.tickets()} == {
        "bin_fire": "",
        "bin_tilted": "sensor_stands_upright",
    }


def test_a_sensor_that_says_full_is_believed_until_it_takes_it_back_and_its_level_agrees(hub: Hub) -> None:
    says(hub, 1, alarm_full=True)
    levels(hub, 90, 91, 92, first=2)
    says(hub, 9, alarm_full=False)
    (ticket,) = hub.tickets()
    assert (ticket.kind, ticket.state) == ("bin_full", TicketState.OPEN)
    levels(hub, 50, 50, 50, first=10)
    (ticket,) = hub.tickets()
    assert ticket.closed_because == "sensor_saw_room"


def test_a_bin_nobody_measured_has_the_level_of_its_product(hub: Hub) -> None:
    hub.register(a_catalog(a_bin(model="DF703", geometry=None)))
    assert hub.hear(a_record(1, a_reading({"distance_mm": 600.0})))["bin-1"].level_pct == 50


def test_a_bin_on_its_side_keeps_the_level_and_the_age_it_had(hub: Hub) -> None:
    levels(hub, 40)
    state = hub.hear(a_record(5, a_reading({"distance_mm": 900.0, "tilted": True}, seq=5, sent_at=at(300))))
    assert (state["bin-1"].level_pct, state["bin-1"].level_at) == (40, at(60))
    assert len(hub.points("bin_level")) == 1


def test_a_bin_with_a_wrong_clock_still_has_a_level(hub: Hub) -> None:
    state = hub.hear(a_record(1, a_reading(filled(50), sent_at=at(-300 * 86400))))["bin-1"]
    assert (state.level_pct, state.level_at) == (50, NOON)
    assert hub.points("reading")[0].fields["quality"] == "suspect"


def test_a_late_reading_is_kept_but_never_moves_the_bin_back(hub: Hub) -> None:
    levels(hub, 10, 12, 14)
    state = hub.hear(a_record(9, a_reading(filled(99), seq=9, sent_at=at(30)), received_at=at(300)))["bin-1"]
    assert state.level_pct == pytest.approx(14)
    assert state.readings["distance_mm"].value == 1000 - 8 * 14
    assert len(hub.points("reading")) == 4


def test_a_pile_is_one_ticket_however_often_it_is_seen(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(seq=1)))
    hub.hear(a_record(2, a_finding(seq=2, phase=Phase.UPDATE, severity=2, sha256="cd" * 32)))
    (ticket,) = hub.tickets()
    assert (ticket.subject, ticket.sightings, ticket.severity) == ("litter:cam-1:pile-1", 2, 2)
    assert len(ticket.evidence) == 2


def test_a_pile_that_cannot_be_seen_closes_nothing_and_opens_nothing(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(Sight.CANNOT_SEE, seq=1)))
    assert hub.tickets() == []
    hub.hear(a_record(2, a_finding(seq=2)), a_record(3, a_finding(Sight.CANNOT_SEE, Phase.END, seq=3)))
    assert hub.tickets()[0].state is TicketState.OPEN


def test_the_camera_closes_the_ticket_with_the_picture_after(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(seq=1)))
    hub.hear(a_record(2, a_finding(Sight.ABSENT, Phase.END, seq=2, sha256="cd" * 32)))
    (ticket,) = hub.tickets()
    assert (ticket.state, ticket.closed_because) == (TicketState.CLOSED, "camera_saw_absent")
    assert [item.role for item in ticket.evidence] == ["at", "after"]


def test_pictures_that_come_after_the_closing_word_still_belong_to_the_ticket(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(seq=1)))
    hub.hear(a_record(2, a_finding(Sight.ABSENT, Phase.END, seq=2, sha256="cd" * 32)))
    closed = hub.tickets()[0]
    hub.hear(a_record(3, a_finding(Sight.ABSENT, Phase.END, seq=3, sha256="ef" * 32)))
    (ticket,) = hub.tickets()
    assert (ticket.closed_at, ticket.sightings) == (closed.closed_at, closed.sightings)
    assert [item.sha256[:2] for item in ticket.evidence] == ["ab", "cd", "ef"]


def test_an_end_nobody_waits_for_changes_nothing(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(Sight.ABSENT, Phase.END, seq=1)))
    assert hub.tickets() == []


@pytest.mark.parametrize("wrong_ms", [0, 253_402_300_799_999])
def test_what_a_device_with_an_impossible_clock_says_is_filed_when_it_was_received(
    hub: Hub, wrong_ms: int
) -> None:
    finding = a_finding(seq=1)
    lying = replace(finding, body=finding.body.model_copy(update={"at_ms": wrong_ms}))
    status = a_status(online=True)
    early = replace(status, body=status.body.model_copy(update={"at_ms": wrong_ms}))
    hub.hear(a_record(1, lying, received_at=at(7)), a_record(2, early, received_at=at(7)))
    assert hub.points("litter")[0].at_ns // 1_000_000 == millis(at(7))
    assert hub.points("presence")[0].at_ns // 1_000_000 == millis(at(7))


def test_a_finding_that_comes_twice_counts_once(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(seq=1)), a_record(2, a_finding(seq=1)))
    assert hub.tickets()[0].sightings == 1


def a_view(seq: int, fault: ViewFault, *shots: str) -> Message:
    phase = Phase.END if fault is ViewFault.NONE else Phase.START
    media = tuple(Medium(role="at", sha256=shot) for shot in shots)
    body = ViewEvent(id=f"v{seq}", at_ms=millis(NOON), boot=1, seq=seq, phase=phase, fault=fault, media=media)
    return Message(device_address(SITE, "cam-1", Kind.EVENT, "view"), body)


def test_a_camera_whose_view_is_lost_says_why(hub: Hub) -> None:
    assert hub.hear(a_record(1, a_view(1, ViewFault.COVERED)))["cam-1"].view_fault == "covered"
    assert hub.hear(a_record(2, a_view(2, ViewFault.NONE)))["cam-1"].view_fault == ""


def test_a_view_that_cannot_be_judged_has_the_picture_that_shows_it_while_it_lasts(hub: Hub) -> None:
    shot = "5a" * 32
    seen = hub.hear(a_record(1, a_view(1, ViewFault.COVERED, shot), received_at=at(1)))["cam-1"]
    assert (seen.view_proof, seen.view_since) == (shot, at(1))
    over = hub.hear(a_record(2, a_view(2, ViewFault.NONE), received_at=at(2)))["cam-1"]
    assert (over.view_proof, over.view_since) == ("", None)


def test_a_picture_that_comes_later_belongs_to_the_fault_since_it_began(hub: Hub) -> None:
    shot = "5a" * 32
    hub.hear(a_record(1, a_view(1, ViewFault.COVERED), received_at=at(1)))
    seen = hub.hear(a_record(2, a_view(2, ViewFault.COVERED, shot), received_at=at(2)))["cam-1"]
    assert (seen.view_proof, seen.view_since) == (shot, at(1))


def test_another_fault_does_not_keep_the_picture_of_the_first(hub: Hub) -> None:
    hub.hear(a_record(1, a_view(1, ViewFault.COVERED, "5a" * 32), received_at=at(1)))
    seen = hub.hear(a_record(2, a_view(2, ViewFault.LOST), received_at=at(2)))["cam-1"]
    assert (seen.view_fault, seen.view_proof, seen.view_since) == ("lost", "", at(2))


def test_the_same_retained_status_again_is_a_duplicate(hub: Hub) -> None:
    hub.hear(a_record(1, a_status(online=True)))
    hub.hear(a_record(2, a_status(online=True), is_retained=True))
    assert len(hub.points("presence")) == 1
    assert hub.watch().balance().duplicate == 1


@pytest.mark.parametrize("ts", ["null", "1"])
def test_a_retained_reading_without_a_believed_time_makes_no_point(hub: Hub, ts: str) -> None:
    payload = b'{"bd":1,"seq":1,"ts":%s,"m":{"distance_mm":600}}' % ts.encode()
    entry = Entry("vh1/daxi/d/bin-1/tele", payload, millis(NOON), is_retained=True)
    hub.hear(Record(1, entry), a_record(2, a_reading(seq=2), is_retained=True))
    assert [point.at_ns // 1_000_000 for point in hub.points("reading")] == [millis(NOON)]
    assert hub.letters() == ["retained without a time that can be believed: when it was measured is unknown"]


def test_a_retained_status_is_no_new_sign_of_life(hub: Hub) -> None:
    state = hub.hear(a_record(1, a_status(online=True, sent_at=at(-900)), is_retained=True))["horn-1"]
    assert state.seen_at == at(-900)


def test_the_will_of_an_earlier_boot_is_ignored(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading(device="horn-1", boot=5)))
    state = hub.hear(a_record(2, a_status(online=False, boot=4)))["horn-1"]
    assert state.says_online is None


def test_a_birth_says_how_often_a_device_speaks_and_through_whom(hub: Hub) -> None:
    body = Birth(
        id="bin-1",
        device_class=DeviceClass.BIN,
        boot=1,
        at_ms=millis(NOON),
        period_s=15,
        via="gw-1",
        model="m",
    )
    state = hub.hear(a_record(1, Message(device_address(SITE, "bin-1", Kind.BIRTH), body)))["bin-1"]
    assert (state.period_s, state.via, state.model) == (15, "gw-1", "m")


@pytest.mark.parametrize(
    ("via", "boot", "seen_at"), [("gw-1", 1, NOON), ("gw-1", 2, at(9)), (None, 1, at(9))]
)
def test_a_birth_that_a_gateway_says_again_is_no_sign_of_life(hub: Hub, via, boot, seen_at) -> None:
    hub.hear(a_record(1, a_reading(), received_at=NOON))
    body = Birth(
        id="bin-1", device_class=DeviceClass.BIN, boot=boot, at_ms=millis(NOON), period_s=15, via=via
    )
    again = Message(device_address(SITE, "bin-1", Kind.BIRTH), body)
    assert hub.hear(a_record(2, again, received_at=at(9)))["bin-1"].seen_at == seen_at


def test_a_stranger_is_kept_unclaimed_with_its_readings_and_trusted_with_nothing(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading(filled(95), device="bin-9")), a_record(2, a_reading(device="bin-9")))
    (stranger,) = hub.watch().strangers()
    assert (stranger.device, stranger.messages, hub.watch().overview().unclaimed) == ("bin-9", 2, 1)
    assert stranger.figures["distance_mm"].value == 1000 - 8 * 95
    assert hub.points("reading") == []
    assert hub.tickets() == []
    assert hub.watch().balance().is_even


def test_a_claimed_stranger_gets_its_past_at_its_own_times(hub: Hub) -> None:
    for number in range(1, 6):
        message = a_reading(filled(90), device="bin-9", seq=number, sent_at=at(60 * number))
        hub.hear(a_record(number, message, received_at=at(60 * number)))
    assert hub.claim(a_bin("bin-9")) == 5
    assert [point.at_ns // 1_000_000 for point in hub.points("reading")] == [
        millis(at(60 * number)) for number in range(1, 6)
    ]
    (ticket,) = hub.tickets()
    assert ticket.device == "bin-9"
    assert hub.watch().strangers() == []
    assert hub.watch().balance().is_even
    hub.hear(a_record(6, a_reading(device="bin-9", seq=5)))
    assert len(hub.points("reading")) == 5


def test_too_many_strangers_are_refused_not_remembered(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.services.batch.MAX_UNCLAIMED", 2)
    hub.hear(*(a_record(n, a_reading(device=f"new-{n}")) for n in range(1, 5)))
    assert len(hub.watch().strangers()) == 2
    assert hub.letters() == [
        "device 'new-4' is not registered, and 2 others wait already",
        "device 'new-3' is not registered, and 2 others wait already",
    ]


def test_a_ledger_that_fails_in_the_middle_is_not_the_messages_fault(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreDown("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("hub.services.rectify.Rectify.litter", fails)
        with pytest.raises(StoreDown):
            hub.hear(a_record(1, a_finding(seq=1)))
    hub.hear(a_record(1, a_finding(seq=1)))
    assert (len(hub.tickets()), hub.letters()) == (1, [])


def test_a_message_the_store_refused_is_a_dead_letter_and_no_longer_stored(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading(seq=1)), a_record(2, a_reading(seq=2, sent_at=at(2))))
    with hub.ledger.write() as tx:
        hub.ingest.refused(tx, {"bin-1": 1})
    hub.hear(a_record(3, a_reading(seq=3, sent_at=at(3))))

    with hub.ledger.read() as tx:
        assert tx.intake.states()["bin-1"].counts == {Outcome.STORED: 2, Outcome.DEAD_LETTER: 1}
        balance = tx.intake.balance(3)
    assert (balance.dead_letter, balance.is_even) == (1, True)


def test_a_finding_keeps_its_size_in_pixels_where_the_camera_says_it(hub: Hub) -> None:
    plain, sized = a_finding(seq=1), a_finding(seq=2)
    assert isinstance(sized.body, LitterFinding)
    sized = replace(sized, body=sized.body.model_copy(update={"area_px": 1_800}))
    hub.hear(a_record(1, plain), a_record(2, sized))
    assert [point.fields.get("area_px") for point in hub.points("litter")] == [None, 1_800]


def test_a_finding_keeps_which_pile_it_is_of_and_where_in_the_picture(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(Sight.ABSENT, Phase.END, pile="pile-7")))
    [point] = hub.points("litter")
    assert (point.fields["pile"], point.fields["phase"]) == ("pile-7", "end")
    box = [point.fields[f"box_{side}"] for side in ("left", "top", "width", "height")]
    assert box == [0.3, 0.5, 0.2, 0.2]
