"""What of a stranger's bytes is read, and what is not."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.cap.papers import MOST_BYTES, Limits, Unreadable, read
from hub.domain.cap.problems import Fault
from tests.hub.domain.cap.papers_of import a_paper, an_info

BOMB = (
    '<!DOCTYPE a [<!ENTITY x "x"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>',
    '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "<!DOCTYPE a><a/>",
)


def fault(paper: bytes, limits: Limits | None = None) -> Fault:
    with pytest.raises(Unreadable) as found:
        read(paper, limits)
    return found.value.fault


def test_elements_have_names_places_texts_and_attributes() -> None:
    root = read(
        b'<?xml version="1.0"?><a xmlns="urn:x"><b k="v"> one </b><c>two</c><b>th<!-- no -->ree</b></a>'
    )
    assert (root.namespace, root.name, root.place) == ("urn:x", "a", "/a")
    assert [(each.place, each.text) for each in root.named("b")] == [("/a/b[1]", "one"), ("/a/b[2]", "three")]
    assert root.children[0].attributes == {"k": "v"}
    assert (root.first("c"), root.first("d")) == ("two", "")


def test_a_child_of_another_namespace_is_not_taken_for_one_of_ours() -> None:
    root = read(b'<a xmlns="urn:x" xmlns:o="urn:o"><o:b>theirs</o:b></a>')
    assert root.named("b") == []


@pytest.mark.parametrize("paper", BOMB)
def test_a_document_type_is_refused_before_it_does_anything(paper: str) -> None:
    assert fault(paper.encode()) is Fault.DOCTYPE


@pytest.mark.parametrize("paper", [b"", b"hello", b"<a>", b"<a/><b/>", b"\x00", b"<a>&x;</a>", b"{}"])
def test_what_is_no_xml_is_refused(paper: bytes) -> None:
    assert fault(paper) is Fault.NOT_XML


@pytest.mark.parametrize(
    "paper",
    [
        "<a>水</a>".encode("utf-16"),
        "<a>暴雨</a>".encode("gbk"),
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b'<?xml version="1.0" encoding="gb18030"?><a/>',
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
    ],
)
def test_only_utf_8_is_read(paper: bytes) -> None:
    assert fault(paper) is Fault.NOT_UTF8


def test_a_byte_order_mark_and_the_name_of_the_encoding_do_no_harm() -> None:
    assert read("\ufeff<?xml version='1.0' encoding='UTF-8'?><a>水</a>".encode()).text == "水"


def test_what_is_too_large_is_not_looked_at() -> None:
    assert fault(b"<a>" + b"x" * MOST_BYTES) is Fault.TOO_LARGE


def test_a_message_with_a_picture_packed_into_it_is_too_large() -> None:
    bomb = f"<resource><derefUri>{'QUJD' * 100_000}</derefUri></resource>"
    assert fault(a_paper(an_info(more=bomb))) is Fault.TOO_LARGE


def test_a_tower_of_elements_is_refused() -> None:
    assert fault(b"<a>" * 10_000) is Fault.TOO_DEEP
    assert fault(b"<a><a/></a>", Limits(deep=1)) is Fault.TOO_DEEP


def test_a_crowd_of_elements_is_refused() -> None:
    assert fault(b"<a>" + b"<b/>" * 10_000 + b"</a>") is Fault.TOO_MANY_ELEMENTS


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_unreadable(paper: bytes) -> None:
    with suppress(Unreadable):
        assert read(paper).name


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_message_with_one_byte_changed_is_a_document_or_unreadable(place: int, byte: int) -> None:
    paper = bytearray(a_paper())
    paper[place % len(paper)] = byte
    with suppress(Unreadable):
        assert read(bytes(paper)).name
