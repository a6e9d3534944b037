"""Devices as exports see them."""

from datetime import timedelta

from devices.contract.quantities import Quality, Value
from hub.domain.exports.item import Item, Known
from hub.domain.health import Presence
from tests.builders import NOON, a_bin


def known(value: Value, quality: Quality = Quality.GOOD, *, is_stale: bool = False) -> Known:
    return Known(value, quality, NOON - timedelta(minutes=5), is_stale)


def an_item(level_pct: float | None = 42.5, presence: Presence = Presence.ONLINE, **figures: Known) -> Item:
    level = None if level_pct is None else known(level_pct, Quality.DERIVED)
    return Item(a_bin("bin-1", model="em400-mud"), "柳树湾村", presence, figures, level)
