"""What would grow for ever: old segments of the journal, sessions that are over."""

from datetime import timedelta

from hub.books import Ledger
from hub.domain.instants import millis
from hub.journal import Journal
from hub.ports import Clock
from hub.recall import oldest_seq


class Upkeep:
    """Throws away what has had its time; called now and then on the ticker's thread."""

    def __init__(self, journal: Journal, ledger: Ledger, clock: Clock, *, keep: timedelta) -> None:
        self._journal = journal
        self._ledger = ledger
        self._clock = clock
        self._keep = keep
        # Files are dated by the machine's clock, also in a simulation.
        self._machine = clock.machine
        self._begun_at, self._begun_s = self._machine.now(), self._machine.monotonic_s()

    def prune_journal(self) -> None:
        """Delete segments that were worked on and are older than asked for, over the quota, or fill the disk.

        This also tells the journal how much it holds still waits, by which it stops and goes on.

        A wall clock that is put forward makes nothing old: no more time has passed than this process has run.
        (A segment is dated by its file; one written under a clock that was far behind may go early, but only
        after a restart.)

        Raises:
            StoreDown: nothing was deleted.
            OSError: the disk does not answer.
        """
        ran = timedelta(seconds=self._machine.monotonic_s() - self._begun_s)
        now = min(self._machine.now(), self._begun_at + ran)
        with self._ledger.read() as tx:
            done_seq = tx.intake.cursor()
        older_than_s = millis(now - self._keep) / 1000
        self._journal.prune(done_seq=done_seq, older_than_s=older_than_s)

    def forget_letters(self) -> None:
        """Forget the numbers of dead letters that the journal no longer holds; their counts stay.

        Raises:
            StoreDown: none was forgotten.
        """
        with self._ledger.write() as tx:
            tx.letters.forget_numbers(oldest_seq(self._journal))

    def end_sessions(self) -> None:
        """Forget the sessions that are over.

        Raises:
            StoreDown: none was forgotten.
        """
        with self._ledger.write() as tx:
            tx.accounts.forget_sessions(self._clock.now())
