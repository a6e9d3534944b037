"""The hub's figures for Prometheus, computed when they are asked for."""

from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from hub.books.outbox import Audited
from hub.context import Context, Door
from hub.domain.cap.record import Fate
from hub.domain.health import Presence
from hub.health_words import NOTES
from hub.services import follow
from hub.services.cap.warnings import PublicWarnings
from hub.services.durability import Standing
from hub.services.overview import Overview


class HubCollector(Collector):
    """Asks the services at scrape time; holds nothing itself."""

    def __init__(self, hub: Context) -> None:
        self._hub = hub

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not ask the stores."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures of one moment.

        Raises:
            StoreDown: the ledger does not answer; the scrape fails and says so.
        """
        overview = self._hub.watch.overview()
        yield from _messages(overview)
        yield from _township(overview)
        yield GaugeMetricFamily(
            "village_deliveries_unfinished",
            "Announcement deliveries to be sent or to be answered",
            follow.unfinished(self._hub.ledger),
        )
        yield GaugeMetricFamily(
            "village_journal_damaged_bytes",
            "Bytes of the journal that were found to be no intact record since the hub started",
            self._hub.damaged_bytes(),
        )
        yield from _doors(self._hub.doors())
        yield from _public_warnings(self._hub.warnings)
        yield from _series_store(self._hub.durability.standing(), self._hub.audit.audited())
        yield CounterMetricFamily(
            "village_broker_dropped",
            "Messages the broker says it dropped since the hub first heard of it",
            self._hub.broker_drops().total,
        )
        yield CounterMetricFamily(
            "village_pictures_refused",
            "Last pictures of cameras that were too large or no JPEG, since the hub started",
            self._hub.refused_pictures(),
        )
        yield GaugeMetricFamily(
            "village_clock_late_seconds",
            "For how long a job has missed its turn; while it stays high the hub is overloaded",
            self._hub.late_s(),
        )
        health = self._hub.health()
        yield GaugeMetricFamily(
            "village_hub_problems", "Problems that make the hub fail", len(health.problems)
        )
        away = GaugeMetricFamily(
            "village_hub_away", "1 for what is away, 0 for what answers", labels=["what"]
        )
        missing = {note.code for note in health.notes}
        for what in NOTES:
            away.add_metric([what], what in missing)
        yield away


def _messages(overview: Overview) -> Iterator[Metric]:
    balance = overview.balance
    yield CounterMetricFamily("village_messages_received", "Messages ever numbered", balance.received)
    outcomes = CounterMetricFamily("village_messages", "What became of messages", labels=["outcome"])
    outcomes.add_metric(["stored"], balance.stored)
    outcomes.add_metric(["duplicate"], balance.duplicate)
    outcomes.add_metric(["dead_letter"], balance.dead_letter)
    outcomes.add_metric(["rejected"], balance.rejected)
    outcomes.add_metric(["lost"], balance.lost)
    yield outcomes
    yield GaugeMetricFamily(
        "village_messages_in_journal",
        "Messages safe on disk and not yet in the series store",
        balance.in_journal,
    )
    yield GaugeMetricFamily("village_balance_even", "1 when every message is accounted for", balance.is_even)


def _doors(doors: Sequence[Door]) -> Iterator[Metric]:
    not_taken = CounterMetricFamily(
        "village_door_not_taken", "What a port beside the broker could not take", labels=["port", "what"]
    )
    for door in doors:
        not_taken.add_metric([door.name, "no_frame"], door.refused)
        not_taken.add_metric([door.name, "disk_too_slow"], door.unanswered)
        not_taken.add_metric([door.name, "too_many"], door.turned_away)
    yield not_taken


def _public_warnings(warnings: PublicWarnings) -> Iterator[Metric]:
    alerts = GaugeMetricFamily(
        "village_cap_alerts", "Public warnings that are kept, by what became of them", labels=["fate"]
    )
    counts = warnings.desk.counts()
    for fate in Fate:
        alerts.add_metric([fate.value], counts.get(fate, 0))
    yield alerts
    lost = GaugeMetricFamily(
        "village_cap_feed_lost", "1 for a source of public warnings that does not answer", labels=["feed"]
    )
    for standing in warnings.inlets.standings():
        lost.add_metric([standing.name], standing.is_lost)
    yield lost


def _series_store(standing: Standing, audited: Audited) -> Iterator[Metric]:
    yield CounterMetricFamily(
        "village_series_restarts", "Restarts of the series store that were noticed", standing.restarts
    )
    yield GaugeMetricFamily(
        "village_series_replay_batches",
        "Batches of points still to be written once more after a restart",
        standing.replaying,
    )
    yield GaugeMetricFamily(
        "village_series_unsaved_batches",
        "Batches of points that a crash of the series store could take, kept by the hub",
        standing.unsaved,
    )
    yield GaugeMetricFamily(
        "village_series_aside_points",
        "Good points that the series store is too full for",
        standing.aside.points,
    )
    points = GaugeMetricFamily("village_audit_points", "Points of the newest audit", labels=["found"])
    points.add_metric(["checked"], audited.checked)
    points.add_metric(["missing"], audited.missing)
    points.add_metric(["repaired"], audited.repaired)
    yield points
    yield GaugeMetricFamily(
        "village_audit_ended_timestamp_seconds", "When the newest audit ended", audited.ended_ms / 1_000
    )


def _township(overview: Overview) -> Iterator[Metric]:
    devices = GaugeMetricFamily("village_devices", "Registered devices by presence", labels=["presence"])
    for presence in Presence:
        devices.add_metric([presence.value], overview.presence.get(presence, 0))
    yield devices
    yield GaugeMetricFamily("village_devices_unclaimed", "Devices that wait unclaimed", overview.unclaimed)
    bins = GaugeMetricFamily("village_bins", "Registered bins by what is known of them", labels=["state"])
    bins.add_metric(["full"], overview.tally.bins_full)
    bins.add_metric(["unknown"], overview.tally.bins_unknown)
    bins.add_metric(["other"], overview.tally.bins - overview.tally.bins_full - overview.tally.bins_unknown)
    yield bins
    yield GaugeMetricFamily("village_tickets_open", "Matters not put right yet", overview.tickets_open)
    yield GaugeMetricFamily(
        "village_tickets_overdue", "Open matters past their deadline", overview.tickets_overdue
    )


def figures(hub: Context) -> bytes:
    """All figures of one moment, in Prometheus' text format.

    Raises:
        StoreDown: the ledger does not answer.
    """
    registry = CollectorRegistry()
    registry.register(HubCollector(hub))
    ProcessCollector(registry=registry)
    return generate_latest(registry)
