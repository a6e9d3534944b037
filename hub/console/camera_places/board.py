"""The drawing board: a camera's last picture, what is drawn on it, and the tools."""

from collections.abc import Sequence

from nicegui import events, ui
from pydantic import ValidationError

from devices.contract.setup import MarkedPile
from hub.api.access import may
from hub.console.announcing.doing import Doing
from hub.console.camera_places.overlay import overlay
from hub.console.camera_places.sketch import NotDrawn, Shape, Sketch, Terms, labelled
from hub.console.parts import div, panel, text
from hub.console.registry.acts import ADMIN
from hub.console.result import NotDone
from hub.domain.camera_place import CameraPlace, TooManyMarks
from hub.domain.people import Account

_SHAPES = {shape: f"place_{shape.value}" for shape in Shape}
_HINTS = {shape: f"place_hint_{shape.value}" for shape in Shape}


class Board:
    """Draws on the picture of one camera. What is drawn holds when it is saved; a marked pile at once."""

    def __init__(self, doing: Doing, *, is_admin: bool) -> None:
        self._doing = doing
        self._is_admin = is_admin
        self._camera = ""
        self._sketch = Sketch()
        self._piles: Sequence[MarkedPile] = ()
        self._size_wh = (0, 0)
        say = doing.voice.say
        with panel(say("place_title"), "place-board"):
            with div("place-tools"):
                shown = [shape for shape in Shape if is_admin or shape is Shape.PILE]
                self._shape = ui.toggle(
                    {shape.value: say(_SHAPES[shape]) for shape in shown}, value=shown[0].value
                ).props("no-caps dense")
                self._shape.on_value_change(self._change_shape)
                self._undo = _tool(say("place_undo_corner"), self._take_corner)
                self._drop = _tool(say("place_drop"), self._drop_draft)
            self._hint = text("", "quiet")
            with div("place-picture"):
                self._image = ui.interactive_image(on_mouse=self._click, cross=True)
                self._image.on("loaded", self._measure)
            with div("place-fields"):
                self._name = ui.input(say("place_name")).props("dense outlined")
                self._minutes = ui.number(say("place_minutes"), min=0, max=1440).props("dense outlined")
                self._width = ui.number(say("place_width"), min=0.1, max=1000).props("dense outlined")
                self._depth = ui.number(say("place_depth"), min=0.1, max=1000).props("dense outlined")
                self._finish = ui.button(say("place_finish"), on_click=self._finish_shape).props("no-caps")
            self._list = div("place-shapes")
            with div("send"):
                self._save = ui.button(say("place_save"), on_click=self._save_scene).props("no-caps")
                self._state = text("", "quiet")
        self._save.set_visibility(is_admin)
        self._change_shape()

    def open(self, place: CameraPlace, picture: str) -> None:
        """Begin with what is known of a camera's place; `picture` is the address of its last picture."""
        self._camera = place.camera
        self._sketch, self._piles = Sketch(place.scene), place.piles
        self._image.set_source(picture)
        self._state.set_text("")
        self._draw()

    def _click(self, event: events.MouseEventArguments) -> None:
        width, height = self._size_wh
        if not width or not height:
            return
        self._sketch = self._sketch.with_corner(self._kind, event.image_x / width, event.image_y / height)
        self._draw()

    def _measure(self, event: events.GenericEventArguments) -> None:
        self._size_wh = (int(event.args["width"]), int(event.args["height"]))
        self._draw()

    @property
    def _kind(self) -> Shape:
        return Shape(self._shape.value)

    def _change_shape(self) -> None:
        kind = self._kind
        is_zone = kind in {Shape.ZONE, Shape.KEEP_OUT}
        self._name.set_visibility(is_zone)
        self._minutes.set_visibility(kind is Shape.ZONE)
        for field in (self._width, self._depth):
            field.set_visibility(kind is Shape.GROUND)
        self._hint.set_text(self._doing.voice.say(_HINTS[kind]))
        self._drop_draft()

    def _take_corner(self) -> None:
        self._sketch = self._sketch.without_corner()
        self._draw()

    def _drop_draft(self) -> None:
        self._sketch = self._sketch.dropped()
        self._draw()

    async def _finish_shape(self) -> None:
        if self._kind is Shape.PILE:
            await self._mark()
            return
        said = Terms(
            (self._name.value or "").strip(), self._minutes.value, self._width.value, self._depth.value
        )
        try:
            self._sketch = self._sketch.finished(self._kind, said)
        except NotDrawn as error:
            self._say(self._doing.voice.say(error.code), is_good=False)
            return
        self._name.set_value("")
        self._state.set_text(self._doing.voice.say("place_unsaved"))
        self._draw()

    async def _mark(self) -> None:
        cameras, camera, corners = self._doing.context.cameras, self._camera, self._sketch.draft
        try:
            pile = await self._doing.do(lambda account: cameras.mark(camera, corners, account.name))
        except NotDone as error:
            self._say(str(error), is_good=False)
        except ValidationError:
            self._say(self._doing.voice.say("place_bad_shape"), is_good=False)
        except TooManyMarks:
            self._say(self._doing.voice.say("place_too_many"), is_good=False)
        else:
            self._piles = (*self._piles, pile)
            self._drop_draft()
            self._say(self._doing.voice.say("place_marked"), is_good=True)

    async def _save_scene(self) -> None:
        camera, scene = self._camera, self._sketch.scene

        def draw(account: Account) -> CameraPlace:
            if not may(account.role, ADMIN):
                raise NotDone(self._doing.voice.say("not_permitted"))
            return self._doing.context.cameras.draw(camera, scene, account.name)

        try:
            await self._doing.do(draw)
        except NotDone as error:
            self._say(str(error), is_good=False)
        else:
            self._state.set_text("")
            self._say(self._doing.voice.say("place_saved"), is_good=True)

    def _remove(self, shape: Shape, number: int) -> None:
        self._sketch = self._sketch.without(shape, number)
        self._state.set_text(self._doing.voice.say("place_unsaved"))
        self._draw()

    def _draw(self) -> None:
        self._image.set_content(overlay(self._sketch, self._piles, *self._size_wh))
        has_draft = bool(self._sketch.draft)
        self._undo.set_enabled(has_draft)
        self._drop.set_enabled(has_draft)
        self._list.clear()
        with self._list:
            for shape, number, name, _ in labelled(self._sketch.scene):
                self._chip(shape, number, name)

    def _chip(self, shape: Shape, number: int, name: str) -> None:
        label = self._doing.voice.say(_SHAPES[shape])
        with div(f"place-chip {shape.value}"):
            text(f"{label} {name}".strip())
            if self._is_admin:
                remove = self._doing.voice.say("place_remove")
                _tool(remove, lambda: self._remove(shape, number))

    @staticmethod
    def _say(said: str, *, is_good: bool) -> None:
        ui.notify(said, type="positive" if is_good else "negative")


def _tool(label: str, act: events.Handler[events.ClickEventArguments]) -> ui.button:
    return ui.button(label, on_click=act).props("flat dense no-caps")
