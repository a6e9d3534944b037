"""Our own warnings for others: urgent announcements and emergencies as CAP, signed, and a feed of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from hub.books import Ledger, Transaction
from hub.domain.acts import BroadcastAct
from hub.domain.announcements import Announcement
from hub.domain.announcements.targets import horns, resolved
from hub.domain.area import Catalog
from hub.domain.cap.alert import Alert
from hub.domain.cap.feed_pages import Listed, atom
from hub.domain.cap.outgoing import PUBLISHED, House, Story, key, published
from hub.domain.cap.where import Ground
from hub.domain.cap.writing import written
from hub.ports import Clock, Seals
from hub.services.registry import Registry
from hub.words import PRIORITIES, Language

# An announcement ends a day after it may begin, and may begin a month ahead; a feed reads the newest of them.
_MOST = 200
_LONGEST_TITLE = 80
_PREFIX = "/api/v1/announcements"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: its sender, what people call it, its address, language and clocks."""

    sender: str
    name: str
    address: str
    language: Language
    zone: tzinfo


class Publishing:
    """Writes announcements as others read them."""

    def __init__(
        self,
        publisher: Publisher,
        ledger: Ledger,
        registry: Registry,
        clock: Clock,
        seals: Seals,
        ground: Callable[[Catalog], Ground],
    ) -> None:
        self._publisher = publisher
        self._ledger = ledger
        self._registry = registry
        self._clock = clock
        self._seals = seals
        self._ground = ground

    def one(self, announcement: str) -> bytes | None:
        """An announcement as a CAP paper; one that was withdrawn as its end.

        None for one that is unknown, waits for approval or was refused, or is not urgent.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            story = self._story(tx, tx.announcements.get(announcement))
        return None if story is None else self._paper(published(story, self._house()))

    def feed(self) -> bytes:
        """What holds now, the newest first, as an Atom feed; what was withdrawn stays until it would end.

        Raises:
            StoreDown: try later.
        """
        now, us = self._clock.now(), self._publisher
        with self._ledger.read() as tx:
            newest = tx.announcements.newest(_MOST)
            current = [each for each in newest if each.expires_at > now]
            stories = [story for each in current if (story := self._story(tx, each)) is not None]
        replaced = {story.announcement.supersedes for story in stories}
        listed = [_listed(story) for story in stories if story.announcement.id not in replaced]
        changed_at = max((each.changed_at for each in listed), default=_whole_hour(now))
        return atom(us.name, us.address, listed, changed_at, us.zone).encode()

    def _story(self, tx: Transaction, said: Announcement | None) -> Story | None:
        if said is None or said.priority not in PUBLISHED or not said.approval.may_sound:
            return None
        old = tx.announcements.get(said.supersedes) if said.supersedes else None
        ends = [item.deed.at for item in tx.acts.about(said.id) if item.deed.act is BroadcastAct.CANCELLED]
        return Story(
            said,
            PRIORITIES[said.priority].of(self._publisher.language),
            resolved(said.target, tx.speaking.saved()),
            old,
            max(ends, default=None),
        )

    def _house(self) -> House:
        catalog = self._registry.catalog
        us = self._publisher
        return House(us.sender, us.name, self._ground(catalog), catalog, horns(catalog))

    def _paper(self, alert: Alert) -> bytes:
        return self._seals.sealed(written(alert, self._publisher.zone).encode())


def _listed(story: Story) -> Listed:
    said = story.announcement
    changed_at = story.cancelled_at or key(said, "").sent_at
    title = said.text.partition("\n")[0][:_LONGEST_TITLE] or story.event
    return Listed(said.id, title, f"{_PREFIX}/{said.id}/cap", changed_at)


def _whole_hour(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute, seconds=now.second, microseconds=now.microsecond)
