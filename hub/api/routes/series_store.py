"""How far the series store can be trusted, and whether it has every point."""

from fastapi import APIRouter

from hub.api import series_store
from hub.api.request import Hub, Now

ROUTER = APIRouter(prefix="/api/v1/series-store")


@ROUTER.get("")
def standing(hub: Hub, now: Now) -> series_store.SeriesStoreOut:
    """What the series store may have lost, what is written again, and the newest audit."""
    return series_store.shown(now, hub.durability.standing(), hub.audit.audited())


@ROUTER.post("/audit")
def audit(hub: Hub, now: Now) -> series_store.AuditOut:
    """Begin to look for every kept point in the series store and to write the missing ones again."""
    return series_store.audit(now, hub.audit.begin())
