"""How far a process of the simulation is, told to the conductor by a small file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

TELL_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the voices are, or the cameras.

    Attributes:
        lag_ms: how late, in simulated time, what is said now leaves its device.
        said: how many messages were handed over.
        unconfirmed: how many of them nobody has confirmed.
        sounding: how many loudspeakers play now.
        adrift: how many devices want to be connected, and are not.
        is_over: everything was said and confirmed.
    """

    lag_ms: int = 0
    said: int = 0
    unconfirmed: int = 0
    sounding: int = 0
    adrift: int = 0
    is_over: bool = False


def voices_file(home: Path) -> Path:
    """Where the voices tell it."""
    return home / "run" / "voices.json"


def pictures_file(home: Path) -> Path:
    """Where the cameras tell how late they are looked at, which is all that they tell."""
    return home / "run" / "pictures.json"


def tell(file: Path, progress: Progress) -> None:
    """Replace the file at once, so that nobody reads half of it.

    Raises:
        OSError: it cannot be written.
    """
    part = file.with_suffix(".part")
    part.write_text(json.dumps(asdict(progress)), encoding="utf-8")
    part.replace(file)


def told(file: Path) -> Progress:
    """Read it; nothing was said while there is none yet."""
    try:
        return Progress(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Progress()
