"""What the API answers about the products that a device could be."""

from typing import Annotated

from pydantic import Field

from devices.contract.bodies import DeviceClass
from hub.api.models import Answer
from hub.domain.learning import Proposal
from hub.services.learning import Learned


class ProposalOut(Answer):
    """One product; `would_read` is what each message would say, newest last."""

    profile: str
    brand: str
    model: str
    device_class: Annotated[DeviceClass, Field(serialization_alias="class")]
    score: float
    read_share: float
    is_named: bool
    would_read: list[dict[str, float | bool]]


class ProposalList(Answer):
    """The likeliest first. Nothing is applied: claim the device with the model that a person confirms."""

    device: str
    messages: int
    proposals: list[ProposalOut]


def shown(device: str, learned: Learned) -> ProposalList:
    """The proposals for a device."""
    return ProposalList(
        device=device, messages=learned.messages, proposals=[_one(item) for item in learned.proposals]
    )


def _one(proposal: Proposal) -> ProposalOut:
    profile = proposal.profile
    return ProposalOut(
        profile=profile.name,
        brand=profile.brand,
        model=profile.model,
        device_class=profile.device_class,
        score=proposal.score,
        read_share=proposal.read_share,
        is_named=proposal.is_named,
        would_read=[dict(values) for values in proposal.would_read],
    )
