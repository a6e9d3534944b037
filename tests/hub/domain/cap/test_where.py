"""Areas and codes of places become the loudspeakers that are meant."""

import pytest

from hub.domain.announcements.targets import Horn, Target, TargetScope
from hub.domain.cap.alert import Area, Info
from hub.domain.cap.papers import read
from hub.domain.cap.problems import Fault
from hub.domain.cap.reading import message
from hub.domain.cap.where import OWN_CODE, Ground, Meant, meant, target, unclear
from hub.domain.datum import Datum, to_gcj02
from hub.domain.shapes import Circle, Polygon
from tests.hub.domain.cap.papers_of import a_paper, an_info

CODE = "adcode"
GROUND = Ground(
    "daxi",
    frozenset({"liushu", "shanbei", "empty"}),
    "510107101",
    {"510107101201": "liushu", "510107101202": "shanbei", "510107101203": "empty"},
    (CODE,),
)
HORNS = (
    Horn("horn-1", "liushu", frozenset({"liushu", "daxi"}), 29.1, 119.65),
    Horn("horn-2", "shanbei", frozenset({"shanbei", "daxi"}), 29.3, 119.85),
)
HERE = Circle(29.1, 119.65, 1.0)


def coded(*codes: str, name: str = CODE) -> Area:
    return Area("某地", geocodes=tuple((name, code) for code in codes))


def of(*areas: Area, ground: Ground = GROUND, datum: Datum = Datum.WGS84) -> Meant:
    return meant(areas, ground, datum)


@pytest.mark.parametrize("code", ["51", "5101", "510107", "510107101", "510107101000", "510000000000"])
def test_the_code_of_what_the_township_lies_in_means_all_of_it(code: str) -> None:
    assert of(coded(code)) == Meant(is_said=True, is_whole=True)


def test_the_code_of_a_village_means_the_village() -> None:
    assert of(coded("510107101201")).villages == {"liushu"}
    assert of(coded("510107101201", "510107101202")).villages == {"liushu", "shanbei"}


@pytest.mark.parametrize("code", ["510107102", "510108", "33", "510107102201"])
def test_the_code_of_another_place_means_nobody_here(code: str) -> None:
    assert of(coded(code)) == Meant(is_said=True)


def test_a_village_of_the_township_that_nobody_knows_is_named() -> None:
    assert of(coded("510107101299")).unknown == ("510107101299",)


@pytest.mark.parametrize("code", ["", "5", "51010710", "51010710120１", "abc", "510107101201 "])
def test_what_is_no_code_says_nothing(code: str) -> None:
    assert of(coded(code)) == Meant()


def test_codes_of_another_kind_and_codes_where_nobody_said_ours_say_nothing() -> None:
    assert of(coded("006109", name="SAME")) == Meant()
    assert of(coded("510107101201"), ground=Ground("daxi", names=(CODE,))) == Meant()


def test_a_hub_reads_the_ids_that_a_hub_writes() -> None:
    assert of(coded("daxi", name=OWN_CODE)).is_whole
    assert of(coded("liushu", name=OWN_CODE)).villages == {"liushu"}
    assert of(coded("elsewhere", name=OWN_CODE)) == Meant(is_said=True)


def test_areas_add_up() -> None:
    found = of(Area("圆", (HERE,)), coded("510107101202"), coded("33"))
    assert found == Meant(is_said=True, villages=frozenset({"shanbei"}), shapes=(HERE,))


def test_what_was_drawn_on_a_chinese_map_is_moved_to_where_it_is() -> None:
    there = to_gcj02(29.1, 119.65)
    (circle,) = of(Area("圆", (Circle(*there, 1.0),)), datum=Datum.GCJ02).shapes
    assert isinstance(circle, Circle)
    assert (circle.lat, circle.lon) == pytest.approx((29.1, 119.65), abs=1e-6)
    corners = (there, (there[0] + 1, there[1]), (there[0], there[1] + 1))
    (polygon,) = of(Area("角", (Polygon(corners),)), datum=Datum.GCJ02).shapes
    assert isinstance(polygon, Polygon)
    assert polygon.corners[0] == pytest.approx((29.1, 119.65), abs=1e-6)


def test_no_area_means_the_township_only_where_the_settings_say_so() -> None:
    whole = Ground("daxi", is_whole_without_area=True)
    assert of(Area("本乡"), ground=whole).is_whole
    assert not of(Area("别处", (HERE,)), ground=whole).is_whole
    assert of(Area("本乡")) == Meant()


def blocks(*infos: str) -> list[tuple[str, Info]]:
    root = read(a_paper(*infos))
    return list(zip((each.place for each in root.named("info")), message(root).infos, strict=True))


def test_a_block_without_an_area_and_an_unknown_code_are_listed() -> None:
    nowhere = an_info(area="<area><areaDesc>本乡</areaDesc></area>")
    geocode = "<geocode><valueName>adcode</valueName><value>510107101299</value></geocode>"
    unknown = an_info(area=f"<area><areaDesc>村</areaDesc>{geocode}</area>")
    found = list(unclear(blocks(an_info(), nowhere, unknown), GROUND))
    assert [(each.place, each.fault, each.found) for each in found] == [
        ("/alert/info[2]/area", Fault.NO_AREA, ""),
        ("/alert/info[3]/area/geocode", Fault.UNKNOWN_GEOCODE, "510107101299"),
    ]
    assert found[1].expected.startswith("510107101201, ")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Meant(is_whole=True), Target(TargetScope.TOWNSHIP)),
        (Meant(is_whole=True, shapes=(HERE,)), Target(TargetScope.TOWNSHIP)),
        (Meant(villages=frozenset({"liushu", "empty"})), Target(TargetScope.VILLAGES, ("liushu",))),
        (Meant(shapes=(HERE,)), Target(TargetScope.AREA, shapes=(HERE,))),
        (
            Meant(villages=frozenset({"shanbei"}), shapes=(HERE,)),
            Target(TargetScope.DEVICES, ("horn-1", "horn-2")),
        ),
        (Meant(villages=frozenset({"empty"}), shapes=(HERE,)), Target(TargetScope.AREA, shapes=(HERE,))),
        (Meant(villages=frozenset({"empty"})), None),
        (Meant(shapes=(Circle(0.0, 0.0, 1.0),)), None),
        (Meant(), None),
    ],
)
def test_a_target_of_the_announcements_says_the_same(found: Meant, expected: Target | None) -> None:
    assert target(found, HORNS) == expected


def test_an_exercise_sounds_where_it_may_and_nowhere_else() -> None:
    only = frozenset({"shanbei"})
    assert target(Meant(is_whole=True), HORNS, only) == Target(TargetScope.DEVICES, ("horn-2",))
    assert target(Meant(shapes=(HERE,)), HORNS, only) is None


def test_without_a_loudspeaker_nobody_is_meant() -> None:
    assert target(Meant(is_whole=True), ()) is None
