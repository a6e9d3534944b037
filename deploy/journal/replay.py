"""`village-hub journal replay`: write the points of a span of the journal to the series store once more."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy import sayings
from deploy.errors import CannotRun
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from devices.profiles.catalog import shipped_texts, texts
from hub.adapters.clock import SystemClock
from hub.adapters.ledger.database import SqlLedger
from hub.app import PROFILES
from hub.domain.tickets import Allowed
from hub.journal import Journal, JournalFailed
from hub.journal.format import BadSegment
from hub.journal.lock import JournalBusy
from hub.ports import StoreDown
from hub.replay import Again, Replay, Span
from hub.services.bin_readings import BinReadings
from hub.services.hearing import Hearing
from hub.services.ingest import Ingest
from hub.services.products import Known, ProductCatalog
from hub.services.rectify import Rectify
from hub.services.sending import Sending


def instant_of(text: str, zone: ZoneInfo) -> datetime:
    """Read a time as a person writes it; without an offset it is the site's.

    Raises:
        CannotRun: it is none.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotRun(sayings.NO_TIME.of(text=text)) from error
    return read if read.tzinfo else read.replace(tzinfo=zone)


def replay(data: Path, site: str, span: Span, agree: Callable[[int], bool]) -> Again:
    """Queue the points of a span again, in the ledger of a hub that does not run.

    Args:
        data: the hub's data directory.
        site: whose journal it must be.
        span: which messages.
        agree: told how many messages it is about; False leaves everything as it is.

    Raises:
        CannotRun: the hub runs, or its journal or ledger cannot be used.
    """
    if not (data / "ledger.db").is_file():
        raise CannotRun(sayings.NO_JOURNAL.of(folder=data))
    try:
        with _ready(data, site) as ready:
            return ready.run(span) if agree(ready.count(span)) else Again(0, 0)
    except JournalBusy as error:
        raise CannotRun(sayings.HUB_RUNS.of(folder=data)) from error
    except (BadSegment, JournalFailed) as error:
        raise CannotRun(sayings.JOURNAL_UNUSABLE.of(error=error)) from error
    except StoreDown as error:
        raise CannotRun(sayings.LEDGER_UNUSABLE.of(error=error)) from error


@contextmanager
def _ready(data: Path, site: str) -> Iterator[Replay]:
    with ExitStack() as stack:
        journal = Journal(data / "journal", site)
        journal.open()
        stack.callback(journal.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=data, prefix="replay-")))
        ledgers = [
            SqlLedger(f"sqlite:///{file.absolute()}") for file in (data / "ledger.db", folder / "scratch.db")
        ]
        for ledger in ledgers:
            ledger.start()
            stack.callback(ledger.stop)
        ledger, scratch = ledgers
        known = Known(shipped_texts(), texts(data / PROFILES))
        products = ProductCatalog(site, ledger, SystemClock(), known, lambda _topics: None)
        products.load()
        yield Replay(journal, ledger, scratch, _ingest(site, scratch, products), SystemClock())


def _ingest(site: str, scratch: SqlLedger, products: ProductCatalog) -> Ingest:
    sending = Sending(site, timedelta(), scratch, _NoBus(), SystemClock())
    rectify = Rectify(Allowed())
    bins = BinReadings(rectify, products.usual_geometry)
    return Ingest(products.read, Hearing(rectify, sending, bins))


class _NoBus:
    """Sends nothing: what a replay works out is not said to anybody."""

    def send(
        self, message: Message, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Refuse."""
        raise LinkDown(f"a replay sends nothing ({message.address.topic()}, {qos=}, {retain=}, {expiry_s=})")

    def forget(self, topic: str) -> None:
        """Refuse."""
        raise LinkDown(f"a replay sends nothing ({topic})")

    def resent_ago_s(self, topic: str) -> float | None:  # noqa: ARG002  # as the port has it
        """Nothing was sent, and so nothing again."""
        return None  # the port answers with one
