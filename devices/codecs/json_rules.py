"""What a profile declares of a vendor's JSON: paths, rules, where device and time stand. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from devices.contract.quantities import Value


class BadPath(ValueError):
    """A path that is none of the subset; the text says which part. Mend the profile."""


@dataclass(frozen=True, slots=True)
class Pick:
    """The member of a list whose `key` is `text`: `[?(@.code=='level')]`."""

    key: str
    text: str


Step: TypeAlias = str | int | Pick
Path: TypeAlias = tuple[Step, ...]

_STEP = re.compile(
    r"""\.(?P<name>[^.\[\]'"]+)
      | \[(?P<index>\d{1,4})\]
      | \['(?P<quoted>[^']+)'\]
      | \[\?\(@\.(?P<key>[^='"\]]+)\s*==\s*'(?P<text>[^']*)'\)\]""",
    re.VERBOSE,
)


def parse_path(text: str) -> Path:
    """Read a path of the JSONPath subset: `$`, `.name`, `['name']`, `[0]`, `[?(@.name=='text')]`.

    Raises:
        BadPath: it does not begin with $, or a part is none of these.
    """
    if not text.startswith("$"):
        raise BadPath(f"{text!r} must begin with $")
    steps: list[Step] = []
    at = 1
    while at < len(text):
        part = _STEP.match(text, at)
        if part is None:
            raise BadPath(f"{text!r}: {text[at:]!r} is none of .name, ['name'], [0], [?(@.name=='text')]")
        if part["index"]:
            steps.append(int(part["index"]))
        elif part["key"]:
            steps.append(Pick(part["key"].strip(), part["text"]))
        else:
            steps.append(part["name"] or part["quoted"])
        at = part.end()
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one quantity is read: the number times `scale` plus `offset`, or the meaning of a text or number.

    One among `absent` means that there is no reading.
    """

    quantity: str
    path: Path
    scale: float = 1.0
    offset: float = 0.0
    meanings: Mapping[str, Value] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


class TimeFormat(StrEnum):
    """How a vendor writes a time: as a number since 1970, or as text, which is Beijing's without a zone."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class JsonMap:
    """What a profile declares of a vendor's messages.

    `topic` is an MQTT filter with + for one level. The device's key stands in level `level` of the topic
    (counted from 0), or in the body at `key`.
    """

    topic: str
    rules: tuple[Rule, ...]
    level: int | None = None
    key: Path = ()
    time: Path = ()
    time_format: TimeFormat = TimeFormat.SECONDS
