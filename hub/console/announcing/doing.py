"""What an operator does on the page of announcements: asked anew who it is, done beside the event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from hub.console.result import NotDone
from hub.console.visitor import Visitor
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.people import Account
from hub.ports import SpeechFailed, StoreDown
from hub.services.examine import NotAllowed
from hub.words import refusal

T = TypeVar("T")


class Doing:
    """Does what one reader asks for, if that account may."""

    def __init__(self, context: Context, voice: Voice, visitor: Visitor) -> None:
        self.context = context
        self.voice = voice
        self._visitor = visitor

    async def do(self, act: Callable[[Account], T]) -> T:
        """Let `act` be done for the account of the page.

        Raises:
            NotDone: say its text.
            NotAllowed: a rule forbids it; say its hindrance.
        """
        voice = self.voice
        try:
            account = await self._visitor.acting()
            if account is None:
                raise NotDone(voice.say("not_permitted"))
            return await asyncio.to_thread(act, account)
        except SpeechFailed as error:
            raise NotDone(voice.say("speech_failed", why=error)) from error
        except StoreDown as error:
            raise NotDone(voice.say("store_down")) from error

    async def decide(self, act: Callable[[Account], T]) -> T:
        """The same for what has no hindrance to show but its words.

        Raises:
            NotDone: say its text.
        """
        try:
            return await self.do(act)
        except NotAllowed as error:
            why = self.voice.word(refusal(error.hindrance.flaws))
            raise NotDone(self.voice.say("refused_act", why=why)) from error
