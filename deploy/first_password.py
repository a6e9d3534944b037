"""The first password of the first account, shown to a person only while it opens something."""

import httpx

from deploy.config import VillageSettings
from deploy.probes import LOOPBACK
from deploy.servers import OPERATOR, Place, operator_password

_TIMEOUT_S = 5.0


def working_password(settings: VillageSettings, place: Place) -> str | None:
    """The first password, as long as the hub that runs does not refuse it; None when it does.

    A try that is refused counts as one wrong sign-in until the hub's next start; five are too many.
    """
    password = operator_password(place)
    url = f"http://{LOOPBACK}:{settings.http.port}/api/v1/account"
    try:
        answer = httpx.get(url, auth=(OPERATOR, password), timeout=_TIMEOUT_S)
    except httpx.HTTPError:
        return password
    return None if answer.status_code == httpx.codes.UNAUTHORIZED else password
