"""The machine's own services are known by name and secret."""

import pytest

from hub.domain.people import ALERTS, COMMANDS, Role
from hub.services.machine import MachineLogin, MachineServices

SERVICES = MachineServices(
    [
        MachineLogin(COMMANDS, "@machine", "secret-c"),
        MachineLogin(ALERTS, "@grafana", "secret-a"),
        MachineLogin(ALERTS, "admin", "first", is_former=True),
    ]
)
BOTH = frozenset({Role.COMMANDS, Role.ALERTS})


def test_a_service_is_known_by_its_name_and_secret():
    assert SERVICES.recognised("@machine", "secret-c") is COMMANDS
    assert SERVICES.recognised("@grafana", "secret-a") is ALERTS


@pytest.mark.parametrize(
    ("name", "secret"),
    [("@machine", "secret-a"), ("@machine", ""), ("admin", "first"), ("@grafana", "秘密")],
)
def test_nothing_else_is_a_service(name, secret):
    assert SERVICES.recognised(name, secret) is None


def test_what_a_service_was_given_formerly_is_known_apart_and_only_where_it_is_wanted():
    assert SERVICES.recognised_formerly("admin", "first", BOTH) is ALERTS
    assert SERVICES.recognised_formerly("admin", "first", frozenset({Role.COMMANDS})) is None
    assert SERVICES.recognised_formerly("@grafana", "secret-a", BOTH) is None
