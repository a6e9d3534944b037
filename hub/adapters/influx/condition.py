"""Since when a server runs, and how much of what it acknowledged is only in its log. Pure."""

import re
from datetime import datetime

from pydantic import BaseModel, Field, ValidationError

# A cache this much younger than the process was emptied, or made, in the meantime.
_SURELY_LATER_S = 120.0


class _System(BaseModel):
    started: datetime
    uptime: float = 0.0


class _Vars(BaseModel):
    """/debug/vars of InfluxDB 1.x; it answers without a password."""

    system: _System


class _CacheValues(BaseModel):
    age_ms: float = Field(alias="cacheAgeMs")
    held_bytes: int = Field(alias="memBytes")


class _CacheTags(BaseModel):
    database: str


class _Cache(BaseModel):
    """Points that are in the write-ahead log and not yet in a TSM file."""

    tags: _CacheTags
    values: _CacheValues


def from_vars(text: str, database: str) -> tuple[int, float | None]:
    """Read /debug/vars: when the process began (ms UTC), and how long points may wait in the log alone.

    A cache gives the time since its last snapshot (tsm1/cache.go), or since its shard was opened. One that
    was opened with the process may hold what an earlier process took: then the length is not known, None.

    Raises:
        ValueError: this is not what InfluxDB 1.x says.
    """
    try:
        system = _Vars.model_validate_json(text).system
        caches = [_Cache.model_validate_json(cache) for cache in _CACHE.findall(text)]
    except ValidationError as error:
        raise ValueError(f"/debug/vars is not InfluxDB's: {error}") from error
    started_ms = round(system.started.timestamp() * 1_000)
    ages = [
        cache.values.age_ms / 1_000
        for cache in caches
        if cache.tags.database == database and cache.values.held_bytes
    ]
    if any(age_s > system.uptime - _SURELY_LATER_S for age_s in ages):
        return started_ms, None
    return started_ms, max(ages, default=0.0)


def from_metrics(text: str) -> int:
    """Read /metrics (Prometheus text format): when the process began, ms UTC; 0 when it does not say."""
    said = _START.search(text)
    return round(float(said[1]) * 1_000) if said else 0


_CACHE = re.compile(r'^"tsm1_cache:[^\n]*?": (\{.*\}),?$', re.MULTILINE)
_START = re.compile(r"^process_start_time_seconds (\S+)$", re.MULTILINE)
