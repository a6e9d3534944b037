"""What warnings do to the announcements: made, replaced, withdrawn, held back; never an exercise for real."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Announce, Cancel, Priority, Update
from hub.domain.announcements import DeliveryState, Target, TargetScope
from hub.domain.announcements.approval import ApprovalState
from hub.domain.cap.record import Fate
from hub.domain.quiet_hours import Policy
from hub.domain.shapes import Circle
from hub.services.examine import Rules
from tests.builders import NOON, at
from tests.hub.domain.cap.papers_of import a_paper, an_info, referring
from tests.hub.services.cap.conftest import HOUSE, Office, an_office, signed
from tests.hub.services.conftest import Hub
from tests.hub.services.test_broadcast_rules import with_rules

QUIET = Rules(Policy(ZoneInfo("Asia/Shanghai")))
MILD = {"severity": "Minor", "certainty": "Possible"}
ELSEWHERE = "<area><areaDesc>远方</areaDesc><circle>10,10 1</circle></area>"
EXERCISING = replace(HOUSE, exercises=frozenset({"liushu"}))


def by_the_trusted(paper: bytes) -> bytes:
    return paper.replace(b"qxj@county", b"yj@county")


def test_a_trusted_severe_warning_goes_out_at_once_as_an_emergency(office: Office) -> None:
    record = office.trusted()
    (made,) = office.announcements()
    assert (record.fate, record.priority) == (Fate.ANNOUNCED, Priority.EMERGENCY)
    assert made.text == "县气象局发布：暴雨橙色预警。预计两小时内降雨超过50毫米。请远离河道。"
    assert (made.created_by, made.origin, made.why) == (
        "cap:yj@county",
        "cap:yj@county",
        "CAP Alert warning-1",
    )
    assert made.approval.state is ApprovalState.NOT_NEEDED
    assert made.target == Target(TargetScope.AREA, shapes=(Circle(29.1, 119.65, 1.0),))
    assert (made.repeat, made.volume_pct, made.expires_at) == (2, 70, at(7200))
    office.hub.sending.push()
    (sent,) = office.hub.bus.sent
    assert isinstance(sent.body, Announce)
    # Speakers ask why nobody besides its author released it.
    assert (sent.body.override, sent.body.priority) == ("cap:yj@county", Priority.EMERGENCY)


def test_a_draft_sounds_when_somebody_agrees(office: Office) -> None:
    record = office.take(signed(a_paper()))
    office.hub.sending.push()
    assert office.hub.bus.sent == []
    office.hub.broadcast.decide(office.hub.registry.catalog, record.announcements[0], "wang", agrees=True)
    office.hub.sending.push()
    assert len(office.hub.bus.sent) == 1


def test_a_mild_warning_waits_for_a_person_too(office: Office) -> None:
    record = office.take(signed(a_paper(an_info(severity="Minor"))))
    assert (record.fate, record.priority) == (Fate.WAITING, Priority.NOTICE)


def test_an_update_replaces_what_sounds(office: Office) -> None:
    first = office.trusted()
    office.hub.sending.push()
    second = office.trusted(referring("Update"))
    office.hub.sending.push()
    assert second.fate is Fate.ANNOUNCED
    newest = office.hub.bus.sent[-1].body
    assert isinstance(newest, Update)
    assert newest.replaces == first.announcements[0]


def test_a_cancellation_stops_what_sounds(office: Office) -> None:
    first = office.trusted()
    office.hub.sending.push()
    record = office.trusted(referring("Cancel"))
    assert record.fate is Fate.CANCELLED
    assert isinstance(office.hub.bus.sent[-1].body, Cancel)
    assert office.hub.bus.sent[-1].body.announcement == first.announcements[0]


def test_a_cancellation_of_what_nobody_knows_stops_nothing(office: Office) -> None:
    assert office.trusted(referring("Cancel")).fate is Fate.NOTHING_TO_CANCEL


def test_a_cancellation_of_what_is_over_stops_nothing(office: Office) -> None:
    first = office.trusted()
    office.hub.broadcast.cancel(first.announcements[0], "wang")
    assert office.trusted(referring("Cancel")).fate is Fate.NOTHING_TO_CANCEL


@pytest.mark.parametrize("kind", ["Cancel", "Update"])
def test_what_was_overruled_before_it_came_never_sounds(office: Office, kind: str) -> None:
    office.trusted(referring(kind, status="Actual"))
    before = len(office.announcements())
    assert office.trusted().fate is Fate.REVOKED
    assert len(office.announcements()) == before


def test_an_exercise_overrules_nothing_that_is_meant(hub: Hub) -> None:
    office = an_office(hub, EXERCISING)
    first = office.trusted()
    hub.sending.push()
    assert office.trusted(referring("Cancel", status="Exercise")).fate is Fate.NOTHING_TO_CANCEL
    office.trusted(referring("Update", "warning-3", status="Exercise"))
    assert office.states(first.announcements[0]) == {DeliveryState.SENT}
    assert office.trusted(a_paper(identifier="warning-3")).fate is not Fate.REVOKED


def test_a_cancelled_exercise_does_not_revoke_the_real_one(hub: Hub) -> None:
    office = an_office(hub, EXERCISING)
    office.trusted(referring("Cancel", status="Exercise"))
    assert office.trusted().fate is Fate.ANNOUNCED


def test_an_exercise_says_so_and_is_no_emergency(hub: Hub) -> None:
    record = an_office(hub, EXERCISING).trusted(a_paper(status="Exercise"))
    with hub.ledger.read() as tx:
        made = tx.announcements.get(record.announcements[0])
    assert made is not None
    assert made.text.startswith("演练，演练")
    assert made.priority is Priority.ROUTINE


def test_an_exercise_sounds_only_where_exercises_may(office: Office, hub: Hub) -> None:
    assert office.trusted(a_paper(status="Exercise")).fate is Fate.EXERCISE_ELSEWHERE
    away = an_office(hub, replace(HOUSE, exercises=frozenset({"shanbei"})))
    assert away.trusted(a_paper(status="Exercise", identifier="w2")).fate is Fate.EXERCISE_ELSEWHERE
    assert office.announcements() == []


def test_what_is_over_is_kept_and_not_said(office: Office) -> None:
    office.hub.clock.move(7200)
    assert office.trusted().fate is Fate.EXPIRED
    assert office.announcements() == []


def test_what_does_not_say_its_end_holds_an_hour_from_when_it_was_sent(office: Office) -> None:
    office.hub.clock.move(3599)
    assert office.trusted(a_paper(an_info(expires=""))).fate is Fate.ANNOUNCED
    office.hub.clock.move(1)
    assert office.trusted(a_paper(an_info(expires=""), identifier="w2")).fate is Fate.EXPIRED


def test_what_holds_longer_than_a_day_is_said_within_a_day(office: Office) -> None:
    office.trusted(a_paper(an_info(expires="2026-04-25T12:00:00+08:00")))
    assert office.announcements()[0].expires_at == NOON + timedelta(hours=24)


def test_what_begins_later_is_said_later(office: Office) -> None:
    office.trusted(a_paper(an_info(effective="2026-04-18T13:00:00+08:00")))
    assert office.announcements()[0].not_before == at(3600)


def test_a_warning_for_another_place_is_kept_and_not_said(office: Office) -> None:
    assert office.trusted(a_paper(an_info(area=ELSEWHERE))).fate is Fate.ELSEWHERE


@pytest.mark.parametrize("change", [{"area": ELSEWHERE}, {"expires": "2026-04-18T12:01:01+08:00"}])
def test_an_update_that_says_nothing_here_any_more_ends_what_sounds(
    office: Office, change: dict[str, str]
) -> None:
    first = office.trusted()
    office.hub.clock.move(90)
    office.trusted(referring("Update").replace(an_info().encode(), an_info(**change).encode()))
    assert office.states(first.announcements[0]) == {DeliveryState.CANCELLED}


def test_each_block_of_the_language_is_an_announcement_of_its_own(office: Office) -> None:
    two = a_paper(an_info(), an_info(headline="山洪", severity="Moderate"), an_info(language="en-US"))
    first = office.trusted(two)
    assert len(first.announcements) == 2
    priorities = {each.id: each.priority for each in office.announcements()}
    assert [priorities[name] for name in first.announcements] == [Priority.EMERGENCY, Priority.URGENT]
    # The update has one block: it takes the place of the first, and the second ends.
    second = office.trusted(referring("Update"))
    assert len(second.announcements) == 1
    assert office.states(first.announcements[1]) == {DeliveryState.CANCELLED}


def test_an_update_of_what_waits_withdraws_it_and_waits_itself(office: Office) -> None:
    first = office.take(signed(a_paper()))
    second = office.take(signed(referring("Update")))
    assert [each.id for each in office.desk.waiting()] == list(second.announcements)
    with office.hub.ledger.read() as tx:
        old = tx.announcements.get(first.announcements[0])
    assert old is not None
    assert old.approval.state is ApprovalState.REFUSED


def test_an_update_of_what_is_over_is_said_anew(office: Office) -> None:
    first = office.trusted()
    office.hub.broadcast.cancel(first.announcements[0], "wang")
    second = office.trusted(referring("Update"))
    assert second.fate is Fate.ANNOUNCED
    assert second.announcements != first.announcements


def test_an_update_of_what_nobody_knows_is_said(office: Office) -> None:
    assert office.trusted(referring("Update")).fate is Fate.ANNOUNCED


def test_what_may_not_sound_now_is_said_at_the_end_of_the_quiet(hub: Hub) -> None:
    office = an_office(hub, broadcast=with_rules(hub, QUIET))
    hub.clock.move(10.5 * 3600)  # 22:30, of what holds till noon
    mild = a_paper(an_info(**MILD, expires="2026-04-19T12:00:00+08:00"))
    assert office.trusted(mild).fate is Fate.ANNOUNCED
    assert office.announcements()[0].not_before == NOON + timedelta(hours=18.5)


def test_what_the_rules_forbid_is_kept_as_unspoken_with_the_reason(hub: Hub) -> None:
    office = an_office(hub, broadcast=with_rules(hub, QUIET))
    hub.clock.move(10.5 * 3600)
    record = office.trusted(a_paper(an_info(**MILD, expires="2026-04-19T01:00:00+08:00")))
    assert record.fate is Fate.HINDERED
    assert record.note == "quiet_hours"
    assert office.desk.unspoken() == [record]
    hub.clock.move(3 * 3600)
    assert office.desk.unspoken() == []


def test_what_could_not_be_spoken_is_tried_again_until_it_is(office: Office) -> None:
    office.hub.speech.fails_with = "no voice"
    record = office.trusted()
    assert (record.fate, record.note) == (Fate.HINDERED, "no voice")
    office.desk.retry()
    assert office.desk.newest(1) == [record]
    office.hub.speech.fails_with = ""
    office.desk.retry()
    assert office.desk.newest(1)[0].fate is Fate.ANNOUNCED
    assert len(office.announcements()) == 1
    assert len(office.deeds()) == 3  # taken, announced, taken again


def test_an_unspoken_update_leaves_what_sounds(office: Office) -> None:
    first = office.trusted()
    office.hub.sending.push()
    office.hub.speech.fails_with = "no voice"
    assert office.trusted(referring("Update")).fate is Fate.HINDERED
    assert office.states(first.announcements[0]) == {DeliveryState.SENT}


def test_an_update_that_the_rules_forbid_is_unspoken(office: Office, hub: Hub) -> None:
    office.trusted()
    short = an_office(hub, broadcast=with_rules(hub, replace(QUIET, longest=timedelta(seconds=1))))
    assert short.trusted(referring("Update")).note == "sounds_too_long"


def test_a_hub_that_died_before_it_kept_the_message_announces_it_once(office: Office) -> None:
    paper = by_the_trusted(a_paper())
    office.trusted()
    with office.hub.ledger.write() as tx:
        tx.cap.prune(at(1), 0)
    assert office.desk.newest(10) == []
    assert office.take(signed(paper)).fate is Fate.ANNOUNCED
    assert len(office.announcements()) == 1


def test_what_a_person_refused_has_nothing_left_to_cancel(office: Office) -> None:
    made = office.take(signed(a_paper()))
    decide = office.hub.broadcast.decide
    assert decide(office.hub.registry.catalog, made.announcements[0], "wang", agrees=False) is not None
    assert office.take(signed(referring("Cancel"))).fate is Fate.NOTHING_TO_CANCEL
