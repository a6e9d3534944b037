"""What a message does to what is known of a device's numbers."""

from hub.domain.device_state import DeviceState, Numbers, Said
from hub.domain.sequences import Verdict
from tests.builders import NOON


def heard(*messages: Said) -> tuple[Numbers, list[Verdict]]:
    numbers, verdicts = DeviceState("bin-1").numbers, list[Verdict]()
    for said in messages:
        numbers, verdict = numbers.take(said, None, since=NOON, until=NOON)
        verdicts.append(verdict)
    return numbers, verdicts


def test_a_device_that_counts_anew_without_a_new_boot_is_heard() -> None:
    once = [Said(1, seq, 1_000 + seq) for seq in (1, 2, 3)]
    numbers, verdicts = heard(*once, Said(1, 1, 2_000), Said(1, 2, 3_000))

    assert verdicts == [Verdict.FRESH] * 5
    assert (numbers.sequence.first, numbers.sequence.highest, numbers.sequence.seen) == (1, 2, 2)


def test_a_message_that_comes_again_is_a_duplicate_whenever_it_comes() -> None:
    _, verdicts = heard(Said(1, 1, 1_000), Said(1, 2, 2_000), Said(1, 1, 1_000), Said(1, 2, 2_000))

    assert verdicts == [Verdict.FRESH, Verdict.FRESH, Verdict.DUPLICATE, Verdict.DUPLICATE]


def test_without_a_time_the_number_alone_decides() -> None:
    _, verdicts = heard(Said(1, 1, None), Said(1, 1, None))

    assert verdicts == [Verdict.FRESH, Verdict.DUPLICATE]


def test_what_was_missing_before_the_numbers_began_anew_stays_missing() -> None:
    numbers, _ = heard(Said(1, 1, 1_000), Said(1, 5, 1_005), Said(1, 1, 2_000))

    assert (numbers.sequence.missing(), numbers.gaps.missing) == (3, 3)
