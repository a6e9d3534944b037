"""What was changed in the registry, cell by cell: what it was before and what it is now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.area import Catalog
from hub.domain.registry_row import write_row


class Act(StrEnum):
    """What was done to a device; RETIRED ones are kept, but what they say is set aside."""

    ADDED = "added"
    CLAIMED = "claimed"
    CHANGED = "changed"
    MOVED = "moved"
    REPLACED = "replaced"
    RETIRED = "retired"
    RESTORED = "restored"
    GRANTED = "granted"
    REVOKED = "revoked"
    KEY_ACCEPTED = "key_accepted"
    KEY_REVOKED = "key_revoked"


# After these the hardware that had the device's password is not the device any more.
ENDS_ACCESS = frozenset({Act.RETIRED, Act.REPLACED})


@dataclass(frozen=True, slots=True)
class Change:
    """One device changed: of its row the cells that differ, as before (none of a new one) and as now."""

    device: str
    act: Act
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A change with who made it and when (aware UTC); `id` rises from change to change."""

    id: int
    at: datetime
    by: str
    change: Change


def changes(before: Catalog, after: Catalog) -> tuple[Change, ...]:
    """Compare two states of the registry, device by device; a place renamed changes all that stand there."""
    found = []
    for device in sorted(after.all_devices(), key=lambda device: device.id):
        old = before.find(device.id)
        was = {} if old is None else write_row(before, old)
        now = write_row(after, device)
        differing = [name for name in now if was.get(name, "") != now[name]]
        if differing:
            changed_from = {name: was[name] for name in differing if name in was}
            act = _act(was, now, differing)
            found.append(Change(device.id, act, changed_from, {name: now[name] for name in differing}))
    return tuple(found)


def _act(was: Mapping[str, str], now: Mapping[str, str], differing: list[str]) -> Act:
    if not was:
        return Act.ADDED
    if bool(was["retired_at"]) != bool(now["retired_at"]):
        return Act.RETIRED if now["retired_at"] else Act.RESTORED
    return Act.MOVED if {"village_id", "grid_id", "hamlet", "point"}.intersection(differing) else Act.CHANGED
