"""Each kind of violation, planted by hand, must be found; and where there is none, nothing."""

from collections import Counter
from dataclasses import replace

from hub.domain.intake import Balance
from tests.faults.checker import BOOT_IN, INDEX_IN, NUMBER_IN, Evidence, Verdict, check
from tests.faults.found import Stored
from tests.faults.truth import Name, Said, Truth, read

ONE, TWO = ("dev-1", 1, 1), ("dev-1", 1, 2)


def a_said(name: Name, samples: int = 1) -> Said:
    values = tuple(
        {
            BOOT_IN: float(name[1]),
            NUMBER_IN: float(name[2]),
            INDEX_IN: float(index),
            "temperature_c": 0.1 + 0.2,
        }
        for index in range(samples)
    )
    return Said(name, f"vh1/daxi/d/{name[0]}/tele", repr(name).encode(), 1_000, values)


def a_truth(*said: Said, safe: int = 0) -> Truth:
    return Truth({one.name: one for one in said}, {one.name for one in said}, {("dev-1", 1): safe})


def points_of(said: Said) -> list[Stored]:
    return [Stored(said.name[0], 1_000 + index, values) for index, values in enumerate(said.values)]


def evidence_of(*said: Said) -> Evidence:
    stored = [point for one in said for point in points_of(one)]
    balance = Balance(len(said), len(said), 0, 0, 0, 0)
    return Evidence(stored, Counter((one.topic, one.payload) for one in said), balance=balance)


def judge(truth: Truth, evidence: Evidence) -> Verdict:
    return check(truth, evidence, frozenset(truth.said))


def test_nothing_is_found_where_everything_is_there_once() -> None:
    one, two = a_said(ONE), a_said(TWO, samples=3)
    verdict = judge(a_truth(one, two, safe=2), evidence_of(one, two))
    assert (verdict.faults(), verdict.points, verdict.safe) == ((), 4, 2)


def test_a_message_that_is_nowhere_is_lost() -> None:
    one, two = a_said(ONE), a_said(TWO)
    verdict = judge(a_truth(one, two), evidence_of(one))
    assert (verdict.lost, verdict.duplicate, verdict.unsafe) == ([TWO], [], [])


def test_a_message_of_which_one_sample_is_missing_is_lost() -> None:
    one = a_said(ONE, samples=2)
    evidence = evidence_of(one)
    assert judge(a_truth(one), replace(evidence, stored=evidence.stored[:1])).lost == [ONE]


def test_a_message_nobody_has_to_keep_is_not_lost() -> None:
    one = a_said(ONE)
    assert check(a_truth(one), replace(evidence_of(), balance=None), frozenset()).faults() == ()


def test_a_dead_letter_is_not_lost() -> None:
    one = a_said(ONE)
    evidence = replace(evidence_of(one), stored=[], letters=frozenset({one.payload}))
    assert judge(a_truth(one), evidence).lost == []


def test_a_second_point_of_one_message_is_a_duplicate() -> None:
    one = a_said(ONE)
    again = replace(points_of(one)[0], at_ns=2_000)
    evidence = replace(evidence_of(one), stored=[*points_of(one), again])
    assert judge(a_truth(one), evidence).duplicate == [ONE]


def test_a_point_that_nobody_said_is_unexpected() -> None:
    one, other = a_said(ONE), a_said(("dev-1", 1, 99))
    evidence = replace(evidence_of(one), stored=[*points_of(one), *points_of(other)])
    assert judge(a_truth(one), evidence).unexpected == points_of(other)


def test_a_value_that_differs_in_its_last_bit_is_altered() -> None:
    one = a_said(ONE)
    bent = replace(points_of(one)[0], values={**one.values[0], "temperature_c": 0.3})
    assert judge(a_truth(one), replace(evidence_of(one), stored=[bent])).altered == [ONE]


def test_a_value_that_is_gone_from_its_point_is_altered() -> None:
    one = a_said(ONE)
    kept = {name: value for name, value in one.values[0].items() if name != "temperature_c"}
    bent = replace(points_of(one)[0], values=kept)
    assert judge(a_truth(one), replace(evidence_of(one), stored=[bent])).altered == [ONE]


def test_a_message_told_safe_that_is_not_in_the_journal_is_found_though_it_is_stored() -> None:
    one = a_said(ONE)
    verdict = judge(a_truth(one, safe=1), replace(evidence_of(one), journal={}, balance=None))
    assert (verdict.unsafe, verdict.lost) == ([ONE], [])


def test_a_balance_that_is_uneven_in_itself_is_found() -> None:
    one = a_said(ONE)
    verdict = judge(a_truth(one), replace(evidence_of(one), balance=Balance(1, 0, 0, 0, 0, 0)))
    assert "uneven" in verdict.imbalance[0]


def test_a_balance_that_counts_other_than_the_journal_holds_is_found() -> None:
    one = a_said(ONE)
    verdict = judge(a_truth(one), replace(evidence_of(one), balance=Balance(2, 2, 0, 0, 0, 0)))
    assert verdict.imbalance == ["the hub counts 2 received, its journal holds 1"]


def test_a_balance_that_takes_a_duplicate_for_a_message_is_found() -> None:
    one = a_said(ONE)
    evidence = replace(
        evidence_of(one), journal={(one.topic, one.payload): 2}, balance=Balance(2, 2, 0, 0, 0, 0)
    )
    assert "came again" in judge(a_truth(one), evidence).imbalance[0]


def test_a_truth_log_is_read_as_it_was_meant() -> None:
    lines = [
        '["said", ["dev-1", 1, 1], "t", "p", 5, [{"co2_ppm": 1.0}]]',
        '["acknowledged", ["dev-1", 1, 1]]',
        '["safe", ["dev-1", 1, 4]]',
        '["safe", ["dev-1", 1, 3]]',
    ]
    truth = read(lines)
    assert truth.said[ONE] == Said(ONE, "t", b"p", 5, ({"co2_ppm": 1.0},))
    assert (truth.acknowledged, truth.is_safe(("dev-1", 1, 4)), truth.is_safe(("dev-1", 1, 5))) == (
        {ONE},
        True,
        False,
    )
