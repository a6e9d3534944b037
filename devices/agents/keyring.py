"""The hub keys that a speaker believes: those it was set up with, or those that one of them named since."""

from collections.abc import Sequence

from devices.contract.signing import PublicKey


class Keyring:
    """Keys by their names; one thread uses it.

    Args:
        configured: the keys the speaker was set up with, as `PublicKey.text` writes them.

    Raises:
        ValueError: one of them is no key.
    """

    def __init__(self, configured: Sequence[str]) -> None:
        self.mark = " ".join(sorted(configured))
        self._keys = _named(configured)

    def names(self) -> tuple[str, ...]:
        """The names of all of them."""
        return tuple(self._keys)

    def find(self, name: str) -> PublicKey | None:
        """The key of that name, if it is believed."""
        return self._keys.get(name)

    def replace(self, trusted: Sequence[str]) -> None:
        """Believe these and no others.

        Raises:
            ValueError: one of them is no key; nothing changed.
        """
        self._keys = _named(trusted)


def _named(texts: Sequence[str]) -> dict[str, PublicKey]:
    keys = [PublicKey.read(text) for text in texts]
    return {key.name: key for key in keys}
