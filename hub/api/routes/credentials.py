"""Passwords of devices at the broker: made once, shown once, revoked at once."""

from fastapi import APIRouter

from hub.api import registered
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Who
from hub.services.provisioning import NotOurBroker

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.post("/devices/{device}/credentials", status_code=201)
def grant(hub: Hub, who: Who, device: DeviceId) -> registered.Credentials:
    """Make the password of a device; it is shown in this answer only, an earlier one is good no more."""
    try:
        password = hub.provisioning.grant(device, who.name)
    except NotOurBroker as error:
        raise _elsewhere(hub, device) from error
    return registered.Credentials(username=device, password=password, hub_key=hub.speaker_keys.hub_key.text)


@ROUTER.delete("/devices/{device}/credentials")
def revoke(hub: Hub, who: Who, device: DeviceId) -> registered.Registered:
    """Cut a device off: its connection ends and its password is good no more."""
    try:
        hub.provisioning.revoke(device, who.name)
    except NotOurBroker as error:
        raise _elsewhere(hub, device) from error
    return registered.Registered(device=device)


def _elsewhere(hub: Hub, device: str) -> Refused:
    mqtt = hub.settings.mqtt
    own = f"vh1/{hub.settings.site.id}/d/{device}"
    detail = {"broker": f"{mqtt.host}:{mqtt.port}", "username": device, "may_write": f"{own}/#", "may_read": [
        f"{own}/cmd/#", f"{own}/upto", f"vh1/{hub.settings.site.id}/hub/+"
    ]}  # fmt: skip
    return Refused(409, "external_broker", detail)
