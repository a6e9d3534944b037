"""What the API takes and answers about one matter: its history, and closing it by hand."""

from typing import Annotated

from pydantic import Field

from hub.api.announced import DeedOut
from hub.api.asked import Asked, Plain
from hub.api.models import Answer, TicketOut

_MAX_WHY = 300
Why = Annotated[Plain, Field(min_length=1, max_length=_MAX_WHY)]


class ConfirmIn(Asked):
    """That a matter was put right, and how one knows; `despite_device`: its own device says otherwise."""

    why: Why
    despite_device: bool = False


class ReopenIn(Asked):
    """That a matter is not put right, and how one knows."""

    why: Why


class MatterOut(Answer):
    """One matter with what people did about it, oldest first."""

    ticket: TicketOut
    deeds: list[DeedOut]
