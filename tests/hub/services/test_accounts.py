from datetime import timedelta

import pytest

from hub.adapters.passwords import hash_password, is_password
from hub.domain.acts import BroadcastAct
from hub.domain.people import Role, StaffFlaw
from hub.services.accounts import Accounts, NotAdmitted, Passwords
from tests.hub.services.conftest import Hub

QUICK = Passwords(
    lambda password: f"hash of {password}", lambda known, password: known == f"hash of {password}"
)


def accounts(hub: Hub) -> Accounts:
    made = Accounts(hub.ledger, hub.clock, QUICK, timedelta(hours=1))
    made.put("wang", Role.OPERATOR, "secret")
    return made


def test_the_right_password_opens_a_session_that_ends(hub: Hub) -> None:
    who = accounts(hub)
    token = who.sign_in("wang", "secret")
    assert token is not None
    account = who.signed_in(token)
    assert account is not None
    assert (account.name, account.role) == ("wang", Role.OPERATOR)
    hub.clock.move(3601)
    assert who.signed_in(token) is None


def test_wrong_name_or_password_opens_nothing(hub: Hub) -> None:
    who = accounts(hub)
    assert who.sign_in("wang", "guess") is None
    assert who.sign_in("nobody", "secret") is None
    assert who.signed_in("forged") is None


def test_signing_out_ends_the_session_at_once(hub: Hub) -> None:
    who = accounts(hub)
    token = who.sign_in("wang", "secret")
    assert token is not None
    who.sign_out(token)
    assert who.signed_in(token) is None


def test_the_ledger_never_holds_a_token_or_a_password(hub: Hub) -> None:
    token = accounts(hub).sign_in("wang", "secret")
    assert token is not None
    with hub.ledger.read() as tx:
        assert tx.accounts.session(token) is None


def test_argon2_knows_its_own_hash_and_nobody_elses() -> None:
    known = hash_password("secret")
    assert known.startswith("$argon2id$")
    assert is_password(known, "secret")
    assert not is_password(known, "guess")
    assert not is_password(None, "nobody has this password")
    assert not is_password("no hash at all", "secret")


def test_whoever_is_admitted_signs_in_and_a_new_password_ends_the_sessions_of_the_old_one(hub: Hub) -> None:
    who = accounts(hub)
    who.admit("张三", Role.VIEWER, "first-password", "wang")
    token = who.sign_in("张三", "first-password")
    assert token is not None
    who.admit("张三", Role.OPERATOR, "second-password", "wang")
    assert who.signed_in(token) is None
    assert who.sign_in("张三", "first-password") is None
    assert [(account.name, account.role) for account in who.people()] == [
        ("wang", Role.OPERATOR),
        ("张三", Role.OPERATOR),
    ]


def test_whoever_is_dismissed_is_out_at_once(hub: Hub) -> None:
    who = accounts(hub)
    token = who.sign_in("wang", "secret")
    assert token is not None
    who.dismiss("wang", "li")
    who.dismiss("wang", "li")
    assert who.signed_in(token) is None
    assert who.people() == []


@pytest.mark.parametrize(
    ("name", "role", "password", "flaw"),
    [
        ("", Role.VIEWER, "long enough", StaffFlaw.NAME),
        ("a b", Role.VIEWER, "long enough", StaffFlaw.NAME),
        ("x" * 33, Role.VIEWER, "long enough", StaffFlaw.NAME),
        ("li", Role.VIEWER, "short", StaffFlaw.PASSWORD),
        ("li", Role.VIEWER, "x" * 201, StaffFlaw.PASSWORD),
        ("li", Role.FIELD, "long enough", StaffFlaw.PROGRAM),
        ("cam-1", Role.VIEWER, "long enough", StaffFlaw.PROGRAM),
        ("wang", Role.VIEWER, "long enough", StaffFlaw.OWN),
    ],
)
def test_an_account_that_must_not_be_is_left_as_it_was(
    hub: Hub, name: str, role: Role, password: str, flaw: StaffFlaw
) -> None:
    who = accounts(hub)
    who.put("cam-1", Role.FIELD, "of a camera")
    before = who.known(name)
    with pytest.raises(NotAdmitted) as refused:
        who.admit(name, role, password, "wang")
    assert refused.value.flaw is flaw
    assert who.known(name) == before


def test_a_role_alone_is_changed_while_password_and_sessions_stay(hub: Hub) -> None:
    who = accounts(hub)
    who.admit("li", Role.VIEWER, "first-password", "wang")
    token = who.sign_in("li", "first-password")
    assert token is not None
    for _ in range(2):
        who.change_role("li", Role.ADMIN, "wang")
    here = who.signed_in(token)
    assert here is not None
    assert here.role is Role.ADMIN
    assert who.sign_in("li", "first-password")
    with hub.ledger.read() as tx:
        acts = [(linked.deed.by, linked.deed.act, linked.deed.to) for linked in tx.acts.about("li")]
    assert acts[1:] == [("wang", BroadcastAct.ROLE_CHANGED, "admin")]


