"""What one camera remembers across restarts: the empty place and the piles in it, in one file."""

import json
import logging
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

from devices.contract.bodies import Sight, ViewFault
from vision.arrays import Frame, Mask, Plane
from vision.eye import Memory
from vision.lessons import Keepsake, Lessons
from vision.pile import Pile, Stage

Stored: TypeAlias = Mapping[str, Any]
"""The arrays of a file by name, as numpy gives them."""

log = logging.getLogger(__name__)

# What zipfile and numpy raise for a file that is broken, or of another version.
_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile, zlib.error)


def save(path: Path, memory: Memory) -> None:
    """Write the file whole or not at all.

    Raises:
        OSError: the disk did not take it; the older file stays.
    """
    arrays: dict[str, Frame | Mask | Plane] = {"empty_place": memory.empty_place, "dwell_s": memory.dwell_s}
    facts = []
    for number, pile in enumerate(memory.piles):
        arrays[f"mask_{number}"], arrays[f"seen_{number}"] = pile.mask, pile.seen
        facts.append(_facts(pile))
    keepsakes = memory.lessons.keepsakes
    for number, kept in enumerate(keepsakes):
        arrays[f"patch_{number}"], arrays[f"inside_{number}"] = kept.patch, kept.inside
    view = {"fault": memory.view_fault, "event": memory.view_event}
    marked = None if memory.marked is None else sorted(memory.marked)
    told = [[kept.finding, kept.xywh_share, kept.area_share] for kept in keepsakes]
    text = json.dumps({"at_ms": memory.at_ms, "view": view, "piles": facts, "marked": marked, "told": told})
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, facts=np.array(text), **arrays)
    partial.replace(path)


def load(path: Path) -> Memory | None:
    """Read the file; None when there is none or it is broken (then the camera learns its place anew)."""
    try:
        with path.open("rb") as file:
            # Checksums first: what numpy raises while it reads damaged bytes can be anything.
            if (damaged := zipfile.ZipFile(file).testzip()) is not None:
                raise zipfile.BadZipFile(f"{damaged} is damaged")
            file.seek(0)
            return _read(file)
    except FileNotFoundError:
        return None
    except _DAMAGE as error:
        log.warning("memory %s cannot be read, the place is learnt anew: %s", path.name, error)
        return None


def _read(file: BinaryIO) -> Memory:
    with np.load(file, allow_pickle=False) as stored:
        facts = json.loads(str(stored["facts"]))
        piles = tuple(
            _pile(pile, stored[f"mask_{number}"], stored[f"seen_{number}"])
            for number, pile in enumerate(facts["piles"])
        )
        view = facts["view"]
        place = stored["empty_place"]
        # Files of earlier versions have none: piles that were not told yet begin anew.
        dwell_s = stored["dwell_s"] if "dwell_s" in stored else np.zeros(place.shape[:2], np.float32)
        return Memory(
            place,
            dwell_s,
            piles,
            int(facts["at_ms"]),
            ViewFault(view["fault"]),
            str(view["event"]),
            Lessons(_keepsakes(facts.get("told", ()), stored)),
            None if facts.get("marked") is None else frozenset(facts["marked"]),
        )


def _keepsakes(told: Sequence[tuple[str, list[float], float]], stored: Stored) -> tuple[Keepsake, ...]:
    kept = []
    for number, (finding, xywh_share, area_share) in enumerate(told):
        x, y, w, h = xywh_share
        patch, inside = stored[f"patch_{number}"], stored[f"inside_{number}"]
        kept.append(Keepsake(finding, (x, y, w, h), area_share, patch, inside))
    return tuple(kept)


_PLAIN = (
    "id",
    "xywh_px",
    "confidence",
    "since_ms",
    "clear_from_ms",
    "clear_looks",
    "told_at_ms",
    "told_area_px",
)


def _facts(pile: Pile) -> dict[str, object]:
    facts = {name: getattr(pile, name) for name in _PLAIN}
    return {**facts, "stage": pile.stage, "told_sight": pile.told_sight, **_newer(pile)}


def _newer(pile: Pile) -> dict[str, object]:
    """Give the facts that files of earlier versions lack."""
    return {"is_initial": pile.is_initial, "first_area_px": pile.first_area_px}


def _pile(facts: dict[str, Any], mask: Mask, seen: Frame) -> Pile:
    plain = {name: facts[name] for name in _PLAIN}
    plain["xywh_px"] = tuple(facts["xywh_px"])
    return Pile(
        **plain,
        mask=mask,
        seen=seen,
        stage=Stage(facts["stage"]),
        told_sight=Sight(facts["told_sight"]),
        is_initial=bool(facts.get("is_initial", False)),
        first_area_px=int(facts.get("first_area_px", 0)),
    )
