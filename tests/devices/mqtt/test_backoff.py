"""How waits grow and begin anew."""

from devices.mqtt.backoff import Backoff


def test_waits_double_up_to_the_longest_each_cut_by_at_most_half() -> None:
    backoff = Backoff(1.0, 8.0)
    waits = [backoff.wait_s() for _ in range(6)]

    for wait_s, full_s in zip(waits, [1, 2, 4, 8, 8, 8], strict=True):
        assert full_s / 2 <= wait_s <= full_s


def test_success_begins_anew() -> None:
    backoff = Backoff(1.0, 8.0)
    backoff.wait_s()
    backoff.wait_s()
    backoff.succeed()

    assert backoff.wait_s() <= 1.0


def test_a_least_wait_is_kept_whatever_chance_says() -> None:
    backoff = Backoff(1.0, 8.0)
    backoff.at_least(12.0)

    assert backoff.wait_s() >= 12.0
