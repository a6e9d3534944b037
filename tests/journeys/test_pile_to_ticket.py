"""A pile on a camera becomes one ticket with pictures, and the camera closes it."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from devices.mqtt import LinkOptions
from devices.sim.camera_server import CameraServer
from devices.sim.scene import PileScript, SceneScript
from tests.cameras import CameraScript, PretendCamera
from tests.journeys.conftest import FIELD, PASSWORD, Township
from tests.journeys.looks import LEARNT_LOOKS, QUICK, a_street
from tests.journeys.rtsp import rtsp
from tests.vision.clips import write_clip
from tests.vision.scenes import a_pile, a_scene
from tests.wait import until
from vision.app import VisionApp, VisionOptions
from vision.settings import CameraConfig

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow]

CAMERA = {"device_id": "cam-0007", "class": "camera", "name": "文化广场摄像头"}
LAST = "/api/v1/cameras/cam-0007/last.jpg"


@contextmanager
def watched(township: Township, url: str) -> Iterator[None]:
    """Let a vision worker watch one camera of the township."""
    worker = VisionApp(
        VisionOptions(
            site="daxi",
            worker=FIELD,
            link=LinkOptions("127.0.0.1", township.mqtt_port, FIELD, FIELD, PASSWORD),
            hub_url=township.url,
            state_dir=township.folder / "vision",
            settings=QUICK,
            cameras=(CameraConfig(id="cam-0007", url=url, name="文化广场"),),
        )
    )
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@pytest.mark.parametrize("way", ["rtsp", "file"])
def test_a_pile_that_stays_is_one_ticket_however_long_it_lies(township: Township, way: str) -> None:
    township.register(CAMERA)
    clip = township.folder / "pile.mp4"
    # ffmpeg studies a live stream for three seconds before it gives pictures: the street must be empty then.
    write_clip(clip, a_scene(a_pile(at_s=7)), seconds=22, fps=10)
    with ExitStack() as running:
        url = running.enter_context(rtsp(clip)) if way == "rtsp" else Path(clip).as_uri()
        running.enter_context(watched(township, url))
        until(lambda: _tickets(township), timeout_s=20, what="the ticket")
        (ticket,) = _tickets(township)
        pictures: set[bytes] = set()
        until(lambda: _has_seen(township, pictures, 5), timeout_s=15, what="five more pictures of it")
    assert [(one["id"], one["kind"]) for one in _tickets(township)] == [(ticket["id"], "litter")]
    assert _tickets(township, closed=True) == []
    assert {picture["role"] for picture in ticket["evidence"]} >= {"before", "at"}


def test_a_pile_is_one_ticket_from_first_sight_to_the_picture_after(township: Township) -> None:
    township.register(CAMERA)
    with a_street() as street, watched(township, street.url):
        pictures: set[bytes] = set()
        until(lambda: _has_seen(township, pictures, LEARNT_LOOKS), timeout_s=20, what="the empty street")
        street.next_act()
        until(lambda: _tickets(township), timeout_s=20, what="the ticket")
        (ticket,) = _tickets(township)
        assert (ticket["kind"], ticket["device"], ticket["owner"]["name"]) == (
            "litter",
            "cam-0007",
            "张三",
        )
        assert {picture["role"] for picture in ticket["evidence"]} >= {"before", "at"}
        for picture in ticket["evidence"]:
            shown = _fetched(township, picture["path"])
            assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
        last = _fetched(township, LAST)
        assert last.content.startswith(b"\xff\xd8\xff")
        street.next_act()
        until(lambda: _tickets(township, closed=True), timeout_s=25, what="the closing")
    (closed,) = _tickets(township, closed=True)
    assert (closed["id"], closed["evidence"][-1]["role"]) == (ticket["id"], "after")
    assert _tickets(township) == []
    township.settled()
    assert {sight for _, sight in township.influx("SELECT sight FROM litter")} == {"present", "absent"}


def _tickets(township: Township, *, closed: bool = False) -> list[dict]:
    return township.get("/api/v1/tickets", closed=str(closed).lower())["tickets"]


def _has_seen(township: Township, pictures: set[bytes], number: int) -> bool:
    pictures.add(_fetched(township, LAST).content)
    return len(pictures) >= number


def _fetched(township: Township, path: str) -> httpx.Response:
    return httpx.get(township.url + path, auth=("wang", PASSWORD), timeout=5)


def test_what_people_say_of_a_camera_reaches_it_though_it_was_away_when_they_said_it(
    township: Township,
) -> None:
    township.register(CAMERA)
    corners = [[0.4, 0.5], [0.65, 0.5], [0.65, 0.8], [0.4, 0.8]]
    marked = township.post("/api/v1/cameras/cam-0007/piles", {"corners": corners})
    assert marked.status_code == 201
    told = "vh1/daxi/d/cam-0007/setup"
    until(lambda: _is_retained(township, told), timeout_s=15, what="the setup on the broker")
    street = SceneScript(3, (PileScript(0.0, None),), walkers_every_s=0, traffic_every_s=0)
    server = CameraServer({"c": PretendCamera(CameraScript(street))})
    server.start()
    try:
        with watched(township, server.url("c")):
            until(lambda: _tickets(township), timeout_s=30, what="the ticket")
            (ticket,) = _tickets(township)
            assert ticket["subject"] == f"litter:cam-0007:{marked.json()['id']}"
        said = township.put(f"/api/v1/tickets/{ticket['id']}/judgement", {"verdict": "false_alarm"})
        assert said.json()["state"] == "closed"
        until(lambda: b'"judged":[{' in _retained(township, told), timeout_s=15, what="the judgement there")
        # The worker starts anew, knows its pile, and has heard meanwhile what people said of it.
        with watched(township, server.url("c")):
            pictures: set[bytes] = set()
            until(lambda: _has_seen(township, pictures, 8), timeout_s=20, what="eight more pictures")
    finally:
        server.stop()
    assert _tickets(township) == []
    assert [one["id"] for one in _tickets(township, closed=True)] == [ticket["id"]]


def _retained(township: Township, topic: str) -> bytes:
    command = ["mosquitto_sub", "-V", "5", "-h", "127.0.0.1", "-p", str(township.mqtt_port)]
    found = subprocess.run(
        [*command, "-t", topic, "-C", "1", "-W", "1", "--retained-only"],
        capture_output=True,
        timeout=10,
        check=False,
    )
    return found.stdout


def _is_retained(township: Township, topic: str) -> bool:
    return b'"piles":[{' in _retained(township, topic)
