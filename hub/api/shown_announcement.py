"""From what the services know of announcements to what the API answers. Pure: the time is an argument."""

from collections.abc import Sequence
from datetime import timedelta

from devices.contract.talk import RATE_HZ
from hub.api import announced
from hub.api.models import Named
from hub.api.shown import Scene, named
from hub.broadcast_words import APPROVALS, BROADCAST_ACTS, FINDINGS, UNREACHED
from hub.domain.acts import Linked
from hub.domain.announcements import Announcement, Delivery, Target, TargetScope
from hub.domain.announcements.approval import Approval
from hub.domain.announcements.self_test import Finding
from hub.domain.announcements.talks import missing_ms
from hub.domain.area import Catalog
from hub.services.complaints import Filed
from hub.services.examine import Examined, Hindrance
from hub.services.follow import Followed, Reach, Unreached, UnreachedList, Whole
from hub.services.self_test import Judged
from hub.words import DELIVERY_STATES, PRIORITIES, REFUSALS, Word, delivery_reason

_MINUTE = timedelta(minutes=1)


def accepted(scene: Scene, made: Announcement, path: str) -> announced.Accepted:
    """What its author is told at once."""
    return announced.Accepted(
        id=made.id,
        path=path,
        volume_pct=made.volume_pct,
        expires_at=scene.local(made.expires_at),
        duration_ms=made.duration_ms,
        audio=f"/media/{made.sha256}",
        awaits_approval=not made.approval.may_sound,
    )


def begun(made: Announcement, scene: Scene) -> announced.TalkBegun:
    """Where somebody speaks now."""
    route = f"/api/v1/talks/{made.id}"
    return announced.TalkBegun(
        id=made.id,
        path=f"/api/v1/announcements/{made.id}",
        sound=f"{route}/sound",
        end=f"{route}/end",
        rate_hz=RATE_HZ,
        longest_s=made.duration_ms / 1000,
        expires_at=scene.local(made.expires_at),
        awaits_approval=not made.approval.may_sound,
    )


def announcement(scene: Scene, followed: Followed) -> announced.AnnouncementOut:
    """One announcement and its speakers."""
    said = followed.announcement
    priority = PRIORITIES[said.priority]
    return announced.AnnouncementOut(
        id=said.id,
        text=said.text,
        priority=said.priority,
        priority_zh=priority.zh,
        priority_en=priority.en,
        volume_pct=said.volume_pct,
        repeat=said.repeat,
        created_at=scene.local(said.created_at),
        age_s=scene.age_s(said.created_at),
        created_by=said.created_by,
        why=said.why,
        origin=said.origin,
        supersedes=said.supersedes,
        approval=_approval(scene, said.approval),
        not_before=scene.local(said.not_before),
        expires_at=scene.local(said.expires_at),
        duration_ms=said.duration_ms,
        audio=_audio(said.sha256),
        target=said.target.scope,
        target_names=target_names(scene.catalog, said.target),
        is_live=said.is_live,
        is_over=followed.is_over,
        counts=dict(followed.counts),
        deliveries=[_delivery(scene, said, item) for item in followed.deliveries],
    )


def target_names(catalog: Catalog, target: Target) -> list[str]:
    """What people call the places or devices of a target; ids that nothing is known of as they are."""
    if target.scope is TargetScope.DEVICES:
        return [catalog.devices[name].name if name in catalog.devices else name for name in target.ids]
    return [catalog.places[name].name if name in catalog.places else name for name in target.ids]


def preview(scene: Scene, found: Examined, reach: Whole, interrupts: int) -> announced.PreviewOut:
    """What an announcement would be."""
    return announced.PreviewOut(
        text=found.draft.text,
        audio=_audio(found.sha256),
        sha256=found.sha256,
        duration_ms=found.duration_ms,
        volume_pct=found.draft.volume_pct,
        expires_at=scene.local(found.draft.expires_at),
        needs_second_person=found.needs_second_person,
        speakers=reach.speakers,
        online=reach.online,
        offline=reach.offline,
        muted=reach.muted,
        unable=reach.unable,
        households=reach.households,
        interrupts=interrupts,
        disturbs=found.disturbs,
        villages=[_reach(scene.catalog, part) for part in reach.parts],
        hindrance=hindrance(scene, found.hindrance),
    )


def hindrance(scene: Scene, found: Hindrance) -> announced.HindranceOut:
    """Everything that forbids an announcement."""
    return announced.HindranceOut(
        flaws=[_flaw(code) for code in found.flaws],
        next_slot=scene.local_or_none(found.next_slot),
        quiet=found.quiet,
        unmatched=list(found.unmatched),
        overspent=[
            announced.OverspentOut(
                village=item.village,
                spent_min=round(item.spent / _MINUTE, 1),
                allowed_min=round(item.allowed / _MINUTE, 1),
            )
            for item in found.overspent
        ],
    )


