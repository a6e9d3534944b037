"""Has this transmission of a foreign network been here before? By its network's id, or as a twin. Pure."""

from datetime import datetime
from typing import NamedTuple

from devices.contract.wire import UNNUMBERED
from hub.domain.instants import millis
from hub.domain.sequences import Verdict

# Of how many ids and twins a device's last ones are remembered.
REMEMBERED = 64
# Two networks that carry one uplink deliver it within seconds; a device that begins its frame counter anew
# and repeats a frame in this time loses a reading equal to one that is kept.
TWIN_WITHIN_S = 120
_MARK = "~"


class Transmission(NamedTuple):
    """One message of a foreign network.

    `dedup`: the network's own id, or UNNUMBERED. `twin`: what is the same on every network (device, frame
    counter, content), "" where nothing is. `received_at`: when the hub received it, aware UTC.
    """

    dedup: str
    twin: str
    received_at: datetime


def take(known: tuple[str, ...], new: Transmission) -> tuple[tuple[str, ...], Verdict]:
    """Note one transmission; `known` is what is remembered of the device, oldest first."""
    at_s = millis(new.received_at) // 1000
    if new.dedup in known or (new.twin and any(_is_twin(one, new.twin, at_s) for one in known)):
        return known, Verdict.DUPLICATE
    noted = () if new.dedup == UNNUMBERED else (new.dedup,)
    if new.twin:
        noted = (*noted, f"{_MARK}{new.twin}{_MARK}{at_s}")
    return (*known, *noted)[-REMEMBERED:], Verdict.FRESH


def _is_twin(one: str, twin: str, at_s: int) -> bool:
    if not one.startswith(_MARK):
        return False
    other, _, heard_s = one[len(_MARK) :].rpartition(_MARK)
    return other == twin and abs(at_s - int(heard_s)) <= TWIN_WITHIN_S
