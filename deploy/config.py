"""village.toml -> settings: every section is the model of its package, and an unknown key is an error."""

import difflib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from deploy import sayings
from deploy.credentials import write_private
from deploy.errors import CannotRun
from deploy.simulate.words import NO_PRETEND_CLOCK
from devices.pace import MACHINE, MachineTime, PacedTime, PaceLost
from hub.section import Section
from hub.settings import HubSettings
from vision.settings import CameraConfig, VisionSettings

DEFAULT_FILE = Path("village.toml")
_Settings = TypeVar("_Settings", bound=BaseModel)
_SECRET_WORDS = ("password", "token", "secret", "url")  # a camera's address may hold its password
_UNKNOWN_KEY = "extra_forbidden"


class BadConfig(ValueError):
    """The settings cannot work; the text names the file, the key and what was expected."""


class RunSettings(Section):
    """Which servers `village-hub up` starts itself, on loopback and with passwords of its own making."""

    broker: Literal["child", "external"] = "child"
    influxdb: Literal["child", "external", "none"] = "child"


class SimulationSettings(Section):
    """A township that is played, as `village-hub simulate` and `demo` do it: nothing else should.

    `clock_file` tells every process the pretend time; without one the machine's is right, and the scenario is
    shown over and over (`devices.sim.world.showing`). `scenario`: a shipped one's name, or a file.
    `accounts`: who brings pictures and fetches sounds. `probe`: a sensor more, which measures how soon a
    reading is stored.
    """

    clock_file: Path | None = None
    scenario: str = ""
    seed: int = 1
    pictures_port: Annotated[int, Field(ge=0, le=65535)] = 0
    accounts: tuple[str, ...] = ()
    probe: bool = False

    @property
    def is_shown(self) -> bool:
        """Tell whether the machine's clock is right, and the scenario goes on without end."""
        return self.clock_file is None

    def time(self) -> MachineTime | PacedTime:
        """Give the time of what is played.

        Raises:
            CannotRun: there is no pretend clock where there should be one.
        """
        if self.clock_file is None:
            return MACHINE
        try:
            return PacedTime(self.clock_file)
        except PaceLost as error:
            raise CannotRun(NO_PRETEND_CLOCK.of(error=error)) from error


class VillageSettings(HubSettings):
    """Everything that village.toml may say. `cameras`: those that the vision worker watches."""

    run: RunSettings = RunSettings()
    vision: VisionSettings = VisionSettings()
    cameras: tuple[CameraConfig, ...] = ()
    simulation: SimulationSettings | None = None


def load(file: Path) -> VillageSettings:
    """Read settings from TOML, or from the JSON that `save` wrote.

    Raises:
        BadConfig: no such file, not TOML, an unknown key or a value out of bounds.
    """
    return parse(read(file), str(file))


def read(file: Path) -> Mapping[str, object]:
    """Read TOML or JSON, unchecked.

    Raises:
        BadConfig: no such file, or neither of them.
    """
    try:
        text = file.read_text(encoding="utf-8")
        raw: Mapping[str, object] = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise BadConfig(sayings.UNREADABLE.of(file=file, error=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise BadConfig(sayings.NOT_UTF8.of(file=file, start=error.start)) from error
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise BadConfig(sayings.NOT_TOML.of(file=file, error=error)) from error
    return raw


def load_or_default(file: Path | None) -> VillageSettings:
    """Read the named file; with none named, village.toml when there is one, else every default.

    Raises:
        BadConfig: as `load`.
    """
    if file is None:
        return load(DEFAULT_FILE) if DEFAULT_FILE.exists() else VillageSettings()
    return load(file)


def parse(raw: Mapping[str, object], source: str) -> VillageSettings:
    """Check settings that were read from `source`; see `checked`."""
    return checked(VillageSettings, raw, source)


def checked(model: type[_Settings], raw: Mapping[str, object], source: str) -> _Settings:
    """Check what was read from `source` against a model.

    Raises:
        BadConfig: an unknown key or a value out of bounds; the first one is named, the others counted.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        # A mistyped key also leaves the right one missing: the typing mistake is what a person can see.
        problems = sorted(
            error.errors(include_url=False), key=lambda problem: problem["type"] != _UNKNOWN_KEY
        )
        more = f"\n({sayings.FURTHER.line(count=len(problems) - 1)})" if len(problems) > 1 else ""
        raise BadConfig(f"{_sentence(model, source, problems[0])}{more}") from error


def save(settings: VillageSettings, file: Path) -> None:
    """Write settings, passwords included, for our own child processes; readable by the owner only."""
    write_private(file, json.dumps(_plain(settings.model_dump()), ensure_ascii=False, indent=1) + "\n")


def hub_settings(settings: VillageSettings) -> HubSettings:
    """Take the hub's part."""
    return HubSettings.model_validate({name: getattr(settings, name) for name in HubSettings.model_fields})


def _sentence(root: type[BaseModel], source: str, problem: ErrorDetails) -> str:
    *section, key = [str(part) for part in problem["loc"]]
    where = f"[{'.'.join(section)}] {key}" if section else key
    if problem["type"] == _UNKNOWN_KEY:
        known = _known(root, section)
        close = difflib.get_close_matches(key, known, n=1)
        saying = sayings.NEAR_KEY if close else sayings.NO_SUCH_KEY
        return saying.of(source=source, where=where, known=", ".join(close or known))
    expected = problem["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    is_private = problem["type"] == "missing" or any(word in key for word in _SECRET_WORDS)
    given = "" if is_private else f" = {problem['input']!r}"
    return sayings.BAD_VALUE.of(source=source, where=where, given=given, expected=expected)


def _known(root: type[BaseModel], section: list[str]) -> list[str]:
    """List the keys of a section, or of one block of a list such as [[cameras]]."""
    model = root
    for name in section:
        if name not in model.model_fields:  # the number of a block
            continue
        annotation = model.model_fields[name].annotation
        kinds = (annotation, *get_args(annotation))
        model = next(
            (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), model
        )
    return list(model.model_fields)


def _plain(value: Any) -> Any:
    """Turn dumped settings into what JSON holds, passwords in clear."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case SecretStr():
            return value.get_secret_value()
        case Path():
            return str(value)
        case _:
            return value
