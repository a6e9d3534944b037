"""The way of a device to the broker: a password made once, shown once, and taken away again."""

import logging
from collections.abc import Callable

from devices.contract.bodies import DeviceClass
from hub.domain.people import Role
from hub.ports import BrokerAccess, NameTaken
from hub.services.accounts import Accounts
from hub.services.registry import NotRegistered, Registry

log = logging.getLogger(__name__)
# They bring pictures or fetch sounds over HTTP, with the same name and password.
_WITH_FILES = frozenset({DeviceClass.SPEAKER, DeviceClass.CAMERA})


class NotOurBroker(Exception):
    """The broker is run by somebody else, who must add or remove the user there."""


class Provisioning:
    """Gives registered devices their passwords; `broker` None: it is not ours."""

    def __init__(
        self,
        registry: Registry,
        accounts: Accounts,
        broker: BrokerAccess | None,
        new_password: Callable[[], str],
    ) -> None:
        self._registry = registry
        self._accounts = accounts
        self._broker = broker
        self._new_password = new_password

    def grant(self, device: str, by: str) -> str:
        """Make a new password for a device's user, whose name is its id; an earlier one is good no more.

        Returns:
            The password. It is kept nowhere but as a hash: show it once.

        Raises:
            NotRegistered, NotOurBroker, NameTaken, BrokerUnchanged: there is no new password.
            StoreDown: there may be one that nobody knows; ask again.
        """
        known = self._registry.catalog.devices.get(device)
        if known is None:
            raise NotRegistered(device)
        account = self._accounts.known(device)
        if account is not None and account.role is not Role.FIELD:
            raise NameTaken(device)
        password = self._new_password()
        self._ours().grant(device, password)
        if known.device_class in _WITH_FILES:
            self._accounts.put(device, Role.FIELD, password)
        self._registry.granted(device, by)
        log.info("device %s has a new password, by %s", device, by)
        return password

    def revoke(self, device: str, by: str) -> None:
        """Take a device's password away: it is cut off at once.

        Raises:
            NotRegistered, NotOurBroker, BrokerUnchanged: nothing changed.
            StoreDown: it may be cut off, but this is not noted; ask again.
        """
        self._ours()
        self._registry.cut_off(device, by)
        log.info("the password of device %s is revoked, by %s", device, by)

    def _ours(self) -> BrokerAccess:
        if self._broker is None:
            raise NotOurBroker
        return self._broker
