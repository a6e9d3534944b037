"""Live video as a page of Grafana shows it, which comes from another address and carries no cookie."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import pytest
from playwright.sync_api import Browser, Page

from dashboards.drawing.panels import live
from dashboards.words import Language
from hub.adapters.clock import SystemClock
from hub.adapters.video.film import ChildFilming
from hub.api.server import WebServer
from hub.services.live_video import LiveVideo
from hub.settings import HttpSettings
from tests import servers
from tests.films import a_picture
from tests.hub.api.face import Face, a_face
from tests.journeys.serving import answers
from tests.servers import Answer
from tests.townships import pretend_township
from tests.wait import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
CAMERA = "cam-001"
Address = Callable[[str], str]


def goes_on(face: Face, stop: threading.Event) -> None:
    """The camera sends a picture every few seconds; the hub looks every second."""
    second = 0
    while not stop.wait(1.0):
        second += 1
        if second % 5 == 1:
            face.context.evidence.put_last(CAMERA, a_picture(at_s=float(second)), face.clock.now())
        face.context.live_video.look()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[Address]:
    """Where a hub serves what it has of the camera, as it writes it into its series."""
    port = servers.free_port()
    http = HttpSettings(port=port, public_url=f"http://127.0.0.1:{port}")
    few = pretend_township(1, villages=1, bins=1, cameras=1, speakers=1)
    with a_face(tmp_path, clock=SystemClock(), township=few, http=http) as face:
        context = face.context
        video = LiveVideo(context.evidence, ChildFilming(), face.clock, ZoneInfo("Asia/Shanghai"))
        face.context = replace(context, live_video=video)
        context.evidence.put_last(CAMERA, a_picture(), face.clock.now())
        stop = threading.Event()
        threads = [
            threading.Thread(target=WebServer(face.context).run, args=(stop,)),
            threading.Thread(target=goes_on, args=(face, stop)),
        ]
        for thread in threads:
            thread.start()
        try:
            until(lambda: answers(http.public_url), timeout_s=30, what="the hub")
            yield lambda file: context.passes.address(f"/signed/cameras/{CAMERA}/{file}", face.clock.now())
        finally:
            stop.set()
            for thread in threads:
                thread.join()
            video.stop()


@pytest.fixture
def cell(address: Address, browser: Browser) -> Iterator[Page]:
    """The live view of a camera on a page from elsewhere."""
    html = live(Language.ZH).replace("${device}", CAMERA)
    for name, file in (("video", "live.m3u8"), ("picture", "last.jpg"), ("live", "live.mjpg")):
        html = html.replace(f"${{{name}}}", address(file))
    page = f"<!doctype html><meta charset=utf-8><body>{html}".encode()
    with servers.http(lambda _: Answer(200, page, "text/html")) as elsewhere:
        context = browser.new_context()
        context.set_default_timeout(60_000)
        shown = context.new_page()
        shown.goto(elsewhere, wait_until="commit")
        yield shown
        context.close()


def test_the_video_plays_on(cell: Page) -> None:
    cell.wait_for_function("document.querySelector('video').currentTime > 8")
    playing = cell.evaluate("(v => [v.videoWidth, v.videoHeight, v.error])(document.querySelector('video'))")
    assert playing == [640, 360, None]


def test_the_pictures_one_by_one_are_fetched_when_they_are_opened(cell: Page) -> None:
    asked: list[str] = []
    cell.on("request", lambda request: asked.append(request.url))
    cell.wait_for_function("document.querySelector('video').currentTime > 0")
    assert not [one for one in asked if "live.mjpg" in one]
    cell.click("summary")
    cell.wait_for_function("document.querySelector('img').naturalWidth == 640")


def test_another_player_sees_it_without_a_gap(address: Address) -> None:
    with av.open(address("live.m3u8"), timeout=20.0) as source:
        at_s = []
        for frame in source.decode(video=0):
            at_s.append(float(frame.pts * frame.time_base))
            if len(at_s) == 40:
                break
    assert {round(later - earlier, 3) for earlier, later in pairwise(at_s)} == {0.5}
