"""What an uplink says of the gateways that heard it: that they live, and how its device is reached."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hub.domain.gateways import best, carried
from hub.services.batch import Batch, Heard


def carriers(uplinks: Iterable[Heard]) -> set[str]:
    """The registered gateways that heard any of these."""
    return {gateway for uplink in uplinks for gateway in uplink.message.gateways if gateway}


def note_carriers(batch: Batch, uplinks: Iterable[Heard]) -> None:
    """Note who carried each device, and once for each gateway when it last carried anything.

    The states of the gateways are in the batch already, as far as there are any.
    """
    last: dict[str, datetime] = {}
    for uplink in uplinks:
        _note_ways(batch, uplink)
        for gateway in uplink.message.gateways:
            last[gateway] = max(uplink.at, last.get(gateway, uplink.at))
    last.pop("", None)
    for gateway, at in last.items():
        state = batch.state(gateway)
        batch.keep(state._replace(seen_at=state.seen_by(at)))


def _note_ways(batch: Batch, uplink: Heard) -> None:
    """Note through whom a device was heard; of one that is not in service nobody asks."""
    device = batch.catalog.devices.get(uplink.device)
    if device is None:
        return
    state = batch.state(device.id)
    known = carried(state.carriers, uplink.message.gateways, uplink.at, timedelta(seconds=device.period_s))
    batch.keep(state._replace(carriers=known, via=best(known)))
