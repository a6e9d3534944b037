"""The hub's API as the commands of the machine use it."""

import pytest

from deploy.api import Hub, Refusal
from hub.domain.people import COMMANDS
from tests.servers import Answer, http


@pytest.mark.parametrize(
    ("status", "user", "said"),
    [
        (401, "admin", r"does not let `admin` in: .*secrets\.json"),
        (401, COMMANDS.name, r"does not know `@machine`.*start it again"),
        (409, "admin", r"refused: 409"),
    ],
)
def test_a_command_that_is_not_let_in_says_what_to_do_about_it(status: int, user: str, said: str) -> None:
    with (
        http(lambda _asked: Answer(status)) as url,
        Hub(url, user, "an old one") as hub,
        pytest.raises(Refusal, match=said),
    ):
        hub.get("/api/v1/balance")
