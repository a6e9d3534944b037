"""Opening a paper: who sent it, whether that is believed, what it says, and everything wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.cap.alert import Alert, MsgType, Status
from hub.domain.cap.judging import Sender
from hub.domain.cap.papers import Element, Unreadable, read
from hub.domain.cap.problems import Problem, problem
from hub.domain.cap.reading import contradictions, message
from hub.domain.cap.record import Fate
from hub.domain.cap.schema import faults
from hub.domain.cap.where import Ground, unclear
from hub.domain.cap.wording import chosen
from hub.ports import BadSeal, Seals

_TOLD = frozenset({MsgType.ALERT, MsgType.UPDATE})
_SPOKEN = frozenset({Status.ACTUAL, Status.EXERCISE})


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a paper is held against. `language`: of the township."""

    senders: Mapping[str, Sender]
    seals: Seals
    ground: Ground
    language: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper as far as it could be read.

    `claimed`: whom it says that it is from. `refusal`: why it counts for nothing, None where it counts; then
    `sender` and `alert` are there. `note`: what the signature's trouble is.
    """

    claimed: str = ""
    sender: Sender | None = None
    alert: Alert | None = None
    refusal: Fate | None = None
    problems: tuple[Problem, ...] = ()
    note: str = ""


def opened(paper: bytes, known: Knowledge) -> Opened:
    """Open a paper: of a signed one what is signed, of a stranger's all, to say what is wrong with it."""
    try:
        root = read(paper)
    except Unreadable as error:
        return Opened(refusal=Fate.INVALID, problems=(problem("/", error.fault, error.detail),))
    claimed = root.first("sender")
    sender = known.senders.get(claimed)
    refusal, note = (Fate.UNKNOWN_SENDER, "") if sender is None else (None, "")
    if sender is not None and sender.certificate:
        try:
            root = _signed_part(paper, root, sender, known.seals)
        except BadSeal as error:
            refusal, note = Fate.UNSIGNED if error.is_missing else Fate.BAD_SIGNATURE, str(error)
    alert, problems = _understood(root, known)
    if problems and refusal is None:
        refusal = Fate.INVALID
    return Opened(claimed, sender, alert, refusal, problems, note)


def _signed_part(paper: bytes, outer: Element, sender: Sender, seals: Seals) -> Element:
    """Read what the signature covers; `outer` is the root of the whole paper.

    Raises:
        BadSeal: it is not signed by the sender, or that is not the message.
    """
    signed = seals.opened(paper, sender.certificate)
    try:
        root = read(signed)
    except Unreadable as error:
        raise BadSeal("the signature covers something else") from error
    if (root.namespace, root.name, root.first("sender")) != (outer.namespace, outer.name, sender.id):
        raise BadSeal("the signature covers something else")
    return root


def _understood(root: Element, known: Knowledge) -> tuple[Alert | None, tuple[Problem, ...]]:
    """What a document says, None where it breaks the schema, and what is wrong with it."""
    problems = faults(root)
    if problems:
        return None, problems
    alert = message(root)
    problems = contradictions(alert, root)
    if alert.kind in _TOLD and alert.status in _SPOKEN and alert.infos:
        read_aloud = chosen(alert.infos, known.language)
        blocks = zip((block.place for block in root.named("info")), alert.infos, strict=True)
        problems += tuple(unclear((block for block in blocks if block[1] in read_aloud), known.ground))
    return alert, problems
