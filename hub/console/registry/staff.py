"""The people who may sign in: a dialog where an administrator adds, changes and removes them."""

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import ui

from hub.console.parts import Rows, div, text
from hub.console.registry.acts import Acts
from hub.console.result import NotDone, Result
from hub.console.voice import Voice
from hub.domain.people import MOST_PASSWORD, OF_PEOPLE, Account, Role
from hub.ports import StoreDown
from hub.registry_words import STAFF_FLAWS
from hub.services.accounts import NotAdmitted
from hub.words import ROLES


class PersonRow:
    """One account, and the ways to change and to end it."""

    def __init__(
        self, voice: Voice, change: Callable[[Account], None], remove: Callable[[str], Awaitable[None]]
    ) -> None:
        self._voice = voice
        self._change = change
        self._remove = remove
        self._account: Account | None = None
        self.root = div("entry person")
        with self.root:
            with div("what"):
                self._name = text("", "name")
                self._role = text("", "quiet")
            ui.button(voice.say("staff_change"), on_click=self._changed).props("flat dense no-caps")
            ui.button(voice.say("staff_remove"), on_click=self._removed).props("flat dense no-caps")

    def show(self, account: Account) -> None:
        """Show an account."""
        self._account = account
        self._name.set_text(account.name)
        self._role.set_text(self._voice.word(ROLES[account.role]))

    def _changed(self) -> None:
        if self._account is not None:
            self._change(self._account)

    async def _removed(self) -> None:
        await self._remove(self._name.text)


class Staff:
    """A dialog with everybody, and a form that adds or changes one."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        say = acts.voice.say
        with ui.dialog() as self._dialog, div("confirm claiming"):
            text(say("staff"), "panel-title")
            text(say("staff_hint"), "quiet")
            self._rows = Rows(
                lambda: PersonRow(acts.voice, self._begin_with, self._remove), most=200, more=self._more
            )
            with div("cells") as form:
                self._name = ui.input(say("staff_name")).props("outlined dense maxlength=32").classes("cell")
                roles = {role: acts.voice.word(ROLES[role]) for role in OF_PEOPLE}
                self._role = ui.select(roles, value=Role.OPERATOR, label=say("staff_role"))
                self._role.props("outlined dense")
                self._password = (
                    ui.input(say("staff_password"), password=True)
                    .props(f"outlined dense autocomplete=new-password maxlength={MOST_PASSWORD}")
                    .classes("cell")
                )
            self._result = Result()
            self._result.watch(form)
            with div("send"):
                ui.button(say("staff_save"), on_click=lambda: self._result.of(self._save)).props(
                    "unelevated no-caps"
                )
                ui.button(say("close"), on_click=self._dialog.close).props("flat no-caps")

    async def open(self) -> None:
        """Show who may sign in now."""
        self._result.clear()
        self._name.set_value("")
        self._password.set_value("")
        await self._refresh()
        self._dialog.open()

    def _more(self, count: int) -> str:
        return self._acts.voice.say("more", count=count)

    async def _refresh(self) -> None:
        try:
            people = await asyncio.to_thread(self._acts.context.accounts.people)
        except StoreDown:
            self._result.bad(self._acts.voice.say("claim_store_down"))
            return
        self._rows.show([(account.name, account) for account in people])

    def _begin_with(self, account: Account) -> None:
        """Fill in what is known of a person, to be changed."""
        self._name.set_value(account.name)
        self._role.set_value(account.role)
        self._password.set_value("")
        self._result.clear()

    async def _save(self) -> str:
        accounts, voice, name = (
            self._acts.context.accounts,
            self._acts.voice,
            str(self._name.value or "").strip(),
        )
        role, password = Role(self._role.value), str(self._password.value or "")
        if password:
            await self._admitted(lambda by: accounts.admit(name, role, password, by))
            said = voice.say("staff_saved", name=name)
        else:
            await self._admitted(lambda by: accounts.change_role(name, role, by))
            said = voice.say("staff_role_changed", name=name, role=voice.word(ROLES[role]))
        self._name.set_value("")
        self._password.set_value("")
        return said

    async def _remove(self, name: str) -> None:
        async def removed() -> str:
            await self._admitted(lambda by: self._acts.context.accounts.dismiss(name, by))
            return self._acts.voice.say("staff_removed", name=name)

        await self._result.of(removed)

    async def _admitted(self, act: Callable[[str], None]) -> None:
        try:
            await self._acts.do(act)
        except NotAdmitted as error:
            raise NotDone(self._acts.voice.word(STAFF_FLAWS[error.flaw])) from error
        await self._refresh()
