"""The list of what to do (现在要我做什么) at the end, against what was truly the matter then. Pure."""

from deploy.score.alarms import meets
from deploy.score.answered import TaskSaid, TicketSaid
from deploy.score.figure import Measured, counted, share_pct
from deploy.score.raised import TICKETS, Raised
from deploy.score.run import Run
from deploy.score.spans import Stretch
from deploy.score.truth import Need
from hub.domain.tasks import Reason

# About the system itself, or about what is only foretold: the truth does not say whether they are right.
_NOT_JUDGED = frozenset({Reason.HUB, Reason.FULL_SOON, Reason.NOTHING})


def queue(run: Run) -> dict[str, Measured]:
    """Score the list."""
    tasks = run.answers.of(TaskSaid)
    judged = [task for task in tasks if task.reason not in _NOT_JUDGED]
    return {
        "queue_length": counted(len(tasks), len(tasks)),
        "queue_founded": share_pct(sum(_is_founded(run, task) for task in judged), len(judged)),
    }


def _is_founded(run: Run, task: TaskSaid) -> bool:
    """Tell whether something was truly the matter with a ticket's device, a device or a village."""
    if task.reason == Reason.UNCLAIMED:
        return any(not device.is_registered for device in run.devices.values())
    ticket = next((one for one in run.answers.of(TicketSaid) if one.ticket == task.about), None)
    if ticket is not None:
        return _is_needed(run, ticket)
    end_ms = run.began.ends_ms
    about = {task.about} | {name for name, device in run.devices.items() if device.village == task.about}
    is_silent = any(spell.until_ms >= end_ms for device in about for spell in run.silences.get(device, []))
    now = Stretch(end_ms - 1, end_ms)
    return is_silent or any(
        need.device in about and run.stretch(need).meets(now) for need in run.truth.of(Need)
    )


def _is_needed(run: Run, ticket: TicketSaid) -> bool:
    """Tell whether a ticket is about a true matter; what no rule of the truth speaks of (noise) is."""
    rule = TICKETS.get(ticket.kind)
    if rule is None:
        return True
    said = Raised(rule, ticket.device, Stretch(ticket.at_ms, run.began.ends_ms), is_ticket=True)
    return any(need.rule is rule and meets(run, said, need) for need in run.truth.of(Need))
