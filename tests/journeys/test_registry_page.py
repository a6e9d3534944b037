"""An administrator at the page of the registry: finds, edits, moves, replaces, retires, gives passwords."""

from pathlib import Path

import httpx
import pytest

from tests.hub.api.face import PASSWORD
from tests.journeys.conftest import registry_csv
from tests.journeys.screen import LAPTOP, PHONE, WALL, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def at_the_registry(screen: Screen) -> None:
    screen.enter("/registry", "admin")
    screen.page.wait_for_selector(".device-row")


def opened(screen: Screen, device: str) -> None:
    at_the_registry(screen)
    screen.page.click(f".device-row:has-text('{device}')")
    screen.page.wait_for_selector(f".opened-head .code:has-text('{device}')")


def tab(screen: Screen, name: str) -> None:
    screen.page.click(f".q-tab:has-text('{name}')")
    screen.page.wait_for_selector(f".q-tab--active:has-text('{name}')")


def filled(screen: Screen, label: str, text: str) -> None:
    screen.page.locator(f".opened input[aria-label='{label}']:visible").fill(text)


def pressed(screen: Screen, name: str) -> None:
    screen.page.locator(f".opened button:has-text('{name}'):visible").click()


def is_said(screen: Screen, text: str) -> None:
    screen.page.wait_for_selector(f".opened .result:has-text('{text}'):visible")


def test_a_device_is_found_by_what_people_remember_of_it(screen: Screen) -> None:
    screen.sign_in("admin")
    screen.page.click("a.top-link:has-text('设备台账')")
    screen.page.wait_for_selector(".device-row")
    screen.shoot("registry-zh", WALL)
    screen.page.fill(".list-head input", "大喇叭 石桥")
    screen.page.wait_for_function("(n => 0 < n && n < 6)(document.querySelectorAll('.device-row').length)")
    assert all("石桥" in row for row in screen.page.locator(".device-row").all_inner_texts())
    screen.page.fill(".list-head input", "no such thing")
    screen.page.wait_for_selector("text=没有符合条件的设备")


def test_what_is_known_of_a_device_is_changed_and_the_log_says_by_whom(screen: Screen) -> None:
    opened(screen, "bin-010")
    filled(screen, "名称", "村委会门口桶")
    filled(screen, "空桶距离（毫米）", "不详")
    pressed(screen, "保存")
    is_said(screen, "空桶距离（毫米）“不详”不是数字")
    filled(screen, "空桶距离（毫米）", "1100")
    screen.shoot("device-zh", WALL)
    screen.shoot("device-phone-zh", PHONE)
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    screen.page.set_viewport_size(WALL)  # type: ignore[arg-type]
    pressed(screen, "保存")
    is_said(screen, "已保存")
    screen.page.wait_for_selector(".device-row.open:has-text('村委会门口桶')")
    tab(screen, "变更记录")
    newest = screen.page.locator(".change").first
    newest.locator(".cells-changed:has-text('→ 1100')").wait_for()
    assert "admin" in newest.inner_text()
    assert "→ 村委会门口桶" in newest.inner_text()
    screen.shoot("changes-zh", WALL)


def test_a_device_is_moved_and_replaced_and_retired_and_comes_back(screen: Screen) -> None:
    opened(screen, "bin-011")
    tab(screen, "移位")
    filled(screen, "点位", "新桥头")
    pressed(screen, "移位")
    is_said(screen, "已移位")
    tab(screen, "更换与停用")
    pressed(screen, "确认更换")
    is_said(screen, "请填写新硬件")
    filled(screen, "序列号", "SN-2")
    screen.shoot("replace-zh", WALL)
    pressed(screen, "确认更换")
    is_said(screen, "已更换")
    pressed(screen, "停用设备")
    screen.page.locator(".q-dialog button:has-text('停用设备'):visible").click()
    is_said(screen, "已停用")
    screen.page.click(".list-head button:has-text('已停用')")
    screen.page.wait_for_selector(".device-row:has-text('bin-011')")
    pressed(screen, "恢复使用")
    is_said(screen, "已恢复使用")
    tab(screen, "变更记录")
    screen.page.wait_for_function("document.querySelectorAll('.change').length >= 5")
    acts = screen.page.locator(".change .name").all_inner_texts()
    assert acts == ["恢复使用", "停用", "更换", "移位", "新增"]


