"""The journal: every raw message on disk before anybody is told that it is safe."""

from hub.journal.journal import Journal, JournalClosed, JournalFailed

__all__ = ["Journal", "JournalClosed", "JournalFailed"]
