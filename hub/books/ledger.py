"""The ledger port: all books, read and written together."""

from contextlib import AbstractContextManager
from typing import Protocol

from hub.books.accounts import AccountBook
from hub.books.acts import ActBook
from hub.books.announcements import AnnouncementBook
from hub.books.cameras import CameraBook
from hub.books.cap import CapBook
from hub.books.earshot import EarshotBook
from hub.books.intake import IntakeBook
from hub.books.keys import KeyBook
from hub.books.letters import LetterBook
from hub.books.levels import LevelBook
from hub.books.outbox import OutboxBook
from hub.books.photos import PhotoBook
from hub.books.profiles import ProfileBook
from hub.books.registry import RegistryBook
from hub.books.schedules import ScheduleBook
from hub.books.speaking import SpeakingBook
from hub.books.tickets import TicketBook
from hub.books.webhooks import WebhookBook


class Transaction(Protocol):
    """All books, seen and changed together: either everything inside is kept, or nothing."""

    @property
    def registry(self) -> RegistryBook:
        """Places, people, devices."""
        ...

    @property
    def intake(self) -> IntakeBook:
        """Cursor, states, accounts."""
        ...

    @property
    def earshot(self) -> EarshotBook:
        """When the hub could hear."""
        ...

    @property
    def letters(self) -> LetterBook:
        """Dead letters."""
        ...

    @property
    def outbox(self) -> OutboxBook:
        """Points on their way to the series store."""
        ...

    @property
    def levels(self) -> LevelBook:
        """Levels of bins by the hour."""
        ...

    @property
    def tickets(self) -> TicketBook:
        """The rectification ledger."""
        ...

    @property
    def photos(self) -> PhotoBook:
        """Closing photos."""
        ...

    @property
    def cameras(self) -> CameraBook:
        """What was drawn and marked on the pictures of cameras."""
        ...

    @property
    def announcements(self) -> AnnouncementBook:
        """Announcements and deliveries."""
        ...

    @property
    def cap(self) -> CapBook:
        """Public warnings that came."""
        ...

    @property
    def speaking(self) -> SpeakingBook:
        """Rules of villages, airtime, saved targets."""
        ...

    @property
    def schedules(self) -> ScheduleBook:
        """What sounds again and again, and what speakers keep."""
        ...

    @property
    def acts(self) -> ActBook:
        """Who did what with the loudspeakers."""
        ...

    @property
    def accounts(self) -> AccountBook:
        """Accounts and sessions."""
        ...

    @property
    def profiles(self) -> ProfileBook:
        """Products that only this hub knows."""
        ...

    @property
    def webhooks(self) -> WebhookBook:
        """Who may post uplinks."""
        ...

    @property
    def keys(self) -> KeyBook:
        """By which keys speakers are known, and epochs."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Undo only what is done inside when an exception leaves the block."""
        ...


class Ledger(Protocol):
    """The database of record. One writer at a time; readers never wait for it."""

    def start(self) -> None:
        """Open and migrate.

        Raises:
            StoreDown: cannot be opened; the text says which file or server.
        """
        ...

    def stop(self) -> None:
        """Close; idempotent."""
        ...

    @property
    def commits(self) -> int:
        """How many transactions this process has committed; while it stands still, so do the books.

        Any thread may ask, and asking costs nothing. Other processes' transactions are not counted.
        """
        ...

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction that commits (durably) when the block ends, and leaves nothing when it raises.

        Raises:
            StoreDown: the database cannot be written now; nothing was kept.
        """
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view for reading; writing in it is an error.

        Raises:
            StoreDown: the database cannot be read now.
        """
        ...
