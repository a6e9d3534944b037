"""Every page of the console, as it is made known to NiceGUI."""

from collections.abc import Callable

import pytest
from nicegui import ui

from hub.console import page
from hub.console.announcing import page as announcing_page
from hub.console.camera_places import page as places_page
from hub.console.registry import page as registry_page
from hub.console.snapshot import PATIENCE_S
from tests.hub.api.face import Face


def test_a_page_of_a_busy_hub_comes_late_instead_of_not_at_all(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience_s: dict[str, object] = {}

    def known(path: str, **how: object) -> Callable[[object], object]:
        patience_s[path] = how.get("response_timeout")
        return lambda build: build

    monkeypatch.setattr(ui, "page", known)
    for each in (page, announcing_page, places_page, registry_page):
        each.register(face.context)
    paths = ("/", "/workbench", "/announcing", "/cameras", "/registry")
    assert patience_s == dict.fromkeys(paths, PATIENCE_S)
