"""What the API asks and answers about changes of the registry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from devices.contract.bodies import DeviceClass
from hub.api.asked import Asked, Plain, as_cells
from hub.api.models import Answer, Named
from hub.api.shown import Scene, named
from hub.domain.registry_changes import Change, LoggedChange
from hub.registry_words import row_fault
from hub.services import registry
from hub.words import ACTS

_MOST_SHOWN = 1_000


class CellsIn(Asked):
    """Cells of a device's row, named like the columns of the table; what is left out is not said."""

    def cells(self) -> dict[str, str]:
        """Say them as text."""
        said = self.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
        return as_cells(said)


class EditIn(CellsIn):
    """What is to be different about a device; `owner` answers for its grid, or its point without one."""

    device_class: Annotated[DeviceClass | None, Field(alias="class", strict=False)] = None
    name: Plain | None = None
    owner: Plain | None = None
    phone: Plain | None = None
    lat: float | None = None
    lon: float | None = None
    model: Plain | None = None
    period_s: int | None = None
    key: Plain | None = None
    serial: Plain | None = None
    empty_mm: float | None = None
    full_mm: float | None = None
    blind_mm: float | None = None
    offset_mm: float | None = None
    shape: Plain | None = None
    source: Plain | None = None


class RowIn(EditIn):
    """A whole row; names of places that are registered need not be said."""

    village_id: Plain
    village: Plain = ""
    hamlet: Plain = ""
    grid_id: Plain = ""
    grid: Plain = ""
    point: Plain


class MoveIn(CellsIn):
    """Where a device stands from now on; names and owners of registered places need not be said."""

    village_id: Plain
    village: Plain = ""
    hamlet: Plain = ""
    grid_id: Plain = ""
    grid: Plain = ""
    point: Plain
    owner: Plain = ""
    phone: Plain = ""
    lat: float | None = None
    lon: float | None = None


class ReplaceIn(CellsIn):
    """What is different about the hardware that takes a device's place."""

    model: Plain | None = None
    key: Plain | None = None
    serial: Plain | None = None
    period_s: int | None = None
    empty_mm: float | None = None
    full_mm: float | None = None
    blind_mm: float | None = None
    offset_mm: float | None = None
    shape: Plain | None = None
    source: Plain | None = None


class Registered(Answer):
    """A device whose row was changed."""

    device: str


class Credentials(Answer):
    """How a device signs in at the broker; the password is never shown again.

    `hub_key` is what a speaker must know to obey the hub.
    """

    username: str
    password: str
    hub_key: str


class FlawedOut(Answer):
    """A row of the registry table that was not taken."""

    line: int
    why: str
    why_zh: str


class ChangeOut(Answer):
    """One device and the cells that differ, before (none of a new one) and after."""

    device: str
    act: Named
    before: Mapping[str, str]
    after: Mapping[str, str]


class LoggedChangeOut(Answer):
    """A change, who made it and when; ask for those `before` its id to read on."""

    id: int
    at: datetime
    by: str
    change: ChangeOut


class ChangeLog(Answer):
    """Changes of the registry, newest first."""

    at: datetime
    changes: list[LoggedChangeOut]


class Imported(Answer):
    """What became of a registry table, or would (`is_dry_run`): `changes` are at most a thousand of them."""

    is_dry_run: bool
    devices: int
    added: int
    changed: int
    unchanged: int
    changes: list[ChangeOut]
    flawed: list[FlawedOut]
    unknown_columns: list[str]


def imported(said: registry.Imported, *, is_dry_run: bool) -> Imported:
    """Say what a table did."""
    added = sum(not change.before for change in said.changes)
    return Imported(
        is_dry_run=is_dry_run,
        devices=said.devices,
        added=added,
        changed=len(said.changes) - added,
        unchanged=said.unchanged,
        changes=[_change(change) for change in said.changes[:_MOST_SHOWN]],
        flawed=[FlawedOut(line=row.line, why=row.why, why_zh=row_fault(row.fault).zh) for row in said.flawed],
        unknown_columns=list(said.unknown_columns),
    )


def logged(scene: Scene, entry: LoggedChange) -> LoggedChangeOut:
    """Say one change of the log."""
    return LoggedChangeOut(id=entry.id, at=scene.local(entry.at), by=entry.by, change=_change(entry.change))


def _change(change: Change) -> ChangeOut:
    return ChangeOut(
        device=change.device,
        act=named(change.act, ACTS[change.act]),
        before=change.before,
        after=change.after,
    )