def test_a_password_is_shown_once_and_revoked(screen: Screen) -> None:
    opened(screen, "bin-012")
    tab(screen, "接入口令")
    pressed(screen, "生成新口令")
    screen.page.wait_for_selector(".secret .code:has-text('password-')")
    assert screen.page.locator(".opened .secret .code").all_inner_texts()[0] == "bin-012"
    screen.shoot("password-zh", WALL)
    screen.page.click(".device-row:has-text('bin-013')")
    screen.page.wait_for_selector(".opened-head .code:has-text('bin-013')")
    assert "password-" not in screen.page.content()
    screen.page.click(".device-row:has-text('bin-012')")
    screen.page.wait_for_selector(".opened-head .code:has-text('bin-012')")
    pressed(screen, "吊销口令")
    is_said(screen, "已吊销")
    tab(screen, "变更记录")
    screen.page.wait_for_selector(".change:has-text('吊销接入口令')")


def test_a_new_device_is_added_by_hand(screen: Screen) -> None:
    at_the_registry(screen)
    screen.page.click("button.top-link:has-text('新增设备')")
    for label, text in (
        ("设备编号", "bin-900"), ("名称", "新装桶"), ("点位", "村口"), ("纬度", "29.1"), ("经度", "119.6"),
    ):  # fmt: skip
        filled(screen, label, text)
    pressed(screen, "保存")
    is_said(screen, "行政村不能为空")
    screen.page.locator(".opened .cell-village_id:visible").click()
    screen.page.locator(".q-menu .q-item").nth(1).click()
    screen.shoot("add-zh", WALL)
    pressed(screen, "保存")
    screen.page.wait_for_selector(".opened-head .code:has-text('bin-900')")


def test_a_table_says_what_it_would_do_before_it_is_imported(screen: Screen, tmp_path: Path) -> None:
    table = tmp_path / "registry.csv"
    good = {"device_id": "bin-950", "class": "bin", "name": "表格桶", "empty_mm": "1000", "full_mm": "200"}
    bad = good | {"device_id": "1E+05"}
    table.write_bytes(registry_csv(good, bad))
    at_the_registry(screen)
    screen.page.click("button.top-link:has-text('导入表格')")
    screen.page.locator(".q-dialog input[type=file]").set_input_files(table)
    screen.page.wait_for_selector(".q-dialog .cells-changed:has-text('新增 1，修改 0')")
    assert "第 3 行" in screen.page.locator(".q-dialog .cells-changed").inner_text()
    screen.shoot("import-zh", WALL)
    screen.page.click(".q-dialog button:has-text('确认导入')")
    screen.page.wait_for_selector(".q-dialog .result.good:has-text('已导入 1 台')")


def test_the_secret_of_a_webhook_is_shown_once_and_revoked(screen: Screen) -> None:
    at_the_registry(screen)
    screen.page.click("button.top-link:has-text('推送接入')")
    row = screen.page.locator(".webhook:has-text('things-stack')")
    row.locator("button:has-text('生成密钥')").click()
    screen.page.wait_for_selector(".q-dialog .secret .code:has-text('Authorization: Bearer ')")
    screen.page.wait_for_selector(".webhook:has-text('由 admin 生成')")
    screen.shoot("webhooks-zh", WALL)
    row.locator("button:has-text('吊销')").click()
    screen.page.wait_for_selector(".q-dialog .result.good:has-text('things-stack')")
    assert "Bearer" not in screen.page.content()


