"""What an administrator does on the page: asked anew who it is, done beside the event loop."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar

from hub.api.access import Rule, may
from hub.console.result import NotDone
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.people import Role
from hub.domain.registry_csv import BadTable
from hub.domain.row_faults import BadRow
from hub.ports import BrokerUnchanged, NameTaken, StoreDown
from hub.registry_words import row_fault
from hub.services.provisioning import NotOurBroker
from hub.services.registry import NotRegistered

ADMIN = Rule(Role.ADMIN)
T = TypeVar("T")
# What may come of an act besides its result, and what is said then.
_WHY: Mapping[type[Exception], str] = {
    BadTable: "import_bad",
    NotRegistered: "not_registered",
    NameTaken: "password_taken",
    NotOurBroker: "password_foreign",
    BrokerUnchanged: "broker_unchanged",
    StoreDown: "claim_store_down",
}


class Acts:
    """Does what one reader asks for, if that account may; with the hub and its words for all forms."""

    def __init__(self, context: Context, voice: Voice, visitor: Visitor) -> None:
        self.context = context
        self.voice = voice
        self._visitor = visitor

    async def do(self, act: Callable[[str], T], device: str = "") -> T:
        """Let `act` be done, which is told the name of the account.

        Raises:
            NotDone: say its text.
        """
        try:
            account = await self._visitor.account()
            if account is None or not may(account.role, ADMIN):
                raise NotDone(self.voice.say("not_permitted"))
            return await asyncio.to_thread(act, account.name)
        except BadRow as error:
            raise NotDone(self.voice.say("row_wrong", why=self.voice.word(row_fault(error)))) from error
        except tuple(_WHY) as error:
            said = next(said for kind, said in _WHY.items() if isinstance(error, kind))
            raise NotDone(self.voice.say(said, why=error, broker=self.broker, user=device)) from error

    @property
    def broker(self) -> str:
        """Where devices find the broker."""
        mqtt = self.context.settings.mqtt
        return f"{mqtt.host}:{mqtt.port}"
