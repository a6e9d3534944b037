"""What the hub knows, in the forms of other systems."""

import json

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from devices.contract.bodies import DeviceClass
from hub.api.exports import HomeAssistantOut, PublishedOut
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub
from hub.context import Context
from hub.domain.exports.fiware import waste_container
from hub.domain.exports.item import Item
from hub.domain.exports.lwm2m import filling_level
from hub.services.exports import items

ROUTER = APIRouter(prefix="/api/v1/export")


@ROUTER.get("/home-assistant")
def home_assistant(hub: Hub) -> HomeAssistantOut:
    """What is published for Home Assistant's MQTT discovery, to look at: topics with their payloads."""
    messages: dict[str, object] = {}
    for item in items(hub.watch.devices()):
        said = hub.home_assistant.publisher.messages(item)
        messages |= {topic: json.loads(payload) for topic, payload in said.items()}
    is_published = bool(hub.settings.exports.home_assistant_prefix)
    return HomeAssistantOut(is_published=is_published, messages=messages)


@ROUTER.post("/home-assistant", status_code=202)
def publish_again(hub: Hub) -> PublishedOut:
    """Publish all of it once more, for a broker that has forgotten it; the setting must name a prefix."""
    if not hub.settings.exports.home_assistant_prefix:
        raise Refused(409, "not_exported", {"setting": "[exports] home_assistant_prefix"})
    hub.home_assistant.again()
    return PublishedOut(is_asked=True)


@ROUTER.get("/fiware/waste-containers", response_class=JSONResponse)
def waste_containers(hub: Hub) -> JSONResponse:
    """Every bin as a WasteContainer of the Smart Data Models, NGSI-LD normalised."""
    site = hub.settings.site.id
    return JSONResponse(
        [waste_container(site, item) for item in _bins(hub)], media_type="application/ld+json"
    )


@ROUTER.get("/lwm2m/{device}", response_class=JSONResponse)
def lwm2m(hub: Hub, device: DeviceId) -> JSONResponse:
    """One bin as LwM2M object 3435 with its temperature, battery and place, a SenML pack."""
    item = next((item for item in _bins(hub) if item.device.id == device), None)
    if item is None:
        raise Refused(404, "not_found", {"device": device})
    return JSONResponse(filling_level(item), media_type="application/senml+json")


def _bins(hub: Context) -> list[Item]:
    return [item for item in items(hub.watch.devices()) if item.device.device_class is DeviceClass.BIN]
