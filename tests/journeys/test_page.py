"""A person at the screen: signs in, reads, changes the language, announces; nothing leaves the machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.hub.api.face import PASSWORD
from tests.servers import free_port
from tests.wait import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

ROOT = Path(__file__).parents[2]
WALL, PHONE = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
_CHROMIUM = os.environ.get("VH_CHROMIUM", "/usr/bin/chromium")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_TEXT = "各位村民请注意：明天上午八点开展环境卫生大扫除。"


@dataclass
class Screen:
    """A browser page, everything it asked for elsewhere, and everything it complained about."""

    page: Page
    url: str
    shots: Path
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, role: str = "operator") -> None:
        self.page.goto(self.url)
        self.page.fill("#name", role)
        self.page.fill("#password", PASSWORD)
        self.page.click("form button")
        self.page.wait_for_selector(".bin .level")

    def shoot(self, name: str, size: dict[str, int]) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=size == PHONE)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", self.url.replace("http", "ws"))):
            self.elsewhere.append(request.url)

    def _note(self, kind: str, said: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(said)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    folder = tmp_path_factory.mktemp("hub")
    command = [sys.executable, "-m", "tests.journeys.page_server", str(folder), str(port)]
    server = subprocess.Popen(command, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: server.poll() is not None or _answers(address), 30, "the page server")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def screen(url: str, browser: Browser, tmp_path: Path) -> Iterator[Screen]:
    shots = Path(os.environ.get("VH_SCREENSHOTS", tmp_path))
    shots.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport=WALL)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    made = Screen(context.new_page(), url, shots)
    made.watch()
    yield made
    context.close()
    assert made.elsewhere == []
    assert made.complaints == []


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


def test_an_announcement_is_followed_to_every_speaker_by_name(screen: Screen) -> None:
    screen.sign_in()
    assert "在线 10" in screen.page.locator(".reach").inner_text()
    screen.page.fill(".broadcast textarea", _TEXT)
    screen.page.click(".sound > button")
    screen.page.wait_for_selector(".result.good:has-text('12')")
    screen.page.wait_for_selector(".announcement .state.good >> nth=9")
    rows = screen.page.locator(".announcement").first.locator(".delivery")
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
    row = screen.page.locator(".stranger:has-text('eui-24e124713d012345')")
    row.locator("button").click()
    screen.page.wait_for_selector(".claiming .q-radio:has-text('Milesight EM400-MUD')")
    first = screen.page.locator(".claiming .q-radio").first
    assert "距离 2116 mm" in first.inner_text()
    screen.page.click(".claiming .send button:has-text('认领')")
    screen.page.wait_for_selector(".claiming .result.bad:has-text('请填写设备名称')")
    first.click()
    screen.page.fill(".claiming input[aria-label='设备名称']", "新装垃圾桶")
    screen.page.click(".claim-fields .q-select >> nth=1")
    screen.page.locator(".q-menu .q-item").first.click()
    screen.page.wait_for_function("document.querySelector(\"input[aria-label='纬度']\").value > 0")
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


def test_a_viewer_may_look_and_not_announce(screen: Screen) -> None:
    screen.sign_in("viewer")
    assert screen.page.locator(".broadcast textarea").count() == 0
    assert "只能查看" in screen.page.locator(".broadcast").inner_text()


def test_signing_out_ends_the_session(screen: Screen) -> None:
    screen.sign_in()
    screen.page.click("button.top-link")
    screen.page.wait_for_selector("#password")
    screen.page.goto(screen.url)
    assert screen.page.url.endswith("/login")


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False
