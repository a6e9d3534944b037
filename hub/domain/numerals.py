"""Numbers as Chinese speakers say them. Pure."""

_DIGITS = "零一二三四五六七八九"
_TELEPHONE = _DIGITS.replace("一", "幺")
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 4
LONGEST = 16


def digits(text: str) -> str:
    """Read digit by digit, as years are read: 2026 -> 二零二六."""
    return "".join(_DIGITS[int(digit)] for digit in text)


def telephone(text: str) -> str:
    """Read digit by digit with 幺 for one, as telephone and road numbers are read: 110 -> 幺幺零."""
    return "".join(_TELEPHONE[int(digit)] for digit in text)


def cardinal(text: str) -> str:
    """Read a whole number: 10203 -> 一万零二百零三.

    Args:
        text: ASCII digits; longer than LONGEST, or with a zero in front, they are read one by one.
    """
    if len(text) > LONGEST or (len(text) > 1 and text.startswith("0")):
        return digits(text)
    if not text.strip("0"):
        return "零"
    spoken = ""
    is_gap = False
    groups = _groups(text)
    for index, group in enumerate(groups):
        if not group.strip("0"):
            is_gap = bool(spoken)
            continue
        gap = "零" if spoken and (is_gap or group.startswith("0")) else ""
        spoken += gap + _below_ten_thousand(group) + _GROUPS[len(groups) - 1 - index]
        is_gap = False
    return spoken.removeprefix("一") if spoken.startswith("一十") else spoken


def number(text: str) -> str:
    """Read a decimal number: 3.05 -> 三点零五.

    Args:
        text: ASCII digits with at most one point inside.
    """
    whole, _, fraction = text.partition(".")
    return cardinal(whole) + ("点" + digits(fraction) if fraction else "")


def _groups(text: str) -> list[str]:
    padded = text.zfill(-(-len(text) // _GROUP) * _GROUP)
    return [padded[start : start + _GROUP] for start in range(0, len(padded), _GROUP)]


def _below_ten_thousand(group: str) -> str:
    spoken = ""
    for index, digit in enumerate(group):
        if digit == "0":
            continue
        gap = "零" if spoken and group[index - 1] == "0" else ""
        place = _PLACES[_GROUP - 1 - index]
        spoken += gap + ("两" if digit == "2" and place == "千" else _DIGITS[int(digit)]) + place
    return spoken
