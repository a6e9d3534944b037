"""Whether the hub does its work: what is broken, what is away and held safe meanwhile."""

from dataclasses import dataclass

from devices.mqtt import Link
from hub.books import Ledger
from hub.broker_news import BrokerNews
from hub.clock_watch import ClockWatch
from hub.context import Away, Health
from hub.crew import Crew
from hub.forwarder import Forwarder
from hub.health_words import dropped, imbalance, times
from hub.journal import Journal
from hub.ports import Clock, StoreDown
from hub.pump import Pump
from hub.services.balance_check import BalanceCheck
from hub.services.cap.warnings import PublicWarnings
from hub.services.machine import MachineServices
from hub.services.watch import Watch
from hub.words import Word

_LONGEST_DETAIL = 40


@dataclass(frozen=True, slots=True)
class Vitals:
    """Asks each part how it is; any thread may."""

    crew: Crew
    link: Link
    journal: Journal
    pump: Pump
    forwarder: Forwarder
    clock_watch: ClockWatch
    broker: BrokerNews
    balance: BalanceCheck
    warnings: PublicWarnings
    watch: Watch
    machine: MachineServices
    ledger: Ledger
    clock: Clock

    def health(self) -> Health:
        """As of now."""
        problems = (self.crew.problem,) if self.crew.failed.is_set() else ()
        return Health(problems, (*self._warned(), *self._outside(), *self._inside(), *self._lost()))

    def _outside(self) -> list[Away]:
        away = []
        if not self.link.is_up():
            away.append(Away("broker", self.clock.ago(self.link.down_s())))
        else:
            away += self._returning()
        contested_s = self.link.contested_s()
        if contested_s is not None:
            away.append(Away("identity", self.clock.ago(contested_s)))
        if self.forwarder.down_since is not None:
            away.append(Away("series", self.forwarder.down_since, self._waiting_for_series()))
        refused = self.machine.alerts_refused(self.clock.now())
        if refused is not None:
            away.append(Away("alerts_refused", refused.since, detail=times(refused.times)))
        return away

    def _returning(self) -> list[Away]:
        """Who is waited for since the broker is back, for as long as all have their time."""
        back_at = self.broker.earshot.now().waits_since(self.clock.now())
        if back_at is None:
            return []
        try:
            found = self.watch.roll_call()
        except StoreDown:
            return []
        devices = found.back + found.awaited
        detail = Word(f"已连上 {found.back}/{devices}", f"{found.back} of {devices} are back")
        return [Away("broker_back", back_at, detail=detail)] if found.awaited else []

    def _inside(self) -> list[Away]:
        away = []
        shortage = self.journal.shortage
        if shortage is not None:
            away.append(Away(shortage, self.clock.ago(self.journal.short_s)))
        if self.pump.down_since is not None:
            away.append(Away("ledger", self.pump.down_since))
        jumped_at = self.clock_watch.jumped_at()
        if jumped_at is not None:
            away.append(Away("clock", jumped_at))
        speed = self.clock.pretend_speed
        if speed is not None:
            shown = Word(f"{speed:.3g} 倍速", f"{speed:.3g} x")
            away.append(Away("pretend_clock", self.clock_watch.began_at, detail=shown))
        return away

    def _lost(self) -> list[Away]:
        away = []
        drops, uneven = self.broker.drops.drops, self.balance.imbalance
        if drops.since is not None and drops.is_recent(self.clock.now()):
            away.append(Away("broker_dropped", drops.since, detail=dropped(drops.recent)))
        if uneven is not None:
            away.append(Away("imbalance", uneven.since, detail=imbalance(uneven.found)))
        return away

    def _warned(self) -> list[Away]:
        """Public warnings that nobody may have heard of, and ways by which none can come."""
        away = [
            Away("cap_feed", each.silent_since, detail=Word(each.name, each.name))
            for each in self.warnings.inlets.lost()
        ]
        try:
            unspoken, waiting = self.warnings.desk.unspoken(), self.warnings.desk.waiting()
        except StoreDown:
            return away
        if waiting:
            away.append(Away("cap_waiting", waiting[-1].created_at, detail=_shortly(waiting[0].text)))
        if unspoken:
            away.append(Away("cap_unspoken", unspoken[-1].received_at, detail=_shortly(unspoken[0].headline)))
        return away

    def _waiting_for_series(self) -> int | None:
        try:
            with self.ledger.read() as tx:
                return tx.intake.balance(tx.intake.cursor()).in_journal
        except StoreDown:
            return None


def _shortly(text: str) -> Word:
    """The begin of what somebody wrote."""
    shown = text[:_LONGEST_DETAIL].replace("\n", " ")
    return Word(shown, shown)
