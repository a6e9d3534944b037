"""A document becomes a message, and what it contradicts itself in is listed."""

from datetime import UTC, datetime

import pytest

from hub.domain.cap.alert import Alert, Area, Audience, Certainty, Key, MsgType, Severity, Status, Urgency
from hub.domain.cap.papers import read
from hub.domain.cap.problems import Fault
from hub.domain.cap.reading import contradictions, message
from hub.domain.cap.schema import faults
from hub.domain.shapes import Circle, Polygon
from tests.hub.domain.cap.papers_of import SENT, a_paper, an_info, referring

NOON = datetime(2026, 4, 18, 4, 0, tzinfo=UTC)


def the_message(paper: bytes) -> Alert:
    root = read(paper)
    assert faults(root) == ()
    return message(root)


def found(paper: bytes) -> list[tuple[str, Fault]]:
    root = read(paper)
    return [(each.place, each.fault) for each in contradictions(message(root), root)]


def test_a_message_is_what_it_says() -> None:
    area = (
        "<area><areaDesc>村口</areaDesc><polygon>29,119 29,120 30,120 29,119</polygon>"
        "<circle>29.1,119.6 2.5</circle>"
        "<geocode><valueName>adcode</valueName><value>330726</value></geocode></area>"
    )
    said = the_message(a_paper(an_info(area=area, language=""), references=f"a@b,c,{SENT}", note="注"))
    assert said.key == Key("qxj@county", "warning-1", NOON)
    assert (said.status, said.kind, said.audience) == (Status.ACTUAL, MsgType.ALERT, Audience.PUBLIC)
    assert (said.references, said.note) == ((Key("a@b", "c", NOON),), "注")
    (info,) = said.infos
    assert (info.language, info.category, info.event) == ("en-US", "Met", "暴雨")
    assert (info.urgency, info.severity, info.certainty) == (
        Urgency.IMMEDIATE,
        Severity.SEVERE,
        Certainty.LIKELY,
    )
    assert (info.effective_at, info.expires_at) == (None, NOON.replace(hour=6))
    assert info.areas == (
        Area(
            "村口",
            (Polygon(((29.0, 119.0), (29.0, 120.0), (30.0, 120.0))), Circle(29.1, 119.6, 2.5)),
            (("adcode", "330726"),),
        ),
    )


def test_a_good_message_contradicts_nothing() -> None:
    for paper in (a_paper(), referring("Update"), referring("Cancel"), referring("Ack")):
        assert found(paper) == []


@pytest.mark.parametrize(("scope", "name"), [("Restricted", "restriction"), ("Private", "addresses")])
def test_a_narrow_scope_says_whom_it_means(scope: str, name: str) -> None:
    assert found(a_paper(scope=scope)) == [(f"/alert/{name}", Fault.MISSING)]
    assert found(a_paper(scope=scope, **{name: "所内"})) == []


@pytest.mark.parametrize("kind", ["Update", "Cancel", "Ack", "Error"])
def test_what_is_about_another_message_names_it(kind: str) -> None:
    assert found(a_paper(msgType=kind)) == [("/alert/references", Fault.MISSING)]


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
def test_nobody_overrules_anothers_message(kind: str) -> None:
    paper = a_paper(msgType=kind, references=f"other@county,warning-9,{SENT}")
    assert found(paper) == [("/alert/references[1]", Fault.FOREIGN_REFERENCE)]


def test_an_answer_is_about_anothers_message() -> None:
    assert found(a_paper(msgType="Ack", references=f"other@county,warning-9,{SENT}")) == []


def test_a_message_about_itself_is_refused() -> None:
    assert found(referring("Update", "warning-1", sent=SENT)) == [
        ("/alert/references[1]", Fault.OWN_REFERENCE)
    ]


def test_a_warning_has_a_block() -> None:
    root = read(a_paper("<!-- none -->"))
    assert [each.place for each in contradictions(message(root), root)] == ["/alert/info"]
    assert found(referring("Cancel")) == []


def test_it_does_not_end_before_it_was_sent() -> None:
    root = read(a_paper(an_info(expires=SENT)))
    (only,) = contradictions(message(root), root)
    assert (only.place, only.fault) == ("/alert/info[1]/expires[1]", Fault.ENDS_BEFORE_SENT)
    assert (only.found, only.expected) == (SENT, f"> {SENT}")


def test_a_block_has_something_to_be_read_aloud() -> None:
    silent = an_info(headline="", description="", instruction="")
    assert found(a_paper(an_info(), silent)) == [("/alert/info[2]", Fault.NOTHING_TO_READ)]
