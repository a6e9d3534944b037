"""Products: reading what their devices send, and changing which ones are known while the hub runs."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from devices.codecs.frame import Profile
from devices.contract.wire import Message
from devices.profiles.catalog import read
from hub.books import Ledger, Transaction
from hub.domain.area import Catalog
from hub.domain.bins import Geometry
from hub.domain.products import OwnProfile, Products
from hub.domain.uplinks import Uplinks
from hub.domain.usual_geometry import usual_geometries
from hub.ports import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known without asking the ledger: the texts of the shipped profiles and of the folder's."""

    shipped: Mapping[str, str]
    folder: Mapping[str, str]


class ProductCatalog:
    """Keeps the current products at hand for everybody, and changes them.

    Args:
        site: the township's id.
        ledger: where the hub's own profiles are.
        clock: when a profile is put.
        known: the other profiles.
        listen: told which topics of foreign devices to hear from now on.

    Raises:
        BadProfile: a profile of `known` cannot work; say the sentence and do not start.
    """

    def __init__(
        self,
        site: str,
        ledger: Ledger,
        clock: Clock,
        known: Known,
        listen: Callable[[Sequence[str]], None],
    ) -> None:
        self._site = site
        self._ledger = ledger
        self._clock = clock
        self._known = known
        self._listen = listen
        self._changing = threading.Lock()
        self._shipped, self._folder = _read(known.shipped), _read(known.folder)
        self._use(Products.of(self._shipped, self._folder))

    @property
    def products(self) -> Products:
        """The products as of now; a whole value, safe to keep while working with it."""
        return self._products

    def read(self, topic: str, payload: bytes, catalog: Catalog) -> Message:
        """Turn a raw message into one of the contract, by the products as of now.

        Raises:
            BadMessage: nothing in it can be read.
        """
        return self._uplinks.read(topic, payload, catalog)

    def usual_geometry(self, model: str) -> Geometry | None:
        """How a product usually sits in its bin; `model` as the registry names it."""
        return self._usual.get(model.lower())

    def text(self, name: str) -> str | None:
        """The file of a profile as it was written; None for a name that is not known."""
        own = self._products.own.get(name)
        if own is not None:
            return own.text
        return self._known.folder.get(name) or self._known.shipped.get(name)

    def key_of(self, device: str) -> str:
        """By which key its network knows an unclaimed device; "" of one that speaks natively.

        Raises:
            StoreDown: cannot be known now.
        """
        with self._ledger.read() as tx:
            held = tx.intake.held(device, 1)
        return self._uplinks.key_of(held[-1].topic, held[-1].payload) if held else ""

    def load(self) -> None:
        """Read the hub's own profiles from the ledger.

        Raises:
            StoreDown: the products stay as they were.
        """
        with self._ledger.read() as tx:
            self._use(self._laid(tx))
        for name, why in self._products.flawed.items():
            log.warning("profile %s of this hub cannot be used any more: %s", name, why)
        self._listen(self._products.filters())

    def put(self, name: str, text: str, by: str) -> Profile:
        """Add or replace a profile of the hub's own; the next message is read by it.

        Raises:
            BadProfile: the text cannot work, and nothing changed; it names key and line.
            StoreDown: nothing changed.
        """
        profile = read(f"{name}.toml", text)
        own = OwnProfile(name, text, self._clock.now(), by)
        self._change(lambda tx: tx.profiles.put(own))
        log.info("profile %s was put by %s", name, by)
        return self._products.profiles.get(name, profile)

    def remove(self, name: str, by: str) -> None:
        """Forget a profile of the hub's own; one that it had replaced holds again.

        Raises:
            StoreDown: nothing changed.
        """
        self._change(lambda tx: tx.profiles.remove(name))
        log.info("profile %s was removed by %s", name, by)

    def _change(self, act: Callable[[Transaction], None]) -> None:
        """One transaction that ends with the products it leaves behind.

        They are exchanged before the commit, for which the pump waits: no later message is read by the old.
        """
        with self._changing:
            before = self._products
            try:
                with self._ledger.write() as tx:
                    act(tx)
                    self._use(self._laid(tx))
            except BaseException:
                self._use(before)
                raise
            self._listen(self._products.filters())

    def _laid(self, tx: Transaction) -> Products:
        return Products.of(self._shipped, self._folder, tx.profiles.all())

    def _use(self, products: Products) -> None:
        self._products = products
        self._uplinks = Uplinks(self._site, products.profiles)
        self._usual = usual_geometries(products.profiles)


def _read(texts: Mapping[str, str]) -> Mapping[str, Profile]:
    return {name: read(f"{name}.toml", text) for name, text in texts.items()}
