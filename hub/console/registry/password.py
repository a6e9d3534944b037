"""The password of a device at the broker: made, shown once, revoked."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from hub.console.parts import div, text
from hub.console.registry.acts import Acts
from hub.console.registry.secret import Secret
from hub.console.result import NotDone, Result
from hub.domain.area import Device


class Password:
    """Gives one device its password; it leaves the page with the next look at anything else."""

    def __init__(self, acts: Acts, done: Callable[[str], Awaitable[None]]) -> None:
        self._acts = acts
        self._done = done
        self._device = ""
        say = acts.voice.say
        text(say("password_hint", broker=acts.broker), "quiet")
        self._made = Secret((say("password_user"), say("password_word")), say("password_made"))
        self._result = Result()
        with div("send"):
            self._make = ui.button(say("password_make"), on_click=self._granted).props("unelevated no-caps")
            ui.button(say("password_revoke"), on_click=lambda: self._result.of(self._revoke)).props(
                "outline no-caps color=negative"
            )

    def show(self, device: Device) -> None:
        """Offer it for a device; a retired one gets none."""
        self._device = device.id
        self._make.set_visibility(device.retired_at is None)
        self._made.clear()
        self._result.clear()

    async def _granted(self) -> None:
        device = self._device
        self._result.clear()
        try:
            password = await self._acts.do(
                lambda by: self._acts.context.provisioning.grant(device, by), device
            )
        except NotDone as error:
            self._made.clear()
            self._result.bad(str(error))
            return
        self._made.show((device, password))

    async def _revoke(self) -> str:
        device = self._device
        self._made.clear()
        await self._acts.do(lambda by: self._acts.context.provisioning.revoke(device, by), device)
        await self._done(device)
        return self._acts.voice.say("password_revoked")
