from devices.mqtt.unconfirmed import Unconfirmed


def test_what_was_confirmed_is_not_published_again() -> None:
    kept = Unconfirmed()
    kept.note(1, "a")
    kept.confirm(1)
    kept.lose()
    assert kept.lost_ago_s("a") is None


def test_a_confirmation_may_come_before_it_is_waited_for() -> None:
    kept = Unconfirmed()
    kept.confirm(1)
    kept.note(1, "a")
    kept.lose()
    assert kept.lost_ago_s("a") is None


def test_what_was_not_confirmed_when_the_connection_broke_is_remembered() -> None:
    kept = Unconfirmed()
    kept.note(1, "a")
    kept.lose()
    kept.confirm(1)
    ago_s = kept.lost_ago_s("a")
    assert ago_s is not None
    assert 0 <= ago_s < 5
