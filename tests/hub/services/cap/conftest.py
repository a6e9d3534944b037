"""The desk for public warnings on a hub's services: senders that sign, are trusted, or need not sign."""

from dataclasses import dataclass, replace
from itertools import count

import pytest

from hub.adapters.cap.seals import XmlSeals
from hub.domain.acts import Linked
from hub.domain.announcements import Announcement, DeliveryState
from hub.domain.area import Catalog
from hub.domain.cap.judging import House, Sender, Trust
from hub.domain.cap.ranking import Level
from hub.domain.cap.record import Record
from hub.domain.cap.where import Ground
from hub.services.broadcast import Broadcast
from hub.services.cap.desk import CapDesk, Desk
from hub.services.cap.saying import Saying
from tests.certificates import a_pair
from tests.hub.domain.cap.papers_of import a_paper
from tests.hub.services.conftest import Hub

COUNTY = a_pair()
SENDERS = (
    Sender("qxj@county", "县气象局", Level.COUNTY, COUNTY.certificate),
    Sender("yj@county", "县应急局", Level.COUNTY, COUNTY.certificate, Trust.AT_ONCE),
    Sender("gauge@daxi", "水位站", Level.TOWNSHIP),
)
HOUSE = House()
SEALS = XmlSeals(COUNTY.key, COUNTY.certificate)


def ground(catalog: Catalog) -> Ground:
    villages = frozenset(place.id for place in catalog.villages())
    return Ground("daxi", villages, "510107101", {"510107101201": "liushu"}, ("adcode",))


def signed(paper: bytes) -> bytes:
    return SEALS.sealed(paper)


@dataclass
class Office:
    """A hub with its desk."""

    hub: Hub
    desk: CapDesk

    def take(self, paper: bytes, via: str = "http") -> Record:
        return self.desk.take(paper, via)

    def trusted(self, paper: bytes | None = None) -> Record:
        """Take a message of the sender whose messages go out at once."""
        return self.take(signed((paper or a_paper()).replace(b"qxj@county", b"yj@county")))

    def announcements(self) -> list[Announcement]:
        with self.hub.ledger.read() as tx:
            return list(tx.announcements.newest(100))

    def states(self, announcement: str) -> set[DeliveryState]:
        with self.hub.ledger.read() as tx:
            return {each.state for each in tx.announcements.deliveries(announcement)}

    def deeds(self) -> list[Linked]:
        with self.hub.ledger.read() as tx:
            assert tx.acts.first_broken() is None
            return list(tx.acts.newest(100))

    def events(self) -> list[tuple[object, object]]:
        return [(p.fields["refusal"], p.fields["topic"]) for p in self.hub.points("security")]


def an_office(hub: Hub, house: House = HOUSE, broadcast: Broadcast | None = None) -> Office:
    saying = Saying(house, broadcast or hub.broadcast, hub.registry, hub.ledger, hub.clock)
    senders = {each.id: replace(each) for each in SENDERS}
    ids = count(1)
    parts = Desk(
        hub.ledger, hub.registry, hub.clock, XmlSeals(), senders, house, ground, lambda: f"cap-{next(ids)}"
    )
    return Office(hub, CapDesk(parts, saying))


@pytest.fixture
def office(hub: Hub) -> Office:
    return an_office(hub)
