"""What waited for a product to be known is looked at again once it is."""

from collections.abc import Callable

from devices.codecs.frame import Profile
from devices.contract.faults import Fault
from hub.books import Ledger
from hub.domain.area import Catalog
from hub.domain.dead_letters import LetterKind
from hub.domain.products import Products, is_topic_of
from hub.services.ingest import Ingest
from hub.services.registry import Registry

# The newest messages say what a device would show; a claim reads all of them.
_NEWEST = 16
_BY_PROFILE = frozenset({Fault.PRODUCT, Fault.FRAME, Fault.VALUES, Fault.BODY})


def strangers(ledger: Ledger, registry: Registry, ingest: Ingest) -> int:
    """Show of every unclaimed device what its newest kept messages say by the products of now.

    Each device has a transaction of its own, so that ingest gets its turns.

    Returns:
        How many devices there were.

    Raises:
        StoreDown: the rest shows what it showed before; call again.
    """
    with ledger.read() as tx:
        devices = sorted(tx.intake.held_devices())
    for device in devices:
        with ledger.write() as tx:
            ingest.look_again(tx, registry.catalog, device, tx.intake.held(device, _NEWEST))
    return len(devices)


def letters_of(products: Products, profile: Profile, catalog: Catalog) -> Callable[[LetterKind], bool]:
    """Choose the dead letters that a profile may make readable: of its devices, and on its topics."""
    devices = products.devices_of(profile, catalog)

    def is_chosen(kind: LetterKind) -> bool:
        if kind.device in devices:
            return kind.fault in _BY_PROFILE
        return kind.fault is Fault.TOPIC and is_topic_of(profile, kind.subject)

    return is_chosen
