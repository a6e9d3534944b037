"""The schema of CAP 1.2: every fault is listed, with its place, what was found and what was expected."""

import pytest

from hub.domain.cap.papers import read
from hub.domain.cap.problems import Fault
from hub.domain.cap.schema import faults
from tests.hub.domain.cap.papers_of import a_paper, an_info

INFO = "/alert/info[1]"
SIGNATURE = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
CORNERS = " ".join(f"29.{n:03},119.65" for n in range(300))


def found(paper: bytes) -> list[tuple[str, Fault]]:
    return [(each.place, each.fault) for each in faults(read(paper))]


def with_area(inner: str) -> bytes:
    return a_paper(an_info(area=f"<area><areaDesc>村</areaDesc>{inner}</area>"))


def test_a_message_as_the_standard_wants_it_has_no_fault() -> None:
    whole = a_paper(
        an_info(
            responseType="Evacuate",
            web="https://example.org/w?a=1",
            onset="2026-04-18T12:30:00+08:00",
            more=(
                "<contact>12379</contact><parameter><valueName>颜色</valueName><value>橙</value></parameter>"
                "<resource><resourceDesc>图</resourceDesc><mimeType>image/png</mimeType><size>10</size>"
                "<uri>a.png</uri><derefUri>QUJD</derefUri><digest>ab</digest></resource>"
            ),
            area=(
                "<area><areaDesc>村</areaDesc><polygon>29,119 29,120 30,120 29,119</polygon>"
                "<circle>29.1,119.6 2.5</circle><geocode><valueName>adcode</valueName><value>330726</value>"
                "</geocode><altitude>-10</altitude><ceiling>100.5</ceiling></area>"
            ),
        ),
        source="人工",
        note="",
        references="a@b,c,2026-04-18T12:00:00+08:00 d@e,f,2026-04-18T12:00:00-00:00",
        end=SIGNATURE,
    )
    assert found(whole) == []


def test_elements_that_may_be_empty_are_no_fault() -> None:
    assert found(a_paper(end="")) == found(a_paper(an_info(more="<contact/>"))) == []


@pytest.mark.parametrize(
    "namespace", ["urn:oasis:names:tc:emergency:cap:1.1", "http://www.incident.com/cap/1.0", ""]
)
def test_another_version_is_named(namespace: str) -> None:
    (only,) = faults(read(a_paper(namespace=namespace)))
    assert (only.fault, only.found) == (Fault.NOT_CAP, f"{{{namespace}}}alert")
    assert only.expected == "{urn:oasis:names:tc:emergency:cap:1.2}alert"


@pytest.mark.parametrize("name", ["identifier", "sender", "sent", "status", "msgType", "scope"])
def test_what_a_message_must_say_is_missed(name: str) -> None:
    assert found(a_paper(**{name: ""})) == [(f"/alert/{name}", Fault.MISSING)]


@pytest.mark.parametrize("name", ["category", "event", "urgency", "severity", "certainty"])
def test_what_a_block_must_say_is_missed(name: str) -> None:
    assert found(a_paper(an_info(**{name: ""}))) == [(f"{INFO}/{name}", Fault.MISSING)]


@pytest.mark.parametrize(
    ("changes", "place", "fault"),
    [
        ({"identifier": "two words"}, "identifier[1]", Fault.BAD_NAME),
        ({"identifier": "a,b"}, "identifier[1]", Fault.BAD_NAME),
        ({"sender": "a&amp;b"}, "sender[1]", Fault.BAD_NAME),
        ({"sent": "2026-04-18T12:00:00Z"}, "sent[1]", Fault.BAD_TIME),
        ({"sent": "2026-04-18T12:00:00"}, "sent[1]", Fault.BAD_TIME),
        ({"sent": "2026-02-30T12:00:00+08:00"}, "sent[1]", Fault.BAD_TIME),
        ({"sent": "0001-01-01T00:00:00+14:00"}, "sent[1]", Fault.BAD_TIME),
        ({"status": "actual"}, "status[1]", Fault.BAD_VALUE),
        ({"msgType": "Retract"}, "msgType[1]", Fault.BAD_VALUE),
        ({"scope": "Everybody"}, "scope[1]", Fault.BAD_VALUE),
        ({"references": "a,b"}, "references[1]", Fault.BAD_REFERENCE),
        ({"references": "a,b,yesterday"}, "references[1]", Fault.BAD_REFERENCE),
        ({"references": "a b,c,2026-04-18T12:00:00+08:00"}, "references[1]", Fault.BAD_REFERENCE),
    ],
)
def test_what_a_message_says_wrongly_is_named(changes: dict[str, str], place: str, fault: Fault) -> None:
    assert found(a_paper(**changes)) == [(f"/alert/{place}", fault)]


