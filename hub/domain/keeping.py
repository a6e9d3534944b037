"""Which pictures and sounds go when they take too much room: the oldest that nothing open needs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One picture or sound that is kept. `at`: since when; aware, by the machine's clock."""

    sha256: str
    size: int
    at: datetime


def superfluous(
    files: Iterable[KeptFile], held: Collection[str], *, too_many_bytes: int, young_since: datetime
) -> Sequence[KeptFile]:
    """Choose what goes, the oldest first, until so many bytes are free; less when there is no more to give.

    Args:
        files: everything that is kept.
        held: the sha256 of what an open matter, an announcement or a schedule needs.
        too_many_bytes: how much must go; nothing goes for 0 or less.
        young_since: what came after it stays, as the message that names it may still be under way.
    """
    chosen: list[KeptFile] = []
    for file in sorted(files, key=lambda file: file.at):
        if too_many_bytes <= 0 or file.at > young_since:
            break
        if file.sha256 not in held:
            chosen.append(file)
            too_many_bytes -= file.size
    return chosen
