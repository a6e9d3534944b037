"""Alerts that Grafana posts."""

from dataclasses import asdict

from fastapi import APIRouter

from hub.api import alerts
from hub.api.request import Hub

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.post("/alerts/grafana")
def take(hub: Hub, posted: alerts.GrafanaAlerts) -> alerts.TakenOut:
    """Take a notification of Grafana's webhook contact point: one ticket for one matter, and not two."""
    found = [alert.plain() for alert in posted.alerts]
    taken = hub.alerting.take([alert for alert in found if alert is not None])
    ignored = sum(alert is None for alert in found)
    return alerts.TakenOut(**asdict(taken) | {"nothing": taken.nothing + ignored})