@pytest.mark.parametrize(
    ("name", "role", "flaw"),
    [
        ("nobody", Role.VIEWER, StaffFlaw.UNKNOWN),
        ("wang", Role.ADMIN, StaffFlaw.OWN),
        ("cam-1", Role.VIEWER, StaffFlaw.PROGRAM),
        ("li", Role.FIELD, StaffFlaw.PROGRAM),
        ("li", Role.COMMANDS, StaffFlaw.PROGRAM),
        ("@machine", Role.VIEWER, StaffFlaw.NAME),
    ],
)
def test_a_role_that_must_not_be_given_changes_nothing(
    hub: Hub, name: str, role: Role, flaw: StaffFlaw
) -> None:
    who = accounts(hub)
    who.put("cam-1", Role.FIELD, "of a camera")
    who.put("li", Role.VIEWER, "of li")
    before = who.known(name)
    with pytest.raises(NotAdmitted) as refused:
        who.change_role(name, role, "wang")
    assert refused.value.flaw is flaw
    assert who.known(name) == before


def test_nobody_takes_away_their_own_rights_or_those_of_a_program(hub: Hub) -> None:
    who = accounts(hub)
    who.put("cam-1", Role.FIELD, "of a camera")
    for name in ("wang", "cam-1"):
        with pytest.raises(NotAdmitted):
            who.dismiss(name, "wang")
        assert who.known(name) is not None


def test_an_own_password_is_not_replaced_without_the_old_one(hub: Hub) -> None:
    who = accounts(hub)
    with pytest.raises(NotAdmitted) as refused:
        who.admit("wang", Role.OPERATOR, "a new password", "wang")
    assert refused.value.flaw is StaffFlaw.OWN
    assert who.sign_in("wang", "secret")


def test_an_own_password_is_changed_and_only_the_session_in_which_it_was_stays(hub: Hub) -> None:
    who = accounts(hub)
    here, elsewhere = who.sign_in("wang", "secret"), who.sign_in("wang", "secret")
    assert here is not None
    assert elsewhere is not None
    who.change_password("wang", "secret", "a new password", here)
    kept = who.signed_in(here)
    assert kept is not None
    assert (kept.name, kept.role) == ("wang", Role.OPERATOR)
    assert who.signed_in(elsewhere) is None
    assert who.sign_in("wang", "secret") is None
    assert who.sign_in("wang", "a new password") is not None


def test_the_session_of_another_is_not_kept_by_a_new_password(hub: Hub) -> None:
    who = accounts(hub)
    who.put("li", Role.VIEWER, "of li")
    token = who.sign_in("li", "of li")
    assert token is not None
    who.change_password("wang", "secret", "a new password", token)
    account = who.signed_in(token)
    assert account is not None
    assert account.name == "li"


@pytest.mark.parametrize(
    ("name", "old", "new", "flaw"),
    [
        ("wang", "guess", "a new password", StaffFlaw.WRONG),
        ("nobody", "secret", "a new password", StaffFlaw.WRONG),
        ("wang", "secret", "short", StaffFlaw.PASSWORD),
        ("wang", "secret", "x" * 201, StaffFlaw.PASSWORD),
        ("wang", "secret", "secret", StaffFlaw.SAME),
        ("cam-1", "of a camera", "a new password", StaffFlaw.PROGRAM),
    ],
)
def test_a_password_that_must_not_be_changes_nothing(
    hub: Hub, name: str, old: str, new: str, flaw: StaffFlaw
) -> None:
    who = accounts(hub)
    who.put("cam-1", Role.FIELD, "of a camera")
    before = who.known(name)
    with pytest.raises(NotAdmitted) as refused:
        who.change_password(name, old, new)
    assert refused.value.flaw is flaw
    assert who.known(name) == before


def test_an_account_that_was_removed_meanwhile_does_not_come_back_with_a_new_password(hub: Hub) -> None:
    def slow_hash(password: str) -> str:
        accounts_now.dismiss("wang", "li")
        return QUICK.hashed(password)

    accounts_now = accounts(hub)
    slow = Accounts(hub.ledger, hub.clock, Passwords(slow_hash, QUICK.matches), timedelta(hours=1))
    with pytest.raises(NotAdmitted):
        slow.change_password("wang", "secret", "a new password")
    assert accounts_now.known("wang") is None


def test_the_book_of_deeds_says_who_changed_which_account(hub: Hub) -> None:
    who = accounts(hub)
    who.admit("li", Role.VIEWER, "first-password", "wang")
    who.change_password("li", "first-password", "second-password")
    who.dismiss("li", "wang")
    who.dismiss("li", "wang")
    with hub.ledger.read() as tx:
        deeds = [linked.deed for linked in tx.acts.about("li")]
    assert [(deed.by, deed.act, deed.to) for deed in deeds] == [
        ("wang", BroadcastAct.ACCOUNT_SAVED, "viewer"),
        ("li", BroadcastAct.PASSWORD_CHANGED, ""),
        ("wang", BroadcastAct.ACCOUNT_REMOVED, "viewer"),
    ]


def test_the_first_administrator_is_made_once_and_does_not_come_back_beside_another(hub: Hub) -> None:
    who = accounts(hub)
    assert who.make_administrator("admin", "first-password")
    assert not who.make_administrator("admin", "first-password")
    who.admit("li", Role.ADMIN, "another-password", "admin")
    who.dismiss("admin", "li")
    assert not who.make_administrator("admin", "first-password")
    assert who.known("admin") is None
