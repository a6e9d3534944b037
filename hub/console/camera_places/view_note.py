"""Why a camera's picture cannot be judged now, with the picture that shows it."""

from datetime import datetime

from hub.console.parts import div, link_picture, panel, text
from hub.console.voice import Voice
from hub.services.cameras import SpoiltView
from hub.words import VIEW_FAULTS


class ViewNote:
    """Says what is wrong with the view of the camera that is looked at; not there while it is in order."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        with (
            div("view-note") as self._root,
            panel(voice.say("place_view"), "view-panel"),
            div("entry finding"),
        ):
            with div("proof"):
                self._image = div("", "img").props('alt=""')
            with div("what"):
                self._fault = text("", "name")
                self._since = text("", "quiet")
                text(voice.say("place_view_means"), "quiet")

    def show(self, spoilt: SpoiltView | None, now: datetime) -> None:
        """Show it as of a moment."""
        self._root.set_visibility(spoilt is not None)
        if spoilt is None:
            return
        voice, fault = self._voice, self._voice.word(VIEW_FAULTS[spoilt.fault])
        self._fault.set_text(fault)
        self._since.set_text(
            voice.say("place_view_since", at=voice.clock(spoilt.since, now)) if spoilt.since else ""
        )
        self._image.set_visibility(bool(spoilt.proof))
        if spoilt.proof:
            self._image.props["alt"] = fault
            link_picture(self._image, f"/media/{spoilt.proof}")
