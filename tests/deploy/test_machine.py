"""The secrets of the machine's services, made once, in new installations and in older ones."""

import pytest

from deploy.machine import alerts_login, commands_login, machine_logins
from deploy.servers import Place, operator_password
from hub.domain.people import ALERTS, COMMANDS
from hub.services.machine import MachineServices

ASKED = frozenset({COMMANDS.role, ALERTS.role})


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path, {})


def hub_of(place):
    return MachineServices(machine_logins(place))


def test_the_hub_knows_what_commands_and_grafana_sign_in_with(place):
    hub = hub_of(place)
    assert hub.recognised(*commands_login(place)) is COMMANDS
    assert hub.recognised(*alerts_login(place)) is ALERTS


def test_secrets_are_the_same_after_a_restart_and_after_a_restored_ledger(place):
    before = machine_logins(place)
    assert machine_logins(place) == before


def test_a_new_installation_lets_nobody_post_alerts_with_the_first_password(place):
    machine_logins(place)
    password = operator_password(place)
    assert hub_of(place).recognised_formerly("admin", password, ASKED) is None


@pytest.mark.parametrize("first_to_ask", [machine_logins, commands_login, alerts_login])
@pytest.mark.parametrize("name", ["admin", "@grafana"])
def test_in_an_older_installation_grafana_goes_on_with_the_password_it_has(place, first_to_ask, name):
    password = operator_password(place)
    first_to_ask(place)
    place.credentials().keep("operator", "a later password")
    assert hub_of(place).recognised_formerly(name, password, ASKED) is ALERTS
    assert hub_of(place).recognised_formerly(name, "a later password", ASKED) is None


def test_a_secret_that_is_forgotten_is_made_anew_and_brings_no_former_one_back(place):
    machine_logins(place)
    operator_password(place)
    old = alerts_login(place)
    place.credentials().forget("service.alerts")
    assert alerts_login(place) != old
    assert hub_of(place).recognised(*old) is None
    assert len(machine_logins(place)) == 2
