"""The catalogue of products: reads the TOML files beside this module, checks them, picks one for a device."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.codecs.frame import Downlink, Geometry, Hints, Label, Parameter, Profile
from devices.codecs.json_rules import JsonMap
from devices.codecs.table import CODECS
from devices.contract.bodies import DeviceClass
from devices.contract.quantities import QUANTITIES
from devices.envelopes.table import ENVELOPES
from devices.profiles.json_tables import BadRule, JsonMapTable, json_map

JSONMAP = "jsonmap"
_WHOLE_PCT = 100.0


class BadProfile(ValueError):
    """A profile file that cannot work; the text names the file and the key. Mend the file."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Label(_Table):
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _Geometry(_Table):
    empty_mm: float = Field(gt=0)
    full_mm: float = Field(gt=0)
    blind_mm: float = Field(ge=0)
    offset_mm: float = 0.0
    shape: tuple[tuple[float, float], ...] = ()


class _Downlink(_Label):
    fport: int = Field(ge=1, le=223)  # LoRaWAN 1.0.4, 4.3.2: what is above belongs to the network
    hex: str = Field(pattern=r"^([0-9a-f]{2}){1,222}$")


class _File(_Table):
    brand: str
    model: str
    models: tuple[str, ...]
    device_class: DeviceClass
    codec: str
    fport: int | None = Field(default=None, ge=1, le=255)
    period_s: int = Field(gt=0)
    stale_after_s: int = Field(gt=0)
    parameters: dict[str, Parameter] = {}
    quantities: dict[str, _Label]
    geometry: _Geometry | None = None
    downlinks: dict[str, _Downlink] = {}
    jsonmap: JsonMapTable | None = None


def load(own: Traversable | None = None) -> Mapping[str, Profile]:
    """Read every profile that ships with the package, and those of a folder of the installation, by name.

    Args:
        own: where this installation keeps profiles of its own; one named like a shipped one replaces it.

    Raises:
        BadProfile: a file cannot work; the start must stop with that sentence.
    """
    found = {**shipped_texts(), **(texts(own) if own is not None else {})}
    return {name: read(f"{name}.toml", text) for name, text in found.items()}


@cache  # the package does not change while it runs
def shipped_texts() -> Mapping[str, str]:
    """Read the files that ship with the package, by the names of their profiles."""
    return texts(files("devices.profiles"))


def texts(folder: Traversable) -> Mapping[str, str]:
    """Read the files of a folder, which may not be there, by the names of their profiles."""
    if not folder.is_dir():
        return {}
    return {
        item.name.removesuffix(".toml"): item.read_text("utf-8")
        for item in sorted(folder.iterdir(), key=_name)
        if item.name.endswith(".toml")
    }


@lru_cache(maxsize=1_000)  # all of them are read again whenever one changes, a millisecond each
def read(file_name: str, text: str) -> Profile:
    """Read one profile; its name is the file's name without `.toml`.

    Raises:
        BadProfile: no TOML, an unknown or missing key, an unknown codec or quantity, an impossible geometry
            or path; the text names file, key and, where it can be told, the line.
    """
    try:
        content = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"{file_name}: {error}") from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
        raise _bad(file_name, text, ".".join(str(part) for part in problem["loc"]), problem["msg"]) from error
    _check(file_name, text, content)
    geometry = content.geometry
    return Profile(
        name=file_name.removesuffix(".toml"),
        brand=content.brand,
        model=content.model,
        models=tuple(model.lower() for model in content.models),
        device_class=content.device_class,
        codec=content.codec,
        parameters=content.parameters,
        quantities={name: Label(label.zh, label.en) for name, label in content.quantities.items()},
        period_s=content.period_s,
        stale_after_s=content.stale_after_s,
        fport=content.fport,
        geometry=Geometry(**geometry.model_dump()) if geometry else None,
        json_map=_json_map(file_name, text, content.jsonmap) if content.jsonmap else None,
        downlinks={name: _downlink(said) for name, said in content.downlinks.items()},
    )


def _downlink(said: _Downlink) -> Downlink:
    return Downlink(Label(said.zh, said.en), said.fport, bytes.fromhex(said.hex))


