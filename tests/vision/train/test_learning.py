import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only who trains has torch")

from vision.train.convolution import Shape  # noqa: E402
from vision.train.learning import Effort, Subject, answers, taught  # noqa: E402

SHAPES = (Shape(8, 2), Shape(16, 2), Shape(16, dilation=2))


@pytest.fixture(autouse=True)
def torch_cache(monkeypatch, tmp_path):
    # torch names a folder in the environment when it first steps.
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))


def loss(places, wanted):
    return torch.nn.functional.binary_cross_entropy_with_logits(places.mean(dim=(2, 3)), wanted)


SUBJECT = Subject(2, lambda batch, wanted: (batch, wanted), lambda batch: (batch - 127.5) / 64, loss)


def examples(count=320):
    """Squares of 12 x 12 that are bright above, or red, or both."""
    random = np.random.default_rng(1)
    wanted = (random.random((count, 2)) < 0.5).astype(np.float32)
    pictures = random.integers(40, 90, (count, 3, 12, 12)).astype(np.uint8)
    pictures[wanted[:, 0] > 0, :, :6] += 100
    pictures[wanted[:, 1] > 0, 2] += 60
    return pictures, wanted


@pytest.mark.slow
def test_what_was_taught_is_known_with_the_normalisation_folded_in():
    pictures, wanted = examples()
    net = taught(SUBJECT, SHAPES, (pictures, wanted), Effort(60, batch=32), lambda _: None)
    assert ((answers(net, SUBJECT, pictures).mean(axis=(2, 3)) > 0) == (wanted > 0.5)).mean() > 0.95


def test_answers_are_those_of_the_network_without_torch():
    pictures, wanted = examples(64)
    net = taught(SUBJECT, SHAPES, (pictures, wanted), Effort(1, batch=32), lambda _: None)
    plain = net.places((pictures[:4].astype(np.float32) - 127.5) / 64)
    assert answers(net, SUBJECT, pictures[:4]) == pytest.approx(plain, abs=1e-4)
