"""Builds what lets somebody in: accounts, passwords of devices, links of people without an account."""

from dataclasses import dataclass
from datetime import timedelta

from hub.adapters.passwords import hash_password, is_password, new_password
from hub.books import Ledger
from hub.ports import BrokerAccess, Clock
from hub.services.accounts import Accounts, Passwords
from hub.services.photo_passes import PhotoPasses
from hub.services.provisioning import Provisioning
from hub.services.registry import Registry
from hub.settings import HubSettings


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may come in, and how they get there."""

    accounts: Accounts
    provisioning: Provisioning
    photo_passes: PhotoPasses


def admission(
    settings: HubSettings, ledger: Ledger, clock: Clock, registry: Registry, broker: BrokerAccess | None
) -> Admission:
    """Build it; `broker` is None where it is not ours."""
    session_length = timedelta(hours=settings.http.session_hours)
    accounts = Accounts(ledger, clock, Passwords(hash_password, is_password), session_length)
    provisioning = Provisioning(registry, accounts, broker, new_password)
    return Admission(accounts, provisioning, PhotoPasses(ledger, clock))