def test_the_page_is_english_for_those_who_read_english(screen: Screen) -> None:
    opened(screen, "bin-014")
    screen.speak("en")
    screen.page.goto(f"{screen.url}/registry")
    screen.page.click(".device-row:has-text('bin-014')")
    screen.page.wait_for_selector(".q-tab:has-text('Password')")
    screen.shoot("registry-en", WALL)
    words = screen.page.locator(".opened-body").inner_text()
    assert "Distance when empty, mm" in screen.page.content()
    assert not [char for char in words if "一" <= char <= "鿿"]


def test_a_villages_sheet_is_one_click_away(screen: Screen) -> None:
    screen.sign_in()
    screen.page.click("button.top-link:has-text('二维码')")
    screen.page.locator(".q-menu a.menu-link").first.click()
    screen.page.wait_for_selector("h1:has-text('设备二维码')")


def test_an_administrator_lets_a_colleague_in_and_out_again(screen: Screen) -> None:
    at_the_registry(screen)
    screen.page.click(".top button:has-text('人员账号')")
    dialog = screen.page.locator(".q-dialog:has-text('人员账号')")
    dialog.locator("input[aria-label='用户名（可用姓名）']").fill("张三")
    dialog.locator("button:has-text('保存账号')").click()
    dialog.locator(".result.bad:has-text('没有该账号；开通新账号须设置密码')").wait_for()
    dialog.locator("input[type='password']").fill("一二三四五六七八九十")
    dialog.locator(".result.bad").wait_for(state="hidden")
    dialog.locator("button:has-text('保存账号')").click()
    dialog.locator(".result.good:has-text('张三 现在可以登录')").wait_for()
    assert "值班员" in dialog.locator(".person:has-text('张三')").inner_text()
    screen.shoot("staff-zh", LAPTOP)
    dialog.locator(".person:has-text('admin') button:has-text('停用')").click()
    dialog.locator(".result.bad:has-text('这是您自己的账号')").wait_for()
    dialog.locator(".person:has-text('张三') button:has-text('停用')").click()
    dialog.locator(".result.good:has-text('张三 已停用')").wait_for()
    assert dialog.locator(".person:has-text('张三')").count() == 0


def test_an_administrator_changes_a_role_without_a_new_password(screen: Screen) -> None:
    person = {"role": "viewer", "password": "一二三四五六七八九十"}
    admin = ("admin", PASSWORD)
    made = httpx.put(f"{screen.url}/api/v1/accounts/李四", json=person, auth=admin, timeout=5)
    assert made.status_code == 200
    at_the_registry(screen)
    screen.page.click(".top button:has-text('人员账号')")
    dialog = screen.page.locator(".q-dialog:has-text('人员账号')")
    dialog.locator(".person:has-text('李四') button:has-text('更改')").click()
    dialog.locator("input[aria-label='角色']").click()
    screen.page.locator(".q-menu .q-item:has-text('值班员')").click()
    dialog.locator("button:has-text('保存账号')").click()
    dialog.locator(".result.good:has-text('李四 现在是值班员，原密码照用')").wait_for()
    dialog.locator(".person:has-text('李四'):has-text('值班员')").wait_for()
    screen.shoot("role-zh", LAPTOP)


def test_each_kind_of_device_is_asked_for_what_it_has(screen: Screen) -> None:
    at_the_registry(screen)
    screen.page.click(".top button:has-text('新增设备')")
    new = screen.page.locator(".opened-device:visible")
    empty_mm, source = new.locator(".cell-empty_mm"), new.locator(".cell-source")
    empty_mm.wait_for()
    source.wait_for(state="hidden")
    screen.shoot("new-bin-zh", LAPTOP)
    new.locator(".cell-class input").click()
    screen.page.locator(".q-menu .q-item:has-text('探头')").click()
    source.wait_for()
    empty_mm.wait_for(state="hidden")
    screen.shoot("new-camera-zh", LAPTOP)
