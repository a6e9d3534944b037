from collections.abc import Callable
from contextlib import contextmanager

import pytest

from devices.contract.faults import Fault
from devices.contract.wire import encode
from hub.domain.bins import Geometry
from hub.domain.instants import millis
from hub.domain.intake import Room
from hub.domain.people import Account, Role
from hub.domain.registry_changes import Act
from hub.domain.registry_csv import BadTable
from hub.domain.registry_row import COLUMNS
from hub.domain.row_faults import BadRow
from hub.journal.format import Entry, Record
from hub.ports import BrokerUnchanged, StoreDown
from hub.services.registry import NotRegistered
from tests.builders import NOON, a_bin, a_reading, a_record, at
from tests.hub.services.conftest import Hub

ROW = {
    "device_id": "bin-7", "class": "bin", "name": "新桶", "village_id": "shiqiao", "village": "石桥村",
    "grid_id": "shiqiao-1", "grid": "第一网格", "point": "村口", "owner": "李四", "phone": "100",
    "lat": "29.1", "lon": "119.65", "period_s": "60", "empty_mm": "1000", "full_mm": "200",
}  # fmt: skip
CLAIM = {"device_id": "bin-9", "class": "bin", "name": "九号桶", "lat": "29.1", "lon": "119.65"}
POINT = "liushu-1/村口"


def a_table(**cells: str) -> bytes:
    row = {**ROW, **cells}
    return f"{','.join(COLUMNS)}\n{','.join(row.get(name, '') for name in COLUMNS)}\n".encode()


def acts(hub: Hub, device: str) -> list[Act]:
    return [entry.change.act for entry in reversed(hub.registry.changes(100, device))]


def distances(hub: Hub, device: str) -> list[float]:
    return [p.fields["distance_mm"] for p in hub.points("reading") if p.tags["device"] == device]


def test_an_imported_table_is_the_registry_at_once_and_after_a_restart(hub: Hub) -> None:
    imported = hub.registry.import_csv(a_table() + b"bad,bin\n", "wang")
    assert (imported.devices, [flaw.line for flaw in imported.flawed]) == (1, [3])
    assert hub.registry.catalog.devices["bin-7"].name == "新桶"
    with hub.ledger.read() as tx:
        assert tx.registry.catalog() == hub.registry.catalog


def test_importing_again_changes_names_and_loses_nobody(hub: Hub) -> None:
    before = set(hub.registry.catalog.devices)
    hub.registry.import_csv(a_table(), "wang")
    imported = hub.registry.import_csv(a_table(name="旧桶"), "wang")
    assert [dict(change.after) for change in imported.changes] == [{"name": "旧桶"}]
    assert set(hub.registry.catalog.devices) == before | {"bin-7"}
    assert hub.registry.catalog.devices["bin-7"].name == "旧桶"


def test_what_was_exported_changes_nothing_when_it_is_imported(hub: Hub) -> None:
    hub.registry.import_csv(a_table(serial="SN-1", model="-5"), "wang")
    imported = hub.registry.import_csv(hub.registry.export_csv(), "li")
    assert (imported.unchanged, imported.changes, imported.flawed) == (imported.devices, (), ())
    assert acts(hub, "bin-7") == [Act.ADDED]


def test_a_preview_says_what_would_change_and_changes_nothing(hub: Hub) -> None:
    hub.registry.import_csv(a_table(), "wang")
    before = hub.registry.catalog
    preview = hub.registry.preview(a_table(grid="东片"))
    (change,) = preview.changes
    assert (change.device, change.before, change.after) == ("bin-7", {"grid": "第一网格"}, {"grid": "东片"})
    assert hub.registry.catalog is before
    assert acts(hub, "bin-7") == [Act.ADDED]


def test_a_table_that_cannot_be_read_changes_nothing(hub: Hub) -> None:
    before = hub.registry.catalog
    with pytest.raises(BadTable):
        hub.registry.import_csv(b"colour\nred\n", "wang")
    assert hub.registry.catalog == before


