import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.contract.bodies import DeviceClass
from hub.domain.area import Catalog
from hub.domain.bins import Geometry
from hub.domain.registry_csv import BadTable, Table, merged, one_row, parse, written
from hub.domain.registry_row import COLUMNS, plain_number
from hub.domain.row_faults import BadRow
from tests.builders import NOON, a_bin, a_catalog

HEAD = (
    "device_id,class,name,village_id,village,hamlet,grid_id,grid,point,owner,phone,lat,lon,model,period_s,key,"
    "empty_mm,full_mm,source"
)
BIN = "bin-1,bin,村口桶,liushu,柳树湾村,一组,liushu-1,第一网格,村口,张三,100,29.1,119.65,,60,24E1,1000,200,"
CAMERA = "cam-1,camera,广场,liushu,柳树湾村,,,,文化广场,李四,200,29.2,119.66,,,,,,http://c/1.jpg"
NOTHING = Catalog.of((), (), ())


def read(content: bytes, known: Catalog = NOTHING) -> Table:
    return parse(content, "daxi", "大溪乡", known)


def parsed(*rows: str, known: Catalog = NOTHING, head: str = HEAD) -> Table:
    return read("\n".join([head, *rows]).encode(), known)


def as_catalog(table: Table) -> Catalog:
    return Catalog.of(table.places, table.people, table.devices)


def test_a_row_names_a_device_its_places_and_its_owner() -> None:
    catalog = as_catalog(parsed(BIN, CAMERA))
    device = catalog.devices["bin-1"]
    assert (device.geometry, device.key, device.period_s) == (Geometry(1000, 200), "24e1", 60)
    around = [place.name for place in catalog.around(device.point)]
    assert around == ["村口", "一组", "第一网格", "柳树湾村", "大溪乡"]
    assert catalog.owner_of(device).name == "张三"
    assert catalog.grid_of(device).id == "liushu-1"
    camera = catalog.devices["cam-1"]
    assert (camera.device_class, camera.source, catalog.owner_of(camera).name) == (
        DeviceClass.CAMERA,
        "http://c/1.jpg",
        "李四",
    )
    assert catalog.village_of(camera).name == "柳树湾村"
    assert [village.id for village in catalog.villages()] == ["liushu"]
    assert catalog.by_key == {"24e1": device}
    assert catalog.of_class(DeviceClass.CAMERA) == (camera,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_spreadsheets_may_save_in_either_chinese_encoding_with_any_separator(
    encoding: str, separator: str
) -> None:
    text = f"{HEAD}\r\n{BIN}\r\n".replace(",", separator)
    assert read(text.encode(encoding)).devices[0].name == "村口桶"


_CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8).map(str.strip)
_NAMES = st.one_of(st.sampled_from(["=1+1", "+8", "-5", "@x", "'=x", "''x", 'a"b', "a,b;c", "＝1"]), _CELLS)
_IDS = st.from_regex(r"[a-z0-9-]{1,6}", fullmatch=True)


@st.composite
def _rows(draw: st.DrawFn) -> dict[str, str]:
    def mm(low: float, high: float) -> str:
        return plain_number(draw(st.floats(low, high)))

    owner = draw(_NAMES)
    shape = {}
    if draw(st.booleans()):
        shape = {"empty_mm": mm(1_001, 9_000), "full_mm": mm(0, 1_000), "blind_mm": mm(0, 300)}
        shape |= {"offset_mm": mm(-300, 300), "shape": draw(st.sampled_from(["", "20=10 50.5=40"]))}
    return {
        "device_id": draw(_IDS),
        "class": draw(st.sampled_from(DeviceClass)),
        "name": draw(_NAMES) or "x",
        "village_id": draw(st.sampled_from(["v-1", "v-2"])),
        "village": "=村",
        "hamlet": draw(_NAMES).replace("/", ""),
        "grid_id": draw(st.sampled_from(["", "g-1"])),
        "grid": "-5",
        "point": draw(_NAMES) or "x",
        "owner": owner,
        "phone": draw(st.sampled_from(["", "+8613800000000", "-"])) if owner else "",
        "lat": mm(-90, 90),
        "lon": mm(-180, 180),
        "model": draw(_NAMES),
        "period_s": str(draw(st.integers(1, 86_400))),
        "key": draw(_NAMES),
        "serial": draw(_NAMES),
        "source": draw(_NAMES),
        "retired_at": draw(st.sampled_from(["", "2026-03-05T02:00:00.250+08:00"])),
        **shape,
    }


