"""What Grafana's webhook contact point posts (its JSON payload), and the answer."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.api.models import Answer
from hub.domain.tickets import TicketKind
from hub.services.alerting import Alert

_MOST_ALERTS = 200
Label = Annotated[str, Field(max_length=200)]


class _Posted(BaseModel):
    """Grafana's own words; what is not needed here is left unread."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class GrafanaAlert(_Posted):
    """One alert. The label `rule` is the rule's uid; `device` and `kind` say what it is about, if any."""

    status: Literal["firing", "resolved"]
    labels: Annotated[dict[str, Label], Field(max_length=64)]

    def plain(self) -> Alert | None:
        """The same as the hub reads it; None for a rule not ours, or one whose ticket is the hub's."""
        rule = self.labels.get("rule", "")
        if not rule or self.labels.get("ticket") == "hub":
            return None
        kind = self.labels.get("kind", "")
        known = TicketKind(kind) if kind in set(TicketKind) else None
        return Alert(rule[:40], self.labels.get("device", ""), known, self.status == "firing")


class GrafanaAlerts(_Posted):
    """What one notification carries."""

    alerts: Annotated[list[GrafanaAlert], Field(max_length=_MOST_ALERTS)]


class TakenOut(Answer):
    """How many tickets were opened and closed; `known`: the hub had one already; `nothing`: nothing to do."""

    opened: int
    known: int
    closed: int
    nothing: int
