"""What may be wrong with a row of the registry; in Chinese hub.registry_words says it. Pure."""

from enum import StrEnum


class RowFault(StrEnum):
    """The kinds of faults; each is the sentence that says it, with gaps for what was found and expected."""

    EMPTY = "{name} is empty"
    PHONE_ALONE = "phone {text!r} has no owner: expected a name beside it"
    PLACE_TOO_LONG = "point {text!r} is too long together with its grid, village and hamlet"
    CHARACTER = "{name} holds the character U+{code:04X}, which cannot be kept"
    TOO_LONG = "{name} has {length} characters: expected at most {most}"
    ROUNDED = (
        "{name} {text!r} is a number that the spreadsheet rounded: format the column as text and type the id "
        "again"
    )
    DATED = (
        "{name} {text!r} is a date the spreadsheet made of an id: format the column as text and type the id "
        "again"
    )
    SLASH = "{name} {text!r}: expected a text without /"
    NO_ID = "{name} {text!r}: expected 1 to 32 of a-z, 0-9 and -"
    NO_CLASS = "class {text!r} is none of {known}"
    NO_SECONDS = "period_s {text!r}: expected whole seconds"
    UPSIDE_DOWN = "empty_mm {empty:g} must be larger than full_mm {full:g}"
    SHAPE = "{why}"
    NO_TIME = "retired_at {text!r}: expected a time such as 2026-03-05T02:00:00+00:00"
    NO_OFFSET = "retired_at {text!r}: expected a time with its offset, such as +08:00"
    NO_NUMBER = "{name} {text!r} is not a number"
    OUTSIDE = "{name} {value:g} is outside {low:g}..{high:g}"
    TWICE = "device_id {text!r} stands in an earlier line too"
    KEY_TAKEN = "key {text!r} is that of device {holder!r} already"
    ZEROS_LOST = "{name} {text!r}: the registry knows {before!r}; were leading zeros lost?"
    PLACE_DIFFERS = (
        "{kind} {place!r} is {called!r} in {parent!r} here, but {before!r} in {around!r} in an earlier line"
    )
    OWNER_DIFFERS = "{kind} {place!r} has the owner {owner!r} here, but {before!r} in an earlier line"
    MORE_CELLS = "it has more cells than the {count} of the header"


class BadRow(ValueError):
    """A row that cannot be taken; the text says which cell and what was expected.

    Args:
        fault: what is wrong.
        said: what fills the gaps of its sentence.
    """

    def __init__(self, fault: RowFault, **said: object) -> None:
        super().__init__(fault.format(**said))
        self.fault = fault
        self.said = said
