"""Who may announce what, when and for how long, as the service keeps it, and the book of deeds."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Announce, Priority
from hub.domain.acts import BroadcastAct
from hub.domain.announcements import Announcement, Awaits, Draft, Target, TargetScope, TargetSet
from hub.domain.announcements.approval import ApprovalState, Plea
from hub.domain.mp3 import MEDIA_TYPE
from hub.domain.people import Role
from hub.domain.quiet_hours import Policy
from hub.domain.village_rules import VillageRules
from hub.services.broadcast import Asking, Broadcast, KeyReused, Office
from hub.services.examine import Examiner, NotAllowed, Rules
from hub.services.speaking import Speaking
from tests.builders import NOON, a_catalog, a_speaker, at
from tests.hub.services.conftest import Hub

TOWNSHIP = Target(TargetScope.TOWNSHIP)
URGENT = {"priority": Priority.URGENT}
EMERGENCY = {"priority": Priority.EMERGENCY}


def a_draft(**changes) -> Draft:
    draft = Draft("请及时清运垃圾。", Priority.NOTICE, 70, 1, NOON, at(600), TOWNSHIP)
    return replace(draft, **changes)


def asking(author: str = "wang", role: Role = Role.OPERATOR, why: str = "", **changes) -> Asking:
    bypasses = changes.pop("bypasses", False)
    return Asking(Plea(author, role, why, bypasses=bypasses), **changes)


def announced(hub: Hub, ask: Asking | None = None, **changes) -> Announcement:
    return hub.broadcast.announce(hub.registry.catalog, a_draft(**changes), ask or asking())


def refused(hub: Hub, ask: Asking | None = None, broadcast: Broadcast | None = None, **changes) -> NotAllowed:
    with pytest.raises(NotAllowed) as found:
        (broadcast or hub.broadcast).announce(hub.registry.catalog, a_draft(**changes), ask or asking())
    return found.value


def with_rules(hub: Hub, rules: Rules) -> Broadcast:
    ids = count(100)
    office = Office(hub.ledger, hub.clock, lambda: f"id-{next(ids)}")
    return Broadcast(Examiner(rules, hub.ledger, hub.speech, hub.evidence), hub.sending, office)


def acts(hub: Hub) -> list[tuple[str, BroadcastAct, str]]:
    with hub.ledger.read() as tx:
        assert tx.acts.first_broken() is None
        return [(item.deed.by, item.deed.act, item.deed.why) for item in reversed(tx.acts.newest(100))]


def test_quiet_hours_hold_back_routine_and_name_the_next_slot(hub: Hub) -> None:
    quiet = with_rules(hub, Rules(Policy(ZoneInfo("Asia/Shanghai"))))
    routine = {"priority": Priority.ROUTINE, "expires_at": at(8 * 3600)}
    found = refused(hub, broadcast=quiet, **routine).hindrance
    assert found.flaws == ("quiet_hours",)
    assert found.next_slot == NOON + timedelta(hours=2)
    loud = a_draft(priority=Priority.EMERGENCY, volume_pct=100)
    made = quiet.announce(hub.registry.catalog, loud, asking(role=Role.ADMIN, why="山洪", bypasses=True))
    assert made.volume_pct == 100
    assert quiet.announce(hub.registry.catalog, a_draft(volume_pct=100), asking()).volume_pct == 50


def test_a_notice_in_the_quiet_hours_of_one_of_its_villages_disturbs(hub: Hub) -> None:
    strict = with_rules(hub, Rules(Policy(ZoneInfo("Asia/Shanghai"))))
    catalog, night, morning = hub.registry.catalog, at(12 * 3600), at(22 * 3600)
    assert strict.disturbs(catalog, TOWNSHIP, Priority.NOTICE, night)
    assert not strict.disturbs(catalog, TOWNSHIP, Priority.NOTICE, morning)
    assert not strict.disturbs(catalog, TOWNSHIP, Priority.ROUTINE, night)
    assert strict.disturbs(catalog, TOWNSHIP, Priority.NOTICE, None), "noon, when people rest"


def test_a_village_may_be_quieter_than_the_township(hub: Hub) -> None:
    Speaking(hub.ledger, hub.clock).set_rules(VillageRules("liushu", day_ceiling_pct=30), "li")
    assert announced(hub, volume_pct=70).volume_pct == 30
    assert acts(hub)[0] == ("li", BroadcastAct.RULES_SET, "")


def test_nothing_sounds_longer_than_the_township_allows(hub: Hub) -> None:
    assert refused(hub, text="停" * 1000, repeat=10).hindrance.flaws == ("sounds_too_long",)
    emergency = asking(role=Role.ADMIN, why="山洪", bypasses=True)
    assert refused(hub, emergency, text="停" * 1000, repeat=10, **EMERGENCY).hindrance.flaws == (
        "sounds_too_long",
    )


def test_a_village_that_has_heard_enough_is_named_and_a_withdrawal_gives_its_time_back(hub: Hub) -> None:
    Speaking(hub.ledger, hub.clock).set_rules(VillageRules("liushu", airtime=timedelta(seconds=100)), "li")
    first = announced(hub, text="停" * 600)
    found = refused(hub, text="停" * 600).hindrance
    assert (found.flaws, [item.village for item in found.overspent]) == (("airtime_spent",), ["liushu"])
    hub.broadcast.cancel(first.id, "wang")
    announced(hub, text="停" * 600)


def test_the_budget_is_checked_again_where_nobody_can_spend_it_in_between(hub: Hub) -> None:
    Speaking(hub.ledger, hub.clock).set_rules(VillageRules("liushu", airtime=timedelta(seconds=100)), "li")
    speak = hub.speech.speak

    def spoken_while_another_is_made(text: str):
        hub.speech.speak = speak  # type: ignore[method-assign]
        announced(hub, text="停" * 600)
        return speak(text)

    hub.speech.speak = spoken_while_another_is_made  # type: ignore[method-assign]
    assert refused(hub, text="水" * 600).hindrance.flaws == ("airtime_spent",)


def test_an_urgent_announcement_goes_out_when_somebody_else_agrees(hub: Hub) -> None:
    made = announced(hub, **URGENT)
    hub.sending.push()
    assert (made.approval.state, hub.bus.sent) == (ApprovalState.PENDING, [])
    with pytest.raises(NotAllowed) as own:
        hub.broadcast.decide(hub.registry.catalog, made.id, "wang", agrees=True)
    assert own.value.hindrance.flaws == ("same_person",)
    agreed = hub.broadcast.decide(hub.registry.catalog, made.id, "li", agrees=True, note="属实")
    assert agreed is not None
    hub.sending.push()
    assert len(hub.bus.sent) == 1
    assert acts(hub) == [("wang", BroadcastAct.ANNOUNCED, ""), ("li", BroadcastAct.APPROVED, "属实")]


def test_what_was_refused_or_withdrawn_never_sounds(hub: Hub) -> None:
    first, second = announced(hub, **URGENT), announced(hub, text="第二条", **URGENT)
    hub.broadcast.decide(hub.registry.catalog, first.id, "li", agrees=False, note="地点写错")
    hub.broadcast.cancel(second.id, "wang", "不需要了")
    hub.sending.push()
    assert hub.bus.sent == []
    with pytest.raises(NotAllowed):
        hub.broadcast.decide(hub.registry.catalog, second.id, "li", agrees=True)
    assert hub.broadcast.decide(hub.registry.catalog, "unknown", "li", agrees=True) is None


def test_an_emergency_without_a_second_person_is_reviewed_within_a_day(hub: Hub) -> None:
    assert refused(hub, asking(role=Role.ADMIN), **EMERGENCY).hindrance.flaws == ("reason_missing",)
    alone = asking(why="山洪", bypasses=True)
    assert refused(hub, alone, **EMERGENCY).hindrance.flaws == ("bypass_not_allowed",)
    made = announced(hub, asking(role=Role.ADMIN, why="山洪", bypasses=True), **EMERGENCY)
    hub.sending.push()
    assert len(hub.bus.sent) == 1
    with hub.ledger.read() as tx:
        assert [item.id for item in tx.announcements.awaiting(Awaits.REVIEW)] == [made.id]
    reviewed = hub.broadcast.review(made.id, "li", "属实，处置得当")
    assert reviewed is not None
    assert reviewed.awaits is Awaits.NOTHING
    assert [act for _, act, _ in acts(hub)] == [BroadcastAct.BYPASSED, BroadcastAct.REVIEWED]
    assert hub.broadcast.review("unknown", "li", "属实") is None


def test_an_update_that_needs_a_second_person_lets_the_old_one_go_on_until_then(hub: Hub) -> None:
    old = announced(hub)
    hub.sending.push()
    new = hub.broadcast.update(hub.registry.catalog, old.id, a_draft(**URGENT), asking())
    assert new is not None
    hub.sending.push()
    assert len(hub.bus.sent) == 1
    hub.broadcast.decide(hub.registry.catalog, new.id, "li", agrees=True)
    hub.sending.push()
    assert len(hub.bus.sent) == 2


def test_a_pending_announcement_that_is_replaced_is_refused(hub: Hub) -> None:
    old = announced(hub, **URGENT)
    hub.broadcast.update(hub.registry.catalog, old.id, a_draft(text="改为明天"), asking())
    with hub.ledger.read() as tx:
        replaced = tx.announcements.get(old.id)
    assert replaced is not None
    assert replaced.approval.state is ApprovalState.REFUSED


def test_the_same_key_and_question_is_answered_with_what_was_made(hub: Hub) -> None:
    ask = asking(key="k-1", asked="a" * 64)
    first = announced(hub, ask)
    assert announced(hub, ask) == first
    with pytest.raises(KeyReused):
        announced(hub, asking(key="k-1", asked="b" * 64))
    other = announced(hub, asking("li", key="k-1", asked="a" * 64))
    assert other.id != first.id


def test_only_what_was_listened_to_is_announced(hub: Hub) -> None:
    heard = hub.broadcast.examine(hub.registry.catalog, a_draft(), Plea("wang", Role.OPERATOR))
    assert announced(hub, asking(heard=heard.sha256)).sha256 == heard.sha256
    assert refused(hub, asking(heard="c" * 64)).hindrance.flaws == ("not_what_was_heard",)


def test_what_nobody_sees_is_neither_shown_nor_spoken(hub: Hub) -> None:
    assert announced(hub, text="停\u200b水\u202e通知").text == "停水通知"


def test_a_saved_set_means_its_speakers(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    speaking = Speaking(hub.ledger, hub.clock)
    speaking.save(TargetSet("dam", "水库下游", (Target(TargetScope.DEVICES, ("horn-2",)),)), "wang")
    announced(hub, target=Target(TargetScope.SAVED, ("dam",)))
    hub.sending.push()
    assert [message.address.target for message in hub.bus.sent] == ["horn-2"]
    assert speaking.remove("dam", "wang")
    assert not speaking.remove("dam", "wang")
    found = refused(hub, target=Target(TargetScope.SAVED, ("dam",))).hindrance
    assert (found.flaws, found.unmatched) == (("nobody_meant",), ("dam",))


def test_a_recording_is_played_instead_of_a_voice(hub: Hub, a_recording: bytes) -> None:
    sha256 = hub.evidence.put(a_recording, MEDIA_TYPE)
    made = announced(hub, text="", recording=sha256)
    assert (made.sha256, made.duration_ms) == (sha256, 480)
    assert refused(hub, text="", recording="d" * 64).hindrance.flaws == ("no_recording",)


@pytest.mark.parametrize(("priority", "why"), [(Priority.URGENT, "county platform"), (Priority.NOTICE, "")])
def test_what_a_platform_decided_tells_speakers_so_in_place_of_a_second_person(
    hub: Hub, priority: Priority, why: str
) -> None:
    plea = Plea("cap", Role.FIELD, "山洪", is_from_platform=True)
    announced(hub, Asking(plea, origin="county platform"), priority=priority)
    hub.sending.push()
    order = hub.bus.sent[-1].body

    assert isinstance(order, Announce)
    assert (order.approver, order.override) == ("", why)
