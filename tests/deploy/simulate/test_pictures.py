"""How late the cameras of a simulation are looked at."""

from deploy.processes.pictures import LookedAt, lag_ms


class Still:
    """A camera that shows when it was asked."""

    def jpeg(self, at_ms):
        return str(at_ms).encode()


def looked_at(*moments_ms):
    cameras = {f"cam-{number}": LookedAt(Still()) for number in range(len(moments_ms))}
    for camera, at_ms in zip(cameras.values(), moments_ms, strict=True):
        if at_ms is not None:
            assert camera.jpeg(at_ms) == str(at_ms).encode()
    return cameras


def test_nobody_is_late_before_the_first_look():
    assert lag_ms(looked_at(None, None), 1_000_000, 60_000) == 0


def test_a_camera_that_is_looked_at_in_its_turn_is_not_late():
    assert lag_ms(looked_at(100_000, 140_000), 160_000, 60_000) == 0


def test_the_camera_that_waits_longest_says_how_late_the_worker_is():
    assert lag_ms(looked_at(100_000, 190_000), 200_000, 60_000) == 40_000
