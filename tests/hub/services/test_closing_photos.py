"""Closing photos: what they do to a matter, which are refused, and that nothing sent twice counts twice."""

import threading
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from devices.contract.bodies import Phase, Sight
from hub.domain.acts import BroadcastAct
from hub.domain.closing import NotByHand, WhyNot
from hub.domain.photos.picture import Unusable
from hub.domain.photos.proof import Claim, Comparison, PhotoFault
from hub.domain.photos.record import Sender
from hub.domain.tickets import Allowed, Ticket, TicketState
from hub.ports import BadPhoto, StoreDown
from hub.services import closing_photos
from hub.services.closing import Closing, UnknownTicket
from hub.services.closing_photos import Busy, ClosingPhotos, Taken, Where
from hub.services.evidence_room import EvidenceRoom
from tests.builders import a_finding, a_reading, a_record, a_status, at
from tests.fakes import FakeEye
from tests.hub.services.conftest import Hub
from tests.photos import a_header, an_exif

ZHANG = Sender("", "张三/1")
PHOTO, OTHER = a_header(tail=b"one"), a_header(tail=b"two")
PLACE = (29.1, 119.65)


class Crew:
    """What a test works with: the photos, and who confirms."""

    def __init__(self, hub: Hub) -> None:
        self.hub, self.eye = hub, FakeEye()
        views = hub.watch().devices
        where = Where(hub.registry, views, ZoneInfo("Asia/Shanghai"))
        self.photos = ClosingPhotos(hub.ledger, hub.clock, hub.evidence, self.eye, where)
        self.closing = Closing(hub.ledger, hub.clock, Allowed(), views)

    def finds(self, pile: str = "pile-1", seq: int = 1) -> str:
        """A camera finds a pile, and goes away."""
        gone = a_status(online=False, device="cam-1", sent_at=at(seq))
        self.hub.hear(a_record(seq, a_finding(pile=pile, seq=seq)), a_record(100 + seq, gone))
        return next(ticket.id for ticket in self.hub.tickets() if ticket.subject.endswith(pile))

    def sends(self, ticket: str, jpeg: bytes = PHOTO, sender: Sender = ZHANG, **claim: object) -> Taken:
        said = {"taken_at": self.hub.clock.now(), "position": PLACE, "accuracy_m": 10.0, **claim}
        return self.photos.take(ticket, jpeg, Claim(**said), sender)  # type: ignore[arg-type]

    def ticket(self, name: str) -> Ticket:
        return next(ticket for ticket in self.hub.tickets() if ticket.id == name)

    def acts(self, ticket: str) -> list[BroadcastAct]:
        return [each.deed.act for each in self.closing.matter(ticket).deeds]


@pytest.fixture
def crew(hub: Hub) -> Crew:
    hub.clock.move(60)
    return Crew(hub)


def faults(taken: Taken) -> tuple[PhotoFault, ...]:
    return taken.photo.proof.faults


def test_where_no_camera_sees_an_accepted_photo_closes_the_matter(crew: Crew) -> None:
    made = crew.sends(crew.finds())
    assert (made.ticket.state, made.ticket.closed_because) == (TicketState.CLOSED, "photo_accepted")
    assert made.ticket.closed_by == "张三/1"
    assert (made.ticket.evidence[-1].role, made.ticket.evidence[-1].sha256) == ("after", made.photo.sha256)
    assert crew.hub.evidence.get(made.photo.sha256) == (PHOTO, "image/jpeg")
    assert crew.acts(made.ticket.id) == [BroadcastAct.PHOTO_ACCEPTED]


def test_a_camera_that_sees_has_the_last_word(crew: Crew) -> None:
    ticket = crew.finds()
    crew.hub.hear(a_record(200, a_status(online=True, device="cam-1", sent_at=at(60))))
    assert crew.sends(ticket).ticket.state is TicketState.VERIFYING
    crew.hub.hear(a_record(201, a_finding(Sight.ABSENT, Phase.END, seq=3)))
    assert crew.ticket(ticket).closed_because == "camera_saw_absent"


def test_a_camera_that_still_sees_it_opens_the_matter_again(crew: Crew) -> None:
    ticket = crew.finds()
    crew.hub.hear(a_record(200, a_status(online=True, device="cam-1", sent_at=at(60))))
    crew.sends(ticket)
    crew.hub.clock.move(60)
    crew.hub.hear(a_record(201, a_finding(Sight.PRESENT, Phase.UPDATE, seq=3), received_at=at(120)))
    assert crew.ticket(ticket).state is TicketState.OPEN
    assert faults(crew.sends(ticket, taken_at=at(61))) == (PhotoFault.SEEN_SINCE,)


