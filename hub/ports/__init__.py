"""What the hub needs from the outside, as Protocols, so that callers read nothing else.

The ledger is hub.books.
"""

from hub.ports.bus import BrokerAccess, BrokerUnchanged, Bus, NameTaken
from hub.ports.clock import Clock
from hub.ports.papers import BadSeal, Paper, PaperSource, Seals, SourceDown
from hub.ports.photos import BadPhoto, Looking
from hub.ports.sound import BadSound, Clip, Speech, SpeechFailed, Studio, TalkTape
from hub.ports.stores import Condition, EvidenceStore, Refused, Row, SeriesStore, StoreDown

__all__ = (
    "BadPhoto",
    "BadSeal",
    "BadSound",
    "BrokerAccess",
    "BrokerUnchanged",
    "Bus",
    "Clip",
    "Clock",
    "Condition",
    "EvidenceStore",
    "Looking",
    "NameTaken",
    "Paper",
    "PaperSource",
    "Refused",
    "Row",
    "Seals",
    "SeriesStore",
    "SourceDown",
    "Speech",
    "SpeechFailed",
    "StoreDown",
    "Studio",
    "TalkTape",
)