def unreached(scene: Scene, found: UnreachedList) -> announced.MissedList:
    """The unreached list."""
    return announced.MissedList(
        announcement=found.announcement.id,
        at=scene.local(scene.now),
        is_complete=found.is_complete,
        missed=[_missed(scene, row) for row in found.rows],
    )


def deeds(scene: Scene, kept: Sequence[Linked], first_broken: int | None) -> announced.DeedList:
    """Who did what."""
    shown = [
        announced.DeedOut(
            number=item.number,
            at=scene.local(item.deed.at),
            by=item.deed.by,
            act=named(item.deed.act.value, BROADCAST_ACTS[item.deed.act]),
            subject=item.deed.subject,
            to=item.deed.to,
            why=item.deed.why,
            link=item.link,
        )
        for item in kept
    ]
    return announced.DeedList(at=scene.local(scene.now), first_broken=first_broken, deeds=shown)


def self_test(scene: Scene, judged: Judged | None) -> announced.SelfTestOut:
    """The newest self-test."""
    if judged is None:
        return announced.SelfTestOut(
            began_at=None, serviceable_pct=None, coverage_pct=None, response_pct=None, findings=[]
        )
    return announced.SelfTestOut(
        began_at=scene.local(judged.began_at),
        serviceable_pct=_rounded(judged.rates.serviceable_pct),
        coverage_pct=_rounded(judged.rates.coverage_pct),
        response_pct=_rounded(judged.rates.response_pct),
        findings=[_finding(scene, name, found) for name, found in sorted(judged.found.items())],
    )


def _finding(scene: Scene, name: str, found: Finding) -> announced.FindingOut:
    speaker = scene.catalog.devices[name]
    village = scene.catalog.village_of(speaker)
    return announced.FindingOut(
        device=name,
        name=speaker.name,
        village=village.name if village else "",
        finding=named(found.value, FINDINGS[found]),
        is_serviceable=found.is_serviceable,
    )


def _rounded(share_pct: float | None) -> float | None:
    return None if share_pct is None else round(share_pct, 1)


def complaint(scene: Scene, filed: Filed) -> announced.ComplaintFiled:
    """A complaint that was recorded."""
    return announced.ComplaintFiled(
        ticket=filed.ticket.id,
        due_at=scene.local(filed.ticket.due_at),
        sounded=[
            announced.SoundedOut(
                announcement=item.announcement.id,
                text=item.announcement.text,
                devices=list(item.devices),
                at=scene.local(item.at),
                volume_pct=item.announcement.volume_pct,
            )
            for item in filed.sounded
        ],
    )


def _audio(sha256: str) -> str:
    """Where a sound can be listened to, "" while there is none."""
    return f"/media/{sha256}" if sha256 else ""


def _flaw(code: str) -> Named:
    return named(code, REFUSALS.get(code, Word(code, code)))


def _missed(scene: Scene, row: Unreached) -> announced.MissedOut:
    return announced.MissedOut(
        device=row.missed.device,
        name=row.name,
        village=row.village,
        grid=row.grid,
        point=row.point,
        owner=row.owner,
        phone=row.phone,
        why=named(row.missed.why.value, UNREACHED[row.missed.why]),
        detail=row.missed.detail,
        since=scene.local(row.missed.since),
    )


def _reach(catalog: Catalog, part: Reach) -> announced.ReachOut:
    place = catalog.places.get(part.village)
    return announced.ReachOut(
        village=part.village,
        name=place.name if place else part.village,
        speakers=part.speakers,
        online=part.online,
        offline=part.offline,
        muted=part.muted,
        households=part.households,
    )


def _approval(scene: Scene, known: Approval) -> announced.ApprovalOut:
    return announced.ApprovalOut(
        state=named(known.state.value, APPROVALS[known.state]),
        by=known.by,
        at=scene.local_or_none(known.at),
        note=known.note,
        review_due_at=scene.local_or_none(known.review_due_at),
        is_review_overdue=known.is_review_overdue(scene.now),
        reviewed_by=known.reviewed_by,
        reviewed_at=scene.local_or_none(known.reviewed_at),
        review=known.review,
    )


def _delivery(scene: Scene, said: Announcement, item: Delivery) -> announced.DeliveryOut:
    speaker = scene.catalog.devices.get(item.device)
    village = scene.catalog.village_of(speaker) if speaker else None
    state = DELIVERY_STATES[item.state]
    return announced.DeliveryOut(
        device=item.device,
        name=speaker.name if speaker else item.device,
        village=village.name if village else "",
        state=item.state,
        state_zh=state.zh,
        state_en=state.en,
        at=scene.local(item.at),
        age_s=scene.age_s(item.at),
        reason=named(item.reason, delivery_reason(item.reason)) if item.reason else None,
        played_ms=item.played_ms,
        missing_ms=missing_ms(said, item),
        proof_method=item.proof_method,
        is_stopping=bool(item.halt) and not item.is_final,
    )
