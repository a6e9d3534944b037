"""The page's voice: texts, ages and times of day in the language and on the clocks of one reader. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from hub.console.words import TEXTS
from hub.words import Language, Word

_NOW = timedelta(seconds=2)
_STEPS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"))


@dataclass(frozen=True, slots=True)
class Voice:
    """Says things to one reader."""

    language: Language
    zone: tzinfo

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue with its values filled in; values are plain text, never markup."""
        return TEXTS[key].of(self.language).format(**values)

    def word(self, word: Word) -> str:
        """A word in the reader's language."""
        return word.of(self.language)

    def named(self, word: Mapping[str, Word], code: str) -> str:
        """What people call a code; the code itself where it has no name."""
        found = word.get(code)
        return code if found is None else self.word(found)

    def listed(self, names: Iterable[str]) -> str:
        """Several names in one line."""
        return self.say("between_names").join(names)

    def span(self, length: timedelta) -> str:
        """A length of time in its largest whole unit."""
        seconds = max(0, int(length.total_seconds()))
        size, unit = next((step for step in _STEPS if seconds >= step[0]), _STEPS[-1])
        return self.say(unit, n=seconds // size)

    def ago(self, age: timedelta | None) -> str:
        """How old something is; None for what never was."""
        if age is None:
            return self.say("never")
        return self.say("just_now") if age < _NOW else self.say("ago", span=self.span(age))

    def clock(self, at: datetime, now: datetime) -> str:
        """A time of day, with the date when it is not today's."""
        local = at.astimezone(self.zone)
        is_today = local.date() == now.astimezone(self.zone).date()
        return local.strftime("%H:%M:%S" if is_today else "%m-%d %H:%M")

    def minute(self, at: datetime, now: datetime) -> str:
        """The same to the minute, for what is not known to the second."""
        local = at.astimezone(self.zone)
        is_today = local.date() == now.astimezone(self.zone).date()
        return local.strftime("%H:%M" if is_today else "%m-%d %H:%M")
