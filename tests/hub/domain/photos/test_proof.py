"""What a closing photo proves, and every fault that keeps it from proving it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.closing import Witness
from hub.domain.datum import to_gcj02
from hub.domain.photos.exif import Exif
from hub.domain.photos.picture import Picture
from hub.domain.photos.proof import (
    Background,
    Claim,
    Comparison,
    PhotoFault,
    Proof,
    Sent,
    examine,
    state_after,
)
from hub.domain.tickets import Ticket, TicketKind, TicketState
from tests.builders import at

PLACE = (29.1, 119.65)
HOUR = 3600.0
NOW = at(2 * HOUR)
# 0.001 degrees of latitude are 111.2 m.
NEAR, FAR, ELSEWHERE = (29.1005, 119.65), (29.102, 119.65), (29.5, 119.65)
PICTURE = Picture((1280, 960), 210.0, 50.0, 3.0, (1,))
GOOD = Sent(Claim(at(HOUR), NEAR, 12.0), Exif(), PICTURE)
BACKGROUND = Background(PLACE, Witness(), is_reused=False, comparison=Comparison.NOTHING_BEFORE)


def a_ticket(kind: TicketKind = TicketKind.LITTER) -> Ticket:
    return Ticket("t1", kind, "litter:cam-1:p", "cam-1", "liushu", "张三/1", at(0), at(86_400))


def judged(sent: Sent = GOOD, background: Background = BACKGROUND, ticket: Ticket | None = None) -> Proof:
    return examine(ticket or a_ticket(), sent, background, NOW)


def taken(seconds: float) -> Sent:
    return replace(GOOD, claim=replace(GOOD.claim, taken_at=at(seconds)))


def standing(position: tuple[float, float] | None, accuracy_m: float | None = 12.0) -> Sent:
    return replace(GOOD, claim=Claim(at(HOUR), position, accuracy_m))


def test_a_fresh_photo_of_the_place_is_accepted_with_its_distance() -> None:
    proof = judged()
    assert (proof.is_accepted, proof.comparison) == (True, Comparison.NOTHING_BEFORE)
    assert proof.distance_m == pytest.approx(55.6, abs=0.1)


def test_what_the_camera_wrote_is_enough_where_the_phone_says_nothing() -> None:
    assert judged(Sent(Claim(), Exif(at(HOUR), NEAR), PICTURE)).is_accepted


def test_without_any_word_of_time_and_place_it_proves_neither() -> None:
    faults = judged(Sent(Claim(), Exif(), PICTURE)).faults
    assert faults == (PhotoFault.NO_TIME, PhotoFault.NO_POSITION)


@pytest.mark.parametrize(
    ("seconds", "fault"),
    [
        (2 * HOUR + 119, None),
        (2 * HOUR + 121, PhotoFault.IN_THE_FUTURE),
        (-1, PhotoFault.BEFORE_MATTER),
        (0, None),
    ],
)
def test_it_is_taken_after_the_matter_was_opened_and_not_in_the_future(
    seconds: float, fault: PhotoFault | None
) -> None:
    assert judged(taken(seconds)).faults == (() if fault is None else (fault,))


def test_it_is_taken_after_the_matter_was_opened_again() -> None:
    again = replace(a_ticket(), reopened_at=at(HOUR + 1))
    assert judged(ticket=again).faults == (PhotoFault.BEFORE_MATTER,)


def test_an_old_photo_proves_nothing() -> None:
    old = replace(a_ticket(), opened_at=at(-3 * 86_400))
    assert judged(taken(2 * HOUR - 86_399), ticket=old).is_accepted
    assert judged(taken(2 * HOUR - 86_401), ticket=old).faults == (PhotoFault.TOO_OLD,)


def test_a_photo_from_before_the_device_last_saw_it_is_contradicted() -> None:
    def seen(seconds: float) -> Background:
        return replace(BACKGROUND, witness=Witness(can_see=True, still_so_at=at(seconds)))

    assert judged(background=seen(HOUR + 1)).faults == (PhotoFault.SEEN_SINCE,)
    assert judged(background=seen(HOUR)).is_accepted


def test_a_picture_that_says_another_time_than_its_phone_is_doubted() -> None:
    assert judged(replace(GOOD, exif=Exif(at(HOUR + 300)))).is_accepted
    assert judged(replace(GOOD, exif=Exif(at(HOUR + 301)))).faults == (PhotoFault.TIMES_DIFFER,)


def test_a_picture_that_says_another_place_than_its_phone_is_doubted() -> None:
    assert judged(replace(GOOD, exif=Exif(position=FAR))).is_accepted
    assert judged(replace(GOOD, exif=Exif(position=ELSEWHERE))).faults == (PhotoFault.POSITIONS_DIFFER,)


def test_a_photo_of_another_place_is_too_far() -> None:
    assert judged(standing(FAR)).faults == (PhotoFault.TOO_FAR,)
    assert judged(standing(ELSEWHERE)).faults == (PhotoFault.TOO_FAR,)


def test_what_the_phone_may_be_wrong_by_is_credited_up_to_100_m() -> None:
    assert not judged(standing(FAR, None)).is_accepted
    assert judged(standing((29.1017, 119.65), 100.0)).is_accepted
    assert judged(standing((29.1019, 119.65), 190.0)).faults == (PhotoFault.TOO_FAR,)


def test_a_phone_that_hardly_knows_where_it_is_proves_no_place() -> None:
    assert judged(standing(NEAR, 201.0)).faults == (PhotoFault.VAGUE_POSITION,)


def test_a_phone_that_speaks_gcj02_is_understood() -> None:
    proof = judged(standing(to_gcj02(*NEAR)))
    assert proof.is_accepted
    assert proof.distance_m == pytest.approx(55.6, abs=1.0)


def test_a_matter_without_a_place_asks_for_none() -> None:
    proof = judged(standing(None), replace(BACKGROUND, place=None))
    assert (proof.is_accepted, proof.distance_m) == (True, None)


def test_a_picture_of_another_matter_or_of_before_proves_nothing() -> None:
    assert judged(background=replace(BACKGROUND, is_reused=True)).faults == (PhotoFault.REUSED,)
    same = replace(BACKGROUND, comparison=Comparison.SAME_PICTURE)
    assert judged(background=same).faults == (PhotoFault.SAME_AS_BEFORE,)


def test_another_view_than_before_is_no_fault_and_said() -> None:
    proof = judged(background=replace(BACKGROUND, comparison=Comparison.CANNOT_TELL))
    assert (proof.is_accepted, proof.comparison) == (True, Comparison.CANNOT_TELL)


def test_every_fault_is_named_at_once() -> None:
    dark = replace(PICTURE, size_wh=(10, 10), bright_p95=1.0)
    faults = judged(Sent(Claim(NOW + timedelta(days=1), ELSEWHERE, 5.0), Exif(), dark)).faults
    assert faults == (PhotoFault.TINY, PhotoFault.DARK, PhotoFault.IN_THE_FUTURE, PhotoFault.TOO_FAR)


@pytest.mark.parametrize("kind", list(TicketKind))
def test_no_photo_closes_what_a_device_can_see(kind: TicketKind) -> None:
    assert state_after(a_ticket(kind), Witness(can_see=True)) is TicketState.VERIFYING


def test_a_photo_closes_what_it_can_show_where_nothing_else_sees() -> None:
    closed = {kind for kind in TicketKind if state_after(a_ticket(kind), Witness()) is TicketState.CLOSED}
    assert closed == {TicketKind.LITTER, TicketKind.BIN_FULL, TicketKind.BIN_TILTED}
