"""The machine's own services are known by name and secret."""

import pytest

from hub.domain.people import ALERTS, COMMANDS, Account, Role
from hub.services.machine import MachineLogin, MachineServices
from tests.builders import at

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


def test_a_grafana_that_is_turned_away_is_told_until_it_is_let_in():
    services, wanted = MachineServices(), frozenset({Role.ALERTS})
    for second in (0, 60):
        services.note("@grafana", None, wanted, at(second))
    refused = services.alerts_refused(at(61))
    assert refused is not None
    assert (refused.times, refused.since) == (2, at(0))
    services.note("@grafana", ALERTS, wanted, at(120))
    assert services.alerts_refused(at(121)) is None


def test_a_grafana_that_was_turned_away_days_ago_is_not_told():
    services = MachineServices()
    services.note("@grafana", None, frozenset({Role.ALERTS}), at(0))
    assert services.alerts_refused(at(2 * 86_400)) is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("admin", frozenset({Role.ALERTS})),
        ("@grafana", frozenset({Role.COMMANDS})),
        ("@grafana", frozenset()),
    ],
    ids=["somebody else", "another route", "a route of people"],
)
def test_nobody_else_who_is_turned_away_is_counted(name, wanted):
    services = MachineServices()
    services.note(name, None, wanted, at(0))
    assert services.alerts_refused(at(1)) is None


def test_a_person_who_posts_an_alert_does_not_speak_for_grafana():
    services, wanted = MachineServices(), frozenset({Role.ALERTS})
    services.note("@grafana", None, wanted, at(0))
    services.note("admin", Account("admin", Role.ADMIN, "x"), wanted, at(1))
    assert services.alerts_refused(at(2)) is not None
