"""A scenario as a person writes it: a TOML file that says when, how large and what happens."""

import tomllib
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from devices.contract.bodies import DeviceClass
from devices.sim.names import TOWNSHIPS
from devices.sim.world.happening import Announcement, Cancel, Happening, Table
from devices.sim.world.moments import Duration, TimeOfDay
from devices.sim.world.product import PRODUCTS
from devices.sim.world.saying import Speech
from devices.sim.world.span import Span

_SHIPPED = files(__package__).joinpath("scenarios")


class BadScenario(ValueError):
    """A scenario that cannot be played; the text names file, key and what was expected. Mend the file."""


Shares: TypeAlias = dict[Speech, Annotated[float, Field(ge=0)]]

_BIN_SPEECH: Shares = {
    Speech.NATIVE: 55,
    Speech.CHIRPSTACK: 20,
    Speech.THINGS_STACK: 10,
    Speech.DINGTEK: 10,
    Speech.VENDOR_JSON: 5,
}
_SPEAKER_SPEECH: Shares = {Speech.SPEAKER: 90, Speech.HORN: 10}


class Size(Table):
    """How much stands there. Shares of speech are relative: they need not sum to anything.

    `bin_every_s`: how often every bin reports, `gateway_every_s`: how often a gateway gives a sign of life,
    `camera_every_s`: how often a camera's picture is looked at; without, as is usual for the product.
    `streams`: so many of the cameras give a stream (RTSP), the others single pictures (HTTP).
    """

    townships: Annotated[int, Field(ge=1, le=len(TOWNSHIPS))] = 1
    villages: Annotated[int, Field(ge=1, le=368)] = 30
    bins: Annotated[int, Field(ge=0, le=50_000)] = 350
    cameras: Annotated[int, Field(ge=0, le=10_000)] = 20
    streams: Annotated[int, Field(ge=0, le=64)] = 0
    speakers: Annotated[int, Field(ge=0, le=10_000)] = 60
    sensors: Annotated[int, Field(ge=0, le=10_000)] = 40
    gateways: Annotated[int, Field(ge=1, le=5_000)] = 30
    bin_speech: Shares = Field(default_factory=_BIN_SPEECH.copy)
    speaker_speech: Shares = Field(default_factory=_SPEAKER_SPEECH.copy)
    bin_every_s: Annotated[int, Field(ge=10, le=86_400)] | None = None
    gateway_every_s: Annotated[int, Field(ge=10, le=86_400)] | None = None
    camera_every_s: Annotated[int, Field(ge=1, le=3600)] | None = None

    @field_validator("bin_speech", "speaker_speech")
    @classmethod
    def _can_be_spoken(cls, shares: Shares, field: ValidationInfo) -> Shares:
        device_class = DeviceClass.BIN if field.field_name == "bin_speech" else DeviceClass.SPEAKER
        known = {product.speech for product in PRODUCTS if product.device_class is device_class}
        if not shares or not known.issuperset(shares) or not any(shares.values()):
            names = ", ".join(sorted(known))
            raise ValueError(f"expected shares above 0 of {names}")
        return shares


class Scenario(Table):
    """A scenario. It begins at `begins` on `date`, by the clocks of `timezone`, and lasts `lasts`.

    Attributes:
        zh: its name in Chinese.
        en: its name in English.
        litter_dwell_s: after how long litter that nobody attends to is to be told.
        bin_trouble: how often bins are hard to read by themselves, as a multiple of
            `devices.sim.bin_weeks`; 0: only by what happens.
        day_takes: how long a day takes where it is shown by the machine's clock (`showing`).
        size: how much stands there.
        happens: what happens, in any order.
    """

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    date: date
    begins: TimeOfDay = time(0)
    lasts: Annotated[Duration, Field(gt=0, le=31 * 86_400_000)] = 86_400_000
    timezone: str = "Asia/Shanghai"
    litter_dwell_s: Annotated[float, Field(ge=0, le=86_400)] = 180.0
    bin_trouble: Annotated[float, Field(ge=0, le=4)] = 0.0
    day_takes: Annotated[Duration, Field(ge=60_000, le=86_400_000)] = 86_400_000
    size: Size = Size()
    happens: tuple[Happening, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f'{name!r}: expected a timezone such as "Asia/Shanghai"')
        return name

    @model_validator(mode="after")
    def _cancels_what_there_is(self) -> Self:
        known = {one.id for one in self.happens if isinstance(one, Announcement)}
        for number, one in enumerate(self.happens, start=1):
            if isinstance(one, Cancel) and one.announcement not in known:
                raise ValueError(f"happens.{number} (cancel): there is no announcement {one.announcement!r}")
        return self

    @property
    def span(self) -> Span:
        """From when to when."""
        began = datetime.combine(self.date, self.begins, ZoneInfo(self.timezone))
        began_ms = round(began.timestamp() * 1000)
        return Span(began_ms, began_ms + self.lasts, self.timezone)


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
        wrong = "; ".join(_told(fault["loc"], fault["msg"]) for fault in error.errors(include_url=False))
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


def _told(place: tuple[int | str, ...], message: str) -> str:
    """Name a wrong key as its author sees it: the third `happens` is number 3."""
    names = [f"{step + 1}" if isinstance(step, int) else step for step in place]
    return f"{'.'.join(names) or 'the file'}: {message.removeprefix('Value error, ')}"
