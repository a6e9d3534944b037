import pytest

from devices.addresses import NotAllowed, networks, pinned

LAN = networks(["192.168.0.0/16", "fd00::/8"])


def names(*numbers):
    return lambda _host: numbers


def test_the_number_that_was_checked_is_the_one_that_is_spoken_to():
    address, host = pinned("rtsp://u:p@cam.lan:554/live?x=1", LAN, names("192.168.1.7"))
    assert (address, host) == ("rtsp://u:p@192.168.1.7:554/live?x=1", "cam.lan")


def test_a_number_of_ip_6_stands_in_brackets():
    assert pinned("http://cam.lan/a.jpg", LAN, names("fd00::7"))[0] == "http://[fd00::7]/a.jpg"


def test_the_first_number_that_is_allowed_is_taken():
    assert pinned("http://cam/", LAN, names("10.0.0.1", "192.168.0.9"))[0] == "http://192.168.0.9/"


@pytest.mark.parametrize(
    "number",
    ["169.254.169.254", "224.0.0.1", "fe80::1%eth0", "::ffff:169.254.169.254", "::", "0:0:0:0:0:0:0:0"],
)
def test_a_name_that_means_where_nobody_serves_is_refused(number):
    with pytest.raises(NotAllowed, match=r"cam is at .*, allowed is anywhere but"):
        pinned("http://cam/", (), names(number))


def test_a_host_outside_of_its_networks_is_refused():
    with pytest.raises(NotAllowed, match=r"cam is at 10.0.0.1, allowed is 192.168.0.0/16, fd00::/8"):
        pinned("http://cam/", LAN, names("10.0.0.1"))


def test_a_name_without_numbers_is_refused():
    with pytest.raises(NotAllowed, match="no address"):
        pinned("http://cam/", (), names())


def test_the_system_is_asked_for_numbers():
    assert pinned("http://127.0.0.1:80/x") == ("http://127.0.0.1:80/x", "127.0.0.1")
