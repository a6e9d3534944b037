"""A browser before the page of a pretend township, and what it must not do: leave the machine, complain."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
from playwright.sync_api import Page, Request, WebSocket

from tests.hub.api.face import PASSWORD

ROOT = Path(__file__).parents[2]
WALL, PHONE = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
CHROMIUM = os.environ.get("VHCHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps, and nobody who has to allow it.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


@dataclass
class Screen:
    """A browser page, everything it asked for elsewhere, and everything it complained about."""

    page: Page
    url: str
    shots: Path
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, is_served: Callable[[], bool]) -> None:
        """Note what the page asks for and complains about; end what waits when nobody serves it any more."""

        def leave_when_nobody_serves(_: WebSocket) -> None:
            if not is_served():
                self.page.close()

        self.page.on("websocket", lambda socket: socket.on("close", leave_when_nobody_serves))
        self.page.on("request", self._note_request)
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def now(self) -> datetime:
        """What time it is in the township."""
        seen = httpx.get(f"{self.url}/api/v1/overview", auth=("viewer", PASSWORD), timeout=10).json()
        return datetime.fromisoformat(seen["at"])

    def sign_in(self, role: str = "operator") -> None:
        self.page.goto(self.url)
        self.page.fill("#name", role)
        self.page.fill("#password", PASSWORD)
        self.page.click("form button")
        self.page.wait_for_selector(".bin .level")

    def enter(self, path: str, role: str = "operator") -> None:
        """Open a page as somebody who has signed in already."""
        form = {"name": role, "password": PASSWORD}
        answer = self.page.context.request.post(f"{self.url}/login", form=form, max_redirects=0)
        assert answer.status == 303, answer.text()
        self.page.goto(self.url + path)

    def speak(self, language: str) -> None:
        """Let the next page that is opened be in a language."""
        self.page.context.request.get(f"{self.url}/language/{language}", max_redirects=0)

    def leave(self) -> None:
        # What is still being fetched for somebody who is gone would be refused.
        self.page.goto("about:blank")
        self.page.context.clear_cookies()

    def shoot(self, name: str, size: dict[str, int]) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        # What still moves is shown where it comes to rest.
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=size == PHONE, animations="disabled")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", self.url.replace("http", "ws"))):
            self.elsewhere.append(request.url)

    def _note(self, kind: str, said: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(said)
