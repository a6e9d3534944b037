"""Every word on the screens, in Chinese and English; nothing else holds text that a person reads."""

from collections.abc import Mapping
from enum import StrEnum

from dashboards.words.fields import FIELDS
from dashboards.words.panels import PANELS
from dashboards.words.quantities import QUANTITIES
from dashboards.words.screens import ALERTS, SCREENS
from dashboards.words.values import VALUES


class Language(StrEnum):
    """A language the screens exist in."""

    ZH = "zh"
    EN = "en"


# (Chinese, English) by key.
WORDS: Mapping[str, tuple[str, str]] = {**SCREENS, **ALERTS, **PANELS, **FIELDS, **QUANTITIES, **VALUES}


def say(key: str, language: Language) -> str:
    """The words for a key.

    Raises:
        KeyError: no such key; add it to the words in both languages.
    """
    zh, en = WORDS[key]
    return zh if language is Language.ZH else en
