"""Feeds of warnings: which papers they name, and the one that the hub writes."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.domain.cap.feed_pages import MOST_ENTRIES, Entry, Listed, atom, entries, is_alert
from hub.domain.cap.papers import Unreadable, read
from tests.builders import NOON
from tests.hub.domain.cap.papers_of import a_paper

ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><updated>u1</updated>'
    '<link rel="self" href="/self"/><link href="/page"/>'
    '<link type="application/cap+xml" href="/1.cap"/></entry>'
    '<entry><updated>u2</updated><link rel="alternate" href="/2.cap"/></entry>'
    "<entry><updated>u3</updated></entry></feed>"
)
RSS = (
    '<rss version="2.0"><channel><title>t</title><item><link>http://a/1.cap</link><pubDate>d1</pubDate></item>'
    "<item><link>/page</link><guid>g2</guid>"
    '<enclosure type="application/cap+xml" url="/2.cap"/></item></channel></rss>'
)


def named(page: str) -> tuple[Entry, ...]:
    return entries(read(page.encode()))


def test_an_atom_feed_names_its_warnings() -> None:
    assert named(ATOM) == (Entry("/1.cap", "u1"), Entry("/2.cap", "u2"))


def test_an_rss_feed_names_its_warnings() -> None:
    assert named(RSS) == (Entry("http://a/1.cap", "d1"), Entry("/2.cap", "g2"))


def test_a_feed_without_end_gives_its_first_ones() -> None:
    many = "".join(f"<item><link>/{n}</link></item>" for n in range(MOST_ENTRIES + 5))
    assert len(named(f"<rss><channel>{many}</channel></rss>")) == MOST_ENTRIES


def test_what_is_no_feed_is_refused() -> None:
    with pytest.raises(Unreadable, match="html"):
        named("<html><body>login</body></html>")


def test_a_page_may_be_a_warning_itself() -> None:
    assert is_alert(read(a_paper()))
    assert not is_alert(read(ATOM.encode()))


def test_the_hubs_own_feed_reads_back() -> None:
    listed = [Listed("id-1", 'a <b> & "c"', "/api/v1/announcements/id-1/cap", NOON)]
    page = atom(
        "大溪乡 <1>", "http://hub:8080", listed, NOON + timedelta(seconds=1), ZoneInfo("Asia/Shanghai")
    )
    root = read(page.encode())
    assert entries(root) == (
        Entry("http://hub:8080/api/v1/announcements/id-1/cap", "2026-04-18T12:00:00+08:00"),
    )
    assert (root.first("title"), root.first("updated")) == ("大溪乡 <1>", "2026-04-18T12:00:01+08:00")
    assert root.named("entry")[0].first("title") == 'a <b> & "c"'
    empty = read(atom("大溪乡", "http://hub", [], NOON, ZoneInfo("Asia/Shanghai")).encode())
    assert entries(empty) == ()