def choose(profiles: Mapping[str, Profile], registered: str, hints: Hints) -> Profile | None:
    """Pick a device's profile: the registered product, else the one the network server hints at, else None.

    The registry may name the profile ("milesight-em310-udl") or the product as people write it
    ("Milesight EM310-UDL").

    Raises:
        BadProfile: the registry names a product that is not in the catalogue; no hint may overrule it.
    """
    if registered:
        profile = _known_as(profiles, registered)
        if profile is None:
            near = nearest(profiles, registered)
            raise BadProfile(f"the registry names {registered!r}, not in the catalogue; nearest are {near}")
        return profile
    return profiles.get(hints.profile) or _known_as(profiles, hints.model)


def foreign_filters(profiles: Mapping[str, Profile]) -> tuple[str, ...]:
    """List the subscriptions by which the hub hears what is not of its own contract."""
    declared = {profile.json_map.topic for profile in profiles.values() if profile.json_map}
    return (*ENVELOPES, *sorted(declared - set(ENVELOPES)))


def nearest(profiles: Mapping[str, Profile], name: str) -> str:
    """List the three products whose names look most like that one, for a sentence that a person reads."""
    return ", ".join(get_close_matches(name.lower(), profiles, n=3, cutoff=0))


def _known_as(profiles: Mapping[str, Profile], name: str) -> Profile | None:
    wanted = name.lower()
    return next(
        (
            profile
            for profile in profiles.values()
            if wanted in {profile.name, f"{profile.brand} {profile.model}".lower(), *profile.models}
        ),
        None,
    )


def _name(item: Traversable) -> str:
    return item.name


def _check(file_name: str, text: str, content: _File) -> None:
    known = (*CODECS, JSONMAP)
    if content.codec not in known:
        raise _bad(file_name, text, "codec", f"{content.codec!r} is none of {', '.join(known)}")
    if (content.codec == JSONMAP) != (content.jsonmap is not None):
        raise _bad(file_name, text, "jsonmap", f"goes with codec {JSONMAP!r}, one is missing")
    for name in content.quantities:
        if name not in QUANTITIES:
            raise _bad(file_name, text, f"quantities.{name}", "not in the registry of quantities")
    if content.geometry and content.geometry.full_mm >= content.geometry.empty_mm:
        raise _bad(file_name, text, "geometry.full_mm", "must be less than empty_mm")
    if content.geometry and not _rises(content.geometry.shape):
        raise _bad(file_name, text, "geometry.shape", "both numbers of its pairs must rise between 0 and 100")


def _rises(shape: Sequence[tuple[float, float]]) -> bool:
    """Tell whether heights and volumes rise from 0 to 100 percent."""
    ends = ((0.0, 0.0), *shape, (_WHOLE_PCT, _WHOLE_PCT))
    return all(low[0] < high[0] and low[1] <= high[1] for low, high in pairwise(ends))


def _json_map(file_name: str, text: str, table: JsonMapTable) -> JsonMap:
    try:
        return json_map(table)
    except BadRule as error:
        raise _bad(file_name, text, f"jsonmap.{error.key}", str(error)) from error


def _bad(file_name: str, text: str, key: str, why: str) -> BadProfile:
    at = _line_of(text.splitlines(), key)
    return BadProfile(f"{file_name}: {key}: {why}" + (f" (line {at})" if at else ""))


def _line_of(lines: list[str], key: str) -> int | None:
    """Find where a key such as `jsonmap.values.2.path` stands; None for one that is missing."""
    at, found, name = 0, None, ""
    for part in key.split("."):
        if part.isdecimal():
            headers = [n for n, line in enumerate(lines) if re.match(rf"\s*\[\[(\w+\.)*{name}\]\]", line)]
            at = headers[int(part)]
        else:
            name = re.escape(part)
            begins = re.compile(rf"\s*(\[+(\w+\.)*)?{name}\b")
            found = next((n for n in range(at, len(lines)) if begins.match(lines[n])), None)
            at = at if found is None else found
    return None if found is None else found + 1
