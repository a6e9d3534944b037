import pytest

from devices.contract.bodies import DeviceClass
from hub.domain.area import Catalog
from hub.domain.bins import Geometry
from hub.domain.registry_csv import COLUMNS, BadTable, Flawed, parse

HEAD = ",".join(COLUMNS)
BIN = "bin-1,bin,村口桶,liushu,柳树湾村,一组,liushu-1,第一网格,村口,张三,100,29.1,119.65,,60,24E1,1000,200,"
CAMERA = "cam-1,camera,广场,liushu,柳树湾村,,,,文化广场,李四,200,29.2,119.66,,,,,,http://c/1.jpg"


def parsed(*rows: str):
    return parse("\n".join([HEAD, *rows]).encode(), "daxi", "大溪乡")


def test_a_row_names_a_device_its_places_and_its_owner() -> None:
    table = parsed(BIN, CAMERA)
    catalog = Catalog.of(table.places, table.people, table.devices)
    device = catalog.devices["bin-1"]
    assert (device.geometry, device.key, device.period_s) == (Geometry(1000, 200), "24e1", 60)
    assert [place.name for place in catalog.around(device.point)] == [
        "村口",
        "第一网格",
        "柳树湾村",
        "大溪乡",
    ]
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
def test_spreadsheets_may_save_in_either_chinese_encoding(encoding: str) -> None:
    table = parse(f"{HEAD}\r\n{BIN}\r\n".encode(encoding), "daxi", "大溪乡")
    assert table.devices[0].name == "村口桶"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("bin-1", "", "device_id is empty"),
        ("bin-1", "Bin 1", "device_id 'Bin 1': expected 1 to 32 of a-z, 0-9 and -"),
        ("liushu,", "柳树,", "village_id '柳树': expected 1 to 32 of a-z, 0-9 and -"),
        ("liushu-1", "网格", "grid_id '网格': expected 1 to 32 of a-z, 0-9 and -"),
        ("bin,", "dustbin,", "class 'dustbin' is none of bin, camera, speaker, sensor, gateway"),
        ("29.1", "north", "lat 'north' is not a number"),
        ("119.65", "190", "lon 190 is outside -180..180"),
        ("29.1", "nan", "lat nan is outside -90..90"),
        ("1000,200", "200,1000", "empty_mm 200 must be larger than full_mm 1000"),
        ("1000,200", "1000,", "full_mm '' is not a number"),
        (",60,", ",0,", "period_s 0 is outside 1..2.6784e+06"),
        ("村口桶", "", "name is empty"),
    ],
)
def test_a_flawed_row_is_reported_with_its_line_and_the_others_are_taken(
    old: str, new: str, why: str
) -> None:
    table = parsed(CAMERA, BIN.replace(old, new, 1))
    assert table.flawed == (Flawed(3, why),)
    assert [device.id for device in table.devices] == ["cam-1"]


def test_the_same_device_twice_is_a_flaw() -> None:
    assert parsed(BIN, BIN).flawed == (Flawed(3, "device_id 'bin-1' stands in an earlier line too"),)


def test_a_table_without_its_columns_is_refused_whole() -> None:
    with pytest.raises(BadTable, match="columns missing: class, name"):
        parse(b"device_id,colour\n", "daxi", "x")
    with pytest.raises(BadTable, match="columns missing"):
        parse(b"", "daxi", "x")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadTable, match="neither UTF-8 nor GB 18030"):
        parse(b"\xff\xff\xff", "daxi", "x")
