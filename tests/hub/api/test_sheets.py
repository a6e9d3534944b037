"""The QR sheet of a village, and the page of a device that a code leads to."""

import re

import cv2
import numpy as np
import pytest
import segno
from fastapi.testclient import TestClient

from tests.fakes import FakeClock
from tests.hub.api.face import Face


def test_the_sheet_of_a_village_has_every_device_of_it_once(face: Face, operator: TestClient) -> None:
    catalog = face.context.registry.catalog
    village = catalog.villages()[0]
    here = {device.id for device in catalog.devices.values() if catalog.village_id(device) == village.id}
    page = operator.get(f"/sheets/{village.id}").text
    assert sorted(re.findall(r"<code>(.*?)</code>", page)) == sorted(here)
    assert page.count("<svg") == len(here)
    assert village.name in page


def test_a_code_of_the_size_printed_leads_to_the_page_of_its_device() -> None:
    address = "https://hub.example/devices/bin-001"
    rows = np.array(list(segno.make(address, error="m", micro=False).matrix_iter(scale=4, border=4)))
    read, *_ = cv2.QRCodeDetector().detectAndDecode(np.where(rows, 0, 255).astype(np.uint8))
    assert read == address


def test_the_page_of_a_device_says_what_it_said(face: Face, operator: TestClient) -> None:
    face.fills("bin-001", 70)
    face.hear(face.reading("bin-001", tilted=False))
    page = operator.get("/devices/bin-001", headers={"cookie": "vh_lang=en"}).text
    assert '<a href="/">To the first page</a>' in page
    assert "bin-001" in page
    assert "battery" in page.lower()
    assert "<td>fill level</td><td>70 % (" in page
    assert "<td>tilted</td><td>no (" in page
    assert "online" in page
    assert "stale" not in page
    assert isinstance(face.clock, FakeClock)
    face.clock.move(86_400)
    assert "stale" in operator.get("/devices/bin-001", headers={"cookie": "vh_lang=en"}).text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["读数乱跳", "自 2026-03-05 10:00 起，最近 10 次读数中有 8 次与桶内实际不符", "处理办法"]),
        ("en", ["Readings astray", "since 2026-03-05 10:00: 8 of its last 10 readings", "What to do"]),
    ],
)
def test_the_page_of_a_sensor_that_strays_says_so_and_what_to_do(
    face: Face, operator: TestClient, language: str, said: list[str]
) -> None:
    headers = {"cookie": f"vh_lang={language}"}
    face.fills("bin-001", 70)
    assert said[0] not in operator.get("/devices/bin-001", headers=headers).text
    face.strays("bin-002")
    page = operator.get("/devices/bin-002", headers=headers).text
    assert [text for text in said if text not in page] == []


def test_names_are_text_and_never_markup(face: Face, operator: TestClient) -> None:
    face.context.registry.edit("bin-001", {"name": "<b>&x</b>"}, "test")
    assert "&lt;b&gt;&amp;x&lt;/b&gt;" in operator.get("/devices/bin-001").text


@pytest.mark.parametrize("path", ["/sheets/nowhere", "/devices/ghost"])
def test_what_is_not_there_is_not_found(operator: TestClient, path: str) -> None:
    assert operator.get(path).status_code == 404
