"""One open page of the operators: what its parts work with."""

from dataclasses import dataclass

from hub.api.access import Rule, may
from hub.console.panels.township_map import Drawings
from hub.console.snapshot import Desk
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.people import Account, Role

_OPERATOR = Rule(Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Opened:
    """What one open page works with."""

    context: Context
    desk: Desk
    drawings: Drawings
    voice: Voice
    visitor: Visitor
    account: Account

    @property
    def may_act(self) -> bool:
        """Tell whether this account may announce."""
        return may(self.account.role, _OPERATOR)
