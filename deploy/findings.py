"""What the doctor found out about one part."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a part is."""

    GOOD = "good"
    WEAK = "weak"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer. `advice`: what to do, "" when all is well."""

    part: str
    verdict: Verdict
    answer: str
    advice: str = ""

    @property
    def is_failed(self) -> bool:
        """Tell whether the hub cannot do its work like this."""
        return self.verdict is Verdict.FAILED

    def plain(self) -> dict[str, str]:
        """Write it as JSON holds it."""
        return {name: str(value) for name, value in asdict(self).items()}
