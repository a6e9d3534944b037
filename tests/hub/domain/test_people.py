"""Roles: those of people rank, those of the machine's services do not."""

import pytest

from hub.domain.people import ALERTS, COMMANDS, Role, StaffFlaw, reaches, staff_flaw

_SERVICES = (Role.COMMANDS, Role.ALERTS)


def test_whoever_may_more_may_also_less():
    ranked = [Role.VIEWER, Role.FIELD, Role.OPERATOR, Role.ADMIN]
    for place, role in enumerate(ranked):
        assert [least for least in ranked if reaches(role, least)] == ranked[: place + 1]


@pytest.mark.parametrize("service", _SERVICES)
def test_a_service_of_the_machine_reaches_no_rank_of_people(service):
    assert not [least for least in Role if reaches(service, least)]


@pytest.mark.parametrize("role", [Role.FIELD, *_SERVICES])
def test_no_person_becomes_a_program(role):
    assert staff_flaw("li", role, "long enough a password") is StaffFlaw.PROGRAM


@pytest.mark.parametrize("service", [COMMANDS, ALERTS])
def test_no_person_can_have_the_name_of_a_service(service):
    assert staff_flaw(service.name, Role.ADMIN, "long enough a password") is StaffFlaw.NAME
