"""How villages may be spoken to (播发规矩): the rules of each, saved targets, and who did what."""

from typing import Annotated

from fastapi import APIRouter, Path

from devices.contract.topics import ID_PATTERN
from hub.api import announced, shown_announcement, spoken_to
from hub.api.asked_announcement import HolidaysIn, ScheduleIn, TargetSetIn, VillageRulesIn
from hub.api.problems import Refused
from hub.api.request import Hub, Limit, Now, Who
from hub.domain.area import PlaceKind

ROUTER = APIRouter(prefix="/api/v1/broadcast")
VillageId = Annotated[str, Path(pattern=ID_PATTERN)]
SetId = Annotated[str, Path(pattern=ID_PATTERN)]


@ROUTER.get("/villages")
def village_rules(hub: Hub, now: Now) -> spoken_to.VillageRulesList:
    """The rules that hold in each village, its own or those of the township."""
    own = hub.speaking.rules()
    shown = [spoken_to.village_rules(village, own.get(village.id)) for village in now.catalog.villages()]
    return spoken_to.VillageRulesList(at=now.local(now.now), villages=shown)


@ROUTER.put("/villages/{village}")
def put_village_rules(
    hub: Hub, now: Now, who: Who, village: VillageId, asked: VillageRulesIn
) -> announced.Saved:
    """Replace what a village has agreed on; it holds for what is announced from now on."""
    place = now.catalog.places.get(village)
    if place is None or place.kind is not PlaceKind.VILLAGE:
        raise Refused(404, "not_found", {"village": village})
    hub.speaking.set_rules(asked.rules(village), who.name)
    return announced.Saved(id=village)


@ROUTER.get("/targets")
def saved_targets(hub: Hub, now: Now) -> spoken_to.TargetSetList:
    """The saved choices of targets."""
    shown = [spoken_to.target_set(now, kept) for kept in hub.speaking.saved().values()]
    return spoken_to.TargetSetList(at=now.local(now.now), targets=shown)


@ROUTER.put("/targets/{name}")
def save_targets(hub: Hub, who: Who, name: SetId, asked: TargetSetIn) -> announced.Saved:
    """Keep a choice of targets under a name."""
    hub.speaking.save(asked.kept(name), who.name)
    return announced.Saved(id=name)


@ROUTER.delete("/targets/{name}")
def remove_targets(hub: Hub, who: Who, name: SetId) -> announced.Saved:
    """Forget a choice of targets."""
    if not hub.speaking.remove(name, who.name):
        raise Refused(404, "not_found", {"targets": name})
    return announced.Saved(id=name)


@ROUTER.get("/schedules")
def schedules(hub: Hub, now: Now) -> spoken_to.ScheduleList:
    """What sounds again and again, each with its next times."""
    holidays = hub.schedules.holidays()
    shown = [spoken_to.schedule(now, kept, holidays) for kept in hub.schedules.all().values()]
    return spoken_to.ScheduleList(at=now.local(now.now), schedules=shown)


@ROUTER.put("/schedules/{name}")
def save_schedule(hub: Hub, now: Now, who: Who, name: SetId, asked: ScheduleIn) -> spoken_to.ScheduleOut:
    """Save a schedule; speakers get it signed within seconds and play it on time, the hub away or not.

    409 with every conflict: quiet hours, other schedules of the same loudspeakers.
    """
    made = asked.schedule(name, hub.settings.broadcast, who.name, now.now)
    kept = hub.schedules.save(now.catalog, made, despite_conflicts=asked.despite_conflicts)
    return spoken_to.schedule(now, kept, hub.schedules.holidays())


@ROUTER.delete("/schedules/{name}")
def remove_schedule(hub: Hub, who: Who, name: SetId) -> announced.Saved:
    """Let a schedule sound no more."""
    if not hub.schedules.remove(name, who.name):
        raise Refused(404, "not_found", {"schedule": name})
    return announced.Saved(id=name)


@ROUTER.get("/holidays")
def holidays(hub: Hub) -> spoken_to.HolidayList:
    """The holidays that schedules mind."""
    return spoken_to.HolidayList(holidays=dict(hub.schedules.holidays()))


@ROUTER.put("/holidays")
def put_holidays(hub: Hub, who: Who, asked: HolidaysIn) -> announced.Saved:
    """Replace the holidays."""
    hub.schedules.set_holidays(asked.holidays, who.name)
    return announced.Saved(id="holidays")


@ROUTER.get("/self-test")
def self_test(hub: Hub, now: Now) -> announced.SelfTestOut:
    """What the newest weekly self-test found, loudspeaker by loudspeaker, and the rates."""
    return shown_announcement.self_test(now, hub.self_test.last(now.catalog))


@ROUTER.get("/deeds")
def deeds(hub: Hub, now: Now, limit: Limit = 100) -> announced.DeedList:
    """Who did what with loudspeakers, matters and accounts, when, to whom and why, newest first."""
    kept = hub.speaking.deeds(limit)
    return shown_announcement.deeds(now, kept.newest, kept.first_broken)