def test_every_change_is_noted_with_who_when_before_and_after(hub: Hub) -> None:
    assert hub.registry.put(ROW, "wang") is True
    hub.clock.move(60)
    hub.registry.edit("bin-7", {"name": "旧桶", "empty_mm": "900"}, "li")
    newest, first = hub.registry.changes(10, "bin-7")
    assert (newest.by, newest.at, newest.change.act) == ("li", at(60), Act.CHANGED)
    assert newest.change.before == {"name": "新桶", "empty_mm": "1000"}
    assert newest.change.after == {"name": "旧桶", "empty_mm": "900"}
    assert (first.by, first.change.before, first.change.after["name"]) == ("wang", {}, "新桶")
    assert hub.registry.changes(10, "bin-7", before=newest.id) == [first]
    assert hub.registry.put(ROW, "wang") is False


def test_a_moved_device_has_the_village_and_the_owner_of_its_new_place(hub: Hub) -> None:
    hub.registry.put(ROW, "wang")
    hub.registry.move("bin-7", {"village_id": "liushu", "grid_id": "liushu-1", "point": "村口"}, "wang")
    catalog = hub.registry.catalog
    device = catalog.devices["bin-7"]
    assert (device.point, catalog.village_of(device).name) == (POINT, "柳树湾村")
    assert catalog.owner_of(device).name == "张三"
    assert acts(hub, "bin-7") == [Act.ADDED, Act.MOVED]


def test_a_place_named_by_its_id_alone_must_be_known(hub: Hub) -> None:
    with pytest.raises(BadRow, match="village is empty"):
        hub.registry.move("bin-1", {"village_id": "nowhere", "point": "村口"}, "wang")
    with pytest.raises(NotRegistered):
        hub.registry.move("ghost", {"village_id": "liushu", "point": "村口"}, "wang")


def test_what_a_retired_device_says_is_set_aside_until_it_is_restored(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading(seq=1)))
    hub.registry.retire("bin-1", "wang")
    hub.registry.retire("bin-1", "wang")
    hub.hear(a_record(2, a_reading(seq=2)))
    with hub.ledger.read() as tx:
        (group,) = tx.letters.groups()
    assert (group.kind.fault, group.kind.device, group.count) == (Fault.RETIRED, "bin-1", 1)
    assert "bin-1" not in {view.device.id for view in hub.watch().devices()}
    assert (hub.watch().strangers(), hub.watch().overview().unclaimed) == ([], 0)
    hub.registry.restore("bin-1", "wang")
    hub.hear(a_record(3, a_reading(seq=3)))
    assert len(distances(hub, "bin-1")) == 2
    assert acts(hub, "bin-1") == [Act.RETIRED, Act.RESTORED]
    assert hub.watch().balance().is_even


def test_new_hardware_goes_on_under_the_same_id_from_its_own_first_number(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading({"distance_mm": 201.0}, boot=9, seq=500, sent_at=at(1))))
    hub.registry.replace("bin-1", {"key": "24E2", "serial": "SN-2", "empty_mm": "1200"}, "wang")
    states = hub.hear(a_record(2, a_reading({"distance_mm": 900.0}, boot=1, seq=1, sent_at=at(2))))
    device = hub.registry.catalog.devices["bin-1"]
    assert (device.key, device.serial, device.geometry) == ("24e2", "SN-2", Geometry(1200, 200, 30))
    assert distances(hub, "bin-1") == [201.0, 900.0]
    state = states["bin-1"]
    assert (state.sequence.boot, state.sequence.missing(), state.gaps.missing) == (1, 0, 0)
    assert state.emptied_at is None
    assert acts(hub, "bin-1") == [Act.REPLACED]


