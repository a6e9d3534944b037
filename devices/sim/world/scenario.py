"""A scenario as a person writes it: a TOML file that says when, how large and what happens."""

import tomllib
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.sim.world.saying import Speech

_SHIPPED = files(__package__).joinpath("scenarios")


class BadScenario(ValueError):
    """A scenario that cannot be played; the text names file, key and what was expected. Mend the file."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Size(_Table):
    """How much stands there. Shares of speech are relative: they need not sum to anything."""

    villages: Annotated[int, Field(ge=1, le=368)] = 30
    bins: Annotated[int, Field(ge=0, le=50_000)] = 350
    cameras: Annotated[int, Field(ge=0, le=10_000)] = 20
    speakers: Annotated[int, Field(ge=0, le=10_000)] = 60
    sensors: Annotated[int, Field(ge=0, le=10_000)] = 40
    gateways: Annotated[int, Field(ge=1, le=5_000)] = 30
    bin_speech: dict[Speech, Annotated[float, Field(ge=0)]] = {
        Speech.NATIVE: 55,
        Speech.CHIRPSTACK: 20,
        Speech.THINGS_STACK: 10,
        Speech.DINGTEK: 10,
        Speech.VENDOR_JSON: 5,
    }
    speaker_speech: dict[Speech, Annotated[float, Field(ge=0)]] = {Speech.SPEAKER: 90, Speech.HORN: 10}


class Scenario(_Table):
    """A scenario. It begins at `begins` on `date`, by the clocks of `timezone`, and lasts `hours`."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    date: date
    begins: time = time(0)
    hours: Annotated[float, Field(gt=0, le=31 * 24)] = 24.0
    timezone: str = "Asia/Shanghai"
    size: Size = Size()

    @property
    def began_ms(self) -> int:
        """Its first moment, milliseconds UTC."""
        began = datetime.combine(self.date, self.begins, ZoneInfo(self.timezone))
        return round(began.timestamp() * 1000)

    @property
    def ends_ms(self) -> int:
        """The moment after its last, milliseconds UTC."""
        return self.began_ms + round(timedelta(hours=self.hours) / timedelta(milliseconds=1))


def read(content: str, where: str) -> Scenario:
    """Read a scenario.

    Args:
        content: the TOML text.
        where: names it in errors.

    Raises:
        BadScenario: it breaks the format; the text names every wrong key.
    """
    try:
        return Scenario.model_validate(tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise BadScenario(f"{where}: no TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_url=False)
        )
        raise BadScenario(f"{where}: {wrong}") from error


def shipped() -> tuple[str, ...]:
    """List the names of the scenarios that come with the package."""
    names = (file.name for file in _SHIPPED.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load(name: str) -> Scenario:
    """Read a shipped scenario by its name, or any file by its path.

    Raises:
        BadScenario: there is none, or it breaks the format.
    """
    source = _SHIPPED.joinpath(f"{name}.toml") if name in shipped() else Path(name)
    try:
        content = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadScenario(
            f"{name}: {error}; expected one of {', '.join(shipped())}, or a TOML file"
        ) from error
    return read(content, name)
