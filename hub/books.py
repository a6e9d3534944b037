"""What the ledger keeps, book by book, as Protocols; the ledger port itself stands at the end."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.announcements import Announcement, Delivery
from hub.domain.broker_drops import BrokerDrops
from hub.domain.device_state import DeviceState, Glimpse
from hub.domain.intake import Balance, Outcome
from hub.domain.people import Account, Session
from hub.domain.tickets import Ticket, TicketState
from hub.letter_book import LetterBook
from hub.level_book import LevelBook
from hub.outbox import OutboxBook
from hub.profile_book import ProfileBook
from hub.registry_book import RegistryBook
from hub.webhook_book import WebhookBook


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A raw message of a device that is not in the registry yet."""

    seq: int
    topic: str
    payload: bytes
    received_at: datetime
    is_retained: bool = False


class IntakeBook(Protocol):
    """What ingest remembers: its cursor, device states, its accounts."""

    def cursor(self) -> int:
        """Number of the last journal record whose effects are in the ledger; 0 at the beginning."""
        ...

    def move_cursor(self, seq: int) -> None:
        """Note that all records up to `seq` have had their effect."""
        ...

    def states(self, devices: Collection[str] | None = None) -> Mapping[str, DeviceState]:
        """States of these devices (all when None); devices never heard of are left out."""
        ...

    def glimpses(self) -> Mapping[str, Glimpse]:
        """Of the state of every device that was ever heard of what figures of all of them need."""
        ...

    def keep_states(self, states: Iterable[DeviceState]) -> None:
        """Replace the states of these devices."""
        ...

    def count(self, outcomes: Mapping[Outcome, int], nobodys: Mapping[Outcome, int] | None = None) -> None:
        """Add to the totals, and to the part of them that belongs to no device of the hub's (`nobodys`)."""
        ...

    def totals(self) -> Mapping[Outcome, int]:
        """What became of all messages that were worked on."""
        ...

    def counted_for_devices(self) -> Mapping[Outcome, int]:
        """The same, summed over the devices; reads every state."""
        ...

    def broker_drops(self) -> BrokerDrops:
        """What the broker said it dropped."""
        ...

    def keep_broker_drops(self, drops: BrokerDrops) -> None:
        """Replace it."""
        ...

    def nobodys(self) -> Mapping[Outcome, int]:
        """How much of the totals is counted for no device."""
        ...

    def balance(self, received: int) -> Balance:
        """The balance as of this transaction, given how many messages the journal has numbered."""
        ...

    def hold(self, device: str, messages: Sequence[HeldMessage]) -> Sequence[HeldMessage]:
        """Keep messages of an unclaimed device; of more than 5,000 the oldest leave and are returned."""
        ...

    def held_devices(self) -> Collection[str]:
        """Ids of the devices that wait unclaimed."""
        ...

    def held(self, device: str, newest: int | None = None) -> Sequence[HeldMessage]:
        """The kept messages of an unclaimed device (the newest only), oldest first."""
        ...

    def release(self, device: str) -> None:
        """Forget the kept messages of a device that was claimed."""
        ...


class TicketBook(Protocol):
    """The rectification ledger."""

    def open_about(self, subject: str) -> Ticket | None:
        """The one ticket about this subject that is not closed."""
        ...

    def last_about(self, subject: str) -> Ticket | None:
        """The newest ticket about this subject, open or closed."""
        ...

    def get(self, ticket: str) -> Ticket | None:
        """One ticket by id."""
        ...

    def put(self, ticket: Ticket) -> None:
        """Add or replace by id.

        Raises:
            ValueError: another open ticket has the same subject; extend that one instead.
        """
        ...

    def count_open(self, now: datetime) -> tuple[int, int]:
        """How many tickets are not closed, and how many of them are overdue at `now` (aware UTC)."""
        ...

    def list(self, states: Collection[TicketState], limit: int) -> Sequence[Ticket]:
        """Tickets in these states, the newest first."""
        ...


class AnnouncementBook(Protocol):
    """Announcements, their deliveries, and the outbox of commands."""

    def put(self, announcement: Announcement) -> None:
        """Add or replace by id."""
        ...

    def get(self, announcement: str) -> Announcement | None:
        """One announcement by id."""
        ...

    def newest(self, limit: int) -> Sequence[Announcement]:
        """Newest first."""
        ...

    def put_deliveries(self, deliveries: Iterable[Delivery]) -> None:
        """Add or replace by id."""
        ...

    def delivery(self, delivery: str) -> Delivery | None:
        """One delivery by id (the id of its command)."""
        ...

    def deliveries(self, announcement: str) -> Sequence[Delivery]:
        """All deliveries of an announcement, by device."""
        ...

    def unfinished(self) -> Sequence[Delivery]:
        """Deliveries that are not settled: to be sent, or waiting for an answer in time."""
        ...


class AccountBook(Protocol):
    """Who may sign in, and who is signed in."""

    def account(self, name: str) -> Account | None:
        """One account by its sign-in name."""
        ...

    def put_account(self, account: Account) -> None:
        """Add or replace by name."""
        ...

    def session(self, token_sha256: str) -> Session | None:
        """One session by the hash of its token."""
        ...

    def put_session(self, session: Session) -> None:
        """Add a session."""
        ...

    def end_session(self, token_sha256: str) -> None:
        """Forget a session; unknown ones are no error."""
        ...

    def forget_sessions(self, over_at: datetime) -> None:
        """Forget the sessions that are over at an instant."""
        ...


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
    def announcements(self) -> AnnouncementBook:
        """Announcements and deliveries."""
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
