"""What every SeriesStore promises: the fake, SQLite, a real InfluxDB 1.x, a strict stand-in for 2.x."""

import random
import struct
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import pytest

from hub.ports import Row, SeriesStore, StoreDown
from hub.series import FIRST_NS, LAST_NS, FieldValue, Point

SECOND_NS = 1_000_000_000
NOON_NS = 1_795_000_000 * SECOND_NS

NASTY_TEXTS = (
    "a b,c=d", "=", " lead", "trail ", "#comment", "'", '"', '\\"', "a\\b", "a\\,b", "a\\ b", "a\\=b",
    "a\\nb", "满溢", "e\u0301", "\U0001f5d1", "SELECT", "1", "true", "1i", "x" * 5_000,
)  # fmt: skip
EXTREME_FLOATS = (
    0.0,
    -0.0,
    85.0,
    0.1,
    1 / 3,
    5e-324,
    -1.5e-7,
    1e21,
    123456789012345680.0,
    1.7976931348623157e308,
)


def a_level(level_pct: float = 40.0, *, device: str = "bin-1", at_ns: int = NOON_NS) -> Point:
    tags = {"village": "shangzhai", "device": device}
    return Point("bin_level", tags, {"level_pct": level_pct, "is_full": level_pct >= 90.0}, at_ns)


def a_sight(sight: str = "litter", *, at_ns: int = NOON_NS, device: str = "cam-1") -> Point:
    return Point("litter", {"village": "shangzhai", "device": device}, {"sight": sight}, at_ns)


def a_count(received: int = 7, *, site: str = "dazhuang", at_ns: int = NOON_NS) -> Point:
    return Point("hub", {"site": site}, {"received": received}, at_ns)


def levels(store: SeriesStore, device: str = "bin-1") -> Sequence[Row]:
    return store.history("bin_level", "level_pct", device=device, since_ns=FIRST_NS, until_ns=LAST_NS + 1)


def bits(values: Sequence[FieldValue | None]) -> list[tuple[type, bytes | FieldValue | None]]:
    return [(type(v), struct.pack("<d", v) if isinstance(v, float) else v) for v in values]


def test_a_written_point_is_its_devices_latest(store: SeriesStore) -> None:
    store.write([a_level(40.0)])
    row = {"village": "shangzhai", "device": "bin-1", "value": 40.0, "at_ns": NOON_NS}
    assert list(store.latest("bin_level", "level_pct")) == [row]


def test_an_empty_store_answers_with_no_rows(store: SeriesStore) -> None:
    assert list(store.latest("bin_level", "level_pct")) == []
    assert list(levels(store)) == []


def test_writing_nothing_is_no_error(store: SeriesStore) -> None:
    store.write([])
    assert list(store.latest("hub", "received")) == []


def test_writing_twice_is_writing_once(store: SeriesStore) -> None:
    points = [a_level(float(pct), at_ns=NOON_NS + pct) for pct in range(5)]
    store.write(points)
    store.write(points)
    assert [row["value"] for row in levels(store)] == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_second_value_at_the_same_time_replaces_the_first(store: SeriesStore) -> None:
    store.write([a_level(10.0)])
    store.write([a_level(20.0)])
    assert [row["value"] for row in levels(store)] == [20.0]
    assert [row["value"] for row in store.latest("bin_level", "level_pct")] == [20.0]


def test_a_field_written_later_leaves_the_other_fields_of_the_point(store: SeriesStore) -> None:
    store.write([a_level(10.0)])
    store.write([replace(a_level(), fields={"emptied": True})])
    assert [row["value"] for row in levels(store)] == [10.0]
    assert [row["value"] for row in store.latest("bin_level", "emptied")] == [True]


def test_the_order_of_writing_does_not_matter(store: SeriesStore) -> None:
    points = [a_level(float(pct), at_ns=NOON_NS + pct * SECOND_NS) for pct in range(9)]
    for point in (points[index] for index in (4, 8, 0, 7, 2, 1, 6, 3, 5)):
        store.write([point])
    assert [row["value"] for row in levels(store)] == [float(pct) for pct in range(9)]
    assert [row["value"] for row in store.latest("bin_level", "level_pct")] == [8.0]


def test_the_latest_value_never_goes_back_in_time(store: SeriesStore) -> None:
    store.write([a_level(80.0, at_ns=NOON_NS)])
    store.write([a_level(10.0, at_ns=NOON_NS - SECOND_NS)])
    assert [row["value"] for row in store.latest("bin_level", "level_pct")] == [80.0]


