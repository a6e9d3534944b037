"""From what the services know to what the API answers. Pure: the time is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from devices.contract.bodies import ViewFault
from devices.contract.quantities import QUANTITIES, Quantity
from hub import sensor_words
from hub.api import models
from hub.context import Health
from hub.domain.area import Catalog, Person, Place
from hub.domain.gaps import Gap
from hub.domain.instants import instant
from hub.domain.intake import Balance, Outcome
from hub.domain.tickets import Judged, Ticket
from hub.domain.wildness import Wildness
from hub.health_words import RED_NOTES, note
from hub.services.foretelling import BinForecast
from hub.services.watch import DeviceView, Figure, Stranger
from hub.words import (
    CLOSING_REASONS,
    PRESENCES,
    TICKET_KINDS,
    TICKET_STATES,
    VERDICTS,
    VIEW_FAULTS,
    Word,
)

LEVEL = Quantity("level", "%", 0, 100, "满溢度", "fill level")


@dataclass(frozen=True, slots=True)
class Scene:
    """What every answer is written against: the moment, the township's zone, the registry."""

    now: datetime
    zone: tzinfo
    catalog: Catalog

    def local(self, at: datetime) -> datetime:
        """The same instant on the township's clocks."""
        return at.astimezone(self.zone)

    def local_ms(self, at_ms: int) -> datetime:
        """An instant in milliseconds UTC on the township's clocks."""
        return self.local(instant(at_ms))

    def local_or_none(self, at: datetime | None) -> datetime | None:
        """The same, where there may be none."""
        return None if at is None else self.local(at)

    def age_s(self, at: datetime) -> float:
        """How long ago, seconds; negative for times ahead."""
        return round((self.now - at).total_seconds(), 1)

    def age_s_or_none(self, at: datetime | None) -> float | None:
        """The same, where there may be none."""
        return None if at is None else self.age_s(at)


def named(code: str, word: Word) -> models.Named:
    """A code with what people call it."""
    return models.Named(code=code, zh=word.zh, en=word.en)


def problems(health: Health) -> list[models.Named]:
    """What makes the hub fail."""
    return [named(code, note(code)) for code in health.problems]


def notes(scene: Scene, health: Health) -> list[models.AwayOut]:
    """What is away but held safe."""
    return [
        models.AwayOut(
            code=away.code,
            zh=note(away.code).zh,
            en=note(away.code).en,
            since=scene.local(away.since),
            age_s=scene.age_s(away.since),
            held_messages=away.held,
            is_red=away.code in RED_NOTES,
            detail_zh=away.detail.zh,
            detail_en=away.detail.en,
        )
        for away in health.notes
    ]


def figure(scene: Scene, quantity: Quantity | None, shown: Figure) -> models.FigureOut:
    """One figure; `quantity` None for a name that is no longer in the registry of quantities."""
    return models.FigureOut(
        value=shown.value,
        unit=quantity.unit if quantity else "",
        zh=quantity.zh if quantity else "",
        en=quantity.en if quantity else "",
        quality=shown.quality,
        at=scene.local(shown.at),
        age_s=round(shown.age.total_seconds(), 1),
        is_stale=shown.is_stale,
    )


def figures(scene: Scene, shown: Mapping[str, Figure]) -> dict[str, models.FigureOut]:
    """All figures of a device."""
    return {name: figure(scene, QUANTITIES.get(name), item) for name, item in shown.items()}


def device(scene: Scene, view: DeviceView, foretold: BinForecast | None = None) -> models.DeviceOut:
    """One device; `foretold`: when it will be full."""
    known = view.device
    presence = PRESENCES[view.presence]
    fault = ViewFault(view.view_fault) if view.view_fault else None
    return models.DeviceOut(
        id=known.id,
        name=known.name,
        device_class=known.device_class,
        village=place(view.village),
        owner=person(view.owner),
        lat=known.lat,
        lon=known.lon,
        model=known.model,
        period_s=known.period_s,
        via=view.via,
        presence=view.presence,
        presence_zh=presence.zh,
        presence_en=presence.en,
        seen_at=scene.local_or_none(view.seen_at),
        age_s=scene.age_s_or_none(view.seen_at),
        level=figure(scene, LEVEL, view.level) if view.level else None,
        wild=wild(scene, view.wildness),
        is_full=view.is_full,
        emptied_at=scene.local_or_none(view.emptied_at),
        forecast=forecast(scene, foretold) if foretold else None,
        alarms=[named(kind.value, TICKET_KINDS[kind]) for kind in view.alarms],
        view_fault=named(fault.value, VIEW_FAULTS[fault]) if fault else None,
        view_picture=f"/media/{view.view_proof}" if view.view_proof else None,
        delivery=_DELIVERIES[view.is_best_effort],
        missing_messages=view.gaps.missing,
        messages=fates(view.counts),
        gaps=[_gap(scene, gap) for gap in view.gaps.known],
        figures=figures(scene, view.figures),
    )


