"""An operator looks at a closing photo beside that of before, closes the matter, and opens it again."""

import re

import httpx
import pytest

from hub.domain.instants import millis
from tests.hub.api.face import PASSWORD
from tests.journeys.screen import LAPTOP, PHONE, WALL, Screen
from tests.photos import a_scene, as_jpeg

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
OPERATOR = ("operator", PASSWORD)


def litter(screen: Screen) -> dict:
    tickets = httpx.get(f"{screen.url}/api/v1/tickets", auth=OPERATOR, timeout=5).json()["tickets"]
    return next(ticket for ticket in tickets if ticket["kind"] == "litter")


def send(screen: Screen, seed: int, **query: float) -> None:
    """A photo of a matter of litter comes, sent by a program in the field."""
    url = f"{screen.url}/api/v1/tickets/{litter(screen)['id']}/photos"
    said = {"taken_at_ms": millis(screen.now()), **query}
    httpx.post(url, auth=("field", PASSWORD), params=said, content=as_jpeg(a_scene(seed)), timeout=9)


def test_a_photo_is_looked_at_beside_before_and_the_matter_closed_and_opened(screen: Screen) -> None:
    device = httpx.get(
        f"{screen.url}/api/v1/devices/{litter(screen)['device']}", auth=OPERATOR, timeout=5
    ).json()
    send(screen, 1)
    send(screen, 2, lat=device["lat"], lon=device["lon"], accuracy_m=9)
    screen.sign_in()
    screen.page.set_viewport_size(WALL)  # type: ignore[arg-type]
    screen.shoot("workbench-photos-zh", WALL)
    row = screen.page.locator(".ticket:has(.badge.litter)").first
    row.locator("button:has-text('核查')").click()
    screen.page.wait_for_selector(".matter .result.good:has-text('照片通过')")
    assert "不知道照片在哪里拍的" in screen.page.inner_text(".matter .result.bad")
    screen.page.wait_for_function(
        "[...document.querySelectorAll('.matter-shot img')].every(i => i.naturalWidth > 0)"
    )
    screen.shoot("matter-zh", WALL)
    screen.page.click(".matter button:has-text('生成拍照链接')")
    screen.page.wait_for_selector(".matter-code svg")
    screen.shoot("matter-link-zh", WALL)
    screen.page.click(".matter button:has-text('属实，销号')")
    screen.page.wait_for_selector(".q-notification:has-text('请填写理由')")
    screen.page.fill(".matter input[aria-label='理由（必填）']", "现场照片清楚")
    screen.page.click(".matter button:has-text('属实，销号')")
    screen.page.wait_for_selector(".matter .panel-title:has-text('已销号')")
    assert "现场照片清楚" in screen.page.inner_text(".matter-history")
    screen.page.click(".matter button:has-text('返回')")
    screen.page.click(".closed-lately")
    screen.page.click(".matter .entry button:has-text('核查')")
    screen.page.fill(".matter input[aria-label='理由（必填）']", "又有人倒垃圾")
    screen.page.click(".matter button:has-text('复开')")
    screen.page.wait_for_selector(".matter .panel-title:has-text('整改中')")
    screen.shoot("matter-phone-zh", PHONE)


def test_any_month_of_the_ledger_is_shown_with_its_table(screen: Screen) -> None:
    screen.sign_in()
    screen.page.click("button:has-text('按月台账')")
    dialog = screen.page.locator(".q-dialog:has(.months)")
    dialog.locator(".entry:has-text('暴露垃圾')").wait_for()
    assert dialog.locator("button:has-text('下月')").is_disabled()
    href = dialog.locator("a:has-text('CSV')").get_attribute("href")
    assert re.fullmatch(r"/api/v1/tickets\.csv\?month=20\d\d-\d\d", str(href))
    screen.shoot("months-zh", LAPTOP)
    dialog.locator(".entry:has-text('暴露垃圾') button").click()
    screen.page.locator(".q-dialog:has-text('整改前')").wait_for()
