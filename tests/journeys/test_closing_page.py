"""A grid member takes a closing photo on a phone, without an account, in a real browser."""

import os
from pathlib import Path

import httpx
import pytest

from hub.domain.photos.jpeg import read_header
from tests.hub.api.face import PASSWORD
from tests.journeys.screen import PHONE, Screen
from tests.photos import a_scene, an_exif, as_jpeg, with_exif

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
OPERATOR = ("operator", PASSWORD)


def matter_of_litter(screen: Screen) -> dict:
    tickets = httpx.get(f"{screen.url}/api/v1/tickets", auth=OPERATOR, timeout=5).json()["tickets"]
    return next(ticket for ticket in tickets if ticket["kind"] == "litter")


def a_phone(screen: Screen, at: tuple[float, float] | None) -> None:
    """Hold a phone at a place, with the page of a matter of litter open."""
    matter = matter_of_litter(screen)
    made = httpx.post(f"{screen.url}/api/v1/tickets/{matter['id']}/pass", auth=OPERATOR, timeout=5).json()
    context = screen.page.context
    if at is not None:
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": at[0], "longitude": at[1], "accuracy": 12})
    screen.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    screen.page.goto(f"{screen.url}/closing/{made['url'].rsplit('/', 1)[1]}")


def place_of(screen: Screen, device: str) -> tuple[float, float]:
    found = httpx.get(f"{screen.url}/api/v1/devices/{device}", auth=OPERATOR, timeout=5).json()
    return found["lat"], found["lon"]


def test_a_photo_of_another_place_is_told_what_is_wrong_in_plain_words(
    screen: Screen, tmp_path: Path
) -> None:
    a_phone(screen, (30.5, 120.5))
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(as_jpeg(a_scene(1)))
    screen.page.wait_for_selector("#where:has-text('误差约 12 米')")
    assert screen.page.is_disabled("#send")
    screen.page.set_input_files("#file", shot)
    screen.page.click("#send")
    screen.page.wait_for_selector("#said.bad:has-text('证据不足')")
    assert "拍照地点离点位太远" in screen.page.inner_text("#said")
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    screen.shoot("closing-phone-doubted-zh", PHONE)


def test_a_photo_of_the_place_is_accepted_at_once(screen: Screen, tmp_path: Path) -> None:
    a_phone(screen, place_of(screen, matter_of_litter(screen)["device"]))
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(as_jpeg(a_scene(2)))
    taken_s = screen.now().timestamp()
    os.utime(shot, (taken_s, taken_s))
    screen.page.wait_for_selector("#where:has-text('误差约 12 米')")
    screen.page.set_input_files("#file", shot)
    screen.page.click("#send")
    screen.page.wait_for_selector("#said:has-text('照片通过')")
    screen.shoot("closing-phone-accepted-zh", PHONE)


def test_a_large_photo_is_made_smaller_and_keeps_what_the_camera_wrote(
    screen: Screen, tmp_path: Path
) -> None:
    a_phone(screen, None)
    shot = tmp_path / "shot.jpg"
    large = as_jpeg(a_scene(3, (4000, 3000)), coarseness=2)
    shot.write_bytes(with_exif(large, an_exif("2026:04:18 12:00:00", "+08:00", (29.1, 119.65))))
    assert shot.stat().st_size > 1.5 * 1024 * 1024
    screen.page.set_input_files("#file", shot)
    screen.page.click("#send")
    screen.page.wait_for_selector("#said:has-text('证据不足')")
    ticket = f"{screen.url}/api/v1/tickets/{matter_of_litter(screen)['id']}"
    (sent,) = [
        photo
        for photo in httpx.get(ticket, auth=OPERATOR, timeout=5).json()["photos"]
        if photo["taken_at"].startswith("2026-04-18")
    ]
    kept = httpx.get(f"{screen.url}{sent['path']}", auth=OPERATOR, timeout=5).content
    assert len(kept) < shot.stat().st_size
    assert read_header(kept).size_wh == (2048, 1536)
