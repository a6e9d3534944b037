"""What is shown once: the words of a password or secret, to be noted at once."""

from collections.abc import Sequence

from hub.console.parts import div, text


class Secret:
    """Labelled lines that stand there until they are cleared."""

    def __init__(self, labels: Sequence[str], warning: str) -> None:
        with div("secret") as self._block:
            text(warning, "soon")
            self._lines = []
            for label in labels:
                with div("secret-line"):
                    text(label, "quiet")
                    self._lines.append(text("", "code"))
        self.clear()

    def show(self, words: Sequence[str]) -> None:
        """Show them."""
        for line, word in zip(self._lines, words, strict=True):
            line.set_text(word)
        self._block.set_visibility(True)

    def clear(self) -> None:
        """Take them off the page."""
        for line in self._lines:
            line.set_text("")
        self._block.set_visibility(False)
