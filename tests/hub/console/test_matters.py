"""How closing photos and the history of a matter read."""

from datetime import UTC, datetime

from hub.console.matters.photos import about, deed, verdict
from hub.console.matters.standing import terms
from hub.console.voice import Voice
from hub.domain.acts import BroadcastAct, Deed, Linked
from hub.domain.photos.proof import Claim, Comparison, PhotoFault, Proof
from hub.domain.photos.record import ClosingPhoto, Sender
from hub.domain.tickets import Ticket, TicketKind, close
from hub.words import Language
from tests.builders import NOON, SHA, a_catalog, at
from tests.hub.console.test_voice import ZONE

ZH, EN = Voice(Language.ZH, ZONE), Voice(Language.EN, ZONE)
NOW = datetime(2026, 4, 18, 5, 0, tzinfo=UTC)


def a_photo(*faults: PhotoFault, distance_m: float | None = 12.4) -> ClosingPhoto:
    proof = Proof(faults, distance_m, Comparison.CANNOT_TELL)
    return ClosingPhoto("t1", SHA, at(60), Sender("wang", "张三/1"), NOON, Claim(), proof)


def test_a_photo_that_is_not_enough_says_everything_that_is_wrong() -> None:
    said = verdict(ZH, a_photo(PhotoFault.TOO_FAR, PhotoFault.TOO_OLD))
    assert said == "证据不足：拍照地点离点位太远 · 照片拍摄已超过 24 小时"
    assert verdict(ZH, a_photo()) == "照片通过"


def test_a_photo_tells_who_when_how_far_and_what_comparing_came_to() -> None:
    said = about(ZH, a_catalog(), a_photo(), NOW)
    assert said == "张三 · 12:00:00 · 距点位 12 米 · 比对：与整改前照片角度不同，无法自动比对"
    assert "m from the place" not in about(EN, a_catalog(), a_photo(distance_m=None), NOW)


def test_the_history_names_people_and_says_faults_in_words() -> None:
    doubted = Deed(NOON, "张三/1", BroadcastAct.PHOTO_DOUBTED, "t1", SHA, "too_far, no_time")
    closed = Deed(NOON, "wang", BroadcastAct.MATTER_CLOSED, "t1", "cam-1", "亲眼所见")
    lines = [deed(ZH, a_catalog(), Linked(1, done, ""), NOW) for done in (doubted, closed)]
    assert lines == [
        "12:00:00 张三 整改照片证据不足 拍照地点离点位太远 · 照片没有拍摄时间",
        "12:00:00 wang 人工核查销号 亲眼所见",
    ]


def test_a_matter_says_when_it_was_opened_when_it_is_due_and_how_it_stands() -> None:
    ticket = Ticket("t1", TicketKind.LITTER, "litter:cam-1:p", "cam-1", "liushu", "", NOON, at(3600))
    assert terms(ZH, ticket, at(600)) == "12:00 立案，13:00 前整改；整改中"
    assert terms(EN, ticket, at(3660)) == "opened 12:00, due 13:00; open · late"
    emptied = close(ticket, "camera_saw_absent", (), at(7200))
    assert (
        terms(ZH, emptied, at(90_000))
        == "04-18 12:00 立案，04-18 13:00 前整改；04-18 14:00 销号：探头确认垃圾已清 · 超期"
    )
