"""Values as people read them on the preview. Pure."""

from dataclasses import dataclass
from datetime import datetime

from dashboards.drawing.colours import unit
from dashboards.meanings import MEANINGS
from dashboards.panels import Colour, Step
from dashboards.queries import kept
from dashboards.words import Language, say
from dashboards.words.preview import PREVIEW
from hub.series import NUMERIC

# Grafana's dark theme draws these names so (packages/grafana-data/src/themes/createVisualizationColors.ts).
HUES = {"green": "#73bf69", "orange": "#ff9830", "red": "#f2495c", "blue": "#5794f2"}
_SUFFIXES = {"percent": " %", "s": " s", "h": " h", "none": ""}
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
# From here on nobody reads the tenths.
_WHOLE_FROM = 100


@dataclass(frozen=True, slots=True)
class Moment:
    """When the preview is made, and for whom."""

    at: datetime
    language: Language

    def told(self, key: str, **values: object) -> str:
        """A sentence of the preview's own."""
        zh, en = PREVIEW[key]
        return (zh if self.language is Language.ZH else en).format(**values)

    def ago(self, at_ms: float) -> str:
        """How long ago, or how far ahead."""
        seconds = self.at.timestamp() - at_ms / 1000
        way = "past" if seconds >= 0 else "ahead"
        for name, span_s in (("day", _DAY_S), ("hour", _HOUR_S), ("minute", _MINUTE_S)):
            if abs(seconds) >= span_s:
                return self.told(f"{way}.{name}", count=round(abs(seconds) / span_s))
        return self.told("now")


def hue(colour: str) -> str:
    """A colour for CSS."""
    return HUES.get(colour, colour)


def stepped(value: float, first: Colour, steps: tuple[Step, ...]) -> str:
    """The colour of a value."""
    found = first
    for step in steps:
        if value >= step.value:
            found = step.colour
    return hue(str(found))


def text(series: str, field: str, value: object, moment: Moment, named: str = "") -> str:
    """A value in words; `named` is a unit that replaces that of the series."""
    for meaning in MEANINGS.get((series, field), ()):
        if meaning.stored == _stored(value):
            return say(meaning.word, moment.language)
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or kept(series, field).type not in NUMERIC
    ):
        return str(value)
    name = named or unit(series, field)
    if name == "dateTimeFromNow":
        return moment.ago(value)
    number = f"{value:,.0f}" if float(value).is_integer() or abs(value) >= _WHOLE_FROM else f"{value:,.1f}"
    return number + _SUFFIXES.get(name, "")


def meaning_hue(series: str, field: str, value: object) -> str:
    """The colour of a stored word, "" where it has none."""
    found = (m.colour for m in MEANINGS.get((series, field), ()) if m.stored == _stored(value))
    return hue(str(next(found, "")))


def _stored(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
