"""The map of the township: a layer for each question, on the base that grafana.ini names (our own tiles)."""

from grafana_foundation_sdk.builders import geomap
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common as common_model
from grafana_foundation_sdk.models import dashboard as model

from dashboards.drawing.colours import mapping, named, unit
from dashboards.drawing.rows import having
from dashboards.panels import Panel
from dashboards.queries import Query
from dashboards.words import Language, say

# Grafana's own symbols (public/img/icons/marker), by what a layer shows.
_SYMBOLS = {
    "bin": "img/icons/marker/circle.svg",
    "camera": "img/icons/marker/triangle.svg",
    "speaker": "img/icons/marker/square.svg",
    "open_ticket": "img/icons/marker/star.svg",
}
_SIZES_PX = {"bin": 5, "camera": 7, "speaker": 6, "open_ticket": 9}


def township(panel: Panel, language: Language, refs: str) -> geomap.Panel:
    """Markers coloured by what each row's word means; what is not known now is grey."""
    layers: list[Builder[common_model.MapLayerOptions]] = [
        _layer(ref, query, language) for ref, query in zip(refs, panel.queries, strict=False)
    ]
    drawn = (
        geomap.Panel()
        .basemap(_Built(common_model.MapLayerOptions(type_val="default", name="Basemap", config={})))
        .view(geomap.MapViewConfig().id("fit").all_layers(all_layers=True).padding(5))
        .layers(layers)
    )
    for ref, _ in zip(refs, panel.queries if panel.having else (), strict=False):
        drawn.with_transformation(having(panel, ref))
    for ref, query in zip(refs, panel.queries, strict=False):
        word = _word(query)
        drawn.override_by_query(
            ref, [model.DynamicConfigValue("mappings", [mapping(query.series, word, language)])]
        )
    for query in panel.queries[:1]:
        for field in query.fields:
            properties = [named(field, language), model.DynamicConfigValue("unit", unit(query.series, field))]
            drawn.override_by_name(field, properties)
    return drawn


def layer_of(query: Query) -> str:
    """What a layer shows: a class of devices, or tickets."""
    return next((kind for kind in _SYMBOLS if f"'{kind}'" in query.statement), query.series)


def _word(query: Query) -> str:
    return "look" if "look" in query.fields else "kind"


def _layer(ref: str, query: Query, language: Language) -> "_Built":
    kind = layer_of(query)
    style = {
        "size": {"fixed": _SIZES_PX[kind], "min": 2, "max": 15},
        "color": {"field": _word(query), "fixed": "dark-green"},
        "opacity": 0.9,
        "symbol": {"mode": "fixed", "fixed": _SYMBOLS[kind]},
        "rotation": {"fixed": 0, "mode": "mod", "min": -360, "max": 360},
        "symbolAlign": {"horizontal": "center", "vertical": "center"},
    }
    return _Built(
        common_model.MapLayerOptions(
            type_val="markers",
            name=say(f"layer.{kind}", language),
            config={"style": style, "showLegend": False},
            location=common_model.FrameGeometrySource(
                mode=common_model.FrameGeometrySourceMode.COORDS, latitude="lat", longitude="lon"
            ),
            filter_data={"id": "byRefId", "options": ref},
            tooltip=True,
        )
    )


class _Built(Builder[common_model.MapLayerOptions]):
    """A layer that is already built, for a builder that wants builders."""

    def __init__(self, layer: common_model.MapLayerOptions) -> None:
        self._layer = layer

    def build(self) -> common_model.MapLayerOptions:
        """Give it."""
        return self._layer
