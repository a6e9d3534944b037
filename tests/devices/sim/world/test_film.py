import json
from pathlib import Path

import pytest

from devices.contract.bodies import ViewFault
from devices.sim.world.film import BadClip, clips_in, filmed
from devices.sim.world.scenario import BadScenario
from devices.sim.world.view import Film
from tests.devices.sim.world.a_world import a_world, facts, happening, hour_ms

HOUR_MS = 3_600_000
BEGAN_MS = 8 * HOUR_MS
LABELS = {"fps": 5, "frames": 100, "size": [320, 180]}


@pytest.fixture
def shown(tmp_path):
    """Let a camera show a clip with these labels from eight o'clock on, a second for each frame."""

    def show(**labels):
        video = tmp_path / "clip.mp4"
        video.write_bytes(b"")
        video.with_suffix(".json").write_text(json.dumps(LABELS | labels), "utf-8")
        return filmed("cam-1", Film(video, BEGAN_MS, 1000), 0)

    return show


def an_event(kind, frame, box=(10, 20, 30, 40)):
    return {"type": kind, "frame": frame, "box": box}


def test_before_its_moment_a_clip_shows_its_first_frame_and_afterwards_its_last():
    film = Film(Path("clip.mp4"), BEGAN_MS, 1000, frames=100)
    moments = (0, BEGAN_MS, BEGAN_MS + 999, BEGAN_MS + 1000, BEGAN_MS + HOUR_MS)
    assert [film.frame_at(at_ms) for at_ms in moments] == [0, 0, 0, 1, 99]


def test_a_frame_is_shown_from_the_moment_that_is_said():
    film = Film(Path("clip.mp4"), BEGAN_MS, 333.3, frames=100)
    assert [film.frame_at(film.shown_ms(frame)) for frame in range(100)] == list(range(100))
    assert [film.frame_at(film.shown_ms(frame) - 1) for frame in range(1, 100)] == list(range(99))


def test_a_pile_appears_grows_and_is_cleared_at_simulated_moments(shown):
    events = [
        an_event("pile_cleared", 60),
        an_event("pile_appear", 20),
        an_event("pile_grow", 40, (10, 10, 34, 40)),
    ]
    (pile,) = shown(events=events).piles
    assert (pile.appear_ms, pile.grown_ms, pile.clear_ms) == tuple(
        BEGAN_MS + 1000 * frame for frame in (20, 40, 60)
    )


def test_boxes_are_those_of_a_picture_of_640_by_360(shown):
    (pile,) = shown(events=[an_event("pile_appear", 20), an_event("pile_grow", 30, (8, 20, 28, 42))]).piles
    assert pile.xyxy == (16, 40, 60, 84)


def test_what_lies_there_first_has_lain_there_since_the_world_began(shown):
    (pile,) = shown(initial_piles=[[10, 20, 30, 40]], events=[an_event("pile_cleared", 50)]).piles
    assert (pile.is_initial, pile.appear_ms, pile.clear_ms) == (True, 0, BEGAN_MS + 50_000)


def test_of_two_piles_the_one_that_lay_there_is_cleared(shown):
    elsewhere = (200, 100, 240, 130)
    events = [
        an_event("pile_appear", 10),
        an_event("pile_appear", 20, elsewhere),
        an_event("pile_cleared", 30, elsewhere),
    ]
    assert [pile.clear_ms for pile in shown(events=events).piles] == [None, BEGAN_MS + 30_000]


def test_a_view_that_is_dark_for_a_time_is_a_fault_and_rain_is_none(shown):
    script = shown(
        effects={"black": [10, 20], "blind": [[10, 20]], "rain": 90, "wet": [[150, 0.5, 0.8, 60, 18]]}
    )
    (fault,) = script.faults
    assert fault.fault is ViewFault.BLACK
    assert (fault.spell.from_ms, fault.spell.until_ms) == (BEGAN_MS + 10_000, BEGAN_MS + 20_000)


def test_a_clip_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadClip, match=r"gone\.mp4: no such clip"):
        filmed("cam-1", Film(tmp_path / "gone.mp4", 0, 1), 0)


def test_a_clip_without_labels_is_refused(tmp_path):
    (tmp_path / "bare.mp4").write_bytes(b"")
    with pytest.raises(BadClip, match=r"bare\.json: No such file"):
        filmed("cam-1", Film(tmp_path / "bare.mp4", 0, 1), 0)


@pytest.mark.parametrize(
    ("labels", "key"),
    [({"fps": 0}, "fps"), ({"size": [0, 9]}, "size.0"), ({"events": [{"type": "x"}]}, "events.0.type")],
)
def test_labels_that_are_wrong_are_refused_by_the_name_of_the_key(shown, labels, key):
    with pytest.raises(BadClip, match=key):
        shown(**labels)


def test_a_clearing_of_what_never_lay_there_is_refused(shown):
    with pytest.raises(BadClip, match="pile_cleared at frame 9: no pile lies in its box"):
        shown(events=[an_event("pile_cleared", 9)])


def test_clips_with_labels_are_listed_by_name(tmp_path):
    for name in ("b.mp4", "b.json", "a.mp4", "a.json", "bare.mp4"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in clips_in(tmp_path)] == ["a.mp4", "b.mp4"]


def test_a_folder_without_clips_is_refused(tmp_path):
    with pytest.raises(BadClip, match="expected NAME"):
        clips_in(tmp_path)


@pytest.fixture
def folder(tmp_path):
    """Keep two clips: in the first a pile appears at the tenth frame, in the second nothing happens."""
    for name, events in (("a", [an_event("pile_appear", 10)]), ("b", [])):
        (tmp_path / f"{name}.mp4").write_bytes(b"")
        (tmp_path / f"{name}.json").write_text(json.dumps(LABELS | {"events": events}), "utf-8")
    return str(tmp_path)


def a_film(folder, **more):
    return happening(
        what="film", who={"ids": ["cam-001", "cam-002"]}, folder=folder, at="03:00", frame_takes="6 s", **more
    )


def test_each_camera_shows_a_clip_of_the_folder_in_order_of_name(folder):
    world = a_world(a_film(folder))
    shown = [world.views(camera).film for camera in ("cam-001", "cam-002", "cam-003")]
    assert [film and film.video.name for film in shown] == ["a.mp4", "b.mp4", None]
    assert (shown[0].began_ms, shown[0].ms_per_frame, shown[0].frames) == (hour_ms(world, 3), 6000, 100)


def test_what_the_labels_say_is_part_of_the_truth(folder):
    world = a_world(a_film(folder))
    (pile,) = facts(world, "pile")
    assert (pile.device, pile.details["appear_ms"], pile.details["box"]) == (
        "cam-001",
        hour_ms(world, 3) + 60_000,
        [20, 40, 60, 80],
    )


def test_nothing_is_laid_into_a_film_and_no_film_over_what_lies_there(folder):
    dumping = happening(what="dumping", who={"ids": ["cam-001"]}, at="05:00")
    with pytest.raises(BadScenario, match=r"happens.2 \(dumping\): cam-001 shows a film"):
        a_world(a_film(folder) + dumping)
    with pytest.raises(BadScenario, match=r"happens.2 \(film\): cam-001 has something else"):
        a_world(dumping + a_film(folder))


def test_a_scenario_with_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadScenario, match=r"happens.1 \(film\): .*gone: expected NAME"):
        a_world(a_film(str(tmp_path / "gone")))