def test_a_full_bin_is_emptied_by_a_truck_and_not_by_a_photo(crew: Crew) -> None:
    crew.hub.hear(*(a_record(n, a_reading({"fill_pct": 95.0}, seq=n, sent_at=at(n))) for n in range(1, 4)))
    (ticket,) = crew.hub.tickets()
    assert crew.sends(ticket.id).ticket.state is TicketState.VERIFYING
    crew.hub.hear(a_record(4, a_reading({"fill_pct": 94.0}, seq=4, sent_at=at(90)), received_at=at(90)))
    crew.hub.clock.move(60)
    assert faults(crew.sends(ticket.id, OTHER, taken_at=at(70))) == (PhotoFault.SEEN_SINCE,)


def test_what_is_not_enough_leaves_the_matter_open_and_is_kept_with_its_faults(crew: Crew) -> None:
    ticket = crew.finds()
    made = crew.sends(ticket, position=None)
    assert (made.ticket.state, made.ticket.evidence) == (TicketState.OPEN, crew.ticket(ticket).evidence)
    assert faults(made) == (PhotoFault.NO_POSITION,)
    assert [photo.sha256 for photo in crew.closing.matter(ticket).photos] == [made.photo.sha256]
    assert crew.acts(ticket) == [BroadcastAct.PHOTO_DOUBTED]


def test_the_same_photo_with_a_better_claim_is_judged_again(crew: Crew) -> None:
    ticket = crew.finds()
    crew.sends(ticket, position=None)
    made = crew.sends(ticket)
    assert (made.is_new, made.ticket.state) == (True, TicketState.CLOSED)
    assert len(crew.closing.matter(ticket).photos) == 1


@pytest.mark.parametrize("position", [PLACE, None])
def test_a_double_click_counts_once(crew: Crew, position: tuple[float, float] | None) -> None:
    ticket = crew.finds()
    first = crew.sends(ticket, position=position)
    again = crew.sends(ticket, position=position)
    assert (first.is_new, again.is_new, again.photo) == (True, False, first.photo)
    assert len(crew.acts(ticket)) == 1


def test_what_the_file_says_of_time_and_place_counts_without_a_claim(crew: Crew) -> None:
    told = a_header(exif=an_exif("2026:04:18 12:01:00", "+08:00", PLACE))
    made = crew.photos.take(crew.finds(), told, Claim(), ZHANG)
    assert (made.photo.proof.is_accepted, made.photo.taken_at) == (True, at(60))


def test_a_photo_of_another_matter_is_used_up(crew: Crew) -> None:
    crew.sends(crew.finds("pile-1", 1))
    made = crew.sends(crew.finds("pile-2", 2))
    assert faults(made) == (PhotoFault.REUSED,)


def test_one_that_was_sent_for_the_wrong_matter_and_not_taken_is_not_used_up(crew: Crew) -> None:
    crew.sends(crew.finds("pile-1", 1), position=(29.2, 119.65))
    assert crew.sends(crew.finds("pile-2", 2)).photo.proof.is_accepted


def test_the_picture_of_before_sent_as_that_of_after_proves_nothing(crew: Crew) -> None:
    before = crew.hub.evidence.put(PHOTO, "image/jpeg")
    crew.hub.hear(a_record(1, a_finding(sha256=before)))
    (ticket,) = crew.hub.tickets()
    assert faults(crew.sends(ticket.id)) == (PhotoFault.SAME_AS_BEFORE,)
    # Saved again: other bytes, the same look.
    crew.eye.shows[OTHER] = replace(crew.eye.look(PHOTO))
    assert faults(crew.sends(ticket.id, OTHER)) == (PhotoFault.SAME_AS_BEFORE,)


def test_another_view_than_before_is_not_pretended_to_be_compared(crew: Crew) -> None:
    before = crew.hub.evidence.put(OTHER, "image/jpeg")
    crew.hub.hear(a_record(1, a_finding(sha256=before)))
    (ticket,) = crew.hub.tickets()
    assert crew.sends(ticket.id).photo.proof.comparison is Comparison.CANNOT_TELL