def test_the_latest_value_of_a_field_outlives_points_without_it(store: SeriesStore) -> None:
    store.write([a_level(80.0)])
    later = replace(a_level(), fields={"is_full": False}, at_ns=NOON_NS + 1)
    store.write([later])
    assert [(row["value"], row["at_ns"]) for row in store.latest("bin_level", "level_pct")] == [
        (80.0, NOON_NS)
    ]


def test_each_tag_set_has_its_own_latest(store: SeriesStore) -> None:
    moved = replace(a_level(30.0), tags={"village": "xiazhai", "device": "bin-1"})
    store.write([a_level(10.0), a_level(20.0, device="bin-2"), moved])
    found = {(row["village"], row["device"]): row["value"] for row in store.latest("bin_level", "level_pct")}
    assert found == {("shangzhai", "bin-1"): 10.0, ("shangzhai", "bin-2"): 20.0, ("xiazhai", "bin-1"): 30.0}


def test_history_holds_one_device_only(store: SeriesStore) -> None:
    store.write([a_level(10.0), a_level(20.0, device="bin-2")])
    assert [row["value"] for row in levels(store, "bin-2")] == [20.0]
    assert list(levels(store, "bin-3")) == []


def test_history_follows_a_device_from_village_to_village(store: SeriesStore) -> None:
    moved = replace(a_level(30.0, at_ns=NOON_NS + 1), tags={"village": "xiazhai", "device": "bin-1"})
    store.write([a_level(20.0), moved, a_level(10.0, at_ns=NOON_NS - 1)])
    assert [row["value"] for row in levels(store)] == [10.0, 20.0, 30.0]


def test_the_history_window_has_its_start_and_not_its_end(store: SeriesStore) -> None:
    store.write([a_level(float(n), at_ns=NOON_NS + n) for n in range(4)])
    window = {"since_ns": NOON_NS + 1, "until_ns": NOON_NS + 3}
    rows = store.history("bin_level", "level_pct", device="bin-1", **window)
    assert [(row["value"], row["at_ns"]) for row in rows] == [(1.0, NOON_NS + 1), (2.0, NOON_NS + 2)]


def test_an_empty_or_backward_window_holds_nothing(store: SeriesStore) -> None:
    store.write([a_level()])
    for until_ns in (NOON_NS, NOON_NS - 1):
        window = {"since_ns": NOON_NS, "until_ns": until_ns}
        assert list(store.history("bin_level", "level_pct", device="bin-1", **window)) == []


def test_a_window_wider_than_time_is_no_error(store: SeriesStore) -> None:
    store.write([a_level()])
    rows = store.history("bin_level", "level_pct", device="bin-1", since_ns=-(10**30), until_ns=10**30)
    assert [row["at_ns"] for row in rows] == [NOON_NS]


def test_history_ends_after_five_thousand_rows(store: SeriesStore) -> None:
    store.write([a_level(at_ns=NOON_NS + n) for n in range(5_010)])
    assert [row["at_ns"] for row in levels(store)] == [NOON_NS + n for n in range(5_000)]


def test_floats_come_back_bit_for_bit(store: SeriesStore) -> None:
    chance = random.Random(11)  # noqa: S311 - bit patterns, no secrets
    raw = (struct.unpack("<d", chance.randbytes(8))[0] for _ in range(300))
    values = [*EXTREME_FLOATS, *filter(isfinite, raw)]
    store.write([a_level(value, at_ns=NOON_NS + n) for n, value in enumerate(values)])
    assert bits([row["value"] for row in levels(store)]) == bits(values)


def test_integers_come_back_up_to_their_64_bits(store: SeriesStore) -> None:
    values = [-(2**63), -1, 0, 1, 2**53 + 1, 2**63 - 1]
    store.write([a_count(value, site=f"site-{n}") for n, value in enumerate(values)])
    rows = sorted(store.latest("hub", "received"), key=lambda row: str(row["site"]))
    assert bits([row["value"] for row in rows]) == bits(values)


def test_claims_come_back_as_claims(store: SeriesStore) -> None:
    store.write([a_level(10.0), a_level(95.0, device="bin-2")])
    rows = sorted(store.latest("bin_level", "is_full"), key=lambda row: str(row["device"]))
    assert bits([row["value"] for row in rows]) == bits([False, True])


