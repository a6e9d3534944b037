"""Colours, units and meanings as Grafana writes them."""

from collections.abc import Iterable

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models import dashboard as model

from dashboards.meanings import MEANINGS, Meaning
from dashboards.panels import Colour, Step
from dashboards.queries import kept
from dashboards.words import Language, say

# Grafana's names for the units of hub.series (packages/grafana-data/src/valueFormats/categories.ts); a unit
# that has none there is written behind the value as it is.
_UNITS = {
    "": "none",
    "%": "percent",
    "ms": "ms",
    "MiB": "mbytes",
    "s": "s",
    "h": "h",
    "d": "d",
    "mm": "lengthmm",
    "V": "volt",
    "A": "amp",
    "W": "watt",
    "kWh": "kwatth",
    "°C": "celsius",
    "°": "degree",
    "m2": "areaM2",
    "lx": "lux",
    "dB": "dB",
    "dBm": "dBm",
    "hPa": "pressurehpa",
    "ppm": "ppm",
    "m/s": "velocityms",
    "µg/m³": "conμgm3",
    "mg/m³": "conmgm3",
}
# Shares of one have no symbol; people read them in percent.
_SHARES = {"confidence", "area_share", "growth"}
_MOMENT = "dateTimeFromNow"


def unit(series: str, field: str) -> str:
    """Grafana's name of a field's unit; a moment is read as how long ago.

    Raises:
        KeyError: no such series or field in hub.series.
    """
    if field in _SHARES:
        return "percentunit"
    if field.endswith("_at_ms"):
        return _MOMENT
    symbol = kept(series, field).unit
    return _UNITS.get(symbol, f"suffix: {symbol}")


def steps(first: Colour, above: Iterable[Step]) -> model.ThresholdsConfig:
    """Thresholds: the colour below the first step, and that of each."""
    found = [model.Threshold(value=None, color=str(first))]
    found += [model.Threshold(value=step.value, color=str(step.colour)) for step in above]
    return model.ThresholdsConfig(mode=model.ThresholdsMode.ABSOLUTE, steps=found)


def built(config: model.ThresholdsConfig) -> dashboard.ThresholdsConfig:
    """The same for a builder that wants builders."""
    return dashboard.ThresholdsConfig().mode(config.mode).steps(config.steps)


def by_threshold() -> dashboard.FieldColor:
    """Colour by value."""
    return dashboard.FieldColor().mode(model.FieldColorModeId.THRESHOLDS)


def meanings(series: str, field: str) -> tuple[Meaning, ...]:
    """What the stored words of a field stand for; nothing where they are shown as they are."""
    return MEANINGS.get((series, field), ())


def mapping(series: str, field: str, language: Language) -> object:
    """The value mapping of a field's stored words."""
    options = {
        meaning.stored: {"text": say(meaning.word, language), "color": str(meaning.colour), "index": index}
        for index, meaning in enumerate(meanings(series, field))
    }
    return {"type": "value", "options": options}


def named(name: str, language: Language) -> model.DynamicConfigValue:
    """A column or line called as people call it."""
    return model.DynamicConfigValue("displayName", say(name, language))
