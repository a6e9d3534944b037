"""What could not be used (死信): by groups, letter by letter, and once more after a fix."""

from typing import Annotated

from fastapi import APIRouter, Path

from hub.api import letters
from hub.api.problems import Refused
from hub.api.request import Hub, Limit, Now, Who

ROUTER = APIRouter(prefix="/api/v1/dead-letters")


@ROUTER.get("")
def dead_letters(hub: Hub, now: Now, limit: Limit = 100) -> letters.DeadLetterList:
    """Groups of messages that could not be used, and the newest of them, with the reasons."""
    groups = hub.letters.groups()
    return letters.DeadLetterList(
        at=now.local(now.now),
        forgotten=sum(group.count - group.kept for group in groups),
        groups=[letters.group(now, group) for group in groups],
        dead_letters=[letters.letter(now, item) for item in hub.letters.newest(limit)],
    )


@ROUTER.get("/{group}")
def letter_group(
    hub: Hub, now: Now, group: Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")], limit: Limit = 100
) -> letters.LetterGroupList:
    """One group and the letters of it that are kept, newest first."""
    known = hub.letters.group(group)
    if known is None:
        raise Refused(404, "not_found", {"group": group})
    return letters.LetterGroupList(
        at=now.local(now.now),
        group=letters.group(now, known),
        dead_letters=[letters.letter(now, item, is_begin=False) for item in hub.letters.newest(limit, group)],
    )


@ROUTER.post("/replay")
def replay(hub: Hub, who: Who, wanted: letters.ReplayIn) -> letters.ReplayOut:
    """Read letters again by the code and registry of now; each has its effect once, however often asked."""
    done = hub.letters.replay(wanted.chosen(), who.name, wanted.which(), wanted.from_place())
    return letters.replayed(done)