@pytest.mark.parametrize(
    ("leave", "by_name"),
    [
        (lambda hub: hub.registry.retire("bin-7", "li"), Act.RETIRED),
        (lambda hub: hub.registry.replace("bin-7", {"serial": "SN-2"}, "li"), Act.REPLACED),
        (lambda hub: hub.registry.import_csv(a_table(retired_at=NOON.isoformat()), "li"), Act.RETIRED),
    ],
)
def test_hardware_that_leaves_can_sign_in_no_more(
    hub: Hub, leave: Callable[[Hub], object], by_name: Act
) -> None:
    hub.registry.put(ROW, "wang")
    hub.broker.grant("bin-7", "word")
    hub.broker.grant("bin-1", "word")
    with hub.ledger.write() as tx:
        tx.accounts.put_account(Account("bin-7", Role.FIELD, "hash"))
    leave(hub)
    assert hub.broker.users == {"bin-1": "word"}
    with hub.ledger.read() as tx:
        assert tx.accounts.account("bin-7") is None
    assert acts(hub, "bin-7") == [Act.ADDED, by_name, Act.REVOKED]


def test_a_change_that_ends_no_service_takes_no_password(hub: Hub) -> None:
    hub.registry.put(ROW, "wang")
    hub.broker.grant("bin-7", "word")
    hub.registry.edit("bin-7", {"name": "旧桶"}, "li")
    hub.registry.move("bin-7", {"village_id": "liushu", "grid_id": "liushu-1", "point": "村口"}, "li")
    assert hub.broker.users == {"bin-7": "word"}


def test_a_device_is_in_service_as_long_as_its_password_cannot_be_taken(hub: Hub) -> None:
    hub.registry.put(ROW, "wang")
    hub.broker.grant("bin-7", "word")
    hub.broker.is_down = True
    with pytest.raises(BrokerUnchanged):
        hub.registry.retire("bin-7", "li")
    assert "bin-7" in hub.registry.catalog.devices
    assert acts(hub, "bin-7") == [Act.ADDED]


def test_a_stranger_that_a_table_names_is_heard_from_its_first_message_on(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading(device="bin-7", seq=1, sent_at=at(1))))
    hub.hear(a_record(2, a_reading(device="bin-7", seq=2, sent_at=at(2))))
    hub.registry.import_csv(a_table(), "wang")
    assert len(distances(hub, "bin-7")) == 2
    assert hub.watch().strangers() == []


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
    assert hub.registry.claim(POINT, CLAIM, "wang") == 1
    assert seen_at_commit == [True]
    assert acts(hub, "bin-9") == [Act.CLAIMED]


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
        hub.registry.claim(POINT, CLAIM, "wang")
    assert "bin-9" not in hub.registry.catalog.devices
    assert [stranger.device for stranger in hub.watch().strangers()] == ["bin-9"]


def test_what_the_broker_had_kept_of_a_stranger_is_no_new_reading_when_it_is_claimed(hub: Hub) -> None:
    timeless = encode(a_reading({"distance_mm": 600.0}, device="bin-9"))
    payload = timeless[1].replace(b'"ts":', b'"was":')
    entry = Entry(timeless[0], payload, millis(NOON), is_retained=True)
    hub.hear(Record(1, entry))
    hub.claim(a_bin("bin-9"))
    assert distances(hub, "bin-9") == []
    with hub.ledger.read() as tx:
        assert [group.kind.fault for group in tx.letters.groups()] == [Fault.TIME]


def test_a_stranger_is_kept_up_to_so_many_bytes_and_the_oldest_is_set_aside(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [a_record(n, a_reading(device="bin-9", seq=n, sent_at=at(n))) for n in (1, 2, 3)]
    size = len(records[0].entry.payload)
    monkeypatch.setattr("hub.domain.intake._MOST_FOR_ONE", Room(10, 2 * size + 10))
    for record in records:
        hub.hear(record)
    assert hub.claim(a_bin("bin-9")) == 2
    with hub.ledger.read() as tx:
        assert [(group.kind.fault, group.count) for group in tx.letters.groups()] == [(Fault.STRANGERS, 1)]
