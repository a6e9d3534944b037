"""Dead letters after a fix: each has its effect once, and the balance moves with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from devices.contract.bodies import Birth, DeviceClass, Phase, ViewEvent, ViewFault
from devices.contract.faults import Fault
from devices.contract.topics import BadMessage, Kind, device_address
from devices.contract.wire import Message, encode
from hub.domain.acts import BroadcastAct
from hub.domain.area import Catalog
from hub.domain.dead_letters import LetterKind, refused_point
from hub.domain.instants import millis
from hub.domain.intake import Balance, Outcome, Room
from hub.journal.format import Entry, Record
from hub.series import Point
from hub.services.ingest import Ingest
from hub.services.letters import Letters, Replayed
from hub.services.registry import Registry
from tests.builders import NOON, SITE, a_bin, a_finding, a_reading, a_record, at, raw_record
from tests.hub.services.conftest import Hub

TELE = "vh1/daxi/d/bin-1/tele"


@dataclass
class Reader:
    """Reads like the hub, but for what `broken` stands in: a product it cannot read yet."""

    read: object
    broken: bytes = b""

    def __call__(self, topic: str, payload: bytes, catalog: Catalog) -> Message:
        if self.broken and self.broken in payload:
            raise BadMessage("cannot be read yet", Fault.BODY)
        return self.read(topic, payload, catalog)  # type: ignore[operator,no-any-return]


@dataclass
class Desk:
    """A hub whose reading can be broken and mended, with a journal that keeps everything."""

    hub: Hub
    reader: Reader
    letters: Letters
    journal: dict[int, Entry] = field(default_factory=dict)

    def hear(self, *records: Record) -> None:
        self.journal |= {record.seq: record.entry for record in records}
        self.hub.hear(*records)

    def replay(self) -> Replayed:
        done = self.letters.replay(lambda _: True, "admin", "all")
        while done.place is not None:
            done = done.plus(self.letters.replay(lambda _: True, "admin", "all", done.place))
        return done

    def balance(self) -> Balance:
        """With all points written."""
        with self.hub.ledger.write() as tx:
            tx.outbox.written([held.id for held in tx.outbox.due(1_000)])
        return self.hub.watch().balance()

    def counts(self, outcome: Outcome) -> tuple[int, int, int]:
        """For devices, for nobody, in total."""
        with self.hub.ledger.read() as tx:
            states = tx.intake.states().values()
            by_device = sum(state.counts.get(outcome, 0) for state in states)
            return by_device, tx.intake.nobodys()[outcome], self._total(outcome)

    def _total(self, outcome: Outcome) -> int:
        balance = self.hub.watch().balance()
        return {Outcome.DEAD_LETTER: balance.dead_letter, Outcome.DUPLICATE: balance.duplicate}[outcome]

    def dead(self) -> int:
        """Whole letters by the groups' counts."""
        return sum(group.count for group in self.letters.groups() if not group.kind.is_partial)


@pytest.fixture
def desk(hub: Hub) -> Iterator[Desk]:
    reader = Reader(hub.ingest._read)
    hub.ingest = Ingest(reader, hub.ingest._hearing)
    hub.registry = Registry(hub.ledger, hub.ingest, hub.clock, SITE, "大溪乡", None)
    hub.registry.load()
    journal: dict[int, Entry] = {}

    def recall(numbers: Sequence[int]) -> Iterator[tuple[int, Entry | None]]:
        for seq in numbers:
            yield seq, journal.get(seq)

    letters = Letters(hub.ledger, hub.registry, hub.ingest, hub.clock, recall)
    return iter([Desk(hub, reader, letters, journal)]).__next__()


def test_who_had_letters_read_again_stands_in_the_book_of_deeds_once(desk: Desk) -> None:
    assert desk.replay() == Replayed()
    desk.reader.broken = b"distance"
    desk.hear(*(a_record(n, a_reading(seq=n, sent_at=at(n)), received_at=at(n)) for n in range(1, 151)))
    desk.replay()
    with desk.hub.ledger.read() as tx:
        deeds = [kept.deed for kept in tx.acts.newest(9)]
    assert [(deed.by, deed.act, deed.subject) for deed in deeds] == [
        ("admin", BroadcastAct.LETTERS_REPLAYED, "all")
    ]


