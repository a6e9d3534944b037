"""The only dice of the pretend township: draws are named, so the same names give the same world."""

import random


def dice(*what: object) -> random.Random:
    """Take fresh dice for one named purpose, such as ("bin", "bin-007", 12).

    The same words give the same sequence on every machine; one purpose never shifts the draws of another.
    """
    return random.Random("/".join(map(str, what)))  # noqa: S311  # a pretend world, nothing secret
