"""What the registry's page decides before anything is drawn."""

import asyncio
from collections.abc import Callable

import pytest

from hub.console.registry.acts import Acts
from hub.console.registry.change_log import cells_changed
from hub.console.registry.device_list import matching
from hub.console.registry.importing import said
from hub.console.registry.webhook_secrets import since
from hub.console.result import NotDone
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.registry_changes import Act, Change
from hub.domain.webhooks import Source
from hub.ports import StoreDown
from hub.services.provisioning import NotOurBroker
from hub.words import Language
from tests.hub.api.face import PASSWORD, Face
from tests.hub.console.test_voice import ZONE

ZH, EN = Voice(Language.ZH, ZONE), Voice(Language.EN, ZONE)


def acts_of(face: Face, name: str, voice: Voice = ZH) -> Acts:
    token = face.context.accounts.sign_in(name, PASSWORD)
    assert token is not None
    return Acts(face.context, voice, Visitor(face.context, token))


def refused(face: Face, act: Callable[[Context, str], object], voice: Voice = ZH) -> str:
    with pytest.raises(NotDone) as caught:
        asyncio.run(acts_of(face, "admin", voice).do(lambda by: act(face.context, by), "bin-001"))
    return str(caught.value)


def test_what_an_administrator_asks_for_is_done_in_that_name(face: Face) -> None:
    registry = face.context.registry
    asyncio.run(acts_of(face, "admin").do(lambda by: registry.edit("bin-001", {"name": "新名"}, by)))
    (newest,) = registry.changes(1, "bin-001")
    assert (newest.by, registry.catalog.devices["bin-001"].name) == ("admin", "新名")


@pytest.mark.parametrize("name", ["viewer", "field", "operator"])
def test_others_do_nothing_and_are_told(face: Face, name: str) -> None:
    done: list[str] = []
    with pytest.raises(NotDone, match="没有权限"):
        asyncio.run(acts_of(face, name).do(done.append))
    assert done == []


def test_every_refusal_is_a_sentence_in_the_readers_language(face: Face) -> None:
    wrong = {"lat": "91"}
    assert "纬度 91 超出 -90 至 90" in refused(face, lambda hub, by: hub.registry.edit("bin-001", wrong, by))
    assert "lat 91 is outside" in refused(face, lambda hub, by: hub.registry.edit("bin-001", wrong, by), EN)
    assert "不在台账" in refused(face, lambda hub, by: hub.registry.retire("ghost", by))
    assert "表格无法读取" in refused(face, lambda hub, _: hub.registry.preview(b"colour"))
    face.context.registry.put({**ROW, "device_id": "hub"}, "test")
    assert "同名" in refused(face, lambda hub, by: hub.provisioning.grant("hub", by))
    assert refused(face, _raise(NotOurBroker()), EN).endswith("add or remove the user bin-001 there")
    assert "database is away" in refused(face, _raise(StoreDown("gone")), EN)
    face.context.provisioning.grant("bin-001", "test")
    face.broker.is_down = True
    assert "未作改动" in refused(face, lambda hub, by: hub.registry.retire("bin-001", by))


ROW = {
    "class": "sensor", "name": "传感器", "village_id": "xincun", "village": "新村", "point": "村口",
    "lat": "29.1", "lon": "119.65",
}  # fmt: skip


def _raise(error: Exception) -> Callable[[Context, str], object]:
    def act(_hub: Context, _by: str) -> object:
        raise error

    return act


def test_a_device_is_found_by_every_word_of_what_is_asked(face: Face) -> None:
    catalog = face.context.registry.catalog
    devices = list(catalog.devices.values())
    village = catalog.village_of(catalog.devices["bin-001"])
    assert village is not None
    found = [device.id for device in matching(catalog, devices, f"BIN {village.name}")]
    assert "bin-001" in found
    assert found == sorted(found)
    assert all(catalog.village_of(catalog.devices[device]) == village for device in found)
    assert matching(catalog, devices, "bin-001 nowhere") == []
    assert len(matching(catalog, devices, "  ")) == len(devices)


def test_a_change_says_each_cell_before_and_after_and_a_new_device_what_was_said_of_it() -> None:
    changed = Change("bin-1", Act.CHANGED, {"name": "旧", "shape": ""}, {"name": "新", "shape": "20=10"})
    assert cells_changed(ZH, changed) == ["名称：旧 → 新", "桶形（如 20=10 50=40）：（空） → 20=10"]
    added = Change("bin-1", Act.ADDED, {}, {"name": "新", "class": "speaker"})
    assert cells_changed(EN, added) == ["Name: 新", "Class: loudspeaker"]
    assert cells_changed(ZH, added)[1] == "类别：大喇叭"


def test_a_table_says_what_it_would_do_and_which_rows_are_wrong(face: Face) -> None:
    header, first, *_ = face.context.registry.export_csv().decode("utf-8-sig").splitlines()
    table = "\n".join([f"{header},备注", first.replace(",村口,", ",村尾,", 1), "bin 7,bin"])
    lines = said(ZH, face.context.registry.preview(table.encode()))
    assert lines[0].endswith("有误 1 行")
    assert lines[1] == "未读取的列：备注"
    assert lines[2].startswith("第 3 行：")


def test_a_source_says_since_when_it_may_post_and_who_let_it(face: Face) -> None:
    now = face.context.clock.now()
    assert since(ZH, None, now) == "未启用"
    face.context.webhooks.issue(Source.LORIOT, "wang")
    (known,) = face.context.webhooks.all()
    assert since(ZH, known, now) == "10:00:00 由 wang 生成"
