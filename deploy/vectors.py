"""`village-hub decode --vectors`: run published frames through the codecs and judge every value they give."""

import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from deploy.errors import CannotRun
from devices.codecs.frame import CodecError, Decoded, Frame, Profile
from devices.codecs.table import decode_frame
from devices.contract.quantities import Quality, Value
from devices.profiles.catalog import load
from devices.profiles.published import product_of

# What two programs may differ by when both round to six digits.
_RELATIVE, _ABSOLUTE = 1e-6, 1e-6
_SCALES = tuple(10.0**power for power in range(-3, 4))


class Outcome(StrEnum):
    """How a frame's values compare with the published ones."""

    EXACT = "exact"
    SUBSET = "subset"
    WRONG = "wrong"
    REFUSED = "refused"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Figure(_Part):
    value: JsonValue


class _Series(_Part):
    values: dict[str, _Figure] = {}


class Vector(_Part):
    """One published frame. `canonical`: its values in our names and units; `expected`: in the publisher's."""

    id: str
    device: str
    codec: str
    tier: int
    hex: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2})*$")]
    kind: str = "telemetry"
    fport: int | None = None
    expected: dict[str, _Figure] = {}
    expected_series: tuple[_Series, ...] = ()
    canonical: dict[str, _Figure] = {}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one vector, and in one sentence why it is not exact.

    `unconfirmed` are numbers that the layout gives and the publisher does not.
    """

    vector: Vector
    outcome: Outcome
    why: str = ""
    decoded: Decoded | None = None
    unconfirmed: tuple[str, ...] = ()

    def plain(self) -> dict[str, object]:
        """Write it as JSON has it."""
        said = self.decoded or Decoded({})
        return {
            "id": self.vector.id,
            "device": self.vector.device,
            "codec": self.vector.codec,
            "tier": self.vector.tier,
            "outcome": self.outcome.value,
            "why": self.why,
            "values": dict(said.values),
            "quality": {name: quality.value for name, quality in said.quality.items()},
            "unconfirmed": list(self.unconfirmed),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on a file of vectors, and how long all of them took."""

    verdicts: tuple[Verdict, ...]
    took_s: float

    @property
    def is_passed(self) -> bool:
        """Tell whether no vector is wrong and every one of tier 1 is exact."""
        return not any(
            verdict.outcome is Outcome.WRONG
            or (verdict.vector.tier == 1 and verdict.outcome is not Outcome.EXACT)
            for verdict in self.verdicts
        )

    def figures(self) -> dict[str, object]:
        """Count the outcomes by tier and by family."""
        tiers = sorted({verdict.vector.tier for verdict in self.verdicts})
        families = sorted({(verdict.vector.tier, verdict.vector.codec) for verdict in self.verdicts})
        counted: dict[str, object] = {
            f"tier {tier}": _counts(verdict for verdict in self.verdicts if verdict.vector.tier == tier)
            for tier in tiers
        }
        counted |= {
            f"tier {tier} {codec}": _counts(
                verdict
                for verdict in self.verdicts
                if (verdict.vector.tier, verdict.vector.codec) == (tier, codec)
            )
            for tier, codec in families
        }
        return {"vectors": len(self.verdicts), "took_s": round(self.took_s, 3), **counted}

    def plain(self) -> dict[str, object]:
        """Write everything as JSON has it, each vector with what was made of it."""
        return {
            "passed": self.is_passed,
            **self.figures(),
            "results": [verdict.plain() for verdict in self.verdicts],
        }


def read_vectors(file: Path) -> tuple[Vector, ...]:
    """Read a file of vectors.

    Raises:
        CannotRun: no such file, or not of that format; the text says which vector.
    """
    try:
        return tuple(TypeAdapter(tuple[Vector, ...]).validate_json(file.read_bytes()))
    except OSError as error:
        raise CannotRun(f"{file}: {error.strerror}") from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise CannotRun(f"{file}: {where}: {problem['msg']}") from error


def run(vectors: Iterable[Vector]) -> Report:
    """Judge every vector with the codecs and profiles that ship with the package."""
    profiles = load()
    begun = time.perf_counter()
    verdicts = tuple(judge(vector, profiles) for vector in vectors)
    return Report(verdicts, time.perf_counter() - begun)


def judge(vector: Vector, profiles: Mapping[str, Profile]) -> Verdict:
    """Decode one vector as its product's profile says and compare.

    A frame published as invalid is exact when it is refused. A number that stands nowhere in what was
    published, in whatever unit, is unconfirmed: publishers leave out what their platform has no use for.
    """
    must_refuse = vector.kind == "invalid"
    profile = product_of(profiles, vector.device, vector.codec)
    if profile is None:
        return Verdict(vector, Outcome.REFUSED, "its product is not known")
    frame = Frame("vectors", "", bytes.fromhex(vector.hex), vector.id, fport=vector.fport)
    try:
        decoded = decode_frame(frame, profile)
    except CodecError as error:
        return Verdict(vector, Outcome.EXACT if must_refuse else Outcome.REFUSED, str(error))
    if must_refuse:
        return Verdict(vector, Outcome.WRONG, "taken, though published as invalid", decoded)
    return _compared(vector, decoded)


def _compared(vector: Vector, decoded: Decoded) -> Verdict:
    wanted = {name: figure.value for name, figure in vector.canonical.items()}
    wrong = [
        f"{name} = {value!r}, published {wanted[name]!r}"
        for name, value in decoded.values.items()
        if name in wanted and not _is_same(value, wanted[name])
    ]
    unconfirmed = tuple(
        f"{name} = {value!r}"
        for name, value in decoded.values.items()
        if name not in wanted
        and decoded.quality.get(name) is not Quality.DERIVED
        and not _is_published(value, vector)
    )
    if wrong:
        return Verdict(vector, Outcome.WRONG, "; ".join(wrong), decoded, unconfirmed)
    missing = sorted(set(wanted) - set(decoded.values))
    if missing or decoded.warnings:
        absent = (f"absent: {', '.join(missing)}",) if missing else ()
        return Verdict(vector, Outcome.SUBSET, "; ".join((*absent, *decoded.warnings)), decoded, unconfirmed)
    return Verdict(vector, Outcome.EXACT, "", decoded, unconfirmed)


def _is_same(value: Value, published: JsonValue) -> bool:
    if isinstance(value, bool) or isinstance(published, bool):
        return value is published
    return isinstance(published, int | float) and math.isclose(
        value, published, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE
    )


def _is_published(value: Value, vector: Vector) -> bool:
    """Tell whether a value that has no canonical counterpart was published under some name and unit.

    Publishers write a yes or no in words of their own, so a flag is not judged.
    """
    if isinstance(value, bool):
        return True
    stated = [*_figures(vector.expected.values())]
    for series in vector.expected_series:
        stated += _figures(series.values.values())
    return any(_is_same(value, number * scale) for number in stated for scale in _SCALES)


def _figures(published: Iterable[_Figure]) -> list[float]:
    found: list[float] = []
    for figure in published:
        try:
            found.append(float(str(figure.value)))
        except ValueError:
            continue
    return found


def _counts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    counted = Counter(verdict.outcome.value for verdict in verdicts)
    return {outcome.value: counted[outcome.value] for outcome in Outcome}
