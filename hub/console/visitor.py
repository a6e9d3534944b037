"""Who looks at a page: asked anew before every act, because a session ends while its page stays open."""

import asyncio

from hub.api.access import Rule, may
from hub.context import Context
from hub.domain.people import Account, Role

_ACTS = Rule(Role.OPERATOR)


class Visitor:
    """One signed-in browser."""

    def __init__(self, context: Context, token: str) -> None:
        self._context = context
        self._token = token

    async def account(self) -> Account | None:
        """Whose session this is now; None when it is over.

        Raises:
            StoreDown: cannot be known now.
        """
        return await asyncio.to_thread(self._context.accounts.signed_in, self._token)

    async def acting(self) -> Account | None:
        """The account, if it may announce and withdraw now.

        Raises:
            StoreDown: cannot be known now.
        """
        account = await self.account()
        return account if account is not None and may(account.role, _ACTS) else None
