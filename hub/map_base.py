"""The drawn base of the township's map: villages, rivers and roads from a GeoJSON file (RFC 7946)."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

log = logging.getLogger(__name__)
Feature: TypeAlias = dict[str, object]
_MOST_BYTES = 16 * 1024 * 1024


def read_base(file: Path) -> Sequence[Feature]:
    """Read the features of a map file; none where it is missing, or no FeatureCollection (logged)."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            log.warning("%s is larger than %d bytes and is not drawn", file.name, _MOST_BYTES)
            return []
        read = json.loads(file.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        log.warning("%s cannot be read as GeoJSON: %s", file.name, error)
        return []
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list):
        log.warning("%s is no FeatureCollection and is not drawn", file.name)
        return []
    return [feature for feature in features if isinstance(feature, dict)]
