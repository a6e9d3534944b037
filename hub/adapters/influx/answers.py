"""What a server's answer to a write means. Pure: the table of DESIGN 4.4, row by row."""

import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `retry_after_s` is how long the server asks to be left alone, None when it does not."""

    status: int
    text: str = ""
    retry_after_s: float | None = None

    @property
    def error(self) -> str:
        """The server's own words; "" when the answer is no InfluxDB error, but a proxy's or a stranger's."""
        try:
            problem = _Problem.model_validate_json(self.text)
        except ValidationError:
            return ""
        return problem.error or problem.message


class Verdict(StrEnum):
    """What to do with the lines of a write."""

    TAKEN = "taken"
    DOWN = "down"
    """Nothing is known: the same lines again, later."""
    TOO_LARGE = "too large"
    NO_GZIP = "no gzip"
    BEYOND = "beyond retention"
    """The oldest lines are dropped, the others stored."""
    LIMIT = "limit"
    """A new series is one too many; valid lines of the request may be dropped with it."""
    CONFLICT = "conflict"
    """Lines with one field are dropped, the others stored."""
    REFUSED = "refused"
    """At least one line is impossible; the others may be stored or not."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with the server's reason.

    `dropped` is how many lines it says to have dropped, None when it does not say; `conflict` names the
    measurement and the field of a type conflict.
    """

    verdict: Verdict
    reason: str = ""
    dropped: int | None = None
    conflict: tuple[str, str] | None = None


def judge(answer: Answer) -> Judgement:
    """Read the answer to a write.

    The wordings are those of InfluxDB 1.6.7 (tsdb/shard.go, coordinator/points_writer.go), which 2.x kept;
    what is worded otherwise is halved until the line is found.
    """
    error = answer.error
    match answer.status:
        case HTTPStatus.NO_CONTENT:
            return Judgement(Verdict.TAKEN)
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Judgement(Verdict.TOO_LARGE, error or "larger than the server takes")
        case HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
            return Judgement(Verdict.NO_GZIP)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY if error:
            return _refusal(error)
        case _:
            return Judgement(Verdict.DOWN)


def _refusal(error: str) -> Judgement:
    counted = _DROPPED.search(error)
    dropped = int(counted[1]) if counted else None
    if "beyond retention policy" in error:
        return Judgement(Verdict.BEYOND, error, dropped)
    if _LIMIT.search(error):
        return Judgement(Verdict.LIMIT, error, dropped)
    if clash := _CONFLICT.search(error):
        return Judgement(Verdict.CONFLICT, error, dropped, (clash[2], clash[1]))
    return Judgement(Verdict.REFUSED, error, dropped)


_DROPPED = re.compile(r"dropped=(\d+)")
_LIMIT = re.compile(r"max-series-per-database|max-values-per-tag")
_CONFLICT = re.compile(r'field type conflict: input field "([^"]+)" on measurement "([^"]+)"')


class _Problem(BaseModel):
    """A refusal: 1.x says `error`, 2.x says `message`."""

    error: str = ""
    message: str = ""