def test_a_picture_of_before_that_is_no_picture_or_gone_is_no_comparison(crew: Crew) -> None:
    assert crew.sends(crew.finds("pile-1", 1)).photo.proof.comparison is Comparison.NOTHING_BEFORE
    broken = crew.hub.evidence.put(b"\xff\xd8\xff broken", "image/jpeg")
    crew.hub.hear(a_record(2, a_finding(pile="pile-2", seq=2, sha256=broken)))
    ticket = next(ticket for ticket in crew.hub.tickets() if ticket.subject.endswith("pile-2"))
    assert crew.sends(ticket.id, OTHER).photo.proof.comparison is Comparison.NOTHING_BEFORE


def test_a_photo_from_before_the_matter_was_opened_again_proves_nothing(crew: Crew) -> None:
    ticket = crew.finds()
    crew.sends(ticket)
    crew.hub.clock.move(60)
    crew.closing.reopen(ticket, "li", "垃圾还在")
    assert faults(crew.sends(ticket, taken_at=at(60))) == (PhotoFault.BEFORE_MATTER,)


def test_a_closed_matter_takes_no_other_photo(crew: Crew) -> None:
    ticket = crew.finds()
    crew.sends(ticket)
    with pytest.raises(NotByHand) as refused:
        crew.sends(ticket, OTHER)
    assert refused.value.why is WhyNot.ALREADY_CLOSED


def test_a_matter_that_is_closed_while_its_photo_is_looked_at_stays_as_it_is(crew: Crew) -> None:
    ticket = crew.finds()
    look = crew.eye.look

    def looks_while_somebody_confirms(jpeg: bytes) -> object:
        crew.closing.confirm(ticket, "li", "亲眼所见")
        return look(jpeg)

    crew.eye.look = looks_while_somebody_confirms  # type: ignore[method-assign, assignment]
    with pytest.raises(NotByHand):
        crew.sends(ticket)
    assert crew.closing.matter(ticket).photos == []


def test_nobody_confirms_a_photo_they_sent_themselves(crew: Crew) -> None:
    ticket = crew.finds()
    crew.hub.hear(a_record(200, a_status(online=True, device="cam-1", sent_at=at(60))))
    crew.sends(ticket, sender=Sender("wang", "张三/1"))
    with pytest.raises(NotByHand) as refused:
        crew.closing.confirm(ticket, "wang", "照片属实")
    assert refused.value.why is WhyNot.SAME_PERSON
    assert crew.closing.confirm(ticket, "li", "照片属实").closed_by == "li"


def test_what_cannot_be_used_is_not_kept(crew: Crew) -> None:
    ticket = crew.finds()
    crew.eye.flaw = Unusable.BROKEN
    with pytest.raises(BadPhoto):
        crew.sends(ticket)
    assert (list(crew.hub.evidence.kept()), crew.closing.matter(ticket).photos) == ([], [])


def test_a_photo_of_no_matter_is_refused(crew: Crew) -> None:
    with pytest.raises(UnknownTicket):
        crew.sends("t404")


def test_a_ledger_that_is_away_takes_nothing(crew: Crew) -> None:
    ticket = crew.finds()
    crew.hub.ledger.stop()
    with pytest.raises(StoreDown):
        crew.sends(ticket)
    crew.hub.ledger.start()
    assert crew.sends(ticket).is_new


def test_who_would_wait_too_long_is_told_to_come_back(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing_photos, "_PATIENCE_S", 0.01)
    ticket, is_looking, may_go_on = crew.finds(), threading.Event(), threading.Event()
    look = crew.eye.look

    def looks_for_long(jpeg: bytes) -> object:
        is_looking.set()
        assert may_go_on.wait(10)
        return look(jpeg)

    crew.eye.look = looks_for_long  # type: ignore[method-assign, assignment]
    first = threading.Thread(target=lambda: crew.sends(ticket))
    first.start()
    assert is_looking.wait(10)
    with pytest.raises(Busy):
        crew.sends(ticket, OTHER)
    may_go_on.set()
    first.join()
    assert len(crew.closing.matter(ticket).photos) == 1


def test_room_is_not_made_by_the_photos_of_open_matters(crew: Crew) -> None:
    doubted = crew.sends(crew.finds("pile-1", 1), position=None).photo.sha256
    closed = crew.sends(crew.finds("pile-2", 2), OTHER).photo.sha256
    crew.hub.clock.move(10_000 * 86_400)  # files are dated by the real clock
    EvidenceRoom(crew.hub.evidence, crew.hub.ledger, crew.hub.clock, quota_bytes=0).make()
    kept = {file.sha256 for file in crew.hub.evidence.kept()}
    assert (doubted in kept, closed in kept) == (True, False)
