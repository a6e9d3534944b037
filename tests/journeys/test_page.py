"""A person at the screen: signs in, reads, changes the language, announces; nothing leaves the machine."""

import httpx
import pytest

from tests.hub.api.face import PASSWORD
from tests.journeys.screen import LAPTOP, PHONE, ROOT, WALL, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

_TEXT = "各位村民请注意：明天上午八点开展环境卫生大扫除。"


def test_an_operator_reads_the_township_on_the_wall_and_on_a_phone(screen: Screen) -> None:
    screen.page.goto(screen.url)
    screen.shoot("sign-in", PHONE)
    screen.page.set_viewport_size(WALL)  # type: ignore[arg-type]
    screen.sign_in()
    fullest = screen.page.locator(".entry.bin").first
    assert fullest.locator(".level").inner_text() == "96%"
    assert "前" in fullest.locator(".figure .quiet").inner_text() or fullest.inner_text().endswith("刚刚")
    assert screen.page.locator(".entry.bin.stale").first.inner_text().endswith("暂无数据")
    assert screen.page.locator("svg.map .village").count() == 6
    assert "时序数据库不可用" in screen.page.locator(".note").inner_text()
    for language, other in (("zh", "English"), ("en", "中文")):
        assert screen.page.locator("a.language").inner_text() == other
        screen.shoot(f"wall-{language}", WALL)
        screen.shoot(f"phone-{language}", PHONE)
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        screen.page.click("a.language")
        screen.page.wait_for_selector(f"a.language:not(:text-is('{other}'))")
        screen.page.wait_for_selector(".bin .level")


def test_on_a_laptop_nothing_lies_over_anything_else(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 1366, "height": 768})
    screen.sign_in()
    for language in ("zh", "en"):
        screen.speak(language)
        screen.page.goto(f"{screen.url}/workbench")
        screen.page.wait_for_selector(".bin .level")
        screen.page.screenshot(path=screen.shots / f"laptop-{language}.png")
        outside = screen.page.evaluate(
            """() => [...document.querySelectorAll('.column > .panel, .tile > *')].filter((part) => {
              const [own, around] = [part, part.parentElement].map((each) => each.getBoundingClientRect());
              return own.width && (own.right > around.right + 1 || own.left < around.left - 1);
            }).map((part) => part.className)"""
        )
        assert outside == []


def test_every_figure_and_the_townships_name_stay_within_their_boxes(screen: Screen) -> None:
    screen.sign_in("admin")
    for language in ("zh", "en"):
        screen.page.goto(f"{screen.url}/language/{language}")
        screen.page.goto(f"{screen.url}/workbench")
        screen.page.wait_for_selector(".bin .level")
        for width in (1024, 1110, 1366, 1920):
            screen.shoot(f"figures-{width}-{language}", {"width": width, "height": 768})
            cut = screen.page.evaluate(
                """() => [...document.querySelectorAll('.tile > *, .township')].filter((part) => {
                  const [own, box] = [part, part.parentElement].map((each) => each.getBoundingClientRect());
                  return own.right > box.right + 1 || part.scrollWidth > part.clientWidth + 1;
                }).map((part) => part.textContent)"""
            )
            assert cut == [], (language, width)


def test_on_a_laptop_the_ledger_has_room_for_four_matters(screen: Screen) -> None:
    screen.page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    screen.sign_in()
    for language in ("zh", "en"):
        screen.speak(language)
        screen.page.goto(f"{screen.url}/workbench")
        screen.page.wait_for_selector(".ticket")
        screen.shoot(f"ledger-{language}", LAPTOP)
        matter_px, room_px = screen.page.evaluate(
            """() => {
              const [matter, around, body] = ['.ticket', '.tickets', '.tickets .panel-body']
                .map((part) => document.querySelector(part).getBoundingClientRect());
              return [matter.height, around.bottom - body.top];
            }"""
        )
        assert room_px >= 4 * matter_px


def test_an_announcement_is_followed_to_every_speaker_by_name(screen: Screen) -> None:
    screen.sign_in()
    assert "在线 10" in screen.page.locator(".reach").inner_text()
    screen.page.fill(".broadcast textarea", _TEXT)
    screen.page.click(".sound > button")
    screen.page.wait_for_selector(".result.good:has-text('正在发往 12 个大喇叭')")
    newest = screen.page.locator(".announcement").first
    newest.locator(".state.good").nth(9).wait_for()
    rows = newest.locator(".delivery")
    assert rows.count() == 12
    assert "大喇叭" in rows.first.inner_text()
    screen.shoot("announced-zh", WALL)


def test_an_announcement_to_one_village_can_be_withdrawn(screen: Screen) -> None:
    screen.sign_in()
    screen.page.click(".fields .q-select >> nth=1")
    screen.page.click(".q-menu .q-item:has-text('龙潭口村')")
    screen.page.keyboard.press("Escape")
    screen.page.wait_for_selector(".reach:has-text('将送达 2 个大喇叭：在线 0')")
    screen.page.fill(".broadcast textarea", _TEXT)
    screen.page.click(".sound > button")
    first = screen.page.locator(".announcement").first
    first.locator(".name:has-text('龙潭口村')").first.wait_for()
    first.locator(".announcement-head button").click()
    screen.page.wait_for_selector(".q-notification:has-text('已撤销')")


def test_an_empty_announcement_says_what_is_wrong(screen: Screen) -> None:
    screen.sign_in()
    screen.page.click(".sound > button")
    screen.page.wait_for_selector(".result.bad:has-text('播报内容为空')")


