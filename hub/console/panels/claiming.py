"""Claiming a device (认领): which product its messages fit, where it stands, what it is called."""

import asyncio
from collections.abc import Callable, Mapping

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.api.asked import as_cells
from hub.console.opened import Opened
from hub.console.parts import div, dress, text
from hub.console.reading import figure
from hub.console.voice import Voice
from hub.domain.area import Catalog, PlaceKind
from hub.domain.learning import Proposal
from hub.domain.row_faults import BadRow
from hub.ports import StoreDown
from hub.registry_words import row_fault
from hub.services.learning import learn
from hub.words import DEVICE_CLASSES

_NO_PRODUCT = ""


class Claiming:
    """A dialog for one unclaimed device at a time; nothing happens before a person confirms."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        voice = self._voice = opened.voice
        self._device = ""
        self._proposals: Mapping[str, Proposal] = {}
        say = voice.say
        with ui.dialog() as self._dialog, div("confirm claiming"):
            self._title = text("", "panel-title")
            self._learned = text("", "quiet")
            self._products = ui.radio({_NO_PRODUCT: ""}, value=_NO_PRODUCT, on_change=self._chosen)
            self._name = ui.input(say("claim_name"), on_change=self._look_again)
            self._name.props("outlined dense maxlength=80")
            with div("claim-fields"):
                classes = {kind: voice.word(DEVICE_CLASSES[kind]) for kind in DeviceClass}
                self._class = ui.select(classes, value=DeviceClass.BIN, label=say("claim_class")).props(
                    "outlined dense"
                )
                self._place = ui.select({}, label=say("claim_place"), on_change=self._placed).props(
                    "outlined dense"
                )
                self._lat = degrees(say("claim_lat"), 90, self._look_again)
                self._lon = degrees(say("claim_lon"), 180, self._look_again)
            self._result = text("", "result bad").props('role="status" aria-live="polite"')
            with div("send"):
                ui.button(say("claim"), on_click=self._confirmed).props("unelevated no-caps")
                ui.button(say("back"), on_click=self._dialog.close).props("flat no-caps")

    async def open(self, device: str) -> None:
        """Show which products the device could be, and ask for the rest."""
        context, say = self._opened.context, self._voice.say
        try:
            learned = await asyncio.to_thread(learn, context.ledger, context.products.products, device)
        except StoreDown:
            ui.notify(say("claim_store_down"), type="negative")
            return
        self._device = device
        self._proposals = {proposal.profile.name: proposal for proposal in learned.proposals}
        offered = {name: proposed(self._voice, proposal) for name, proposal in self._proposals.items()}
        self._products.set_options({**offered, _NO_PRODUCT: say("claim_no_product")}, value=_NO_PRODUCT)
        said = "claim_fits" if offered else "claim_fits_none"
        self._learned.set_text(say(said, count=learned.messages))
        self._title.set_text(say("claim_title", device=device))
        self._name.set_value("")
        self._place.set_options(places(context.registry.catalog), value=None)
        self._lat.set_value(None)
        self._lon.set_value(None)
        self._result.set_visibility(False)
        self._dialog.open()

    def _chosen(self) -> None:
        proposal = self._proposals.get(str(self._products.value))
        if proposal is not None:
            self._class.set_value(proposal.profile.device_class)

    def _placed(self) -> None:
        """Begin at a neighbour: a device of the same place, if there is one."""
        devices = self._opened.context.registry.catalog.devices.values()
        neighbour = next((device for device in devices if device.point == self._place.value), None)
        if neighbour is not None:
            self._lat.set_value(neighbour.lat)
            self._lon.set_value(neighbour.lon)
        self._look_again()

    def _look_again(self) -> None:
        """Once it was said that something is missing, say what still is, or nothing more."""
        if self._result.visible:
            self._result.set_text(self._missing())
            self._result.set_visibility(bool(self._missing()))

    async def _confirmed(self) -> None:
        wrong = self._missing()
        if not wrong:
            wrong = await self._claimed()
        if wrong:
            self._result.set_text(wrong)
            self._result.set_visibility(True)
            dress(self._result, "result bad")
            return
        self._dialog.close()
        self._opened.desk.forget()

    def _missing(self) -> str:
        """The sentence that says what is missing; "" when nothing is."""
        if not str(self._name.value or "").strip():
            return self._voice.say("claim_needs_name")
        if not self._place.value or self._lat.value is None or self._lon.value is None:
            return self._voice.say("claim_needs_place")
        return ""

    async def _claimed(self) -> str:
        """Claim it; the sentence that says what went wrong, "" when nothing did."""
        context, say = self._opened.context, self._voice.say
        try:
            account = await self._opened.visitor.acting()
            if account is None:
                return say("not_permitted")
            if context.registry.catalog.is_registered(self._device):
                return say("claim_taken")
            key = await asyncio.to_thread(context.products.key_of, self._device)
            cells, point = self._cells(key), str(self._place.value)
            count = await asyncio.to_thread(context.registry.claim, point, cells, account.name)
        except BadRow as error:
            return say("claim_wrong", why=self._voice.word(row_fault(error)))
        except StoreDown:
            return say("claim_store_down")
        ui.notify(say("claimed", device=self._device, count=count), type="positive")
        return ""

    def _cells(self, key: str) -> Mapping[str, str]:
        """What was filled in, as the cells of a row of the registry."""
        proposal = self._proposals.get(str(self._products.value))
        return as_cells(
            {
                "device_id": self._device,
                "class": str(self._class.value),
                "name": str(self._name.value).strip(),
                "lat": float(self._lat.value),
                "lon": float(self._lon.value),
                "model": proposal.profile.name if proposal else "",
                "period_s": proposal.profile.period_s if proposal else 3600,
                "key": key,
            }
        )


def degrees(label: str, most: int, changed: Callable[[], None]) -> ui.number:
    """A field for an angle from -most to most."""
    field = ui.number(label, min=-most, max=most, format="%.5f", on_change=changed)
    return field.props("outlined dense")


def proposed(voice: Voice, proposal: Proposal) -> str:
    """One product, how well it fits, and what the newest message would say."""
    profile = proposal.profile
    would_read = next((values for values in reversed(proposal.would_read) if values), {})
    return voice.say(
        "claim_product",
        product=f"{profile.brand} {profile.model}",
        score=f"{proposal.score:.0%}",
        reading=voice.listed(figure(voice, name, value) for name, value in would_read.items()),
    )


def places(catalog: Catalog) -> dict[str, str]:
    """The points where a device may stand, by id, each with its village."""
    points = [place for place in catalog.places.values() if place.kind is PlaceKind.POINT]
    named = {place.id: catalog.around(place.id) for place in points}
    return {
        point: " · ".join(
            place.name for place in reversed(around) if place.kind in {PlaceKind.VILLAGE, PlaceKind.POINT}
        )
        for point, around in sorted(named.items())
    }
