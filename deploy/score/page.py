"""docs/generated/score.md: definitions, figures, and the honest list of what scores badly. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from deploy.score.figure import Definition, Measured
from deploy.score.goals import GOALS, is_missed
from deploy.score.kept import Scored, Scores
from deploy.score.words import next_work, page
from hub.words import Word


def page_of(definitions: Mapping[str, Definition], scores: Scores) -> str:
    """Write the whole page."""
    ordered = dict(sorted(scores.items()))
    return "\n".join(
        (
            f"# {_both(page.TITLE)}\n",
            f"{page.HOW.zh}\n\n{page.HOW.en}\n",
            f"## {_both(page.FIGURES)}\n",
            _figures(definitions, ordered),
            f"## {_both(page.EFFORT)}\n",
            _effort(ordered),
            f"## {_both(page.NEXT)}\n",
            _next(definitions, ordered),
            f"## {_both(page.MEANINGS)}\n",
            _meanings(definitions),
        )
    )


def shown(measured: Measured | None) -> str:
    """A figure as people read it, with the number of its cases."""
    if measured is None or measured.value is None:
        return "—"
    return f"{measured.value:g} ({measured.cases})"


def _figures(definitions: Mapping[str, Definition], scores: Scores) -> str:
    heads = [_both(word) for word in (page.FIGURE, page.UNIT, page.DIRECTION, page.GOAL)]
    rows = [
        (
            _both(one.label),
            one.unit,
            _both(page.DIRECTIONS[one.better]),
            _goal(one),
            *(_cell(one, scored.figures.get(one.name)) for scored in scores.values()),
        )
        for one in definitions.values()
    ]
    return _table((*heads, *scores), rows)


def _cell(definition: Definition, measured: Measured | None) -> str:
    text = shown(measured)
    is_bad = measured is not None and measured.value is not None and is_missed(definition, measured.value)
    return f"**{text}**" if is_bad else text


def _goal(definition: Definition) -> str:
    goal = GOALS.get(definition.name)
    return f"{goal.value:g} ({_both(goal.basis)})" if goal else ""


def _effort(scores: Scores) -> str:
    heads = (page.SCENARIO, page.SEED, page.WALL, page.SPEED, page.MEMORY)
    return _table([_both(word) for word in heads], (_effort_row(*item) for item in scores.items()))


def _effort_row(name: str, scored: Scored) -> Sequence[str]:
    took = scored.effort
    memory = ", ".join(f"{process} {mib:.0f} MiB" for process, mib in sorted(took.memory_mib.items()))
    return name, str(scored.seed), f"{took.wall_s:.0f} s", f"{took.speed:.0f}", memory


def _next(definitions: Mapping[str, Definition], scores: Scores) -> str:
    rows = list(_missed(definitions, scores))
    if not rows:
        return f"{_both(page.NOTHING_BAD)}\n"
    heads = (page.FIGURE, page.SCENARIO, page.VALUE, page.GOAL, page.WHY)
    return _table([_both(word) for word in heads], rows)


def _missed(definitions: Mapping[str, Definition], scores: Scores) -> Iterator[Sequence[str]]:
    for one in definitions.values():
        for scenario, scored in scores.items():
            measured = scored.figures.get(one.name)
            if measured is not None and measured.value is not None and is_missed(one, measured.value):
                why = next_work.REASONS.get(one.name)
                yield _both(one.label), scenario, shown(measured), _goal(one), _both(why) if why else ""


def _meanings(definitions: Mapping[str, Definition]) -> str:
    heads = (page.FIGURE, page.MEANING, page.SLACK)
    rows = (
        (f"`{one.name}`<br>{_both(one.label)}", f"{one.meaning.zh}<br>{one.meaning.en}", _slack(one))
        for one in definitions.values()
    )
    return _table([_both(word) for word in heads], rows)


def _slack(definition: Definition) -> str:
    return f"{f'{definition.slack:g} {definition.unit}'.strip()}: {_both(page.SLACKS[definition.because])}"


def _both(word: Word) -> str:
    return f"{word.zh} {word.en}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