@pytest.mark.slow
@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(_rows(), max_size=5))
def test_an_exported_table_gives_the_same_registry_again(rows: list[dict[str, str]]) -> None:
    known = as_catalog(parsed())
    for cells in rows:
        try:
            known = merged(known, one_row(cells, "daxi", "大溪乡", known))
        except BadRow:
            continue
    table = read(written(known), known)
    assert (table.flawed, table.unknown_columns) == ((), ())
    assert merged(known, table) == known
    alone = as_catalog(read(written(known)))
    assert (alone.devices, alone.retired) == (known.devices, known.retired)
    for device in known.all_devices():
        assert alone.around(device.point) == known.around(device.point)
        assert alone.owner_of(device) == known.owner_of(device)


def test_an_exported_table_is_what_excel_opens_as_text_and_not_as_formulas() -> None:
    content = written(a_catalog(a_bin(name="=HYPERLINK(1)", model="-5", lat=-5.0)))
    assert content.startswith(b"\xef\xbb\xbfdevice_id,class,")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["name"], row["model"], row["lat"], row["empty_mm"]) == ("'=HYPERLINK(1)", "-5", "-5", "1000")
    assert list(row) == list(COLUMNS)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("bin-1", "", "device_id is empty"),
        ("bin-1", "Bin 1", "device_id 'Bin 1': expected 1 to 32 of a-z, 0-9 and -"),
        ("bin-1", "1E+05", "device_id '1E+05' is a number that the spreadsheet rounded: format"),
        ("bin-1", "3月1日", "device_id '3月1日' is a date the spreadsheet made of an id: format"),
        ("bin-1", "2026/3/1", "device_id '2026/3/1' is a date the spreadsheet made of an id: format"),
        ("bin-1", "1-Mar", "device_id '1-Mar' is a date the spreadsheet made of an id: format"),
        ("24E1", "8.61E+14", "key '8.61E+14' is a number that the spreadsheet rounded: format"),
        ("liushu,", "柳树,", "village_id '柳树': expected 1 to 32 of a-z, 0-9 and -"),
        ("liushu-1", "网格", "grid_id '网格': expected 1 to 32 of a-z, 0-9 and -"),
        ("bin,", "dustbin,", "class 'dustbin' is none of bin, camera, speaker, sensor, gateway"),
        ("29.1", "north", "lat 'north' is not a number"),
        ("29.1", "２９.1", "lat '２９.1' is not a number"),
        ("119.65", "190", "lon 190 is outside -180..180"),
        ("29.1", "nan", "lat 'nan' is not a number"),
        ("1000,200", "200,1000", "empty_mm 200 must be larger than full_mm 1000"),
        ("1000,200", "1000,", "full_mm '' is not a number"),
        (",60,", ",0,", "period_s 0 is outside 1..2.6784e+06"),
        (",60,", ",60.5,", "period_s '60.5': expected whole seconds"),
        ("村口桶", "", "name is empty"),
        ("村口桶", "村" * 81, "name has 81 characters: expected at most 80"),
        ("村口桶", "村\x07口", "name holds the character U+0007, which cannot be kept"),
        ("一组", "一/组", "hamlet '一/组': expected a text without /"),
        ("张三", "", "phone '100' has no owner: expected a name beside it"),
        (",村口,", f",{'口' * 60},", f"point {'口' * 60!r} is too long together with its grid"),
        ("200,", "200,,more", "it has more cells than the 19 of the header"),
    ],
)
def test_a_flawed_row_is_reported_with_its_line_and_the_others_are_taken(
    old: str, new: str, why: str
) -> None:
    table = parsed(CAMERA, BIN.replace(old, new, 1))
    ((line, said),) = [(flaw.line, flaw.why) for flaw in table.flawed]
    assert (line, said[: len(why)]) == (3, why)
    assert [device.id for device in table.devices] == ["cam-1"]


@pytest.mark.parametrize(
    ("retired_at", "why"),
    [("yesterday", "expected a time such as"), ("2026-03-05T02:00:00", "expected a time with its offset")],
)
def test_a_time_of_retiring_must_be_one(retired_at: str, why: str) -> None:
    table = parsed(f"{BIN},{retired_at}", head=f"{HEAD},retired_at")
    assert why in table.flawed[0].why


