import pytest

from deploy.credentials import Credentials, write_private


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "secrets.json"


def test_a_password_is_made_once_and_kept(file):
    first = Credentials(file).password("operator")
    assert Credentials(file).password("operator") == first


def test_names_have_different_passwords(file):
    made = Credentials(file).passwords(["mqtt.hub", "mqtt.gw-1"])
    assert made["mqtt.hub"] != made["mqtt.gw-1"]
    assert min(map(len, made.values())) == 20


def test_a_typed_password_has_no_look_alikes(file):
    assert not set(Credentials(file).password("operator", is_typed=True)) & set("0O1lI")


def test_only_the_owner_may_read_the_file(file):
    Credentials(file).password("operator")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_others_may_read_is_refused_with_the_way_out(file):
    Credentials(file).password("operator")
    file.chmod(0o644)
    with pytest.raises(PermissionError, match=r"chmod 600 .*secrets\.json"):
        Credentials(file).password("operator")


def test_a_private_file_replaces_an_older_open_one_and_is_closed(tmp_path):
    file = tmp_path / "acl"
    file.write_text("old")
    write_private(file, "new")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o600)
