import numpy as np

from vision.compose.container import a_container


def test_containers_are_of_many_shapes_and_stand_on_a_solid_foot():
    random = np.random.default_rng(1)
    containers = [a_container(random) for _ in range(12)]
    aspects = [thing.size_wh[1] / thing.size_wh[0] for thing in containers]
    assert min(aspects) < 0.9
    assert max(aspects) > 1
    for thing in containers:
        wide, high = thing.size_wh
        assert thing.alpha[high - 12, wide // 2] == 1
        assert thing.alpha[0, 0] == 0
