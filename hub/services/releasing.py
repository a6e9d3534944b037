"""Releasing (放行): an announcement enters the outbox of each speaker, and what was done is written down."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from hub.books import Transaction
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.announcements import (
    Announcement,
    Delivery,
    DeliveryState,
    Target,
    TargetScope,
    halt_sent,
    superseded,
    unable,
)
from hub.domain.announcements.approval import ApprovalState


def release(
    tx: Transaction,
    announcement: Announcement,
    meant: Collection[str],
    now: datetime,
    new_id: Callable[[], str],
) -> None:
    """Put one delivery per speaker into the outbox; what it supersedes is halted where it was sent."""
    made = [Delivery(new_id(), announcement.id, name, DeliveryState.ACCEPTED, now) for name in meant]
    if announcement.is_live:
        can = {name for name, state in tx.intake.states(meant).items() if state.can_relay}
        made = [each if each.device in can else unable(each, now) for each in made]
    tx.announcements.put_deliveries(made)
    old = tx.announcements.get(announcement.supersedes) if announcement.supersedes else None
    if old is None:
        return
    if old.approval.state is ApprovalState.PENDING:
        refused = replace(old.approval, state=ApprovalState.REFUSED, by=announcement.created_by, at=now)
        tx.announcements.put(replace(old, approval=refused))
    replaced = set(meant)
    halted = (
        (delivery.device, superseded(delivery, new_id(), now))
        for delivery in tx.announcements.deliveries(old.id)
    )
    # A speaker that gets the new one stops the old one by it, and needs no further word.
    tx.announcements.put_deliveries(
        halt_sent(delivery) if device in replaced else delivery for device, delivery in halted
    )
    tx.acts.add(deed(old, BroadcastAct.UPDATED, announcement.created_by, now, announcement.id))


def deed(announcement: Announcement, act: BroadcastAct, by: str, now: datetime, why: str) -> Deed:
    """What somebody did with an announcement, for the book of deeds."""
    return Deed(now, by, act, announcement.id, target_words(announcement.target), why)


def target_words(target: Target) -> str:
    """A target in the words of the audit: its scope and the ids, or how many areas were drawn."""
    if target.scope is TargetScope.AREA:
        return f"area: {len(target.shapes)} drawn"
    return f"{target.scope.value}: {', '.join(target.ids)}" if target.ids else target.scope.value
