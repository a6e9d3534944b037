"""Cameras: what is drawn on their pictures, piles marked by people, and what people say of findings."""

from fastapi import APIRouter
from pydantic import ValidationError

from devices.contract.bodies import DeviceClass
from devices.contract.problems import first_problem
from hub.api import models, shown
from hub.api.camera_places import CameraPlaceOut, MarkIn, MarkOut, SceneIn, VerdictIn, camera_place
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now, TicketId, Who
from hub.api.shown import Scene
from hub.context import Context
from hub.domain.camera_place import CameraPlace, TooManyMarks
from hub.domain.judging import NotJudged
from hub.services.cameras import NoSuchTicket

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.get("/cameras/{camera}/place")
def place(hub: Hub, now: Now, camera: DeviceId) -> CameraPlaceOut:
    """What the hub tells a camera of its place, and how often it was right in the last seven days."""
    _demand_camera(now, camera)
    return _shown(hub, now, hub.cameras.place(camera))


@ROUTER.put("/cameras/{camera}/scene")
def draw(hub: Hub, now: Now, who: Who, camera: DeviceId, asked: SceneIn) -> CameraPlaceOut:
    """Replace the zones, masks and ground drawn on a camera's picture; they hold within seconds."""
    _demand_camera(now, camera)
    return _shown(hub, now, hub.cameras.draw(camera, asked.scene(), who.name))


@ROUTER.post("/cameras/{camera}/piles", status_code=201)
def mark(hub: Hub, now: Now, who: Who, camera: DeviceId, asked: MarkIn) -> MarkOut:
    """Mark litter that lies there already (存量垃圾): it becomes a finding, and its clearing is seen."""
    _demand_camera(now, camera)
    try:
        pile = hub.cameras.mark(camera, asked.around(), who.name)
    except ValidationError as error:
        raise Refused(422, "bad_shape", {"where": first_problem(error)}) from error
    except TooManyMarks as error:
        raise Refused(409, "too_many_marks", {"camera": camera}) from error
    return MarkOut(id=pile.id, corners=list(pile.corners))


@ROUTER.put("/tickets/{ticket}/judgement")
def judge(hub: Hub, now: Now, who: Who, ticket: TicketId, asked: VerdictIn) -> models.TicketOut:
    """Say that a camera's finding was litter (属实), or a false alarm (误报) that is not to come again."""
    try:
        return shown.ticket(now, hub.cameras.judge(ticket, asked.verdict, who.name))
    except NoSuchTicket as error:
        raise Refused(404, "not_found", {"ticket": ticket}) from error
    except NotJudged as error:
        raise Refused(409, "not_judged", {"ticket": ticket}) from error


@ROUTER.delete("/tickets/{ticket}/judgement")
def undo(hub: Hub, now: Now, who: Who, ticket: TicketId) -> models.TicketOut:
    """Take back what was said of a finding; its camera forgets it."""
    try:
        return shown.ticket(now, hub.cameras.undo(ticket, who.name))
    except NoSuchTicket as error:
        raise Refused(404, "not_found", {"ticket": ticket}) from error
    except NotJudged as error:
        raise Refused(409, "not_judged", {"ticket": ticket}) from error


def _demand_camera(now: Scene, camera: str) -> None:
    device = now.catalog.devices.get(camera)
    if device is None or device.device_class is not DeviceClass.CAMERA:
        raise Refused(404, "not_found", {"camera": camera})


def _shown(hub: Context, now: Scene, known: CameraPlace) -> CameraPlaceOut:
    return camera_place(known, hub.cameras.week(known.camera), now.local(now.now))
