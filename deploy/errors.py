"""Trouble whose text is meant for the person who started the command."""


class CannotRun(RuntimeError):
    """The command cannot go on; the text says why in one sentence and names the way out."""
