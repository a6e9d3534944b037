"""Products of this hub's own (产品): written, tried and put by an administrator, without a restart."""

import asyncio
import re

from nicegui import ui

from devices.codecs.frame import CodecError
from devices.contract.topics import BadMessage
from devices.profiles.catalog import BadProfile, read
from devices.profiles.trial import attempt
from hub.api.access import Rule, may
from hub.console.opened import Opened
from hub.console.parts import div, text
from hub.console.reading import figure
from hub.console.result import Result
from hub.domain.people import Role
from hub.ports import StoreDown

ADMIN = Rule(Role.ADMIN)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_HEX = re.compile(r"([0-9a-fA-F]{2})+")


class ProductEditor:
    """A dialog with one profile; choosing a known one brings its text."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        voice = self._voice = opened.voice
        say = voice.say
        with ui.dialog() as self._dialog, div("confirm claiming"):
            text(say("products"), "panel-title")
            self._known = ui.select([], label=say("product_known"), with_input=True, on_change=self._chosen)
            self._known.props("outlined dense clearable")
            self._name = ui.input(say("product_name")).props("outlined dense maxlength=64")
            self._text = ui.textarea(say("product_text")).props("outlined input-class=code rows=12")
            self._topic = ui.input(say("product_topic")).props("outlined dense")
            self._message = ui.textarea(say("product_message")).props("outlined autogrow input-class=code")
            self._result = Result()
            with div("send"):
                ui.button(say("product_try"), on_click=self._tried).props("outline no-caps")
                ui.button(say("product_put"), on_click=self._put).props("unelevated no-caps")
                self._remove = ui.button(say("product_remove"), on_click=self._removed)
                self._remove.props("outline no-caps color=negative")
                ui.button(say("close"), on_click=self._dialog.close).props("flat no-caps")
        self._result.watch(self._dialog)

    def open(self) -> None:
        """Offer the products that are known now."""
        self._known.set_options(sorted(self._opened.context.products.products.profiles))
        self._result.clear()
        self._offer_removal()
        self._dialog.open()

    def _chosen(self) -> None:
        name = str(self._known.value or "")
        found = self._opened.context.products.text(name)
        if found is not None:
            self._name.set_value(name)
            self._text.set_value(found)
        self._offer_removal()

    def _offer_removal(self) -> None:
        """Only what this hub was given itself can be taken from it."""
        self._remove.set_visibility(
            str(self._known.value or "") in self._opened.context.products.products.own
        )

    def _tried(self) -> None:
        """Say what the message would come to; nothing is kept."""
        typed = str(self._message.value or "").strip()
        message = bytes.fromhex(typed) if _HEX.fullmatch(typed) else typed.encode()
        try:
            profile = read(f"{self._name.value or 'profile'}.toml", str(self._text.value or ""))
            said = attempt(profile, str(self._topic.value or "").strip(), message).decoded
        except (BadProfile, CodecError, BadMessage) as error:
            self._result.bad(str(error))
            return
        reading = [figure(self._voice, name, value) for name, value in said.values.items()]
        told = self._voice.listed([*reading, *said.warnings])
        if reading:
            self._result.good(told)
        else:
            self._result.bad(told or self._voice.say("no_data"))

    async def _put(self) -> None:
        name, say = str(self._name.value or ""), self._voice.say
        if not _NAME.fullmatch(name):
            self._result.bad(say("product_needs_name"))
            return
        try:
            account = await self._opened.visitor.account()
            if account is None or not may(account.role, ADMIN):
                self._result.bad(say("not_permitted"))
                return
            content = str(self._text.value or "")
            came = await asyncio.to_thread(self._opened.context.introduction.put, name, content, account.name)
        except BadProfile as error:
            self._result.bad(str(error))
        except StoreDown:
            self._result.bad(say("claim_store_down"))
        else:
            self._result.good(say("product_is_put", stored=came.letters.stored))
            self._known.set_options(sorted(self._opened.context.products.products.profiles), value=name)
            self._opened.desk.forget()

    async def _removed(self) -> None:
        name, say = str(self._known.value or ""), self._voice.say
        try:
            account = await self._opened.visitor.account()
            if account is None or not may(account.role, ADMIN):
                self._result.bad(say("not_permitted"))
                return
            await asyncio.to_thread(self._opened.context.introduction.remove, name, account.name)
        except StoreDown:
            self._result.bad(say("claim_store_down"))
            return
        self._known.set_options(sorted(self._opened.context.products.products.profiles), value=None)
        self._offer_removal()
        self._result.good(say("product_removed", name=name))
        self._opened.desk.forget()
