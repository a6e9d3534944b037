"""What of a warning is read aloud: the blocks of one language, their text within its limit. Pure."""

import re
from collections.abc import Sequence
from itertools import accumulate

from hub.domain.announcements import MAX_TEXT, cleaned
from hub.domain.cap.alert import Info, Status

_SENTENCE = re.compile(r"[^。！？；.!?;\n]*[。！？；.!?;\n]")
_ENDS = tuple("。！？；.!?;")
# Said before and after, so that nobody who hears a part of it takes it for real.
_EXERCISE = {
    True: ("演练，演练，以下是演练内容。", "以上是演练，不是真实警报。"),
    False: ("Exercise. Exercise. This is an exercise. ", " This was an exercise, no real warning."),
}
_SAID_BY = {True: "{name}发布：", False: "{name}: "}


def chosen(infos: Sequence[Info], language: str) -> tuple[Info, ...]:
    """The blocks that are read: those in Chinese, else in the township's language, else in that of the first.

    Args:
        infos: of one message, at least one.
        language: of the township, such as "zh" or "en".
    """
    spoken_here = {_of(info) for info in infos}
    wanted = next(each for each in ("zh", language, _of(infos[0])) if each in spoken_here)
    return tuple(info for info in infos if _of(info) == wanted)


def spoken(info: Info, status: Status) -> str:
    """What is read aloud, at most as long as an announcement may be.

    What is too long loses the end of its description first, whole sentences of it: what to do stays.
    """
    is_zh = _of(info) == "zh"
    before, after = _EXERCISE[is_zh] if status is Status.EXERCISE else ("", "")
    who = _SAID_BY[is_zh].format(name=cleaned(info.sender_name)) if cleaned(info.sender_name) else ""
    headline, description, instruction = (
        _ended(cleaned(text), is_zh=is_zh) for text in (info.headline, info.description, info.instruction)
    )
    room = MAX_TEXT - len(before) - len(after)
    first = (who + headline)[:room]
    last = _cut(instruction, room - len(first))
    middle = _cut(description, room - len(first) - len(last))
    return f"{before}{first}{middle}{last}{after}".strip()


def repeats(text: str, wished: int) -> int:
    """How often it is said: a long text less often than a short one."""
    return max(1, min(wished, MAX_TEXT // max(1, len(text))))


def _of(info: Info) -> str:
    return info.language.strip().lower().replace("_", "-").partition("-")[0]


def _ended(text: str, *, is_zh: bool) -> str:
    """End a part like a sentence, so that it does not run into the next."""
    if not text:
        return ""
    if is_zh:
        return text if text.endswith(_ENDS) else f"{text}。"
    return f"{text} " if text.endswith(_ENDS) else f"{text}. "


def _cut(text: str, most: int) -> str:
    """As many whole sentences as there is room for, or the begin of one that alone is too long."""
    if len(text) <= most:
        return text
    fitting = [kept for kept in accumulate(_SENTENCE.findall(text)) if len(kept) <= most]
    return fitting[-1] if fitting else text[:most]
