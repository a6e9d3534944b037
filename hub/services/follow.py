"""Following (播发回执): what became of an announcement at each speaker, and whom the next would reach."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from devices.contract.commands import Priority
from hub.books import Ledger, Transaction
from hub.domain.announcements import Announcement, Delivery, DeliveryState, Target, TargetSet
from hub.domain.announcements.preemption import Encounter, encounter
from hub.domain.announcements.targets import horns, resolved, speakers
from hub.domain.announcements.unreached import Condition, Missed, is_complete, missed
from hub.domain.area import Catalog
from hub.domain.health import Presence
from hub.domain.village_rules import VillageRules
from hub.services.watch import DeviceView


@dataclass(frozen=True)
class Followed:
    """One announcement with its deliveries, by device."""

    announcement: Announcement
    deliveries: Sequence[Delivery]

    @cached_property
    def counts(self) -> Mapping[DeliveryState, int]:
        """How many speakers stand at each state."""
        return Counter(delivery.state for delivery in self.deliveries)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing can change any more; what still waits for a second person is not over."""
        return self.announcement.approval.may_sound and all(each.is_final for each in self.deliveries)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A speaker that was not reached, where it stands, and who answers for it."""

    missed: Missed
    name: str
    village: str
    grid: str
    point: str
    owner: str
    phone: str


@dataclass(frozen=True, slots=True)
class UnreachedList:
    """Whom an announcement did not reach, grid member by grid member, so that it is a list to walk by."""

    announcement: Announcement
    rows: Sequence[Unreached]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """The speakers of one village that an announcement would mean; `unable` play recordings only.

    `households`: None where nobody said.
    """

    village: str
    speakers: int
    online: int
    muted: int
    unable: int
    households: int | None

    @property
    def offline(self) -> int:
        """How many would not hear of it at once."""
        return self.speakers - self.online


@dataclass(frozen=True, slots=True)
class Whole:
    """The same for all villages together."""

    parts: Sequence[Reach]

    @property
    def speakers(self) -> int:
        """How many are meant."""
        return sum(part.speakers for part in self.parts)

    @property
    def online(self) -> int:
        """How many of them are there."""
        return sum(part.online for part in self.parts)

    @property
    def offline(self) -> int:
        """How many would not hear of it at once."""
        return self.speakers - self.online

    @property
    def muted(self) -> int:
        """How many are there and silenced."""
        return sum(part.muted for part in self.parts)

    @property
    def unable(self) -> int:
        """How many are there and cannot let anybody be heard live."""
        return sum(part.unable for part in self.parts)

    @property
    def households(self) -> int | None:
        """About how many households hear it, None when no village has said how many it has."""
        known = [part.households for part in self.parts if part.households is not None]
        return sum(known) if known else None


def newest(ledger: Ledger, limit: int) -> Sequence[Followed]:
    """The newest announcements first.

    Raises:
        StoreDown: try later.
    """
    with ledger.read() as tx:
        return [_followed(tx, announcement) for announcement in tx.announcements.newest(limit)]


def one(ledger: Ledger, announcement: str) -> Followed | None:
    """One announcement by id.

    Raises:
        StoreDown: try later.
    """
    with ledger.read() as tx:
        known = tx.announcements.get(announcement)
        return None if known is None else _followed(tx, known)


def unfinished(ledger: Ledger) -> int:
    """How many deliveries somebody still waits for.

    Raises:
        StoreDown: try later.
    """
    with ledger.read() as tx:
        return len(tx.announcements.unfinished())


def interrupted(ledger: Ledger, meant: Sequence[str], priority: Priority) -> int:
    """How many of these speakers play something that an announcement of this priority interrupts.

    Raises:
        StoreDown: try later.
    """
    chosen = set(meant)
    with ledger.read() as tx:
        playing = [
            delivery
            for delivery in tx.announcements.unfinished()
            if delivery.state is DeliveryState.PLAYING and delivery.device in chosen
        ]
        known = {delivery.announcement for delivery in playing}
        said = {name: found for name in known if (found := tx.announcements.get(name)) is not None}
    return sum(
        encounter(priority, said[delivery.announcement].priority) is Encounter.PREEMPTS
        for delivery in playing
        if delivery.announcement in said
    )


def meant(
    catalog: Catalog, target: Target, views: Sequence[DeviceView], saved: Mapping[str, TargetSet]
) -> Sequence[DeviceView]:
    """The speakers a target means, as they are now, by id."""
    chosen = set(speakers(resolved(target, saved), horns(catalog)))
    return [view for view in views if view.device.id in chosen]


def reach(catalog: Catalog, chosen: Sequence[DeviceView], rules: Mapping[str, VillageRules]) -> Whole:
    """Whom these speakers reach, village by village; a village's households are shared by its speakers."""
    of_village = Counter(horn.village for horn in horns(catalog))
    villages: dict[str, list[DeviceView]] = {}
    for view in chosen:
        villages.setdefault(view.village.id if view.village else "", []).append(view)
    found = sorted(villages.items())
    return Whole([_reach(name, views, of_village, rules.get(name)) for name, views in found])


def unreached(
    followed: Followed, catalog: Catalog, views: Sequence[DeviceView], now: datetime, receipt_wait: timedelta
) -> UnreachedList:
    """Whom an announcement did not reach, by owner, village and place.

    Args:
        followed: the announcement and its deliveries.
        catalog: where the speakers stand.
        views: all devices as they are now.
        now: aware UTC.
        receipt_wait: how long a speaker that is there may take to answer.
    """
    said = followed.announcement
    began = max(said.created_at, said.approval.at or said.created_at)
    conditions = {view.device.id: Condition(view.presence, view.is_muted, view.is_awaited) for view in views}
    found = missed(followed.deliveries, conditions, began, now)
    rows = sorted(
        (_placed(catalog, item) for item in found),
        key=lambda row: (row.owner, row.phone, row.village, row.grid, row.point, row.missed.device),
    )
    complete = is_complete(followed.deliveries, began, now, receipt_wait.total_seconds())
    return UnreachedList(said, rows, complete)


def _placed(catalog: Catalog, item: Missed) -> Unreached:
    speaker = catalog.find(item.device)
    if speaker is None:
        return Unreached(item, item.device, "", "", "", "", "")
    village, grid, owner = catalog.village_of(speaker), catalog.grid_of(speaker), catalog.owner_of(speaker)
    point = catalog.places.get(speaker.point)
    return Unreached(
        item,
        speaker.name,
        village.name if village else "",
        grid.name if grid else "",
        point.name if point else "",
        owner.name if owner else "",
        owner.phone if owner else "",
    )


def _reach(
    village: str, views: Sequence[DeviceView], of_village: Mapping[str, int], own: VillageRules | None
) -> Reach:
    share = len(views) / of_village[village]
    households = round(own.households * share) if own is not None and own.households else None
    online = [view for view in views if view.presence is Presence.ONLINE]
    muted, unable = sum(view.is_muted for view in online), sum(not view.can_relay for view in online)
    return Reach(village, len(views), len(online), muted, unable, households)


def _followed(tx: Transaction, announcement: Announcement) -> Followed:
    return Followed(announcement, tx.announcements.deliveries(announcement.id))
