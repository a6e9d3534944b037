"""The township in figures, its tickets, and its map."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime

from devices.contract.bodies import DeviceClass
from hub.api import models, overviewed, shown, tasked
from hub.api.ledger_sheet import ledger_table
from hub.api.request import Hub, Limit, Now
from hub.api.routes.sessions import language
from hub.context import Context
from hub.domain.area import Place, PlaceKind
from hub.domain.census import Tally
from hub.domain.ledger_months import Month
from hub.domain.same_day import Clearance
from hub.domain.tickets import TicketKind
from hub.map_base import read_base
from hub.services.fates import fates

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.get("/overview")
def overview(hub: Hub, now: Now) -> overviewed.OverviewOut:
    """The township in figures (一屏知全域)."""
    seen = hub.watch.overview()
    health = hub.health()
    return overviewed.OverviewOut(
        at=now.local(seen.at),
        site=hub.settings.site.id,
        name=hub.settings.site.name,
        villages=seen.villages,
        devices=seen.tally.devices.total(),
        presence=dict(seen.presence),
        bins=seen.tally.bins,
        bins_full=seen.tally.bins_full,
        bins_unknown=seen.tally.bins_unknown,
        tickets_open=seen.tickets_open,
        tickets_overdue=seen.tickets_overdue,
        litter_open=seen.tickets.of(kind=TicketKind.LITTER).open,
        tickets_opened_today=seen.tickets.today.opened,
        tickets_closed_today=seen.tickets.today.closed,
        cameras=seen.tally.of_class(DeviceClass.CAMERA),
        cameras_seeing=seen.tally.cameras_seeing,
        speakers=seen.tally.of_class(DeviceClass.SPEAKER),
        speakers_online=seen.tally.online_of(DeviceClass.SPEAKER),
        speakers_pct=overviewed.rounded(seen.speakers_pct),
        announcements_today=seen.announced.today,
        announced_at=now.local_or_none(seen.announced.last_at),
        deliveries_unfinished=seen.announced.unfinished,
        unclaimed=seen.unclaimed,
        dead_letters=seen.balance.dead_letter,
        same_day_clearance=overviewed.clearance(_township(hub), seen.clearance),
        villages_clearance=[
            overviewed.clearance(village, seen.same_day.get(village.id, Clearance()))
            for village in now.catalog.villages()
        ],
        balance=shown.balance(now, seen.balance),
        problems=shown.problems(health),
        notes=shown.notes(now, health),
    )


@ROUTER.get("/villages")
def villages(hub: Hub, now: Now) -> overviewed.VillageList:
    """Every village in figures."""
    seen = hub.watch.overview()
    found = [
        overviewed.village(place, seen.census.villages.get(place.id, Tally()), seen.tickets)
        for place in now.catalog.villages()
    ]
    return overviewed.VillageList(at=now.local(seen.at), villages=found)


@ROUTER.get("/tasks")
def tasks(hub: Hub, now: Now) -> tasked.TaskList:
    """What to do now (现在要我做什么): at most seven things, the most pressing first."""
    found = [tasked.task(now, task) for task in hub.todo.now()]
    return tasked.TaskList(at=now.local(now.now), tasks=found)


def _township(hub: Context) -> Place:
    site = hub.settings.site
    return Place(site.id, PlaceKind.TOWNSHIP, site.name)


@ROUTER.get("/balance")
def balance(hub: Hub, now: Now) -> models.BalanceOut:
    """Where every message ever received is now."""
    return shown.balance(now, hub.watch.balance())


@ROUTER.get("/balance/devices")
def balance_of_devices(hub: Hub, now: Now) -> models.FatesList:
    """What became of the messages of each device; together with nobody's they are the totals."""
    known = fates(hub.ledger)
    return models.FatesList(
        at=now.local(now.now),
        devices={device: shown.fates(counts) for device, counts in sorted(known.devices.items())},
        nobody=shown.fates(known.nobodys),
        total=shown.fates(known.totals),
    )


@ROUTER.get("/tickets")
def tickets(
    hub: Hub,
    now: Now,
    *,
    closed: Annotated[bool, Query()] = False,
    limit: Limit = 200,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> models.TicketList:
    """Open tickets, or closed ones, newest first; `until`: opened by then (ISO 8601), to turn back pages."""
    found = hub.watch.tickets(closed=closed, limit=limit, until=until)
    return models.TicketList(at=now.local(now.now), tickets=[shown.ticket(now, item) for item in found])


@ROUTER.get("/tickets.csv", response_class=Response)
def ledger_of_a_month(
    hub: Hub,
    now: Now,
    request: Request,
    month: Annotated[str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")] = None,
) -> Response:
    """The matters opened in a month (such as 2026-03; this one if none is said) as a table, for Excel."""
    asked = Month.read(month) if month else Month.of(now.now, now.zone)
    tickets = hub.watch.opened(*asked.span(now.zone))
    table = ledger_table(language(request.cookies, hub), now, tickets)
    headers = {"Content-Disposition": f'attachment; filename="ledger-{hub.settings.site.id}-{asked}.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@ROUTER.get("/map")
def area_map(hub: Hub, now: Now) -> JSONResponse:
    """The township as GeoJSON: the drawn base where there is one, and every device as a point."""
    features = [*read_base(hub.settings.data_dir / "map.geojson")]
    for view in hub.watch.devices():
        seen = shown.device(now, view)
        properties = {
            "kind": "device",
            "id": seen.id,
            "name": seen.name,
            "class": seen.device_class,
            "presence": seen.presence,
            "level_pct": seen.level.value if seen.level else None,
            "is_stale": seen.level.is_stale if seen.level else None,
            "age_s": seen.age_s,
        }
        geometry = {"type": "Point", "coordinates": [seen.lon, seen.lat]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return JSONResponse(
        {"type": "FeatureCollection", "features": features}, media_type="application/geo+json"
    )