def test_an_unknown_device_is_claimed_with_the_product_that_its_messages_fit(screen: Screen) -> None:
    screen.sign_in()
    unread = screen.page.locator(".stranger:has-text('bin-777')")
    assert "满溢度 44 %" in unread.inner_text()
    row = screen.page.locator(".stranger:has-text('eui-24e124713d012345')")
    row.locator("button").click()
    screen.page.wait_for_selector(".claiming .q-radio:has-text('Milesight EM400-MUD')")
    first = screen.page.locator(".claiming .q-radio").first
    assert "距离 2116 mm" in first.inner_text()
    screen.page.click(".claiming .send button:has-text('认领')")
    screen.page.wait_for_selector(".claiming .result.bad:has-text('请填写设备名称')")
    first.click()
    screen.page.fill(".claiming input[aria-label='设备名称']", "新装垃圾桶")
    screen.page.wait_for_selector(".claiming .result.bad:has-text('请选择安装点位')")
    screen.page.click(".claim-fields .q-select >> nth=1")
    screen.page.locator(".q-menu .q-item").first.click()
    screen.page.wait_for_function("document.querySelector(\"input[aria-label='纬度']\").value > 0")
    screen.page.wait_for_selector(".claiming .result", state="hidden")
    screen.shoot("claiming-zh", WALL)
    screen.page.click(".claiming .send button:has-text('认领')")
    screen.page.wait_for_selector(".q-notification:has-text('已认领')")
    screen.page.wait_for_selector(".entry.bin:has-text('新装垃圾桶')")


def test_an_administrator_tries_a_product_and_puts_it(screen: Screen) -> None:
    profile = (ROOT / "tests/testcases/profiles/acme-bin.toml").read_text("utf-8")
    screen.sign_in("admin")
    screen.page.click("button.top-link:has-text('产品')")
    screen.page.fill("input[aria-label^='产品代号']", "acme-b1")
    screen.page.fill(".claiming textarea >> nth=0", profile)
    screen.page.fill(".claiming textarea >> nth=1", '{"t": 1772676000, "full": 44, "bat": 3600}')
    screen.page.click("button:has-text('试读')")
    screen.page.wait_for_selector(".result.good:has-text('满溢度 44 %')")
    screen.page.fill(".claiming textarea >> nth=0", profile.replace('"$.full"', '"full"'))
    screen.page.click("button:has-text('保存并启用')")
    screen.page.wait_for_selector(".result.bad:has-text('must begin with $')")
    screen.page.fill(".claiming textarea >> nth=0", profile)
    screen.page.click("button:has-text('保存并启用')")
    screen.page.wait_for_selector(".result.good:has-text('已启用')")
    screen.shoot("product-zh", WALL)
    screen.page.click("button:has-text('删除本地产品')")
    screen.page.wait_for_selector(".result.good:has-text('已删除 acme-b1')")
    assert screen.page.locator("button:has-text('删除本地产品'):visible").count() == 0


def test_an_administrator_reads_again_what_could_not_be_used(screen: Screen) -> None:
    screen.page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    screen.sign_in()
    screen.page.wait_for_selector(".letters .letter")
    assert screen.page.locator(".letters button").count() == 0
    screen.leave()
    screen.sign_in("admin")
    for language, counted, button, said in (
        ("en", "41 kept with their bytes", "Read again", "41 still cannot be used"),
        ("zh", "保留原文 41 条", "重新处理", "仍无法使用 41 条"),
    ):
        screen.speak(language)
        screen.page.goto(f"{screen.url}/workbench")
        screen.page.click(".letters button")
        row = screen.page.locator(".letter-group", has_text=counted)
        row.locator("button", has_text=button).click()
        screen.page.wait_for_selector(f".claiming .result.bad:has-text('{said}')")
        screen.shoot(f"replay-{language}", LAPTOP)


def test_a_viewer_may_look_and_not_announce(screen: Screen) -> None:
    screen.sign_in("viewer")
    assert screen.page.locator(".broadcast textarea").count() == 0
    assert "只能查看" in screen.page.locator(".broadcast").inner_text()


def test_signing_out_ends_the_session(screen: Screen) -> None:
    screen.sign_in()
    screen.page.click("button.who")
    screen.page.click(".q-menu .q-item:has-text('退出')")
    screen.page.wait_for_selector("#password")
    screen.page.goto(screen.url)
    assert screen.page.url.endswith("/login")


def test_a_person_changes_the_own_password_and_is_signed_out_elsewhere(screen: Screen) -> None:
    account = {"role": "viewer", "password": PASSWORD}
    made = httpx.put(f"{screen.url}/api/v1/accounts/张三", json=account, auth=("admin", PASSWORD), timeout=10)
    assert made.status_code == 200
    elsewhere = httpx.Client(base_url=screen.url)
    assert elsewhere.post("/login", data={"name": "张三", "password": PASSWORD}).status_code == 303
    screen.sign_in("张三")
    screen.page.click("button.who")
    screen.page.click(".q-menu a:has-text('修改密码')")
    screen.page.fill("#old_password", PASSWORD)
    screen.page.fill("#new_password", "一二三四五六七八九十")
    screen.page.fill("#new_again", "一二三四五六七八九十")
    screen.page.click("form button")
    screen.page.wait_for_selector("h1:has-text('密码已修改')")
    screen.page.goto(f"{screen.url}/workbench")
    screen.page.wait_for_selector(".bin .level")
    assert elsewhere.get("/api/v1/overview").status_code == 401
    elsewhere.close()
