"""An operator at the page of announcements: listens, announces, has it approved, sees whom it missed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest

from tests.hub.api.face import PASSWORD
from tests.journeys.page_server import BEGINS_AT
from tests.journeys.screen import LAPTOP, PHONE, WALL, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

_TEXT = "各位村民请注意：明天上午八点至十一点停水检修，请提前储水。"


def at_the_desk(screen: Screen, role: str = "operator") -> None:
    screen.enter("/announcing", role)
    screen.page.wait_for_selector(".composing textarea")


def choose_priority(screen: Screen, name: str) -> None:
    screen.page.click(".compose-fields .q-select >> nth=0")
    screen.page.click(f".q-menu .q-item:has-text('{name}')")


@contextmanager
def one_village_always_quiet(screen: Screen) -> Iterator[None]:
    """Let a village be quiet all day; other tests find it as it was."""
    rules, auth = f"{screen.url}/api/v1/broadcast/villages", ("admin", PASSWORD)
    village = httpx.get(rules, auth=auth, timeout=10).json()["villages"][0]["village"]

    def keep(quiet: object) -> None:
        kept = httpx.put(f"{rules}/{village}", json={"quiet": quiet}, auth=auth, timeout=10)
        assert kept.status_code == 200, kept.text

    keep([{"since": "00:00", "until": "00:00"}])
    try:
        yield
    finally:
        keep(None)


def test_what_is_listened_to_is_announced_and_the_unreached_are_listed(screen: Screen) -> None:
    at_the_desk(screen)
    screen.page.fill(".composing textarea", _TEXT)
    screen.page.click("button:has-text('试听与检查')")
    screen.page.wait_for_selector(".findings .result.good:has-text('检查通过')")
    assert "12 个大喇叭：在线 10，离线 2" in screen.page.locator(".findings .found-reach").inner_text()
    assert screen.page.locator(".findings audio").get_attribute("src").startswith("/media/")
    screen.page.click("button:has-text('播 报')")
    screen.page.wait_for_selector(".composing > .panel-body > .result.good:has-text('正在发往 12 个大喇叭')")
    screen.page.wait_for_selector(".speaker-cell .state.good >> nth=9")
    screen.page.wait_for_selector(".missed-row >> nth=1")
    assert "未送达 2" in screen.page.locator(".unreached-head").inner_text()
    screen.shoot("announcing-zh", WALL)
    screen.shoot("announcing-phone-zh", PHONE)
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with screen.page.expect_popup() as opened:
        screen.page.click("a:has-text('打印走访名单')")
    opened.value.wait_for_selector("td:has-text('离线')")
    opened.value.screenshot(path=screen.shots / "walking-zh.png")


def test_an_urgent_one_goes_out_when_somebody_else_approves(screen: Screen) -> None:
    at_the_desk(screen)
    screen.page.fill(".composing textarea", _TEXT)
    choose_priority(screen, "紧急")
    screen.page.click("button:has-text('提交审核')")
    screen.page.wait_for_selector(".result.good:has-text('等待他人审核')")
    screen.page.wait_for_selector(".decision")
    screen.page.click(".decision button:has-text('同意播报')")
    screen.page.wait_for_selector(".q-notification:has-text('不能审核自己的播报')")
    screen.leave()
    at_the_desk(screen, "admin")
    screen.page.wait_for_selector(".decision")
    screen.shoot("deciding-zh", WALL)
    screen.page.fill(".decision input[aria-label='意见']", "属实")
    screen.page.click(".decision button:has-text('同意播报')")
    screen.page.wait_for_selector(".q-notification:has-text('已处理')")
    screen.page.wait_for_selector(".deciding .nothing:has-text('没有待办')")
    screen.page.wait_for_selector(".speaker-cell .state.good >> nth=9")


def test_what_is_forbidden_is_said_and_a_change_takes_the_old_ones_place(screen: Screen) -> None:
    at_the_desk(screen)
    choose_priority(screen, "应急")
    screen.page.fill(".composing textarea", "山洪预警，请立即转移。")
    screen.page.click("button:has-text('试听与检查')")
    screen.page.wait_for_selector(".findings .result.bad:has-text('请填写原因')")
    choose_priority(screen, "通知")
    screen.page.fill(".composing textarea", _TEXT * 4)
    screen.page.click("button:has-text('播 报')")
    screen.page.wait_for_selector(f".board .said:has-text('{_TEXT * 4}')")
    screen.page.click("button:has-text('修改后替换')")
    screen.page.wait_for_selector(".instead:has-text('将取代播报')")
    screen.page.fill(".composing textarea", "停水改为后天上午。")
    screen.page.click("button:has-text('播 报')")
    screen.page.wait_for_selector(".recent-row >> nth=1")
    screen.page.wait_for_selector(".board .said:has-text('停水改为后天上午')")


def test_a_time_is_picked_and_said_in_words_and_a_change_keeps_it(screen: Screen) -> None:
    at_the_desk(screen)
    when = screen.page.locator(".composing .when")
    assert when.inner_text().startswith("立即播出")
    screen.page.fill(".composing textarea", "明天上午停水，请提前备水。")
    screen.page.click(".composing .q-select:has-text('何时播出')")
    screen.page.click(".q-menu .q-item:has-text('定时')")
    screen.page.wait_for_selector(".composing .when:has-text('请选全日期和时间')")
    screen.page.click("button:has-text('播 报')")
    screen.page.wait_for_selector(".composing .result.bad:has-text('请选全日期和时间')")
    tomorrow = BEGINS_AT.date() + timedelta(days=1)
    screen.page.fill(".composing .moment input", f"{tomorrow}T08:00")
    screen.page.wait_for_selector(".composing .when:has-text('将于明天 08:00 播出；09:00 前')")
    screen.shoot("begins-zh", LAPTOP)
    screen.page.set_viewport_size(WALL)  # type: ignore[arg-type]
    screen.page.click("button:has-text('播 报')")
    screen.page.wait_for_selector(".board .said:has-text('明天上午停水')")
    screen.page.wait_for_selector(".composing .when:has-text('立即播出')")
    screen.page.click("button:has-text('修改后替换')")
    screen.page.wait_for_selector(".composing .when:has-text('将于明天 08:00 播出；09:00 前')")


def test_a_schedule_is_saved_after_what_gets_in_its_way_was_shown(screen: Screen) -> None:
    at_the_desk(screen)
    for attempt in range(2):
        screen.page.click("button:has-text('新增定时播出')")
        screen.page.fill(".scheduling input[aria-label='名称']", f"晚间提醒{attempt}")
        screen.page.fill(".scheduling textarea", "请做好垃圾分类。")
        screen.page.wait_for_selector(".scheduling .when:has-text('请选全每个时刻')")
        screen.page.fill(".scheduling input[type='time']", "18:00")
        screen.page.wait_for_selector(".scheduling .when:has-text('每天 18:00；下次 ')")
        screen.page.click(".scheduling button:has-text('保存')")
        if attempt:
            screen.page.wait_for_selector(".scheduling .result.bad:has-text('与定时播出“晚间提醒0”重叠')")
            screen.shoot("scheduling-zh", LAPTOP)
            screen.page.click(".scheduling button:has-text('仍然保存')")
        screen.page.wait_for_selector(f".schedule-row:has-text('晚间提醒{attempt}')")
    screen.shoot("programme-zh", WALL)
    screen.page.locator(".schedule-row button").first.click()
    screen.page.wait_for_selector(".q-notification:has-text('已处理')")


def test_a_refused_schedule_that_is_changed_is_looked_at_anew(screen: Screen) -> None:
    at_the_desk(screen)
    for name, clock in (("上午", "09:00"), ("也是上午", "09:00")):
        screen.page.click("button:has-text('新增定时播出')")
        screen.page.fill(".scheduling input[aria-label='名称']", name)
        screen.page.fill(".scheduling textarea", "请做好垃圾分类。")
        screen.page.fill(".scheduling input[type='time']", clock)
        screen.page.click(".scheduling button:has-text('保存')")
        if name == "上午":
            screen.page.wait_for_selector(".schedule-row:has-text('上午')")
    screen.page.wait_for_selector(".scheduling .result.bad:has-text('与定时播出“上午”重叠')")
    screen.page.click(".scheduling button:has-text('再加一个时刻')")
    screen.page.fill(".scheduling input[type='time'] >> nth=1", "11:00")
    screen.page.locator(".scheduling .result.bad").wait_for(state="hidden")
    screen.page.click(".scheduling button[aria-label='去掉该时刻'] >> nth=0")
    screen.page.wait_for_selector(".scheduling .when:has-text('每天 11:00；下次 ')")
    screen.page.get_by_role("button", name="保存", exact=True).click()
    screen.page.wait_for_selector(".schedule-row:has-text('也是上午'):has-text('每天 11:00')")


def test_what_is_said_into_the_microphone_is_brought_to_the_hub(screen: Screen) -> None:
    screen.page.context.grant_permissions(["microphone"])
    at_the_desk(screen)
    screen.page.click("button:has-text('录完再播')")
    screen.page.wait_for_selector("button:has-text('结束录音')")
    # So long somebody speaks; the pretended microphone beeps once a second.
    screen.page.wait_for_timeout(1_500)
    screen.page.click("button:has-text('结束录音')")
    screen.page.wait_for_selector(".recorder .result.good:has-text('将播放录音')")
    assert screen.page.locator(".recorder audio").get_attribute("src").startswith("/media/")
    screen.shoot("recorded-zh", WALL)


def test_what_is_said_live_is_heard_while_it_is_said_and_archived(screen: Screen) -> None:
    screen.page.context.grant_permissions(["microphone"])
    at_the_desk(screen)
    screen.page.click("button:has-text('现场喊话')")
    screen.page.wait_for_selector(".talking .found-reach:has-text('12 个大喇叭')")
    screen.page.click("button:has-text('打开话筒')")
    screen.page.wait_for_selector(".talking >> text=/已讲 ([2-9]|\\d\\d) 秒/", timeout=40_000)
    # The pretended microphone beeps once a second.
    screen.page.wait_for_function("document.querySelector('.talk-level').offsetWidth > 20")
    screen.shoot("talking-zh", WALL)
    screen.shoot("talking-phone-zh", PHONE)
    screen.page.click("button:has-text('结束喊话')")
    screen.page.wait_for_selector(".talking .result.good:has-text('已结束并存档')")
    assert "存档 0." not in screen.page.locator(".talking .result").inner_text()
    screen.page.click(".talking button:has-text('返回')")
    screen.page.wait_for_selector(".board .said:has-text('现场喊话')")
    screen.page.wait_for_selector(".speaker-cell .state.good >> nth=9")
    screen.shoot("talked-zh", WALL)


def test_a_live_talk_asks_before_it_wakes_people_and_says_when_nothing_was_said(screen: Screen) -> None:
    screen.page.context.grant_permissions(["microphone"])
    at_the_desk(screen, "admin")
    with one_village_always_quiet(screen):
        screen.page.click("button:has-text('现场喊话')")
        screen.page.wait_for_selector(".talking .found-reach:has-text('正值静音时段')")
        screen.page.click("button:has-text('打开话筒')")
        screen.page.wait_for_selector(".confirm:has-text('会打扰村民')")
        screen.shoot("talk-quiet-zh", LAPTOP)
        screen.page.click(".confirm:has-text('会打扰村民') button:has-text('返回')")
        screen.page.locator(".confirm:has-text('会打扰村民')").wait_for(state="hidden")
        screen.page.click("button:has-text('打开话筒')")
        screen.page.click(".confirm:has-text('会打扰村民') button:has-text('播 报')")
        screen.page.wait_for_selector("button:has-text('结束喊话')")
        screen.page.click("button:has-text('结束喊话')")
        screen.page.wait_for_selector(".talking .result.good:has-text('已结束，没有讲话')")


def test_an_administrator_gives_a_village_its_own_hours(screen: Screen) -> None:
    at_the_desk(screen, "admin")
    screen.page.click("button:has-text('各村播发规矩')")
    screen.page.fill("input[aria-label^='静音时段']", "9pm")
    screen.page.click(".scheduling:visible button:has-text('保存')")
    screen.page.wait_for_selector(".result.bad:has-text('时段应为')")
    screen.page.fill("input[aria-label^='静音时段']", "20:00-08:00")
    screen.page.fill("input[aria-label='户数']", "310")
    screen.page.click(".scheduling:visible button:has-text('保存')")
    screen.page.wait_for_selector(".result.good:has-text('已保存')")
    screen.shoot("village-rules-zh", WALL)


def test_a_choice_is_kept_under_a_name_and_chosen_again(screen: Screen) -> None:
    at_the_desk(screen)
    screen.page.click("button:has-text('存为常用范围')")
    screen.page.fill("input[aria-label='范围名称']", "全乡喇叭")
    screen.page.click(".confirm:visible button:has-text('保存')")
    screen.page.wait_for_selector(".q-notification:has-text('已保存范围')")
    screen.page.click(".composing .where-fields .q-select >> nth=0")
    screen.page.click(".q-menu .q-item:has-text('已存范围')")
    screen.page.click(".composing .where-fields .q-select >> nth=1")
    screen.page.click(".q-menu .q-item:has-text('全乡喇叭')")
    screen.page.keyboard.press("Escape")
    screen.page.fill(".composing textarea", _TEXT)
    screen.page.click("button:has-text('试听与检查')")
    screen.page.wait_for_selector(".found-reach:has-text('12 个大喇叭')")


def test_an_area_is_drawn_on_the_map_and_says_whom_it_reaches(screen: Screen) -> None:
    at_the_desk(screen)
    screen.page.click(".composing .where-fields .q-select >> nth=0")
    screen.page.click(".q-menu .q-item:has-text('地图区域')")
    screen.page.wait_for_selector(".composing .area-over .horn >> nth=11")
    ground = screen.page.locator(".composing .area-map")
    size = ground.bounding_box()
    assert size is not None
    for across, down in ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98)):
        ground.click(position={"x": size["width"] * across, "y": size["height"] * down})
    reach = ".composing .area-block .found-reach"
    screen.page.wait_for_selector(f"{reach}:has-text('个大喇叭')")
    # The fourth corner by the keys: the cross goes from the third one to the left.
    ground.focus()
    for _ in range(38):
        screen.page.keyboard.press("ArrowLeft")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector(f"{reach}:has-text('12 个大喇叭：在线 10，离线 2')")
    screen.shoot("area-zh", WALL)
    screen.shoot("area-phone-zh", PHONE)
    screen.page.set_viewport_size(WALL)  # type: ignore[arg-type]
    screen.page.click(".composing button:has-text('撤回上一个角')")
    screen.page.wait_for_selector(".composing .area-over .corner >> nth=2")
    ground.focus()
    screen.page.keyboard.press("Backspace")
    screen.page.wait_for_selector(f"{reach}:has-text('还需 1 个角')")
    screen.page.click(".composing .area-block button:has-text('清除')")
    screen.page.wait_for_selector(f"{reach}:has-text('还需 3 个角')")


def test_an_area_can_be_drawn_by_finger_and_announced_to(screen: Screen) -> None:
    at_the_desk(screen)
    screen.speak("en")
    screen.page.goto(f"{screen.url}/announcing")
    screen.page.click(".composing .where-fields .q-select >> nth=0")
    screen.page.click(".q-menu .q-item:has-text('Area on the map')")
    screen.page.wait_for_selector(".composing .area-over .horn >> nth=11")
    ground = screen.page.locator(".composing .area-map")
    size = ground.bounding_box()
    assert size is not None
    for number, (across, down) in enumerate(((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98))):
        spot = {"x": size["width"] * across, "y": size["height"] * down}
        ground.dispatch_event("click", {"clientX": size["x"] + spot["x"], "clientY": size["y"] + spot["y"]})
        screen.page.wait_for_selector(f".composing .area-over .corner >> nth={number}")
    screen.page.fill(".composing textarea", "Water is off tomorrow from eight to eleven.")
    screen.page.click("button:has-text('Listen and check')")
    screen.page.wait_for_selector(".findings .found-reach:has-text('12 loudspeakers')")
    screen.shoot("area-en", WALL)


def test_a_complaint_is_recorded_with_what_sounded_and_settled(screen: Screen) -> None:
    at_the_desk(screen, "admin")
    screen.page.click("button:has-text('噪音投诉')")
    screen.page.fill(".scheduling:visible textarea[aria-label^='投诉内容']", "午睡时太吵")
    screen.page.click(".scheduling:visible button:has-text('登记投诉')")
    screen.page.wait_for_selector(".scheduling:visible .result.good:has-text('已登记')")
    screen.page.wait_for_selector(".scheduling:visible .soon:has-text('待处理')")
    screen.page.fill(".scheduling:visible input[aria-label^='白天音量']", "50")
    screen.shoot("complaint-zh", WALL)
    screen.page.click(".scheduling:visible button:has-text('处理并销号')")
    screen.page.wait_for_selector(".scheduling:visible .result.good:has-text('已销号')")