@pytest.mark.parametrize(
    ("changes", "place", "fault"),
    [
        ({"category": "Weather"}, "category[1]", Fault.BAD_VALUE),
        ({"responseType": "Run"}, "responseType[1]", Fault.BAD_VALUE),
        ({"urgency": "Now"}, "urgency[1]", Fault.BAD_VALUE),
        ({"severity": "Orange"}, "severity[1]", Fault.BAD_VALUE),
        ({"certainty": "Very Likely"}, "certainty[1]", Fault.BAD_VALUE),
        ({"expires": "soon"}, "expires[1]", Fault.BAD_TIME),
        ({"web": "no address"}, "web[1]", Fault.BAD_ADDRESS),
    ],
)
def test_what_a_block_says_wrongly_is_named(changes: dict[str, str], place: str, fault: Fault) -> None:
    assert found(a_paper(an_info(**changes))) == [(f"{INFO}/{place}", fault)]


def test_the_words_that_may_stand_there_are_given() -> None:
    (only,) = faults(read(a_paper(status="Real")))
    assert (only.found, only.expected) == ("Real", "Actual | Exercise | System | Test | Draft")


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        ("<polygon>29,119 29,120 30,120</polygon>", "not closed"),
        ("<polygon>29,119 29,120 29,119</polygon>", "2 different corners"),
        ("<polygon>29,119 30,120 30,119 29,120 29,119</polygon>", "crosses itself"),
        ("<polygon>119,29 119,30 120,30 119,29</polygon>", "no latitude"),
        ("<polygon>29;119</polygon>", "no list of corners"),
        ("<polygon>29,119 x,1 30,120 29,119</polygon>", "no list of corners"),
        (f"<polygon>{CORNERS} {CORNERS} 29.000,119.65</polygon>", "601 corners"),
        ("<circle>29.1,119.6 0</circle>", "radius is 0"),
        ("<circle>29.1,119.6 50000</circle>", "radius is 50000"),
        ("<circle>29.1,119.6</circle>", "no centre and radius"),
        ("<circle>29.1,119.6 nan</circle>", "no centre and radius"),
        ("<circle>29.1 119.6</circle>", "no centre and radius"),
    ],
)
def test_a_shape_that_is_none_says_why(drawn: str, why: str) -> None:
    (only,) = faults(read(with_area(drawn)))
    assert only.place.startswith(f"{INFO}/area[1]/")
    assert only.fault in {Fault.BAD_POLYGON, Fault.BAD_CIRCLE}
    assert why in only.expected


def test_corners_without_end_are_counted_and_not_judged() -> None:
    many = f"<polygon>{CORNERS} 29.000,119.65</polygon>" * 5
    (only,) = faults(read(with_area(many)))
    assert (only.fault, only.found, only.expected) == (Fault.TOO_MANY_CORNERS, "1505", "1000")


def test_figures_are_figures() -> None:
    assert found(with_area("<altitude>high</altitude>")) == [
        (f"{INFO}/area[1]/altitude[1]", Fault.BAD_NUMBER)
    ]


def test_a_code_has_a_name_and_a_value() -> None:
    assert found(with_area("<geocode><value>1</value></geocode>")) == [
        (f"{INFO}/area[1]/geocode[1]/valueName", Fault.MISSING)
    ]


def test_a_required_text_is_not_empty() -> None:
    assert found(a_paper(an_info(event=" "))) == [(f"{INFO}/event[1]", Fault.EMPTY)]


def test_elements_stand_once_and_in_their_order() -> None:
    twice = a_paper(an_info(more="<headline>又一个</headline>"))
    assert found(twice) == [
        (f"{INFO}/headline[2]", Fault.OUT_OF_ORDER),
        (f"{INFO}/headline[2]", Fault.TOO_OFTEN),
    ]


def test_strange_elements_are_named_wherever_they_stand() -> None:
    strange = a_paper(
        an_info(more="<contact>a<b>c</b></contact>"), end='<extra/><x:info xmlns:x="urn:x"/>', note=""
    )
    assert found(strange) == [
        (f"{INFO}/contact[1]/b[1]", Fault.UNEXPECTED),
        ("/alert/extra[1]", Fault.UNEXPECTED),
        ("/alert/info[2]", Fault.UNEXPECTED),
    ]
    assert found(a_paper(an_info(more=SIGNATURE))) == [(f"{INFO}/Signature[1]", Fault.UNEXPECTED)]


def test_blocks_without_end_are_refused() -> None:
    places = found(a_paper(*[an_info()] * 21))
    assert places == [("/alert/info[21]", Fault.TOO_MANY_BLOCKS)]


def test_all_faults_are_listed_and_not_the_first_alone() -> None:
    broken = a_paper(an_info(severity="Bad", event="", expires="x"), sent="", status="Maybe")
    assert len(found(broken)) == 5


def test_what_a_stranger_wrote_is_shown_short_and_on_one_line() -> None:
    (only,) = faults(read(a_paper(status="A\n" + "b" * 500)))
    assert len(only.found) == 80
    assert only.found.startswith("A b")
    assert only.found.endswith("…")
