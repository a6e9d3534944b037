from contextlib import contextmanager

import pytest

from hub.domain.registry_csv import COLUMNS, BadTable
from hub.ports import StoreDown
from tests.builders import a_bin, a_reading, a_record
from tests.hub.services.conftest import Hub

HEAD = ",".join(COLUMNS)
ROW = "bin-7,bin,新桶,shiqiao,石桥村,,shiqiao-1,第一网格,村口,李四,100,29.1,119.65,,60,,1000,200,"


def test_an_imported_table_is_the_registry_at_once_and_after_a_restart(hub: Hub) -> None:
    taken, flawed = hub.registry.import_csv(f"{HEAD}\n{ROW}\nbad,bin\n".encode())
    assert (taken, [flaw.line for flaw in flawed]) == (1, [3])
    assert hub.registry.catalog.devices["bin-7"].name == "新桶"
    with hub.ledger.read() as tx:
        assert tx.registry.catalog() == hub.registry.catalog


def test_importing_again_changes_names_and_loses_nobody(hub: Hub) -> None:
    before = set(hub.registry.catalog.devices)
    hub.registry.import_csv(f"{HEAD}\n{ROW}\n".encode())
    hub.registry.import_csv(f"{HEAD}\n{ROW.replace('新桶', '旧桶')}\n".encode())
    assert set(hub.registry.catalog.devices) == before | {"bin-7"}
    assert hub.registry.catalog.devices["bin-7"].name == "旧桶"


def test_a_table_that_cannot_be_read_changes_nothing(hub: Hub) -> None:
    before = hub.registry.catalog
    with pytest.raises(BadTable):
        hub.registry.import_csv(b"colour\nred\n")
    assert hub.registry.catalog == before


def test_a_message_that_waits_for_a_claim_to_commit_already_finds_the_device(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.hear(a_record(1, a_reading(device="bin-9")))
    write, seen_at_commit = hub.ledger.write, []

    @contextmanager
    def committing():
        with write() as tx:
            yield tx
            seen_at_commit.append("bin-9" in hub.registry.catalog.devices)

    monkeypatch.setattr(hub.ledger, "write", committing)
    hub.registry.claim(a_bin("bin-9"), hub.ingest)
    assert seen_at_commit == [True]


def test_a_claim_that_cannot_be_kept_leaves_the_device_a_stranger(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.hear(a_record(1, a_reading(device="bin-9")))
    write = hub.ledger.write

    @contextmanager
    def failing():
        with write() as tx:
            yield tx
            raise StoreDown

    monkeypatch.setattr(hub.ledger, "write", failing)
    with pytest.raises(StoreDown):
        hub.registry.claim(a_bin("bin-9"), hub.ingest)
    assert "bin-9" not in hub.registry.catalog.devices
    assert [stranger.device for stranger in hub.watch().strangers()] == ["bin-9"]
