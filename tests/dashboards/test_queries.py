"""Questions are built from hub.series; what is not kept cannot be asked."""

import pytest

from dashboards import queries


def test_the_newest_value_for_each_device_of_the_chosen_villages() -> None:
    query = queries.newest("bin_level", "level_pct", by=("device",))
    assert query.statement == (
        'SELECT last("level_pct") AS "level_pct" FROM "bin_level"'
        ' WHERE $timeFilter AND "village" =~ /^$village$/ GROUP BY "device"'
    )


def test_a_series_without_villages_is_asked_without_the_choice() -> None:
    query = queries.newest("hub", "received")
    assert query.statement == 'SELECT last("received") AS "received" FROM "hub" WHERE $timeFilter'


def test_a_course_has_no_value_where_nothing_was_measured() -> None:
    statement = queries.course("bin_level", "level_pct", by=("device",)).statement
    assert statement.endswith('GROUP BY time($__interval), "device" fill(none)')


@pytest.mark.parametrize(("series", "field"), [("weather", "rain_mm"), ("bin_level", "rain_mm")])
def test_an_unknown_series_or_field_is_refused(series: str, field: str) -> None:
    for ask in (queries.newest, queries.course, queries.rate):
        with pytest.raises(KeyError):
            ask(series, field)
    with pytest.raises(KeyError):
        queries.newest_rows(series, field, by=())
    with pytest.raises(KeyError):
        queries.recent_rows(series, (field,), tags=(), limit=5)


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(KeyError, match="has no tag 'owner'"):
        queries.newest("bin_level", "level_pct", by=("owner",))
    with pytest.raises(KeyError, match="has no tag 'village'"):
        queries.newest("hub", "received", by=("village",))


def test_words_and_claims_have_no_mean_and_no_rate() -> None:
    for ask in (queries.course, queries.rate):
        with pytest.raises(ValueError, match="is no number"):
            ask("litter", "sight")
        with pytest.raises(ValueError, match="is no number"):
            ask("bin_level", "is_full")
