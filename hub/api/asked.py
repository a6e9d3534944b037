"""What callers send over HTTP: exact types, nothing unknown, times with their offset."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from devices.contract.bodies import DeviceClass
from hub.domain.registry_row import plain_number


def _plain(text: str) -> str:
    wrong = next((c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"), None)
    if wrong is not None:
        raise ValueError(f"the character U+{ord(wrong):04X} cannot be kept")
    return text


def _written(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("expected text in ISO 8601 with an offset")  # noqa: TRY004  # pydantic wants it so
    return value


Plain: TypeAlias = Annotated[str, AfterValidator(_plain)]
When: TypeAlias = Annotated[AwareDatetime, BeforeValidator(_written), Field(strict=False)]


class Asked(BaseModel):
    """Common to what callers send: exact types, nothing unknown."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class GeometryIn(Asked):
    """How a sensor sits over a bin: its readings when empty and when full, and where they are not enough.

    `offset_mm`: how far it sits behind the plane these are measured from. `shape`: height and the volume
    below it in percent, such as "20=10 50=40"; "" for upright walls.
    """

    empty_mm: Annotated[float, Field(ge=1, le=100_000)]
    full_mm: Annotated[float, Field(ge=0, le=100_000)]
    blind_mm: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    offset_mm: Annotated[float, Field(ge=-100_000, le=100_000)] = 0.0
    shape: Annotated[Plain, Field(max_length=200)] = ""


class ClaimIn(Asked):
    """What is told about a device when it is claimed; `point` is the id of a place in the registry.

    Without a `key` the one holds under which its network brought its messages.
    """

    name: Annotated[Plain, Field(min_length=1, max_length=80)]
    device_class: Annotated[DeviceClass, Field(alias="class", strict=False)]
    point: Annotated[Plain, Field(min_length=1, max_length=64)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    model: Annotated[Plain, Field(max_length=80)] = ""
    period_s: Annotated[int, Field(ge=1, le=31 * 86400)] = 3600
    key: Annotated[Plain, Field(max_length=64)] = ""
    geometry: GeometryIn | None = None

    def cells(self) -> dict[str, str]:
        """Say it as the cells of a row, but for the place."""
        said = self.model_dump(by_alias=True, exclude={"point", "geometry"}, exclude_none=True)
        shape = self.geometry.model_dump() if self.geometry else {}
        return as_cells({**said, **shape})


def as_cells(said: Mapping[str, str | float]) -> dict[str, str]:
    """Write numbers as the cells of a row have them."""
    return {
        name: value if isinstance(value, str) else plain_number(float(value)) for name, value in said.items()
    }
