"""One click on a finding: it was litter (属实), it was a false alarm (误报), or that is taken back."""

from collections.abc import Callable

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.result import NotDone
from hub.domain.judging import NotJudged
from hub.domain.people import Account
from hub.domain.tickets import Ticket, Verdict
from hub.services.cameras import NoSuchTicket
from hub.words import VERDICTS


class Judging:
    """Tells the cameras' service what an operator says; `done` is called when something changed."""

    def __init__(self, doing: Doing, done: Callable[[], None]) -> None:
        self._doing = doing
        self._done = done

    async def judge(self, ticket: str, verdict: Verdict) -> None:
        """Take what somebody says of a finding."""
        cameras, voice = self._doing.context.cameras, self._doing.voice
        said = voice.say("judged_as", verdict=voice.word(VERDICTS[verdict]))
        await self._act(lambda account: cameras.judge(ticket, verdict, account.name), said)

    async def undo(self, ticket: str) -> None:
        """Take back what was said."""
        cameras = self._doing.context.cameras
        await self._act(lambda account: cameras.undo(ticket, account.name), self._doing.voice.say("undone"))

    async def _act(self, act: Callable[[Account], Ticket], said: str) -> None:
        try:
            await self._doing.do(act)
        except NotDone as error:
            ui.notify(str(error), type="negative")
        except (NoSuchTicket, NotJudged):
            ui.notify(self._doing.voice.say("not_judgeable"), type="negative")
        else:
            self._done()
            ui.notify(said, type="positive")
