"""What a place was like before a pile came there, in pictures that may leave the process. Pure."""

from collections.abc import Collection, Iterable

from vision.picture import Picture

# To scale one down takes as long as to judge it: 8 ms from 1920 to 1280 pixels (OpenCV 5.0, 2026-11-26).
_PACE_MS = 60_000


class Before:
    """Keeps the last picture of the calm place, and for each pile the one that was the last when it began."""

    def __init__(self) -> None:
        self._calm: Picture | None = None
        self._by_pile: dict[str, Picture] = {}

    def is_due(self, at_ms: int) -> bool:
        """Tell whether the last picture of the calm place is so old that the next is worth its while."""
        return self._calm is None or not 0 <= at_ms - self._calm.taken_at_ms < _PACE_MS

    def keep(self, calm: Picture) -> None:
        """Take a picture with hardly anything in it."""
        self._calm = calm

    def follow(self, begun: Iterable[str], kept: Collection[str]) -> None:
        """Take note of the piles that began at this look, and forget all but those kept."""
        self._by_pile = {pile: picture for pile, picture in self._by_pile.items() if pile in kept}
        if self._calm is not None:
            self._by_pile.update(dict.fromkeys(begun, self._calm))

    def of(self, pile: str) -> Picture | None:
        """Give what it was like before a pile began; None: nobody knows."""
        return self._by_pile.get(pile)
