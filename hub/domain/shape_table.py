"""The shape of a tapered or round bin as text: `20=10 50=40`, height and volume below it in percent. Pure.

No colon: a spreadsheet makes a time of day of 20:10.
"""

Shape = tuple[tuple[float, float], ...]
_WHOLE_PCT = 100.0


class BadShape(ValueError):
    """The text is no table of shape; it says what was expected."""


def read_shape(text: str) -> Shape:
    """Read a table; "" is that of a bin with upright walls.

    Raises:
        BadShape: no pairs of numbers, or they do not rise between 0 and 100; mend the text.
    """
    expected = f"shape {text[:60]!r}: expected pairs such as 20=10 50=40, both rising between 0 and 100"
    try:
        table = tuple(_pair(word) for word in text.split())
    except ValueError as error:
        raise BadShape(expected) from error
    below = (0.0, 0.0)
    for height_pct, volume_pct in table:
        is_rising = below[0] < height_pct < _WHOLE_PCT and below[1] <= volume_pct <= _WHOLE_PCT
        if not is_rising:
            raise BadShape(expected)
        below = (height_pct, volume_pct)
    return table


def write_shape(shape: Shape) -> str:
    """Write a table; `read_shape` gives it again."""
    return " ".join(f"{_plain(height_pct)}={_plain(volume_pct)}" for height_pct, volume_pct in shape)


def _plain(pct: float) -> str:
    return repr(float(pct)).removesuffix(".0")


def _pair(word: str) -> tuple[float, float]:
    height, volume = word.split("=")
    return float(height), float(volume)
