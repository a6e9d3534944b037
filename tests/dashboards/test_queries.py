"""Questions are built from hub.series; what is not kept cannot be asked."""

import pytest

from dashboards import queries
from dashboards.queries import Of

BINS, HUB = Of("bin_level"), Of("hub")


def test_the_newest_value_is_not_older_than_rows_are_written() -> None:
    query = queries.newest(BINS, "level_pct", by=("device",))
    assert query.statement == (
        'SELECT last("level_pct") AS "level_pct" FROM "bin_level"'
        ' WHERE time > ${__to}ms - 90s AND time <= ${__to}ms AND "village" =~ /^$village$/ GROUP BY "device"'
    )


def test_a_series_without_villages_is_asked_without_the_choice() -> None:
    query = queries.course(HUB, "received")
    assert query.statement == (
        'SELECT mean("received") AS "received" FROM "hub" WHERE $timeFilter'
        " GROUP BY time($__interval) fill(none)"
    )


def test_only_what_has_a_tag_is_asked_for() -> None:
    query = queries.standing(Of("device", (("device_class", "bin"),)), ("name",), by=("device",))
    assert "\"device_class\" = 'bin'" in query.statement


def test_only_what_a_field_claims_is_listed() -> None:
    emptied = Of("bin_level", being=(("emptied", "= true"),), chosen=())
    query = queries.recent(emptied, ("level_pct",), tags=("device",), limit=5)
    assert query.statement.endswith('AND "emptied" = true ORDER BY time DESC LIMIT 5')
    with pytest.raises(KeyError):
        Of("bin_level", being=(("weather", "= true"),))


def test_a_row_that_stands_is_not_looked_for_by_what_it_says() -> None:
    """The newest row that is full would be an older one where the newest is not full any more."""
    full = Of("bin_level", being=(("is_full", "= true"),))
    with pytest.raises(ValueError, match="found first"):
        queries.standing(full, ("level_pct",), by=("device",))


def test_a_course_has_no_value_where_nothing_was_measured() -> None:
    statement = queries.course(BINS, "level_pct", by=("device",)).statement
    assert statement.endswith('GROUP BY time($__interval), "device" fill(none)')


def test_devices_are_listed_within_the_chosen_villages() -> None:
    assert queries.tag_values("device", "device", chosen=True) == (
        'SHOW TAG VALUES FROM "device" WITH KEY = "device" WHERE "village" =~ /^$village$/'
    )


@pytest.mark.parametrize("field", ["rain_mm", "nothing"])
def test_an_unknown_series_or_field_is_refused(field: str) -> None:
    for ask in (
        queries.newest,
        queries.course,
        queries.rate,
        queries.latest,
        queries.total,
        queries.newest_text,
    ):
        with pytest.raises(KeyError):
            ask(BINS, field)
    for many in (queries.standing, queries.newest_of_span):
        with pytest.raises(KeyError):
            many(BINS, (field,), by=())
    with pytest.raises(KeyError):
        queries.recent(BINS, (field,), tags=(), limit=5)
    with pytest.raises(KeyError):
        queries.states(BINS, field, by=("device",))
    with pytest.raises(KeyError):
        queries.occurrences(BINS, field, name="events")
    with pytest.raises(KeyError):
        Of("weather")


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(KeyError, match="has no tag 'owner'"):
        queries.newest(BINS, "level_pct", by=("owner",))
    with pytest.raises(KeyError, match="has no tag 'village'"):
        queries.newest(HUB, "received", by=("village",))
    with pytest.raises(KeyError, match="has no tag 'device_class'"):
        Of("hub", (("device_class", "bin"),))
    with pytest.raises(KeyError, match="has no tag 'owner'"):
        queries.tag_values("owner")


def test_words_and_claims_have_no_mean_no_sum_and_no_rate() -> None:
    for ask in (queries.course, queries.rate, queries.total):
        with pytest.raises(ValueError, match="is no number"):
            ask(Of("litter"), "sight")
        with pytest.raises(ValueError, match="is no number"):
            ask(BINS, "is_full")
