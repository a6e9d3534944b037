"""Everything that public warnings pass through, in one piece."""

from dataclasses import dataclass

from hub.services.cap.desk import CapDesk
from hub.services.cap.inlets import Inlets
from hub.services.cap.publishing import Publishing


@dataclass(frozen=True, slots=True)
class PublicWarnings:
    """How they are taken, by which ways they come, and how ours are published."""

    desk: CapDesk
    inlets: Inlets
    publishing: Publishing
