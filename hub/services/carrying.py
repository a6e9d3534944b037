"""What an uplink says of the gateways that heard it: that they live, and how its device is reached."""

from datetime import timedelta

from hub.domain.gateways import best, carried
from hub.services.batch import Batch, Heard


def note_ways(batch: Batch, uplink: Heard) -> None:
    """Note through whom a device was heard; of one that is not in service nobody asks."""
    batch.heard_by(uplink.message.gateways, uplink.at)
    device = batch.catalog.devices.get(uplink.device)
    if device is None:
        return
    state = batch.state(device.id)
    period = timedelta(seconds=device.period_s)
    known = carried(state.carriers, uplink.message.gateways, uplink.at, period)
    batch.keep(state._replace(carriers=known, via=best(known)))


def let_carriers_live(batch: Batch) -> None:
    """Note once of each gateway when it last carried anything; the states that exist are in the batch."""
    for gateway, at in batch.carriers.items():
        state = batch.state(gateway)
        batch.keep(state._replace(seen_at=state.seen_by(at)))
