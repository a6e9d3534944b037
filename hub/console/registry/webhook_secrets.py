"""The secrets with which network servers may post: made, shown once, revoked."""

import asyncio
from datetime import datetime
from functools import partial

from nicegui import ui

from hub.api.webhooks import issued
from hub.console.parts import div, text
from hub.console.registry.acts import Acts
from hub.console.registry.secret import Secret
from hub.console.result import NotDone, Result
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.webhooks import Source, Webhook
from hub.ports import StoreDown


class WebhookSecrets:
    """A dialog with every kind of source."""

    def __init__(self, context: Context, acts: Acts, voice: Voice) -> None:
        self._context = context
        self._acts = acts
        self._voice = voice
        self._known: dict[Source, ui.label] = {}
        say = voice.say
        with ui.dialog() as self._dialog, div("confirm claiming"):
            text(say("webhooks"), "panel-title")
            text(say("webhooks_hint"), "quiet")
            for source in Source:
                self._row(source)
            self._made = Secret((say("webhook_url"), say("webhook_header")), say("password_made"))
            self._result = Result()
            with div("send"):
                ui.button(say("close"), on_click=self._dialog.close).props("flat no-caps")
        self._dialog.on("hide", self._made.clear)

    async def open(self) -> None:
        """Show who may post now."""
        self._made.clear()
        self._result.clear()
        await self._refresh()
        self._dialog.open()

    def _row(self, source: Source) -> None:
        say = self._voice.say
        with div("entry webhook"):
            with div("what"):
                text(source.value, "code")
                self._known[source] = text("", "quiet")
            ui.button(say("webhook_make"), on_click=partial(self._issue, source)).props(
                "outline dense no-caps"
            )
            ui.button(say("webhook_revoke"), on_click=partial(self._end, source)).props("flat dense no-caps")

    async def _refresh(self) -> None:
        try:
            known = {each.source: each for each in await asyncio.to_thread(self._context.webhooks.all)}
        except StoreDown:
            self._result.bad(self._voice.say("claim_store_down"))
            return
        now = self._context.clock.now()
        for source, label in self._known.items():
            label.set_text(since(self._voice, known.get(source), now))

    async def _issue(self, source: Source) -> None:
        self._result.clear()
        try:
            secret = await self._acts.do(lambda by: self._context.webhooks.issue(source, by))
        except NotDone as error:
            self._made.clear()
            self._result.bad(str(error))
            return
        made = issued(self._context.settings.http.public_url, source, secret)
        self._made.show((made.url, made.header))
        await self._refresh()

    async def _end(self, source: Source) -> None:
        self._made.clear()

        async def revoke() -> str:
            await self._acts.do(lambda by: self._context.webhooks.revoke(source, by))
            return self._voice.say("webhook_revoked", source=source.value)

        await self._result.of(revoke)
        await self._refresh()


def since(voice: Voice, known: Webhook | None, now: datetime) -> str:
    """Since when a source may post, and who let it."""
    if known is None:
        return voice.say("webhook_none")
    return voice.say("webhook_since", at=voice.clock(known.made_at, now), by=known.made_by)