def test_texts_come_back_letter_for_letter(store: SeriesStore) -> None:
    texts = [*NASTY_TEXTS, "", "ends in a backslash\\"]
    store.write([a_sight(text, at_ns=NOON_NS + n) for n, text in enumerate(texts)])
    rows = store.history("litter", "sight", device="cam-1", since_ns=NOON_NS, until_ns=NOON_NS + 100)
    assert [row["value"] for row in rows] == texts


def test_tags_come_back_letter_for_letter(store: SeriesStore) -> None:
    store.write([a_count(site=text) for text in NASTY_TEXTS])
    assert {row["site"] for row in store.latest("hub", "received")} == set(NASTY_TEXTS)


@pytest.mark.parametrize("device", NASTY_TEXTS)
def test_history_finds_a_device_of_any_name(store: SeriesStore, device: str) -> None:
    store.write([a_level(40.0, device=device), a_level(50.0, device="bin-1")])
    assert [row["value"] for row in levels(store, device)] == [40.0]


def test_asking_for_a_device_cannot_change_the_question(store: SeriesStore) -> None:
    store.write([a_level()])
    for device in ("x' OR device =~ /.*/ --", "x\\' OR 1 = 1", "bin-1\n", "\\"):
        assert list(levels(store, device)) == []


def test_the_first_and_the_last_possible_time_are_kept(store: SeriesStore) -> None:
    store.write([a_level(1.0, at_ns=FIRST_NS), a_level(2.0, at_ns=LAST_NS)])
    assert [row["at_ns"] for row in levels(store)] == [FIRST_NS, LAST_NS]


@pytest.mark.parametrize(
    "bad",
    [
        a_level(float("nan")),
        a_level(float("inf")),
        a_count(2**63),
        a_level(at_ns=LAST_NS + 1),
        a_sight("two\nlines"),
        a_sight("half a pair \ud800"),
        a_count(site="dazhuang\n"),
        a_count(site="dazhuang\\"),
        a_count(site="dazhuang\r\x00"),
        replace(a_level(), tags={"village": "shangzhai"}),
        replace(a_level(), fields={"level_pct": 40}),
        replace(a_level(), fields={}),
        replace(a_level(), series="weather"),
    ],
    ids=lambda point: f"{point.series}-{point.fields}-{point.at_ns}".encode("unicode_escape").decode()[:60],
)
def test_an_impossible_point_is_named_and_all_others_are_kept(store: SeriesStore, bad: Point) -> None:
    good = [a_level(float(n), at_ns=NOON_NS + n) for n in range(4)]
    (refused,) = store.write([*good[:3], bad, good[3]])
    assert (refused.index, refused.is_for_now) == (3, False)
    assert [row["value"] for row in levels(store)] == [0.0, 1.0, 2.0, 3.0]


def test_what_was_written_is_not_missing(store: SeriesStore) -> None:
    points = [a_level(float(n), at_ns=NOON_NS + n, device=f"bin-{n % 3}") for n in range(9)]
    odd = replace(a_level(), tags={"village": "=", "device": "'\""})
    written = [*points, a_count(), a_sight("a b,c=d"), odd]
    store.write(written)
    assert list(store.missing(written)) == []


def test_what_was_never_written_is_missing(store: SeriesStore) -> None:
    there = a_level()
    lacking = [
        a_level(device="bin-2"),
        a_level(at_ns=NOON_NS + 1),
        replace(a_level(), tags={"village": "xiazhai", "device": "bin-1"}),
        replace(a_level(), fields={"level_pct": 40.0, "emptied": True}),
        a_count(),
    ]
    store.write([there])
    assert sorted(map(repr, store.missing([there, *lacking]))) == sorted(map(repr, lacking))


def test_points_far_apart_are_found_missing_too(store: SeriesStore) -> None:
    day_ns = 86_400 * SECOND_NS
    points = [a_level(at_ns=NOON_NS + n * day_ns, device=f"bin-{n % 2}") for n in range(8)]
    store.write(points[:5])
    assert sorted(p.at_ns for p in store.missing(points)) == [p.at_ns for p in points[5:]]


def test_a_store_tells_its_condition(store: SeriesStore) -> None:
    store.write([a_level()])
    first, second = store.condition(), store.condition()
    assert (first.started_ms, first.made) == (second.started_ms, second.made)


FIVE_MIN_NS = 300 * SECOND_NS
SLOT_NS = NOON_NS // FIVE_MIN_NS * FIVE_MIN_NS