def test_after_a_fix_every_letter_has_its_effect_once_and_the_balance_moves(desk: Desk) -> None:
    desk.reader.broken = b"distance"
    desk.hear(*(a_record(n, a_reading(seq=n, sent_at=at(n)), received_at=at(n)) for n in (1, 2, 3)))
    assert desk.balance() == Balance(3, 0, 0, 3, 0, 0)
    assert desk.replay() == Replayed(again=3)
    assert desk.balance() == Balance(3, 0, 0, 3, 0, 0)
    desk.reader.broken = b""
    assert desk.replay() == Replayed(stored=3)
    times_ms = [point.at_ns // 1_000_000 for point in desk.hub.points("reading")]
    assert times_ms == [millis(at(n)) for n in (1, 2, 3)]
    assert desk.balance() == Balance(3, 3, 0, 0, 0, 0)
    assert desk.replay() == Replayed()
    assert desk.letters.groups() == []
    assert desk.counts(Outcome.DEAD_LETTER) == (0, 0, 0)


def test_letters_whose_bytes_are_kept_no_more_are_read_from_the_journal(desk: Desk) -> None:
    desk.reader.broken = b"distance"
    desk.hear(*(a_record(n, a_reading(seq=n, sent_at=at(n)), received_at=at(n)) for n in range(1, 301)))
    (group,) = desk.letters.groups()
    assert (group.count, group.kept) == (300, 100)
    desk.reader.broken = b""
    for seq in (1, 2):
        del desk.journal[seq]
    assert desk.replay() == Replayed(stored=298, gone=2)
    assert len(desk.hub.points("reading")) == 298
    assert desk.balance() == Balance(300, 298, 0, 2, 0, 0)
    (group,) = desk.letters.groups()
    assert (group.count, group.kept, desk.dead()) == (2, 0, 2)


def test_of_a_letter_and_the_same_message_sent_again_one_is_stored(desk: Desk) -> None:
    desk.reader.broken = b"distance"
    desk.hear(a_record(1, a_reading(seq=1)))
    desk.reader.broken = b""
    desk.hear(a_record(2, a_reading(seq=1)))
    assert desk.replay() == Replayed(duplicate=1)
    assert desk.balance() == Balance(2, 1, 1, 0, 0, 0)
    assert desk.counts(Outcome.DUPLICATE) == (1, 0, 1)


def test_a_message_that_was_understood_but_not_believed_is_no_duplicate_of_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hear(a_record(1, a_reading({"fill_pct": 140.0})), a_record(2, a_reading(seq=2, sent_at=at(9))))
    assert desk.hub.letters() == ["fill_pct = 140.0 is outside 0..100 %"]
    assert desk.replay() == Replayed(again=1)
    monkeypatch.setattr("hub.domain.telemetry.refusal", lambda *_: "")
    assert desk.replay() == Replayed(stored=1)
    assert len(desk.hub.points("reading")) == 2
    assert desk.balance() == Balance(2, 2, 0, 0, 0, 0)
    desk.hear(a_record(3, a_reading({"fill_pct": 140.0})))
    assert desk.balance().duplicate == 1


def test_the_part_that_was_refused_is_added_to_what_was_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hear(a_record(1, a_reading({"distance_mm": 600.0, "battery_pct": 300.0})))
    monkeypatch.setattr("hub.domain.telemetry.refusal", lambda *_: "")
    assert desk.replay() == Replayed(stored=1)
    before, after = desk.hub.points("reading")
    assert (before.at_ns, before.tags) == (after.at_ns, after.tags)
    assert after.fields == {"distance_mm": 600.0, "battery_pct": 300.0}
    assert desk.balance() == Balance(1, 1, 0, 0, 0, 0)


def test_a_part_that_is_now_refused_whole_stays_a_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.hear(a_record(1, a_reading({"distance_mm": 600.0, "battery_pct": 300.0})))
    monkeypatch.setattr("hub.domain.telemetry.refusal", lambda name, _: f"{name} is bad")
    assert desk.replay() == Replayed(again=1)
    assert desk.balance() == Balance(1, 1, 0, 0, 0, 0)
    assert desk.dead() == 0


def test_a_letter_that_fails_for_another_reason_moves_to_its_group(desk: Desk) -> None:
    desk.reader.broken = b"colour"
    desk.hear(raw_record(1, TELE, b'{"bd":1,"seq":1,"m":{"colour":1}}'))
    desk.reader.broken = b""
    assert desk.replay().stored == 0
    (group,) = desk.letters.groups()
    assert group.kind == LetterKind(Fault.VALUES, "bin-1", "bin-1", is_numbered=True)
    assert (group.count, desk.dead()) == (1, 1)
    assert desk.balance() == Balance(1, 0, 0, 1, 0, 0)


def test_nobodys_letter_becomes_a_reading_of_the_device_that_is_registered_now(desk: Desk) -> None:
    desk.reader.broken = b"distance"
    desk.hear(a_record(1, a_reading(device="bin-9")))
    assert desk.counts(Outcome.DEAD_LETTER) == (0, 1, 1)
    (group,) = desk.letters.groups()
    assert (group.kind.device, group.kind.subject) == ("", "vh1/daxi/d/bin-9/tele")
    with desk.hub.ledger.write() as tx:
        tx.registry.put((), (), [a_bin("bin-9")])
    desk.hub.registry.load()
    desk.reader.broken = b""
    assert desk.replay() == Replayed(stored=1)
    assert desk.hub.points("reading")[0].tags["device"] == "bin-9"
    assert desk.counts(Outcome.DEAD_LETTER) == (0, 0, 0)


def test_a_pile_seen_in_a_dead_letter_opens_one_ticket_however_often_it_is_replayed(desk: Desk) -> None:
    desk.reader.broken = b"pile-1"
    desk.hear(a_record(1, a_finding(seq=1)))
    desk.reader.broken = b""
    for _ in range(3):
        desk.replay()
    assert [ticket.sightings for ticket in desk.hub.tickets()] == [1]


def a_view(seq: int, fault: ViewFault) -> Message:
    phase = Phase.END if fault is ViewFault.NONE else Phase.START
    body = ViewEvent(id=f"v{seq}", at_ms=millis(NOON), boot=1, seq=seq, phase=phase, fault=fault)
    return Message(device_address(SITE, "cam-1", Kind.EVENT, "view"), body)


def test_an_old_word_does_not_change_how_things_are_now(desk: Desk) -> None:
    camera, at_ms = DeviceClass.CAMERA, millis(NOON)
    body = Birth(id="cam-1", device_class=camera, boot=1, at_ms=at_ms, period_s=60, model="old")
    birth = Message(device_address(SITE, "cam-1", Kind.BIRTH), body)
    new = replace(birth, body=body.model_copy(update={"model": "new"}))
    desk.reader.broken = b"covered"
    desk.hear(a_record(1, a_view(1, ViewFault.COVERED)))
    desk.reader.broken = b"old"
    desk.hear(a_record(2, birth))
    desk.hear(
        a_record(3, new, received_at=at(60)), a_record(4, a_view(2, ViewFault.NONE), received_at=at(61))
    )
    desk.reader.broken = b""
    assert desk.replay() == Replayed(stored=2)
    with desk.hub.ledger.read() as tx:
        state = tx.intake.states()["cam-1"]
    assert (state.view_fault, state.model, state.seen_at) == ("", "new", at(61))


def test_a_bug_of_ours_can_be_replayed_when_it_is_mended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("hub.services.hearing.judge", fails)
        desk.hear(a_record(1, a_reading()))
        assert desk.replay() == Replayed(again=1)
    assert desk.letters.groups()[0].kind.fault is Fault.BUG
    assert desk.replay() == Replayed(stored=1)


def test_a_refused_point_goes_to_the_store_again(desk: Desk) -> None:
    point = Point("reading", {"village": "v", "device": "bin-1", "device_class": "bin"}, {"fill_pct": 5.0}, 7)
    with desk.hub.ledger.write() as tx:
        tx.letters.bury([refused_point(point, "field type conflict", NOON)])
        tx.letters.bury([replace(refused_point(point, "old", NOON), payload=b"Point(...)")])
    assert desk.replay() == Replayed(stored=1, again=1)
    assert desk.hub.points("reading") == [point]
    assert desk.dead() == 0


def test_one_group_or_one_device_can_be_chosen(desk: Desk) -> None:
    desk.reader.broken = b"distance"
    desk.hear(a_record(1, a_reading()), raw_record(2, "x/y", b"distance"))
    desk.reader.broken = b""
    assert desk.letters.replay(lambda kind: kind.device == "bin-1", "admin", "bin-1") == Replayed(stored=1)
    assert [group.kind.subject for group in desk.letters.groups()] == ["x/y"]


def test_a_long_replay_goes_on_where_its_part_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.services.letters._AT_ONCE", 2)
    desk.reader.broken = b"distance"
    desk.hear(*(a_record(n, a_reading(seq=n, sent_at=at(n))) for n in range(1, 8)))
    desk.reader.broken = b""
    plain = desk.hub.ingest.reread

    def slowly(*args: object) -> object:
        desk.hub.clock.move(2)
        return plain(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.hub.ingest, "reread", slowly)
    parts = [desk.letters.replay(lambda _: True, "admin", "all")]
    while parts[-1].place is not None:
        parts.append(desk.letters.replay(lambda _: True, "admin", "all", parts[-1].place))
    assert [part.stored for part in parts] == [4, 3, 0]


def test_a_stranger_that_speaks_too_much_loses_nothing_without_a_trace(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.domain.intake._MOST_FOR_ONE", Room(3, 100_000))
    desk.hear(*(a_record(n, a_reading(device="bin-9", seq=n, sent_at=at(n))) for n in range(1, 6)))
    assert desk.balance() == Balance(5, 3, 0, 2, 0, 0)
    (group,) = desk.letters.groups()
    assert (group.kind.fault, group.kind.device, group.count) == (Fault.STRANGERS, "bin-9", 2)
    assert desk.hub.claim(a_bin("bin-9")) == 3
    assert desk.replay() == Replayed(stored=2)
    assert len(desk.hub.points("reading")) == 5
    assert desk.balance() == Balance(5, 5, 0, 0, 0, 0)
    assert desk.counts(Outcome.DEAD_LETTER) == (0, 0, 0)


def test_what_a_claimed_device_said_and_is_unusable_moves_in_the_balance(desk: Desk) -> None:
    desk.hear(a_record(1, a_reading(device="bin-9")), a_record(2, a_reading(device="bin-9", seq=2)))
    bad = a_reading({"fill_pct": 140.0}, device="bin-9", seq=3)
    desk.hear(Record(3, Entry(*encode(bad), millis(NOON))))
    desk.reader.broken = b'"seq":2'
    assert desk.hub.claim(a_bin("bin-9")) == 3
    assert desk.balance() == Balance(3, 1, 0, 2, 0, 0)
    assert (desk.dead(), desk.counts(Outcome.DEAD_LETTER)) == (2, (2, 0, 2))
