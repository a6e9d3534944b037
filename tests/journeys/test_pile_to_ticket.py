"""A pile on a camera becomes one ticket with pictures, and the camera closes it."""

import httpx
import pytest

from devices.mqtt import LinkOptions
from devices.sim.cameras import CameraScript, CameraServer
from devices.sim.scene import PileScript, SceneScript
from tests.journeys.conftest import FIELD, PASSWORD, Township
from tests.wait import until
from vision.app import VisionApp, VisionOptions
from vision.settings import CameraConfig, VisionSettings

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow]

CAMERA = {"device_id": "cam-0007", "class": "camera", "name": "文化广场摄像头"}
QUICK = VisionSettings(
    poll_s=0.1, dwell_s=1.0, still_s=0.5, learn_s=1.5, clear_looks=3, clear_s=0.3, snap_s=1, work_width_px=240
)


def test_a_pile_is_one_ticket_from_first_sight_to_the_picture_after(township: Township) -> None:
    township.register(CAMERA)
    street = SceneScript(3, (PileScript(3.0, 9.0),), walkers_every_s=0, traffic_every_s=0)
    server = CameraServer({"c": CameraScript(street)})
    server.start()
    worker = VisionApp(
        VisionOptions(
            site="daxi",
            worker=FIELD,
            link=LinkOptions("127.0.0.1", township.mqtt_port, FIELD, FIELD, PASSWORD),
            hub_url=township.url,
            state_dir=township.folder / "vision",
            settings=QUICK,
            cameras=(CameraConfig(id="cam-0007", url=server.url("c"), name="文化广场"),),
        )
    )
    worker.start()
    try:
        until(lambda: _tickets(township), timeout_s=20, what="the ticket")
        (ticket,) = _tickets(township)
        assert (ticket["kind"], ticket["device"], ticket["owner"]["name"]) == ("litter", "cam-0007", "张三")
        assert {picture["role"] for picture in ticket["evidence"]} >= {"before", "at"}
        for picture in ticket["evidence"]:
            shown = httpx.get(township.url + picture["path"], auth=("wang", PASSWORD), timeout=5)
            assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
        last = httpx.get(
            f"{township.url}/api/v1/cameras/cam-0007/last.jpg", auth=("wang", PASSWORD), timeout=5
        )
        assert last.content.startswith(b"\xff\xd8\xff")
        until(lambda: _tickets(township, closed=True), timeout_s=25, what="the closing")
    finally:
        worker.stop()
        server.stop()
    (closed,) = _tickets(township, closed=True)
    assert (closed["id"], closed["evidence"][-1]["role"]) == (ticket["id"], "after")
    assert _tickets(township) == []
    township.settled()
    assert {sight for _, sight in township.influx("SELECT sight FROM litter")} == {"present", "absent"}


def _tickets(township: Township, *, closed: bool = False) -> list[dict]:
    return township.get("/api/v1/tickets", closed=str(closed).lower())["tickets"]
