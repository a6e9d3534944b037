"""A product is introduced, changed or withdrawn while the hub runs, with all that follows from it."""

from dataclasses import dataclass

from devices.codecs.frame import Profile
from hub.books import Ledger
from hub.domain.products import Origin
from hub.services import relook
from hub.services.ingest import Ingest
from hub.services.letters import Letters, Replayed
from hub.services.products import ProductCatalog
from hub.services.registry import Registry


@dataclass(frozen=True, slots=True)
class Introduced:
    """What came of it.

    `replaced`: where the profile came from for which this one stands now, None for a new name.
    `looked_again`: how many unclaimed devices show now what it reads. `letters`: what became of dead letters.
    """

    profile: Profile
    replaced: Origin | None
    looked_again: int
    letters: Replayed


@dataclass(frozen=True, slots=True)
class Introduction:
    """Changes the products, and looks again at what had waited for them."""

    ledger: Ledger
    registry: Registry
    products: ProductCatalog
    ingest: Ingest
    letters: Letters

    def put(self, name: str, text: str, by: str) -> Introduced:
        """Add or replace a profile; dead letters of its devices and unclaimed devices are read again.

        Raises:
            BadProfile: the text cannot work, and nothing changed.
            StoreDown: when the profile is there already, put it again for what follows.
        """
        replaced = self.products.products.origins.get(name)
        profile = self.products.put(name, text, by)
        looked = relook.strangers(self.ledger, self.registry, self.ingest)
        chosen = relook.letters_of(self.products.products, profile, self.registry.catalog)
        return Introduced(profile, replaced, looked, self.letters.replay(chosen, by, name))

    def remove(self, name: str, by: str) -> None:
        """Withdraw a profile of the hub's own; unclaimed devices are read again without it.

        Raises:
            StoreDown: call again.
        """
        self.products.remove(name, by)
        relook.strangers(self.ledger, self.registry, self.ingest)
