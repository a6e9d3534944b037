"""Builds small worlds for tests: three villages, and what happens in them."""

from collections.abc import Mapping
from datetime import time
from functools import lru_cache

from devices.sim.world.fact import Fact
from devices.sim.world.saying import Manner, Saying
from devices.sim.world.scenario import read
from devices.sim.world.world import World

_HEAD = """
zh = "半天"
en = "Half a day"
date = 2026-05-13
"""
SIZE = "[size]\nvillages = 3\nbins = 6\ncameras = 3\nspeakers = 4\nsensors = 1\ngateways = 3\n"
NATIVE = SIZE + "bin_speech = { native = 1 }\n"


def a_world(happens: str = "", *, size: str = NATIVE, lasts: str = "12 h", seed: int = 7) -> World:
    """Build a world; `happens` is what stands in `[[happens]]` tables, each begun by its own header."""
    return World(read(f'{_HEAD}lasts = "{lasts}"\n{size}{happens}', "test"), seed)


def happening(**keys: object) -> str:
    """Write a happening: strings, numbers and tables as TOML writes them inline."""
    return "[[happens]]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in keys.items())


def said(world: World, *devices: str, manner: Manner | None = None) -> list[Saying]:
    """List what devices say."""
    sayings = world.sayings(world.span.began_ms, world.span.ends_ms, devices or None)
    return [saying for saying in sayings if manner in {None, saying.manner}]


def facts(world: World, what: str, device: str = "") -> list[Fact]:
    """List lines of the truth of one kind."""
    return [fact for fact in _facts(world) if fact.what == what and device in {"", fact.device}]


@lru_cache(maxsize=1)
def _facts(world: World) -> tuple[Fact, ...]:
    # Kept for the world asked last: to tell its truth it lives from end to end, and tests ask more than once.
    return tuple(told for told in world.truth() if isinstance(told, Fact))


def needs(world: World, rule: str) -> list[Fact]:
    """List what is to be told by one rule."""
    return [fact for fact in facts(world, "need") if fact.details["rule"] == rule]


def hour_ms(world: World, hour: float, day: int = 1) -> int:
    """Say when it is that hour."""
    return world.span.at_ms(day, time(0)) + round(hour * 3_600_000)


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(part)}" for name, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
