"""Corners clicked on a picture become shapes, and shapes a drawing over it."""

import pytest

from devices.contract.setup import MOST_CORNERS, MOST_SHAPES, MarkedPile, SetupScene
from hub.console.camera_places.overlay import overlay
from hub.console.camera_places.sketch import NotDrawn, Shape, Sketch, Terms, labelled
from hub.console.camera_places.words import PLACE_TEXTS

NAMED = Terms("gate")
SQUARE = ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6))


def clicked(corners=SQUARE, shape=Shape.ZONE, scene=None):
    sketch = Sketch(scene or SetupScene())
    for x, y in corners:
        sketch = sketch.with_corner(shape, x, y)
    return sketch


def code_of(sketch: Sketch, shape: Shape, said: Terms = NAMED) -> str:
    with pytest.raises(NotDrawn) as refused:
        sketch.finished(shape, said)
    assert refused.value.code in PLACE_TEXTS
    return refused.value.code


def test_a_finished_zone_is_in_the_scene_and_the_next_shape_begins_empty():
    done = clicked().finished(Shape.ZONE, Terms("gate", unattended_min=5))
    (zone,) = done.scene.zones
    assert (zone.name, zone.corners, zone.unattended_s, zone.keep_out, done.draft) == (
        "gate",
        SQUARE,
        300,
        False,
        (),
    )


def test_an_area_that_is_kept_out_and_one_without_a_time_are_zones_too():
    done = clicked().finished(Shape.KEEP_OUT, Terms("yard"))
    assert (done.scene.zones[0].keep_out, done.scene.zones[0].unattended_s) == (True, None)


def test_masks_and_ground_join_the_scene():
    done = clicked().finished(Shape.MASK, Terms())
    done = clicked(scene=done.scene).finished(Shape.GROUND, Terms(width_m=3, depth_m=4))
    assert (done.scene.masks, done.scene.ground.depth_m) == ((SQUARE,), 4)


def test_what_cannot_be_drawn_is_said():
    assert code_of(clicked(), Shape.ZONE, Terms()) == "place_needs_name"
    assert code_of(clicked(), Shape.GROUND) == "place_needs_metres"
    assert code_of(clicked(SQUARE[:2]), Shape.MASK) == "place_bad_shape"
    assert code_of(clicked((SQUARE[0],) * 4), Shape.ZONE) == "place_bad_shape"
    full = SetupScene(masks=(SQUARE,) * MOST_SHAPES)
    assert code_of(clicked(scene=full), Shape.MASK) == "place_too_many"


def test_a_ground_takes_four_corners_and_other_shapes_as_many_as_the_contract():
    many = [(number / 100, 0.5) for number in range(MOST_CORNERS + 5)]
    assert len(clicked(many, Shape.GROUND).draft) == 4
    assert len(clicked(many).draft) == MOST_CORNERS


def test_a_click_beside_the_picture_is_a_corner_at_its_edge():
    assert clicked([(-0.1, 1.2)]).draft == ((0.0, 1.0),)


def test_corners_can_be_taken_back_one_by_one_and_all_at_once():
    assert clicked().without_corner().draft == SQUARE[:3]
    assert clicked().dropped().draft == ()


@pytest.mark.parametrize("shape", [Shape.ZONE, Shape.KEEP_OUT, Shape.MASK, Shape.GROUND])
def test_a_shape_can_be_taken_out_again(shape):
    said = Terms("gate", width_m=3, depth_m=4)
    done = clicked().finished(shape, said)
    ((kind, number, _, corners),) = labelled(done.scene)
    assert (kind, corners) == (shape, SQUARE)
    assert labelled(done.without(kind, number).scene) == []


def test_the_drawing_has_every_shape_and_no_markup_of_people():
    done = clicked().finished(Shape.ZONE, Terms("<b>gate"))
    drawn = overlay(clicked(scene=done.scene), [MarkedPile(id="p", corners=SQUARE)], 640, 360)
    assert drawn.count("<polygon") == 2
    assert drawn.count("<circle") == 4
    assert 'points="128.0,72.0 384.0,72.0' in drawn
    assert "&lt;b&gt;gate" in drawn
    assert "<b>" not in drawn
