"""Zones drawn on a camera's picture, a pile marked there, and findings judged, in a real browser."""

from collections.abc import Sequence

import httpx
import pytest

from tests.hub.api.face import PASSWORD
from tests.journeys.screen import PHONE, WALL, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

FOUR = ((0.2, 0.55), (0.7, 0.55), (0.8, 0.9), (0.1, 0.9))


def at_the_board(screen: Screen, role: str = "admin") -> None:
    screen.page.set_viewport_size(WALL)  # type: ignore[arg-type]
    screen.enter("/cameras", role)
    screen.page.wait_for_selector(".place-picture img")
    screen.page.wait_for_function("document.querySelector('.place-picture img').naturalWidth > 0")
    screen.page.query_selector(".place-picture img").wait_for_element_state("stable")


def choose(screen: Screen, name: str) -> None:
    screen.page.click(f".place-tools .q-btn-group button:has-text('{name}')")


def click_corners(screen: Screen, corners: Sequence[tuple[float, float]]) -> None:
    picture = screen.page.locator(".place-picture img").first
    box = picture.bounding_box()
    assert box is not None
    for number, (x, y) in enumerate(corners, 1):
        screen.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        screen.page.wait_for_selector(f".place-picture circle.corner >> nth={number - 1}")


def place(screen: Screen, camera: str) -> dict:
    answer = httpx.get(f"{screen.url}/api/v1/cameras/{camera}/place", auth=("admin", PASSWORD), timeout=5)
    return answer.json()


def test_what_an_administrator_draws_is_kept(screen: Screen) -> None:
    at_the_board(screen)
    click_corners(screen, FOUR)
    screen.page.click("button:has-text('完成此区域')")
    screen.page.wait_for_selector(".q-notification:has-text('请填写区域名称')")
    screen.page.fill("input[aria-label='区域名称']", "村口<b>")
    screen.page.fill("input[aria-label='无人看管（分钟）']", "5")
    screen.page.click("button:has-text('完成此区域')")
    screen.page.wait_for_selector(".place-chip.zone:has-text('村口<b>')")
    choose(screen, "隐私遮挡")
    click_corners(screen, ((0.02, 0.05), (0.25, 0.05), (0.25, 0.4)))
    screen.page.click("button:has-text('完成此区域')")
    choose(screen, "地面标定")
    click_corners(screen, ((0.35, 0.6), (0.6, 0.6), (0.65, 0.8), (0.3, 0.8)))
    screen.page.fill("input[aria-label='宽（米）']", "3")
    screen.page.fill("input[aria-label='深（米）']", "4.5")
    screen.page.click("button:has-text('完成此区域')")
    screen.page.wait_for_selector(".place-chip.ground")
    screen.shoot("camera-places-zh", WALL)
    screen.page.click("button:has-text('保存并生效')")
    screen.page.wait_for_selector(".q-notification:has-text('无需重启')")
    scene = place(screen, "cam-001")["scene"]
    assert (scene["zones"][0]["name"], scene["zones"][0]["unattended_s"]) == ("村口<b>", 300)
    drawn = scene["zones"][0]["corners"]
    assert all(
        abs(a - b) < 0.01
        for got, want in zip(drawn, FOUR, strict=True)
        for a, b in zip(got, want, strict=True)
    )
    assert (len(scene["masks"]), scene["ground"]["width_m"], scene["ground"]["depth_m"]) == (1, 3, 4.5)
    screen.shoot("camera-places-phone-zh", PHONE)
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_corners_that_enclose_nothing_are_said_and_drawn_again(screen: Screen) -> None:
    at_the_board(screen)
    choose(screen, "隐私遮挡")
    click_corners(screen, ((0.2, 0.2), (0.4, 0.2), (0.4, 0.2)))
    screen.page.click("button:has-text('完成此区域')")
    screen.page.wait_for_selector(".q-notification:has-text('围不成有效区域')")
    screen.page.click("button:has-text('重画')")
    screen.page.wait_for_selector(".place-picture circle.corner", state="detached")


def test_an_operator_marks_a_pile_and_judges_but_draws_no_masks(screen: Screen) -> None:
    at_the_board(screen, "operator")
    assert screen.page.locator("button:has-text('隐私遮挡')").count() == 0
    click_corners(screen, ((0.4, 0.6), (0.5, 0.6), (0.5, 0.7), (0.4, 0.7)))
    screen.page.click("button:has-text('完成此区域')")
    screen.page.wait_for_selector(".place-picture polygon.pile")
    assert len(place(screen, "cam-001")["piles"]) == 1
    screen.page.click(".top .q-select")
    screen.page.click(".q-menu .q-item:has-text('cam-002')")
    screen.page.wait_for_selector(".finding button:has-text('误报')")
    screen.page.click(".finding button:has-text('误报')")
    screen.page.wait_for_selector(".finding .quiet:has-text('误报 · operator')")
    screen.page.wait_for_selector(".findings-panel .quiet:has-text('查准率 0%')")
    screen.shoot("camera-findings-zh", WALL)
    screen.page.click(".finding button:has-text('撤销判定')")
    screen.page.wait_for_selector(".findings-panel .quiet:has-text('近七日无人判定')")


def test_a_finding_is_judged_with_one_click_on_its_ticket(screen: Screen) -> None:
    screen.sign_in("operator")
    screen.page.wait_for_selector(".ticket button:visible:has-text('误报')")
    screen.shoot("ticket-judging-zh", WALL)
    screen.page.click(".ticket button:visible:has-text('属实')")
    screen.page.wait_for_selector(".ticket-head .quiet:has-text('属实')")
    assert place(screen, "cam-002")["week"]["confirmed"] == 1


def test_a_view_that_cannot_be_judged_is_shown_with_its_picture(screen: Screen) -> None:
    at_the_board(screen)
    assert screen.page.locator(".view-note:visible").count() == 0
    screen.page.click(".top .q-select")
    screen.page.click(".q-menu .q-item:has-text('cam-003')")
    screen.page.wait_for_selector(".view-note:has-text('镜头被遮挡')")
    screen.page.wait_for_function("document.querySelector('.view-note img').naturalWidth > 0")
    screen.shoot("camera-view-zh", WALL)