def means(store: SeriesStore, spans: int = 1, *, count: int = 4) -> list[tuple[float, int]]:
    """The means of so many five minutes each, from SLOT_NS on, with the number of the five minutes."""
    window = {"since_ns": SLOT_NS, "until_ns": SLOT_NS + count * FIVE_MIN_NS, "every_ns": spans * FIVE_MIN_NS}
    rows = store.means("bin_level", "level_pct", device="bin-1", **window)
    return [(float(row["value"] or 0.0), (int(row["at_ns"] or 0) - SLOT_NS) // FIVE_MIN_NS) for row in rows]


def test_the_mean_of_five_minutes_is_that_of_its_points(store: SeriesStore) -> None:
    values = ((10.0, 0), (20.0, FIVE_MIN_NS - 1), (50.0, FIVE_MIN_NS), (99.0, 4 * FIVE_MIN_NS))
    store.write([a_level(value, at_ns=SLOT_NS + ns) for value, ns in values])
    store.write([a_level(70.0, at_ns=SLOT_NS, device="bin-2")])
    assert means(store) == [(15.0, 0), (50.0, 1)]


def test_late_repeated_and_corrected_points_count_once_in_a_mean(store: SeriesStore) -> None:
    points = [a_level(float(n), at_ns=SLOT_NS + n) for n in (1, 3, 8)]
    store.write(points)
    store.write(points)
    store.write([a_level(2.0, at_ns=SLOT_NS), a_level(4.0, at_ns=SLOT_NS + 8)])
    assert means(store) == [(2.5, 0)]


def test_means_of_longer_spans_weigh_every_point_alike(store: SeriesStore) -> None:
    here_ns = SLOT_NS // (2 * FIVE_MIN_NS) * 2 * FIVE_MIN_NS
    points = ((0.0, 0), (3.0, 1), (9.0, FIVE_MIN_NS))
    store.write([a_level(value, at_ns=here_ns + ns) for value, ns in points])
    window = {"since_ns": here_ns, "until_ns": here_ns + 2 * FIVE_MIN_NS, "every_ns": 2 * FIVE_MIN_NS}
    (row,) = store.means("bin_level", "level_pct", device="bin-1", **window)
    assert (row["value"], row["at_ns"]) == (4.0, here_ns)


def test_whole_numbers_have_a_mean_too(store: SeriesStore) -> None:
    tags = {"village": "shangzhai", "device": "horn-1", "priority": "routine"}
    store.write([Point("delivery", tags, {"played_ms": n}, SLOT_NS + n) for n in (1, 2)])
    window = {"since_ns": SLOT_NS, "until_ns": SLOT_NS + FIVE_MIN_NS, "every_ns": FIVE_MIN_NS}
    (row,) = store.means("delivery", "played_ms", device="horn-1", **window)
    assert row["value"] == 1.5


def test_what_is_no_number_has_no_mean(store: SeriesStore) -> None:
    for series, field in (("bin_level", "is_full"), ("litter", "sight"), ("hub", "received"), ("no", "no")):
        with pytest.raises(KeyError):
            store.means(series, field, device="bin-1", since_ns=0, until_ns=1, every_ns=FIVE_MIN_NS)


def test_an_empty_window_has_no_means(store: SeriesStore) -> None:
    store.write([a_level()])
    assert means(store, count=0) == []


def test_forgetting_what_is_old_leaves_what_is_new(store: SeriesStore) -> None:
    store.write([a_level()])
    store.prune(NOON_NS + FIVE_MIN_NS)
    assert [row["value"] for row in levels(store)] == [40.0]


def test_an_unknown_series_or_field_is_a_key_error(store: SeriesStore) -> None:
    for series, field in (("weather", "rain"), ("bin_level", "rain"), ('bin_level"', "level_pct")):
        with pytest.raises(KeyError):
            store.latest(series, field)
        with pytest.raises(KeyError):
            store.history(series, field, device="bin-1", since_ns=0, until_ns=1)


def test_a_series_without_devices_has_no_history_of_one(store: SeriesStore) -> None:
    with pytest.raises(KeyError):
        store.history("hub", "received", device="bin-1", since_ns=0, until_ns=1)


def test_starting_again_keeps_what_is_there(store: SeriesStore) -> None:
    store.write([a_level()])
    store.start()
    assert [row["value"] for row in levels(store)] == [40.0]


def test_a_stopped_store_is_down_and_may_be_stopped_again(store: SeriesStore) -> None:
    store.stop()
    store.stop()
    with pytest.raises(StoreDown):
        store.write([a_level()])
    with pytest.raises(StoreDown):
        store.latest("bin_level", "level_pct")
