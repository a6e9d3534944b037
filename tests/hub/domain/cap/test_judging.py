"""What becomes of a message that is not said aloud."""

from datetime import timedelta

import pytest

from hub.domain.cap.alert import Alert
from hub.domain.cap.judging import House, ends_at, settled
from hub.domain.cap.papers import read
from hub.domain.cap.reading import message
from hub.domain.cap.record import Fate
from tests.hub.domain.cap.papers_of import a_paper, an_info, referring

EXERCISING = House(exercises=frozenset({"liushu"}))


def the_message(paper: bytes) -> Alert:
    return message(read(paper))


@pytest.mark.parametrize(
    ("paper", "fate"),
    [
        (a_paper(status="System"), Fate.SYSTEM),
        (a_paper(status="Test"), Fate.TEST),
        (a_paper(status="Draft"), Fate.DRAFT),
        (referring("Cancel", status="Test"), Fate.TEST),
        (referring("Ack"), Fate.ANSWER),
        (referring("Error"), Fate.ANSWER),
        (a_paper(scope="Restricted", restriction="所内"), Fate.NOT_PUBLIC),
        (a_paper(scope="Private", addresses="张三"), Fate.NOT_PUBLIC),
        (referring("Cancel", scope="Private", addresses="张三"), Fate.NOT_PUBLIC),
        (a_paper(status="Exercise"), Fate.EXERCISE_ELSEWHERE),
        (a_paper(), None),
        (referring("Update"), None),
        (referring("Cancel"), None),
        (referring("Cancel", status="Exercise"), None),
    ],
)
def test_what_is_not_meant_for_the_public_is_noted_only(paper: bytes, fate: Fate | None) -> None:
    assert settled(the_message(paper), House(), is_revoked=False) is fate


def test_an_exercise_may_be_said_where_exercises_may_sound() -> None:
    assert settled(the_message(a_paper(status="Exercise")), EXERCISING, is_revoked=False) is None


def test_what_was_cancelled_before_it_came_is_not_said() -> None:
    assert settled(the_message(a_paper()), House(), is_revoked=True) is Fate.REVOKED
    assert settled(the_message(referring("Cancel")), House(), is_revoked=True) is None


def test_a_block_that_says_no_end_holds_for_its_time() -> None:
    said = the_message(a_paper(an_info(), an_info(expires="")))
    ends = [ends_at(said, info, timedelta(minutes=60)) - said.key.sent_at for info in said.infos]
    assert ends == [timedelta(hours=2), timedelta(minutes=60)]
