"""The sentence that says what is wrong with a message, and where; short whatever was said. Pure."""

from collections.abc import Sequence

from pydantic import ValidationError

_LONGEST, _MOST = 40, 8


def first_problem(error: ValidationError) -> str:
    """Say where the first fault is and what was expected there, and how many more there are."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    where = ".".join(cut(str(part)) for part in problems[0]["loc"]) or "body"
    more = len(problems) - 1
    return f"{where}: {problems[0]['msg']}" + (f" (and {more} more)" if more else "")


def listed(problems: Sequence[str]) -> str:
    """Put several sentences into one; of very many the first few and how many more there are."""
    more = len(problems) - _MOST
    return "; ".join(problems[:_MOST]) + (f" (and {more} more)" if more > 0 else "")


def cut(text: str) -> str:
    """Quote what somebody else wrote: one line, its beginning only."""
    line = text if text.isprintable() else repr(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
