"""To whom a process speaks, read where the kernel writes it."""

import socket

import pytest

from vision.peers import peers, read_table, strangers_among


def test_tables_are_read_in_both_families():
    v4 = "0: 0100007F:1F90 0200007F:D431 01 00000000:00000000 00:00000000 00000000 0 0 4711 1"
    v6 = f"0: {'0' * 32}:1F90 {'0' * 24}01000000:D431 01 00000000:00000000 00:00000000 00000000 0 0 12 1"
    (one, inode), (other, _) = read_table([v4, v6])
    assert (str(one), inode, str(other)) == ("127.0.0.2", "4711", "::1")


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_a_connection_of_ours_is_known_by_its_other_end(host, family):
    with socket.create_server((host, 0), family=family) as server:
        before = peers()
        with socket.create_connection(server.getsockname()[:2]):
            assert {str(peer) for peer in peers() - before} <= {host}
            assert host in {str(peer) for peer in peers()}
            assert host not in {str(peer) for peer in strangers_among(host)}
            assert host in {str(peer) for peer in strangers_among("192.0.2.1")}


def test_who_only_listens_speaks_to_nobody():
    before = peers()
    with socket.create_server(("127.0.0.1", 0)):
        assert peers() == before
