import numpy as np
import pytest

from vision.agreement import Agreement, CloseUps, Opinion, Weights, agreed
from vision.appearance import Appearance, Look
from vision.closeup import close_up
from vision.features import patch
from vision.weights import appearance

GROUND = np.full((60, 90, 3), 100, np.uint8)
BLOB = ((30, 20, 20, 20), np.ones((20, 20), np.bool_))


def shares(litter, other=Look.GHOST):
    answer = np.zeros(len(Look), np.float32)
    answer[Look.LITTER.value], answer[other.value] = litter, 1 - litter
    return answer


def with_spot():
    frame = GROUND.copy()
    frame[20:40, 30:50] = (200, 30, 30)
    return frame


@pytest.mark.parametrize(
    ("first", "second", "look"),
    [
        (shares(0.7), shares(0.9), Look.LITTER),
        (shares(0.3), shares(0.9), Look.LITTER),
        (shares(0.9), shares(0.3), Look.LITTER),
        (shares(0.9), shares(0.05, Look.LIGHT), Look.LIGHT),
        (shares(0.05), shares(0.9, Look.LIGHT), Look.GHOST),
        (shares(0.4), shares(0.3, Look.SWAY), Look.GHOST),
        (shares(0.4) * 0.9, shares(0.3, Look.SWAY), Look.GHOST),
        (shares(0.2) * 0.5, shares(0.3, Look.SWAY), None),
    ],
    ids=[
        "both sure",
        "second sure",
        "first sure",
        "second denies",
        "first denies",
        "nobody sure",
        "nobody quite sure",
        "nothing known",
    ],
)
def test_litter_is_what_one_is_sure_of_and_the_other_does_not_deny(first, second, look):
    assert agreed(first, second).look is look


def test_litter_is_as_sure_as_both_are_on_average():
    assert agreed(shares(0.6), shares(0.9)) == Opinion(Look.LITTER, 0.75, (0.6, 0.9))


def test_what_one_denies_is_no_surer_than_the_other_lets_it_be():
    assert agreed(shares(0.9), shares(0.05)).confidence == 0.05


def test_the_shipped_networks_give_an_opinion_of_each_change():
    one, other = Agreement(appearance()).opinions(with_spot(), GROUND, [BLOB, BLOB])
    assert one == other
    assert all(0 <= vote <= 1 for vote in one.votes)


def test_what_the_first_network_denies_the_second_is_not_asked_about():
    (opinion,) = Agreement(appearance()).opinions(GROUND, with_spot(), [BLOB])
    assert opinion.look is not Look.LITTER
    assert opinion.votes == (opinion.confidence,)


def test_no_changes_give_no_opinions():
    assert Agreement(appearance()).opinions(GROUND, GROUND, []) == []


def test_more_close_ups_than_are_kept_are_answered_alike(monkeypatch):
    monkeypatch.setattr("vision.agreement._MOST_KEPT", 2)
    network = CloseUps(appearance().closeups)
    first = close_up(with_spot(), GROUND, *BLOB, 90)
    answer = network.shares(first).copy()
    for level in range(3):
        network.shares(np.full_like(first, level))
    assert np.array_equal(network.shares(first), answer)


def test_more_changes_than_are_kept_are_answered_alike(monkeypatch):
    monkeypatch.setattr("vision.appearance._MOST_KEPT", 2)
    network, spot = Appearance(appearance().appearance), patch(with_spot(), GROUND, *BLOB)
    (answer,) = network.shares([spot])
    others = [patch(GROUND + np.uint8(level), GROUND, *BLOB) for level in range(3)]
    assert np.array_equal(network.shares([spot, *others, spot]), [answer, *network.shares(others), answer])


def test_bytes_that_are_no_network_are_refused():
    with pytest.raises(ValueError, match="close-up model cannot be used"):
        Agreement(Weights(appearance().appearance, b"nothing of the kind"))


def test_all_weights_of_appearance_are_small_enough_to_ship():
    weights = appearance()
    assert len(weights.appearance) + len(weights.closeups) < 3 * 2**20
