"""Draws the wall for the hub's own page of it, out of the series store."""

from collections.abc import Sequence
from datetime import datetime

from deploy.config import VillageSettings
from deploy.errors import CannotRun
from hub.api.wall import Draw, Notice
from hub.ports import StoreDown
from hub.words import Language

# As often as Grafana asks for the wall.
_AGAIN_S = 30


def drawing(settings: VillageSettings) -> Draw | None:
    """What draws the wall as of a moment, or raises StoreDown; None where there is no InfluxDB to ask."""
    if settings.series.store == "sqlite":
        return None

    def draw(at: datetime, language: Language, notices: Sequence[Notice]) -> str:
        # Loaded when somebody looks: messages do not wait for what only a screen needs.
        from dashboards.preview import page
        from deploy.preview import preview

        above = [page.Notice(each.said, each.is_red) for each in notices]
        try:
            return preview(settings, at, language, _AGAIN_S, above)
        except CannotRun as error:
            raise StoreDown(str(error)) from error

    return draw
