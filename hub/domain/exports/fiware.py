"""A bin as FIWARE's `WasteContainer`, NGSI-LD normalised. Pure.

Smart Data Models, dataModel.WasteManagement/WasteContainer (model.yaml, examples/example-normalized.jsonld):
`fillingLevel` 0..1, `location` GeoJSON, `status` ok, lidOpen, dropped, moved, vandalized, burning or unknown.
"""

from datetime import datetime

from hub.domain.exports.item import Item, Json
from hub.domain.health import Presence

CONTEXT = (
    "https://raw.githubusercontent.com/smart-data-models/dataModel.WasteManagement/master/context.jsonld",
    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld",
)
_HEARD = frozenset({Presence.ONLINE, Presence.LATE})


def waste_container(site: str, item: Item) -> dict[str, Json]:
    """Write a bin; what is not known is left out, and every measured value says when it was observed."""
    device = item.device
    entity: dict[str, Json] = {
        "id": f"urn:ngsi-ld:WasteContainer:{site}:{device.id}",
        "type": "WasteContainer",
        "name": _property(device.name),
        "location": {
            "type": "GeoProperty",
            "value": {"type": "Point", "coordinates": [device.lon, device.lat]},
        },
        "areaServed": _property(item.village),
        "status": _property(_status(item)),
        "refDevice": {"type": "Relationship", "object": f"urn:ngsi-ld:Device:{site}:{device.id}"},
    }
    if item.level is not None:
        share = round(float(item.level.value) / 100, 4)
        entity["fillingLevel"] = _property(share, item.level.at)
    temperature = item.figures.get("temperature_c")
    if temperature is not None:
        entity["temperature"] = _property(temperature.value, temperature.at)
    if item.emptied_at is not None:
        entity["dateLastEmptying"] = _property({"@type": "DateTime", "@value": _iso(item.emptied_at)})
    entity["@context"] = list(CONTEXT)
    return entity


def _status(item: Item) -> str:
    """The container's status from the point of view of safety."""
    if item.current("alarm_fire") is True:
        return "burning"
    if item.presence not in _HEARD:
        return "unknown"
    if item.current("tilted") is True:
        return "dropped"
    return "lidOpen" if item.current("open") is True else "ok"


def _property(value: Json, observed_at: datetime | None = None) -> Json:
    said: dict[str, Json] = {"type": "Property", "value": value}
    if observed_at is not None:
        said["observedAt"] = _iso(observed_at)
    return said


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
