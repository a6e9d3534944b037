from datetime import timedelta

from hub.adapters.passwords import hash_password, is_password
from hub.domain.people import Role
from hub.services.accounts import Accounts, Passwords
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
