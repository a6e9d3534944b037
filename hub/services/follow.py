"""Following (播发回执): what became of an announcement at each speaker, and whom the next would reach."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from devices.contract.bodies import DeviceClass
from hub.books import Ledger, Transaction
from hub.domain.announcements import Announcement, Delivery, DeliveryState, Target
from hub.domain.area import Catalog, Device
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
        """Tell whether nothing can change any more."""
        return all(delivery.is_final for delivery in self.deliveries)


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


def meant(catalog: Catalog, target: Target, views: Sequence[DeviceView]) -> Sequence[DeviceView]:
    """The speakers a target means, as they are now, by id."""
    speakers: dict[str, Device] = {speaker.id: speaker for speaker in catalog.of_class(DeviceClass.SPEAKER)}
    villages = {
        name: village.id if (village := catalog.village_of(speaker)) else ""
        for name, speaker in speakers.items()
    }
    chosen = set(target.speakers(villages))
    return [view for view in views if view.device.id in chosen]


def _followed(tx: Transaction, announcement: Announcement) -> Followed:
    return Followed(announcement, tx.announcements.deliveries(announcement.id))
