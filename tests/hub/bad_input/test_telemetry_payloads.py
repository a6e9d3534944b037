"""T1 to T70: what a device may say wrong, each with its verdict and with good neighbours on both sides."""

from collections.abc import Iterator
from itertools import chain

import pytest

from hub.domain.intake import Balance
from hub.series import check
from tests.builders import a_bin, a_catalog, a_reading, a_record, at, raw_record
from tests.hub.bad_input import names_and_times, not_json, values
from tests.hub.bad_input.case import Case, Verdict
from tests.hub.services.conftest import Hub, a_hub, forget_intake

CASES = tuple(
    chain(not_json.CASES, values.CASES, names_and_times.WHO, names_and_times.WHEN, names_and_times.ORDER)
)
_LONGEST_REASON = 1_000


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with a_hub(tmp_path_factory.mktemp("hub")) as made:
        made.register(a_catalog(a_bin("bin-1"), a_bin("bin-2")))
        yield made


@pytest.fixture
def hub(shared: Hub) -> Hub:
    forget_intake(shared.ledger)
    shared.ingest.forget()
    shared.received = 0
    return shared


def test_every_class_has_a_case() -> None:
    assert {case.number for case in CASES} == set(range(1, 71))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_not_plainly_stored_says_why(case: Case) -> None:
    is_marked = any(fields.get("quality") == "suspect" for fields in case.fields)
    match case.verdict:
        case Verdict.DEAD_LETTER:
            assert case.reason
        case Verdict.FLAG:
            assert case.reason or is_marked
        case _:
            assert not case.reason
            assert not is_marked


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_has_its_verdict_and_its_neighbours_are_stored(hub: Hub, case: Case) -> None:
    said = [*((case.topic, payload) for payload in case.before), (case.topic, case.payload)]
    records = [raw_record(n, *message, received_at=at(1)) for n, message in enumerate(said, 2)]
    last = len(said) + 2
    hub.hear(
        a_record(1, a_reading(device="bin-2", seq=1)),
        *records,
        a_record(last, a_reading(device="bin-2", seq=2, sent_at=at(1))),
    )
    points = hub.points("reading")
    assert [point.tags["device"] for point in points].count("bin-2") == 2
    mine = [point for point in points if point.tags["device"] != "bin-2"]
    assert [point.fields for point in mine] == list(case.fields)
    for point in points:
        check(point)
    if case.filed_ms is not None:
        assert mine[0].at_ns // 1_000_000 == case.filed_ms
    balance = hub.watch().balance()
    assert balance == _expected(case.verdict, last)
    is_stranger = case.topic.endswith("/tele") and not mine and case.verdict is Verdict.STORE
    assert len(hub.watch().strangers()) == is_stranger
    letters = hub.letters()
    assert len(letters) == (1 if case.reason else 0)
    for letter in letters:
        assert case.reason in letter
        assert len(letter) < _LONGEST_REASON
        assert letter.isprintable()


def _expected(verdict: Verdict, received: int) -> Balance:
    duplicate, dead = int(verdict is Verdict.IGNORE), int(verdict is Verdict.DEAD_LETTER)
    return Balance(received, 0, duplicate, dead, 0, received - duplicate - dead)


def test_many_bad_messages_cost_no_neighbour_anything(hub: Hub) -> None:
    bad = [raw_record(n, case.topic, case.payload) for n, case in enumerate(CASES, 1)]
    hub.hear(*bad, a_record(len(bad) + 1, a_reading(device="bin-2")))
    assert [point.tags["device"] for point in hub.points("reading")].count("bin-2") == 1
    balance = hub.watch().balance()
    assert (balance.received, balance.is_even) == (len(CASES) + 1, True)
