"""A talk from the first word to the proof: who may speak, what the speakers are sent, what stays of it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from devices.contract.commands import Cancel, Priority, Talk
from devices.contract.receipts import Proof, Stage
from devices.contract.signing import PublicKey
from devices.contract.talk import BYTES_PER_MS, Piece, recording, recording_sha256
from devices.contract.wire import encode
from devices.keys import new_key
from hub.adapters.ledger.database import SqlTransaction
from hub.adapters.talk_tape import FileTape
from hub.domain.announcements import Announcement, Delivery, DeliveryState, Draft, Target, TargetScope
from hub.domain.announcements.approval import Plea
from hub.domain.announcements.talks import talk_draft
from hub.domain.people import Role
from hub.ports import StoreDown
from hub.services.broadcast import Asking, Broadcast, Office
from hub.services.examine import NotAllowed
from hub.services.talks import Air, Talks
from tests.builders import SITE, a_birth, a_catalog, a_record, a_speaker, an_ack
from tests.hub.services.conftest import NEVER_QUIET, Hub, a_hub

HORN_KEY = new_key()
WORD = b"\x10" * (200 * BYTES_PER_MS)


class Desk:
    """A hub on which talks can be held, and an operator at its page."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub = hub
        self.tape = FileTape(folder / "talks")
        self.talks = self.anew()
        self.hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
        self.hub.hear(a_record(1, a_birth(HORN_KEY, obeys=("talk",))))

    def anew(self) -> Talks:
        """The service of a hub that has just begun."""
        hub = self.hub
        office = Office(hub.ledger, hub.clock, iter(f"t-{number}" for number in range(99)).__next__)
        broadcast = Broadcast(hub.broadcast._examiner, hub.sending, office)
        air = Air(SITE, hub.bus, new_key, self.tape, hub.evidence)
        return Talks(broadcast, NEVER_QUIET, office, air)

    def begin(
        self, *, priority: Priority = Priority.NOTICE, bypasses: bool = False, seconds: int = 60
    ) -> str:
        plea = Plea("wang", Role.ADMIN, "山洪", bypasses=bypasses)
        made = self.talks.begin(self.catalog, self.draft(priority, seconds), Asking(plea))
        self.hub.sending.push()
        return made.id

    def draft(self, priority: Priority = Priority.NOTICE, seconds: int = 60) -> Draft:
        everybody, longest = Target(TargetScope.TOWNSHIP), timedelta(seconds=seconds)
        return talk_draft("现场喊话", priority, 70, everybody, longest, self.hub.clock.now())

    @property
    def catalog(self):
        return self.hub.registry.catalog

    def say(self, talk: str, *numbers: int, by: str = "wang") -> None:
        for number in numbers:
            self.talks.take(self.catalog, talk, by, number, WORD)

    def end(self, talk: str) -> Announcement | None:
        return self.talks.end(self.catalog, talk, "wang")

    def known(self, talk: str) -> Announcement:
        with self.hub.ledger.read() as tx:
            found = tx.announcements.get(talk)
        assert found is not None
        return found

    def delivery(self, talk: str, device: str = "horn-1") -> Delivery:
        with self.hub.ledger.read() as tx:
            return next(each for each in tx.announcements.deliveries(talk) if each.device == device)

    def pieces(self) -> list[Piece]:
        return [message.body for message in self.hub.bus.sent if isinstance(message.body, Piece)]

    def deeds(self) -> list[tuple[str, str]]:
        with self.hub.ledger.read() as tx:
            return [(item.deed.act.value, item.deed.why) for item in tx.acts.newest(10)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_hub(tmp_path) as hub:
        yield Desk(hub, tmp_path)


def refused(desk: Desk, talk: str, number: int = 1, by: str = "wang") -> tuple[str, ...]:
    with pytest.raises(NotAllowed) as error:
        desk.talks.take(desk.catalog, talk, by, number, WORD)
    return error.value.hindrance.flaws


def test_who_can_relay_is_told_to_join_and_who_cannot_is_named(desk: Desk) -> None:
    talk = desk.begin()
    orders = [message for message in desk.hub.bus.sent if isinstance(message.body, Talk)]
    assert [order.address.topic() for order in orders] == [f"vh1/{SITE}/d/horn-1/cmd/talk"]
    assert desk.delivery(talk).state is DeliveryState.SENT
    unable = desk.delivery(talk, "horn-2")
    assert (unable.state, unable.reason) == (DeliveryState.FAILED, "no_live")


def test_what_is_said_goes_out_signed_with_the_key_that_the_order_names(desk: Desk) -> None:
    talk = desk.begin()
    desk.say(talk, 1, 2)
    order = next(message.body for message in desk.hub.bus.sent if isinstance(message.body, Talk))
    for message in desk.hub.bus.sent:
        if isinstance(message.body, Piece):
            topic, payload = encode(message)
            assert topic == f"vh1/{SITE}/g/{talk}/sound"
            PublicKey.read(order.sound_key).check(topic, payload, message.body)
    assert [piece.number for piece in desk.pieces()] == [1, 2]


def test_a_talk_that_has_ended_is_archived_before_speakers_hear_of_its_end(desk: Desk) -> None:
    talk = desk.begin()
    desk.say(talk, 1, 2, 3)
    over = desk.end(talk)
    assert over is not None
    assert (over.sha256, over.duration_ms) == (recording_sha256(3 * WORD), 600)
    assert desk.hub.evidence.get(over.sha256) == (recording(3 * WORD), "audio/wav")
    assert (desk.pieces()[-1].is_last, desk.pieces()[-1].number) == (True, 4)
    assert desk.tape.kept() == []
    assert desk.deeds()[0] == ("talk_ended", "released: 0.6 s")


def test_played_is_shown_only_with_the_hash_of_what_was_said(desk: Desk) -> None:
    talk = desk.begin()
    desk.say(talk, 1, 2, 3)
    desk.end(talk)
    proof = Proof(method="player", sha256=recording_sha256(3 * WORD), played_ms=600)
    command = desk.delivery(talk).id
    desk.hub.hear(a_record(2, HORN_KEY.sign(an_ack(command, Stage.PLAYED, proof=proof))))
    assert desk.delivery(talk).state is DeliveryState.PLAYED


def test_the_same_piece_again_is_heard_once_and_a_missing_one_is_asked_for(desk: Desk) -> None:
    talk = desk.begin()
    desk.say(talk, 1, 1, 2, 1)
    assert [piece.number for piece in desk.pieces()] == [1, 2]
    assert refused(desk, talk, 4) == ("out_of_order",)


def test_nobody_speaks_into_the_talk_of_somebody_else(desk: Desk) -> None:
    talk = desk.begin()
    assert refused(desk, talk, by="li") == ("not_your_talk",)
    with pytest.raises(NotAllowed):
        desk.talks.end(desk.catalog, talk, "li")


def test_what_needs_two_people_is_heard_when_the_second_has_agreed(desk: Desk) -> None:
    talk = desk.begin(priority=Priority.URGENT)
    assert refused(desk, talk) == ("not_approved_yet",)
    desk.hub.broadcast.decide(desk.catalog, talk, "li", agrees=True)
    desk.hub.sending.push()
    desk.say(talk, 1)
    order = next(message.body for message in desk.hub.bus.sent if isinstance(message.body, Talk))
    assert (order.author, order.approver) == ("wang", "li")


def test_a_refused_talk_is_over(desk: Desk) -> None:
    talk = desk.begin(priority=Priority.URGENT)
    desk.hub.broadcast.decide(desk.catalog, talk, "li", agrees=False)
    assert refused(desk, talk) == ("talk_over",)
    desk.talks.step(desk.catalog)
    assert not desk.known(talk).is_on_air


def test_an_emergency_may_speak_at_once(desk: Desk) -> None:
    talk = desk.begin(priority=Priority.EMERGENCY, bypasses=True)
    desk.say(talk, 1)
    order = next(message.body for message in desk.hub.bus.sent if isinstance(message.body, Talk))
    assert order.override == "山洪"


def test_at_its_limit_it_ends_and_no_more_is_said(desk: Desk) -> None:
    talk = desk.begin(seconds=1)
    desk.say(talk, 1, 2, 3, 4, 5)
    assert (desk.known(talk).duration_ms, desk.deeds()[0][1]) == (1_000, "limit: 1.0 s")
    assert refused(desk, talk, 6) == ("talk_over",)


def test_when_the_link_of_the_speaker_dies_the_talk_ends(desk: Desk) -> None:
    talk = desk.begin()
    desk.say(talk, 1)
    desk.hub.clock.move(2.9)
    desk.talks.step(desk.catalog)
    assert desk.known(talk).is_on_air
    desk.hub.clock.move(0.2)
    desk.talks.step(desk.catalog)
    assert (desk.pieces()[-1].is_last, desk.deeds()[0][1]) == (True, "link_lost: 0.2 s")


def test_a_talk_in_which_nothing_is_said_costs_no_airtime(desk: Desk) -> None:
    talk = desk.begin()
    desk.hub.clock.move(61)
    desk.talks.step(desk.catalog)
    assert (desk.known(talk).sha256, desk.deeds()[0][1]) == ("", "nothing_said: 0.0 s")
    assert spent_s(desk) == 0.0


def test_what_was_said_is_what_counts_as_airtime(desk: Desk) -> None:
    talk = desk.begin()
    assert spent_s(desk) == 60.0
    desk.say(talk, 1)
    desk.end(talk)
    assert spent_s(desk) == 0.2


def test_a_cancelled_talk_stops_the_speakers_and_is_over_within_a_second(desk: Desk) -> None:
    talk = desk.begin()
    desk.say(talk, 1)
    desk.hub.broadcast.cancel(talk, "li")
    assert isinstance(desk.hub.bus.sent[-1].body, Cancel)
    desk.hub.clock.move(1)
    desk.talks.step(desk.catalog)
    assert refused(desk, talk, 2) == ("talk_over",)
    assert desk.deeds()[0][1] == "withdrawn: 0.2 s"


def test_what_the_broker_cannot_take_is_missed_and_archived_all_the_same(desk: Desk) -> None:
    talk = desk.begin()
    desk.say(talk, 1)
    desk.hub.bus.is_down = True
    desk.say(talk, 2)
    desk.hub.bus.is_down = False
    desk.say(talk, 3)
    assert [piece.number for piece in desk.pieces()] == [1, 3]
    over = desk.end(talk)
    assert over is not None
    assert over.duration_ms == 600


def test_what_a_killed_hub_leaves_is_archived_by_the_next_and_nobody_speaks_on(desk: Desk) -> None:
    talk = desk.begin()
    silent = desk.begin()
    desk.say(talk, 1, 2)
    desk.talks = desk.anew()
    desk.talks.settle(desk.catalog)
    assert (desk.known(talk).duration_ms, desk.known(silent).is_on_air) == (400, False)
    assert refused(desk, talk, 3) == ("talk_over",)
    assert ("talk_ended", "hub_stopped: 0.4 s") in desk.deeds()


def test_while_the_ledger_is_down_speakers_hear_of_the_end_and_the_archive_follows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = desk.begin()
    desk.say(talk, 1)

    def fail() -> AbstractContextManager[SqlTransaction]:
        raise StoreDown("by the test")

    with monkeypatch.context() as broken:
        broken.setattr(desk.hub.ledger, "write", fail)
        with pytest.raises(StoreDown):
            desk.end(talk)
    assert desk.pieces()[-1].is_last
    assert desk.known(talk).is_on_air
    desk.talks.step(desk.catalog)
    assert desk.deeds()[0][1] == "released: 0.2 s"


def test_the_same_request_again_is_the_same_talk(desk: Desk) -> None:
    asking = Asking(Plea("wang", Role.OPERATOR), key="k", asked="x")
    first = desk.talks.begin(desk.catalog, desk.draft(), asking)
    again = desk.talks.begin(desk.catalog, desk.draft(), asking)
    assert first == again
    desk.say(first.id, 1)


def test_an_unknown_talk_cannot_be_ended(desk: Desk) -> None:
    assert desk.end("unknown") is None


def spent_s(desk: Desk) -> float:
    day = desk.hub.clock.now().date().isoformat()
    with desk.hub.ledger.read() as tx:
        return sum(spent.total_seconds() for spent in tx.speaking.spent(day).values())