def forecast(scene: Scene, made: BinForecast) -> models.ForecastOut:
    """When a bin will be full."""
    return models.ForecastOut(
        made_at=scene.local(made.made_at),
        full_at=scene.local_or_none(made.full_at),
        surely_full_at=scene.local_or_none(made.surely_full_at),
        days=made.forecast.days,
        mean_error_h=round(made.tested.mean_error_h, 1) if made.tested else None,
        tested=made.tested.cases if made.tested else 0,
    )


def wild(scene: Scene, found: Wildness | None) -> models.WildOut | None:
    """What is seen of a sensor whose readings stray, and what to do about it."""
    if found is None:
        return None
    seen, advice = sensor_words.seen(found), sensor_words.ADVICE
    return models.WildOut(
        since=scene.local(found.since),
        strayed=found.strayed,
        readings=found.readings,
        seen_zh=seen.zh,
        seen_en=seen.en,
        advice_zh=advice.zh,
        advice_en=advice.en,
    )


def _gap(scene: Scene, known: Gap) -> models.GapOut:
    return models.GapOut(
        boot=known.boot,
        first=known.first,
        last=known.last,
        count=known.count,
        since=scene.local(known.since),
        until=scene.local(known.until),
    )


_DELIVERIES: Mapping[bool | None, Literal["confirmed", "best_effort"] | None] = {
    None: None,
    False: "confirmed",
    True: "best_effort",
}


def stranger(scene: Scene, unknown: Stranger) -> models.StrangerOut:
    """One unclaimed device."""
    return models.StrangerOut(
        id=unknown.device,
        seen_at=scene.local_or_none(unknown.seen_at),
        age_s=scene.age_s_or_none(unknown.seen_at),
        messages=unknown.messages,
        figures=figures(scene, unknown.figures),
    )


def place(found: Place | None) -> models.PlaceOut | None:
    """One place."""
    return models.PlaceOut(id=found.id, kind=found.kind, name=found.name) if found else None


def person(found: Person | None) -> models.PersonOut | None:
    """One person."""
    return models.PersonOut(name=found.name, phone=found.phone) if found else None


def balance(scene: Scene, known: Balance) -> models.BalanceOut:
    """Where every message is."""
    return models.BalanceOut(
        at=scene.local(scene.now),
        received=known.received,
        stored=known.stored,
        duplicate=known.duplicate,
        dead_letter=known.dead_letter,
        rejected=known.rejected,
        in_journal=known.in_journal,
        lost=known.lost,
        is_even=known.is_even,
    )


def fates(counts: Mapping[Outcome, int]) -> models.FatesOut:
    """What became of the messages of somebody."""
    known = {outcome: counts.get(outcome, 0) for outcome in Outcome}
    return models.FatesOut(
        received=sum(known.values()),
        stored=known[Outcome.STORED],
        duplicate=known[Outcome.DUPLICATE],
        dead_letter=known[Outcome.DEAD_LETTER],
        rejected=known[Outcome.REJECTED],
        lost=known[Outcome.LOST],
    )


def ticket(scene: Scene, known: Ticket) -> models.TicketOut:
    """One matter, with names instead of ids where the registry knows them."""
    kind, state = TICKET_KINDS[known.kind], TICKET_STATES[known.state]
    about = scene.catalog.devices.get(known.device)
    because = known.closed_because
    return models.TicketOut(
        id=known.id,
        kind=known.kind,
        kind_zh=kind.zh,
        kind_en=kind.en,
        state=known.state,
        state_zh=state.zh,
        state_en=state.en,
        subject=known.subject,
        device=known.device,
        device_name=about.name if about else known.device,
        village=place(scene.catalog.places.get(known.village)),
        owner=person(scene.catalog.people.get(known.owner)),
        severity=known.severity,
        sightings=known.sightings,
        opened_at=scene.local(known.opened_at),
        due_at=scene.local(known.due_at),
        age_s=scene.age_s(known.opened_at),
        is_overdue=known.is_overdue(scene.now),
        last_seen_at=scene.local_or_none(known.last_seen_at),
        closed_at=scene.local_or_none(known.closed_at),
        closed_because=named(because, CLOSING_REASONS.get(because, Word(because, because)))
        if because
        else None,
        closed_by=known.closed_by,
        reopened_at=scene.local_or_none(known.reopened_at),
        reopenings=known.reopenings,
        evidence=[
            models.EvidenceOut(role=item.role, path=f"/media/{item.sha256}", at=scene.local(item.at))
            for item in known.evidence
        ],
        judged=None if known.judged is None else _judged(scene, known.judged),
    )


def _judged(scene: Scene, said: Judged) -> models.JudgedOut:
    word = VERDICTS[said.verdict]
    return models.JudgedOut(
        code=said.verdict.value, zh=word.zh, en=word.en, by=said.by, at=scene.local(said.at)
    )
