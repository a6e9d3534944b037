"""village.toml -> settings: every section is the model of its package, and an unknown key is an error."""

import difflib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from deploy.credentials import write_private
from hub.settings import HubSettings, Section
from vision.settings import CameraConfig, VisionSettings

DEFAULT_FILE = Path("village.toml")
_SECRET_WORDS = ("password", "token", "secret")


class BadConfig(ValueError):
    """The settings cannot work; the text names the file, the key and what was expected."""


class RunSettings(Section):
    """Which servers `village-hub up` starts itself, on loopback and with passwords of its own making."""

    broker: Literal["child", "external"] = "child"
    influxdb: Literal["child", "external", "none"] = "child"


class PretendSettings(Section):
    """A pretend township in place of real devices, as `village-hub demo` makes it: nothing else should.

    The same seed gives the same township; `probe` adds a sensor that measures how soon a reading is stored.
    """

    seed: int = 1
    villages: Annotated[int, Field(ge=1, le=12)] = 6
    bins: Annotated[int, Field(ge=0, le=5000)] = 60
    cameras: Annotated[int, Field(ge=0, le=64)] = 8
    speakers: Annotated[int, Field(ge=0, le=500)] = 12
    pictures_port: Annotated[int, Field(ge=0, le=65535)] = 0
    probe: bool = False


class VillageSettings(HubSettings):
    """Everything that village.toml may say. `cameras`: those that the vision worker watches."""

    run: RunSettings = RunSettings()
    vision: VisionSettings = VisionSettings()
    cameras: tuple[CameraConfig, ...] = ()
    pretend: PretendSettings | None = None


def load(file: Path) -> VillageSettings:
    """Read settings from TOML, or from the JSON that `save` wrote.

    Raises:
        BadConfig: no such file, not TOML, an unknown key or a value out of bounds.
    """
    try:
        text = file.read_text(encoding="utf-8")
        raw = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise BadConfig(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"{file} is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise BadConfig(f"{file}: {error}") from error
    return parse(raw, str(file))


def load_or_default(file: Path | None) -> VillageSettings:
    """Read the named file; with none named, village.toml when there is one, else every default.

    Raises:
        BadConfig: as `load`.
    """
    if file is None:
        return load(DEFAULT_FILE) if DEFAULT_FILE.exists() else VillageSettings()
    return load(file)


def parse(raw: Mapping[str, object], source: str) -> VillageSettings:
    """Check settings that were read from `source`.

    Raises:
        BadConfig: an unknown key or a value out of bounds; the first one is named, the others counted.
    """
    try:
        return VillageSettings.model_validate(raw)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BadConfig(f"{source}: {_sentence(problems[0])}{more}") from error


def save(settings: VillageSettings, file: Path) -> None:
    """Write settings, passwords included, for our own child processes; readable by the owner only."""
    write_private(file, json.dumps(_plain(settings.model_dump()), ensure_ascii=False, indent=1) + "\n")


def hub_settings(settings: VillageSettings) -> HubSettings:
    """Take the hub's part."""
    return HubSettings.model_validate({name: getattr(settings, name) for name in HubSettings.model_fields})


def _sentence(problem: ErrorDetails) -> str:
    *section, key = [str(part) for part in problem["loc"]]
    where = f"[{'.'.join(section)}] {key}" if section else key
    if problem["type"] == "extra_forbidden":
        return f"{where}: no such key{_known(section, key)}"
    expected = problem["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    if any(word in key for word in _SECRET_WORDS):
        return f"{where}: expected {expected}"
    return f"{where} = {problem['input']!r}: expected {expected}"


def _known(section: list[str], key: str) -> str:
    model: type[BaseModel] = VillageSettings
    for name in section:
        annotation = model.model_fields[name].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return ""
        model = annotation
    close = difflib.get_close_matches(key, model.model_fields, n=1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; expected one of {', '.join(model.model_fields)}"


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