def test_the_same_device_twice_is_a_flaw() -> None:
    (flaw,) = parsed(BIN, BIN).flawed
    assert (flaw.line, flaw.why) == (3, "device_id 'bin-1' stands in an earlier line too")


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ("柳树湾村", "石桥村", "", "village 'liushu' is '石桥村' in 'daxi' here, but '柳树湾村' in 'daxi'"),
        (
            "张三",
            "王五",
            "",
            "grid 'liushu-1' has the owner '王五/100' here, but '张三/100' in an earlier line",
        ),
        ("", "", "24E1", "key '24e1' is that of device 'bin-1' already"),
    ],
)
def test_rows_that_contradict_each_other_are_named(old: str, new: str, key: str, why: str) -> None:
    second = BIN.replace("bin-1", "bin-2").replace("24E1", key).replace(old, new, 1)
    (flaw,) = parsed(BIN, second).flawed
    assert flaw.why.startswith(why)


def test_an_owner_may_be_named_in_one_row_of_a_grid_only() -> None:
    silent = BIN.replace("bin-1", "bin-2").replace("24E1", "").replace("张三,100", ",")
    catalog = as_catalog(parsed(silent, BIN))
    assert {catalog.owner_of(device).name for device in catalog.devices.values()} == {"张三"}


def test_a_key_in_the_registry_is_free_once_its_device_is_retired() -> None:
    other = a_bin("bin-9", key="24e1")
    assert "that of device 'bin-9'" in parsed(BIN, known=a_catalog(other)).flawed[0].why
    assert parsed(BIN, known=a_catalog(replace(other, retired_at=NOON))).flawed == ()


def test_lost_leading_zeros_are_recognised_by_what_is_registered() -> None:
    known = a_catalog(a_bin("0012", key="000123"))
    (flaw,) = parsed(BIN.replace("bin-1", "12"), known=known).flawed
    assert flaw.why == "device_id '12': the registry knows '0012'; were leading zeros lost?"
    (flaw,) = parsed(BIN.replace("24E1", "123"), known=known).flawed
    assert flaw.why == "key '123': the registry knows '000123'; were leading zeros lost?"


def test_a_column_that_is_not_there_leaves_a_device_as_it_was() -> None:
    before = a_bin(serial="SN-1", geometry=Geometry(1000, 200, 30))
    (device,) = parsed(BIN, known=a_catalog(before)).devices
    assert (device.serial, device.geometry) == ("SN-1", Geometry(1000, 200, 30))


def test_columns_nobody_knows_are_named() -> None:
    assert parsed(f"{BIN},x", head=f"{HEAD},备注").unknown_columns == ("备注",)


def test_a_table_without_its_columns_is_refused_whole() -> None:
    with pytest.raises(BadTable, match="columns missing: class, name"):
        read(b"device_id,colour\n")
    with pytest.raises(BadTable, match="columns missing"):
        read(b"")
    with pytest.raises(BadTable, match="columns there twice: lat"):
        parsed(head=f"{HEAD},lat")


def test_what_is_no_text_or_no_table_is_refused() -> None:
    with pytest.raises(BadTable, match="neither UTF-8 nor GB 18030"):
        read(b"\xff\xff\xff")
    with pytest.raises(BadTable, match="line 1 cannot be read as a table"):
        parsed("x" * 200_000)


def test_a_time_of_retiring_is_kept_to_the_millisecond() -> None:
    table = parsed(f"{BIN},2026-03-05T10:00:00.2509+08:00", head=f"{HEAD},retired_at")
    assert table.devices[0].retired_at == datetime.fromisoformat("2026-03-05T02:00:00.250+00:00")


def test_a_bin_may_be_round_and_its_sensor_sit_behind_its_rim() -> None:
    head = f"{HEAD},offset_mm,shape"
    (device,) = parsed(f"{BIN},-30,20=10 50=40", head=head).devices
    assert device.geometry == Geometry(1000, 200, 0, -30, ((20, 10), (50, 40)))
    (flaw,) = parsed(f"{BIN},,round", head=head).flawed
    assert flaw.why.startswith("shape 'round': expected pairs such as")
