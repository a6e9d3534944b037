"""A scenario file that a person wrote is read, or refused with what, where and what was expected."""

import pytest

from devices.sim.world.scenario import BadScenario, load, read, shipped
from devices.sim.world.world import World
from tests.devices.sim.world.a_world import SIZE, a_world, happening

HEAD = 'zh = "一"\nen = "One"\ndate = 2026-05-13\n'


def refusal(content: str) -> str:
    with pytest.raises(BadScenario) as caught:
        World(read(content, "mine.toml"), 1)
    return str(caught.value)


@pytest.mark.parametrize("name", ["ordinary-day", "bad-day", "festival", "broadcast-evening", "bin-week"])
def test_the_shipped_scenarios_can_be_played(name):
    world = World(load(name), 1)
    assert name in shipped()
    assert world.scenario.happens
    first = next(world.sayings(world.span.began_ms, world.span.ends_ms, {"bin-001", "gw-001"}))
    assert first.at_ms >= world.span.began_ms


def test_a_scenario_begins_when_it_says_by_the_clocks_of_its_timezone():
    scenario = read(HEAD + 'begins = "06:30"\nlasts = "90 min"\n', "mine.toml")
    assert scenario.span.began_ms == 1778625000000  # 2026-05-12T22:30:00Z
    assert scenario.span.ends_ms - scenario.span.began_ms == 90 * 60_000


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(HEAD, encoding="utf-8")
    assert load(str(path)).en == "One"


def test_a_name_that_is_no_scenario_is_answered_with_those_there_are():
    with pytest.raises(BadScenario, match="bin-week") as caught:
        load("holiday")
    assert str(caught.value).startswith("holiday: ")


def test_what_is_no_toml_is_named_with_its_line():
    assert "line 1" in refusal("zh = \n")


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        ('[[happens]]\nwhat = "flood"\nat = "06:00"\n', "happens.1"),
        (happening(what="rain", at="26:00", lasts="1 h"), "'26:00': expected a time of day such as"),
        (happening(what="rain", at="06:00", lasts="one hour"), "'one hour': expected a duration such as"),
        (happening(what="rain", at="06:00", lasts="-1 h"), "happens.1.rain.lasts"),
        (happening(what="rain", at="06:00"), "happens.1.rain.lasts: Field required"),
        (happening(what="rain", at="06:00", lasts="1 h", colour="red"), "happens.1.rain.colour"),
        (happening(what="fire", who={}, at="06:00"), "expected either ids ="),
        (happening(what="fire", who={"ids": ["bin-999"]}, at="06:00"), "there is no device 'bin-999'"),
        (happening(what="fire", who={"class": "bin", "count": 99}, at="06:00"), "99 are wanted"),
        (happening(what="power_cut", villages=9, at="06:00"), "village 9: expected 1..3 or an id such as"),
        (happening(what="power_cut", villages="nowhere", at="06:00"), "village 'nowhere'"),
        (happening(what="rain", day=3, at="06:00", lasts="1 h"), "day = 3: the scenario has 1"),
        (happening(what="cancel", announcement="music", at="06:00"), "no announcement 'music'"),
    ],
)
def test_a_happening_that_cannot_be_is_refused_with_its_place(happens, says):
    text = refusal(HEAD + SIZE + happens)
    assert says in text
    assert "happens.1" in text


def test_every_wrong_key_is_named_at_once():
    text = refusal('zh = ""\nen = "One"\ndate = "soon"\ntimezone = "Mars/Phobos"\n')
    assert "zh: " in text
    assert "date: " in text
    assert "timezone: 'Mars/Phobos': expected a timezone such as" in text


@pytest.mark.parametrize("shares", ["{ hj212 = 1 }", "{}", "{ native = 0 }"])
def test_bins_that_cannot_speak_so_are_refused(shares):
    assert "size.bin_speech: expected shares above 0 of chirpstack, " in refusal(
        HEAD + f"[size]\nbin_speech = {shares}\n"
    )


def test_a_moment_outside_the_scenario_is_refused():
    head = HEAD + 'begins = "08:00"\nlasts = "2 h"\n'
    assert "happens.1 (rain): at: 06:00 of day 1 is not within the scenario" in refusal(
        head + SIZE + happening(what="rain", at="06:00", lasts="1 h")
    )


def test_what_comes_every_day_may_lie_outside_on_some():
    world = a_world(happening(what="collection", day="every", at="13:00"), lasts="12 h")
    assert world.deeds() == ()


def test_villages_go_by_number_or_id():
    by_number = a_world(happening(what="power_cut", villages=2, at="06:00"))
    village = by_number.township.villages[1].name.id
    by_id = a_world(happening(what="power_cut", villages=[village], at="06:00"))
    assert [by_number.ears(f"horn-{n:03d}") for n in range(1, 5)] == [
        by_id.ears(f"horn-{n:03d}") for n in range(1, 5)
    ]


def test_a_newcomer_needs_bins_that_speak_natively():
    size = SIZE + "bin_speech = { chirpstack = 1 }\n"
    assert "no bin of the size does" in refusal(HEAD + size + happening(what="newcomer", at="06:00"))
