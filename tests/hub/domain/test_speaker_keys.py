import pytest

from hub.domain.speaker_keys import Presented, SpeakerKey, accepted, presented, revoked
from tests.builders import at


def test_the_first_key_counts() -> None:
    assert presented(None, "horn-1", Presented("a"), at(1)) == SpeakerKey("horn-1", "a", at(1))


def test_another_key_waits_and_changes_nothing() -> None:
    known = presented(SpeakerKey("horn-1", "a", at(1)), "horn-1", Presented("b"), at(2))

    assert (known.public_key, known.offered, known.enrolled_at) == ("a", "b", at(1))


def test_a_device_that_comes_back_with_its_own_key_offers_none() -> None:
    known = SpeakerKey("horn-1", "a", at(1), offered="b")

    assert presented(known, "horn-1", Presented("a"), at(2)) == SpeakerKey("horn-1", "a", at(1))


def test_what_a_person_accepts_counts_from_then_on() -> None:
    assert accepted(SpeakerKey("horn-1", "a", at(1), "b", at(2)), at(3)) == SpeakerKey("horn-1", "b", at(3))


def test_there_is_nothing_to_accept_where_nothing_is_offered() -> None:
    with pytest.raises(ValueError, match="horn-1"):
        accepted(SpeakerKey("horn-1", "a", at(1)), at(3))


def test_a_revoked_key_stays_revoked_whatever_is_presented() -> None:
    gone = revoked(SpeakerKey("horn-1", "a", at(1)), at(2))

    assert not gone.is_believed
    assert revoked(gone, at(3)) == gone
    assert presented(gone, "horn-1", Presented("a"), at(4)) == gone


def test_what_it_says_of_the_hubs_keys_is_remembered() -> None:
    known = presented(SpeakerKey("horn-1", "a", at(1)), "horn-1", Presented("a", ("k1", "k2")), at(2))

    assert known.believes == ("k1", "k2")
    assert accepted(presented(known, "horn-1", Presented("b", ("k2",)), at(3)), at(4)).believes == ("k2",)
