"""Our own warnings for others: which are published, signed, and listed while they hold."""

from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Priority
from hub.adapters.cap.seals import XmlSeals
from hub.domain.announcements import Announcement
from hub.domain.cap.alert import Alert, MsgType
from hub.domain.cap.feed_pages import entries
from hub.domain.cap.papers import Element, read
from hub.domain.cap.reading import message
from hub.domain.cap.schema import faults
from hub.domain.people import Role
from hub.services.cap.publishing import Publisher, Publishing
from hub.words import Language
from tests.builders import at
from tests.hub.services.cap.conftest import COUNTY, SEALS, ground
from tests.hub.services.conftest import Hub
from tests.hub.services.test_broadcast_rules import a_draft, announced, asking

PUBLISHER = Publisher("hub@daxi", "大溪乡", "http://hub:8080", Language.ZH, ZoneInfo("Asia/Shanghai"))


def publishing(hub: Hub, seals: XmlSeals | None = None) -> Publishing:
    return Publishing(PUBLISHER, hub.ledger, hub.registry, hub.clock, seals or XmlSeals(), ground)


def an_emergency(hub: Hub, **changes: object) -> Announcement:
    alone = asking(role=Role.ADMIN, why="山洪", bypasses=True)
    return announced(hub, alone, **{"text": "请立即转移。", "priority": Priority.EMERGENCY, **changes})


def the_alert(paper: bytes | None) -> Alert:
    assert paper is not None
    root = read(paper)
    assert faults(root) == ()
    return message(root)


def listed(hub: Hub) -> list[str]:
    return [entry.url.split("/")[-2] for entry in entries(the_feed(hub))]


def the_feed(hub: Hub) -> Element:
    return read(publishing(hub).feed())


def test_an_emergency_is_published(hub: Hub) -> None:
    made = an_emergency(hub)
    sent = the_alert(publishing(hub).one(made.id))
    assert (sent.key.identifier, sent.key.sender, sent.infos[0].event) == (made.id, "hub@daxi", "应急")
    assert listed(hub) == [made.id]


def test_a_paper_is_signed_where_there_is_a_key(hub: Hub) -> None:
    paper = publishing(hub, SEALS).one(an_emergency(hub).id)
    assert paper is not None
    opened = XmlSeals().opened(paper, COUNTY.certificate)
    assert the_alert(opened).infos[0].description == "请立即转移。"


def test_what_is_not_urgent_or_unknown_is_not_published(hub: Hub) -> None:
    notice = announced(hub)
    assert publishing(hub).one(notice.id) is None
    assert publishing(hub).one("none") is None
    assert listed(hub) == []


def test_what_waits_for_approval_or_was_refused_is_not_published(hub: Hub) -> None:
    made = announced(hub, priority=Priority.URGENT)
    assert publishing(hub).one(made.id) is None
    hub.broadcast.decide(hub.registry.catalog, made.id, "li", agrees=False)
    assert publishing(hub).one(made.id) is None
    agreed = announced(hub, text="第二条", priority=Priority.URGENT)
    hub.broadcast.decide(hub.registry.catalog, agreed.id, "li", agrees=True)
    assert the_alert(publishing(hub).one(agreed.id)).kind is MsgType.ALERT


def test_what_was_withdrawn_is_published_as_its_end(hub: Hub) -> None:
    made = an_emergency(hub)
    hub.clock.move(60)
    hub.broadcast.cancel(made.id, "wang")
    sent = the_alert(publishing(hub).one(made.id))
    assert (sent.kind, sent.references[0].identifier) == (MsgType.CANCEL, made.id)
    assert listed(hub) == [made.id]
    assert the_feed(hub).first("updated") == "2026-04-18T12:01:00+08:00"


def test_what_takes_its_place_is_an_update_and_stands_alone_in_the_feed(hub: Hub) -> None:
    old = an_emergency(hub)
    alone = asking(role=Role.ADMIN, why="山洪", bypasses=True)
    draft = a_draft(text="水位上涨。", priority=Priority.EMERGENCY)
    new = hub.broadcast.update(hub.registry.catalog, old.id, draft, alone)
    assert new is not None
    sent = the_alert(publishing(hub).one(new.id))
    assert (sent.kind, sent.references[0].identifier) == (MsgType.UPDATE, old.id)
    assert listed(hub) == [new.id]


def test_what_is_over_is_no_longer_listed(hub: Hub) -> None:
    an_emergency(hub, expires_at=at(60))
    hub.clock.move(3700)
    assert listed(hub) == []
    assert the_feed(hub).first("updated") == "2026-04-18T13:00:00+08:00"


@pytest.mark.parametrize("language", [Language.ZH, Language.EN])
def test_a_sound_without_words_has_the_name_of_its_priority(
    hub: Hub, language: Language, a_recording: bytes
) -> None:
    sha256 = hub.evidence.put(a_recording, "audio/mpeg")
    an_emergency(hub, text="", recording=sha256)
    publisher = Publisher("hub@daxi", "大溪乡", "http://hub", language, ZoneInfo("Asia/Shanghai"))
    feed = Publishing(publisher, hub.ledger, hub.registry, hub.clock, XmlSeals(), ground).feed()
    assert read(feed).named("entry")[0].first("title") in {"应急", "emergency"}
