"""The catalogue of products: reads the TOML files beside this module, checks them, picks one for a device."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.codecs.frame import Geometry, Hints, Label, Parameter, Profile
from devices.codecs.table import CODECS
from devices.contract.bodies import DeviceClass
from devices.contract.quantities import QUANTITIES


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


def load() -> Mapping[str, Profile]:
    """Read every profile that ships with the package, by name.

    Raises:
        BadProfile: a file cannot work; the start must stop with that sentence.
    """
    found = sorted(
        (item.name, item.read_text("utf-8"))
        for item in files("devices.profiles").iterdir()
        if item.name.endswith(".toml")
    )
    return {name.removesuffix(".toml"): read(name, text) for name, text in found}


def read(file_name: str, text: str) -> Profile:
    """Read one profile; its name is the file's name without `.toml`.

    Raises:
        BadProfile: no TOML, an unknown or missing key, an unknown codec or quantity, an impossible geometry.
    """
    try:
        content = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"{file_name}: {error}") from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise BadProfile(f"{file_name}: {key}: {problem['msg']}") from error
    _check(file_name, content)
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
        geometry=Geometry(geometry.empty_mm, geometry.full_mm, geometry.blind_mm) if geometry else None,
    )


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


def _check(file_name: str, content: _File) -> None:
    if content.codec not in CODECS:
        raise BadProfile(f"{file_name}: codec: {content.codec!r} is none of {', '.join(CODECS)}")
    for name in content.quantities:
        if name not in QUANTITIES:
            raise BadProfile(f"{file_name}: quantities.{name}: not in the registry of quantities")
    if content.geometry and content.geometry.full_mm >= content.geometry.empty_mm:
        raise BadProfile(f"{file_name}: geometry.full_mm: must be less than empty_mm")
