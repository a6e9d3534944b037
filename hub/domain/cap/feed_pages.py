"""Lists of warnings as web feeds have them (Atom, RFC 4287; RSS 2.0): which papers they name. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from hub.domain.cap.alert import NAMESPACE
from hub.domain.cap.papers import Element, Limits, Unreadable
from hub.domain.cap.problems import Fault

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
# A feed lists many warnings; each of them is small.
PAGE_LIMITS = Limits(size=2 * 1024 * 1024, elements=50_000)
# A source that has more names the rest again, when these are done.
MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """A warning that a feed names: where it lies, and by what a changed one is told from it."""

    url: str
    mark: str


def is_alert(root: Element) -> bool:
    """Tell whether a page is a warning itself."""
    return (root.namespace, root.name) == (NAMESPACE, "alert")


def entries(root: Element) -> tuple[Entry, ...]:
    """The warnings that a feed names, the first ones first; entries without an address are left out.

    Raises:
        Unreadable: neither Atom nor RSS.
    """
    if (root.namespace, root.name) == (ATOM, "feed"):
        found = [Entry(_atom_link(each), each.first("updated")) for each in root.named("entry")]
    elif root.name == "rss":
        items = [item for channel in root.named("channel") for item in channel.named("item")]
        found = [Entry(_rss_link(each), each.first("pubDate") or each.first("guid")) for each in items]
    else:
        raise Unreadable(Fault.NOT_CAP, f"{{{root.namespace}}}{root.name}")
    return tuple(entry for entry in found if entry.url)[:MOST_ENTRIES]


def _atom_link(entry: Element) -> str:
    links = [link.attributes for link in entry.named("link")]
    typed = [link for link in links if link.get("type") == CAP_TYPE]
    plain = [link for link in links if link.get("rel", "alternate") == "alternate"]
    return next((link.get("href", "") for link in (*typed, *plain)), "")


def _rss_link(item: Element) -> str:
    typed = [each.attributes for each in item.named("enclosure") if each.attributes.get("type") == CAP_TYPE]
    return next((each.get("url", "") for each in typed), "") or item.first("link")


@dataclass(frozen=True, slots=True)
class Listed:
    """One warning in the feed that the hub gives others; `path` leads to its paper."""

    id: str
    title: str
    path: str
    changed_at: datetime


def atom(title: str, address: str, listed: Sequence[Listed], changed_at: datetime, zone: tzinfo) -> str:
    """Write a feed of warnings.

    Args:
        title: of the feed.
        address: of the hub, without a slash at its end.
        listed: the newest first.
        changed_at: of the feed itself; an empty one was changed, too.
        zone: by whose clocks times are written.
    """
    entries = "".join(
        f"<entry><id>{escape(f'{address}{each.path}')}</id><title>{escape(each.title)}</title>"
        f"<updated>{_time(each.changed_at, zone)}</updated>"
        f'<link rel="alternate" type="{CAP_TYPE}" href="{escape(address + each.path)}"/></entry>'
        for each in listed
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="{ATOM}">'
        f"<id>{escape(address)}/api/v1/cap/atom</id><title>{escape(title)}</title>"
        f"<updated>{_time(changed_at, zone)}</updated><author><name>{escape(title)}</name></author>"
        f"{entries}</feed>\n"
    )


def _time(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
