"""What can be kept of a telemetry body that is not right in every place. Pure."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from devices.contract.bodies import Sample, Telemetry
from devices.contract.faults import Fault
from devices.contract.fields import MAX_SAMPLES, QUANTITY_PATTERN
from devices.contract.problems import cut, first_problem, listed
from devices.contract.topics import BadMessage

_NAME = re.compile(QUANTITY_PATTERN)


@dataclass(frozen=True, slots=True)
class Part:
    """The readable part of a body. `doubts`: what was left out and why, one sentence each, never empty."""

    body: Telemetry
    doubts: tuple[str, ...]


def readable_part(payload: bytes) -> Part | None:
    """Leave out the values, and of a batch the samples, that break the contract, and read the rest.

    A value of a wrong type is treated like one out of bounds: its neighbours count. None when the fault lies
    elsewhere: no JSON, no boot, no number, a time nobody can read.

    Raises:
        BadMessage: nothing is left; dead-letter the message with the text.
    """
    try:
        said = from_json(payload)
    except ValueError:
        return None
    sieve = _Sieve()
    match said:
        case {"b": list(batch)} if len(batch) <= MAX_SAMPLES:
            samples = [sieve.sample(sample, f"b.{index}") for index, sample in enumerate(batch)]
            kept: dict[str, object] = {"b": samples}
        case {"m": dict(values)}:
            kept = {"m": sieve.values(values, "m")}
            samples = [kept]
        case _:
            return None
    if not sieve.doubts:
        return None
    if not any(sample["m"] for sample in samples):
        raise BadMessage(listed(sieve.doubts), Fault.VALUES)
    try:
        body = Telemetry.model_validate_json(to_json(said | kept), by_alias=True, by_name=False)
    except ValidationError:
        return None
    return Part(body, tuple(sieve.doubts))


@dataclass(frozen=True, slots=True)
class _Sieve:
    doubts: list[str] = field(default_factory=list)

    def sample(self, said: object, place: str) -> dict[str, object]:
        """What is good of a sample; a bad one keeps its place, so that its neighbours keep their numbers."""
        if not isinstance(said, dict):
            self.doubts.append(f"{place}: expected an object")
            return {"m": {}}
        kept = dict(said)
        if isinstance(values := kept.get("m"), dict):
            kept["m"] = self.values(values, f"{place}.m")
        try:
            Sample.model_validate_json(to_json(kept), by_alias=True, by_name=False)
        except ValidationError as error:
            self.doubts.append(f"{place}.{first_problem(error)}")
            return {"m": {}}
        return kept

    def values(self, said: Mapping[str, object], place: str) -> dict[str, object]:
        good: dict[str, object] = {}
        for name, value in said.items():
            if not _NAME.fullmatch(name):
                self.doubts.append(f"{place}.{cut(name)}: a quantity's name must match {QUANTITY_PATTERN}")
            elif not _is_value(value):
                said_so = cut(to_json(value).decode())
                self.doubts.append(f"{place}.{name} = {said_so}: expected a finite number, true or false")
            else:
                good[name] = value
        return good


def _is_value(value: object) -> bool:
    # A bool is an int as well. NaN fails every comparison, and an int of 400 digits is no float.
    return isinstance(value, int | float) and -sys.float_info.max <= value <= sys.float_info.max
