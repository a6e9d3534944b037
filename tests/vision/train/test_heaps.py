import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only who trains has torch")

from vision.train.heaps import loss  # noqa: E402


def slopes(widths_px, share=1.0):
    """How the loss falls when places say more; each draws a box 64 high and so wide, where 64 were right."""
    places = torch.zeros((1, 5, 1, len(widths_px)))
    places[0, 1, 0] = places[0, 3, 0] = torch.tensor(np.log(np.array(widths_px) / 64), dtype=torch.float32)
    places.requires_grad_()
    wanted = torch.full((1, 5, 1, len(widths_px)), 32.0)
    wanted[:, 0] = share
    loss(places, wanted).backward()
    return places.grad[0, 0, 0].tolist()


def test_who_draws_the_whole_pile_shall_be_surer_than_who_draws_half_of_it():
    whole, half = slopes((64, 32))
    assert whole < -0.05
    assert half == pytest.approx(0, abs=0.01)


def test_where_no_litter_lies_a_place_shall_say_so():
    (clean,) = slopes((64,), share=0.0)
    assert clean > 0.05
