import numpy as np
import pytest

from vision.evaluate.ranking import Guess, PictureTruth, auc, average_precision, recall_at

HERE, THERE = (0.1, 0.1, 0.3, 0.3), (0.6, 0.6, 0.9, 0.9)


def a_picture(*guesses, boxes=(HERE,)):
    return PictureTruth(boxes, tuple(Guess(box, score) for box, score in guesses))


@pytest.mark.parametrize(
    ("scores", "is_litter", "area"),
    [([0.1, 0.9], [False, True], 1.0), ([0.9, 0.1], [False, True], 0.0), ([0.5, 0.5], [False, True], 0.5)],
)
def test_the_area_under_the_curve_says_how_often_litter_scores_higher(scores, is_litter, area):
    assert auc(np.array(scores, np.float32), np.array(is_litter)) == area


def test_a_false_guess_costs_precision_only_where_it_is_surer_than_a_true_one():
    assert average_precision([a_picture((HERE, 0.9), (THERE, 0.5))]) == 1.0
    assert average_precision([a_picture((HERE, 0.5), (THERE, 0.9))]) == 0.5


def test_a_box_is_found_only_once():
    pictures = [a_picture((HERE, 0.9), (HERE, 0.8), boxes=(HERE, THERE))]
    assert average_precision(pictures) == 0.5


def test_without_guesses_nothing_is_found():
    assert average_precision([a_picture()]) == 0.0
    assert average_precision([a_picture((HERE, 0.9), boxes=())]) == 0.0


def test_boxes_are_counted_until_one_guess_a_picture_is_false():
    sure = a_picture((THERE, 0.9), (HERE, 0.8))
    unsure = a_picture((THERE, 0.7), (THERE, 0.6), (HERE, 0.5))
    assert recall_at([sure, unsure], 1.0, 0.5) == 0.5
    assert recall_at([sure, unsure], 2.0, 0.5) == 1.0


def test_with_no_box_to_find_the_recall_is_zero():
    assert recall_at([a_picture(boxes=())], 1.0, 0.5) == 0.0
