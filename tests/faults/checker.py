"""The one checker: compares what was said and promised with what is really there, exactly. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hub.domain.intake import Balance
from tests.faults.found import Stored
from tests.faults.truth import Name, Truth

# Every sample says in two of its values which message it belongs to, so that no formula of the hub is needed
# to know a point again.
BOOT_IN, NUMBER_IN, INDEX_IN = "count_out", "count_in", "turbidity_ntu"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is there afterwards.

    `journal`: how often each (topic, payload) stands in it. `letters`: payloads that were set aside whole.
    `balance` is the hub's own account; None where the row has none to show.
    """

    stored: Sequence[Stored]
    journal: Mapping[tuple[str, bytes], int]
    letters: frozenset[bytes] = frozenset()
    balance: Balance | None = None


@dataclass(slots=True)
class Verdict:
    """Counts of what was said, and the names of what is wrong; no names, nothing wrong."""

    said: int = 0
    acknowledged: int = 0
    safe: int = 0
    points: int = 0
    lost: list[Name] = field(default_factory=list)
    duplicate: list[Name] = field(default_factory=list)
    unexpected: list[Stored] = field(default_factory=list)
    altered: list[Name] = field(default_factory=list)
    unsafe: list[Name] = field(default_factory=list)
    imbalance: list[str] = field(default_factory=list)

    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        found = {
            "lost": self.lost,
            "duplicate": self.duplicate,
            "unexpected": self.unexpected,
            "altered": self.altered,
            "told safe but not in the journal": self.unsafe,
        }
        said = tuple(f"{len(what)} {name}, such as {what[0]}" for name, what in found.items() if what)
        return (*said, *self.imbalance)

    def figure(self) -> str:
        """The counts, in words."""
        return (
            f"{self.said:,} said, {self.acknowledged:,} acknowledged, {self.safe:,} told safe, "
            f"{self.points:,} points; lost {len(self.lost)}, duplicate {len(self.duplicate)}"
        )


def check(truth: Truth, evidence: Evidence, must: frozenset[Name]) -> Verdict:
    """Compare.

    Args:
        truth: what was said and promised.
        evidence: what is there.
        must: messages that must be stored, or be dead letters.
    """
    verdict = Verdict(
        said=len(truth.said),
        acknowledged=len(truth.acknowledged),
        safe=sum(truth.is_safe(name) for name in truth.said),
    )
    stored = _by_sample(evidence.stored, truth, verdict)
    for name, said in truth.said.items():
        here = [stored.get((*name, index), []) for index in range(len(said.values))]
        is_letter = said.payload in evidence.letters
        if name in must and not all(here) and not is_letter:
            verdict.lost.append(name)
        if any(len(same) > 1 for same in here):
            verdict.duplicate.append(name)
        if any(
            dict(same[0].values) != dict(values)
            for same, values in zip(here, said.values, strict=True)
            if same
        ):
            verdict.altered.append(name)
        if truth.is_safe(name) and not evidence.journal.get((said.topic, said.payload)):
            verdict.unsafe.append(name)
    if evidence.balance is not None:
        verdict.imbalance += _imbalance(evidence.balance, evidence, truth)
    return verdict


def _by_sample(
    points: Iterable[Stored], truth: Truth, verdict: Verdict
) -> dict[tuple[str, int, int, int], list[Stored]]:
    found: dict[tuple[str, int, int, int], list[Stored]] = {}
    for point in points:
        verdict.points += 1
        numbers = [int(point.values.get(name, -1)) for name in (BOOT_IN, NUMBER_IN, INDEX_IN)]
        boot, number, index = numbers
        said = truth.said.get((point.device, boot, number))
        if said is None or not 0 <= index < len(said.values):
            verdict.unexpected.append(point)
            continue
        found.setdefault((point.device, boot, number, index), []).append(point)
    return found


def _imbalance(balance: Balance, evidence: Evidence, truth: Truth) -> list[str]:
    """Recount, from the journal alone, what the hub says about itself."""
    problems = []
    if not balance.is_even:
        problems.append(f"the hub's own balance is uneven: {balance}")
    written = sum(evidence.journal.values())
    if balance.received != written:
        problems.append(f"the hub counts {balance.received} received, its journal holds {written}")
    known = {(said.topic, said.payload): name for name, said in truth.said.items()}
    times: Counter[Name] = Counter()
    for (topic, payload), count in evidence.journal.items():
        if (topic, payload) in known:
            times[known[topic, payload]] += count
    twice = sum(count - 1 for count in times.values())
    if not balance.in_journal and balance.duplicate < twice:
        problems.append(f"{twice} messages came again, the hub counts {balance.duplicate} duplicates")
    return problems
