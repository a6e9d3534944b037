from deploy.python_packages import uv_environment


def test_uv_is_told_of_pip_s_index():
    config = "global.index-url='http://mirror.test/simple'\nglobal.cert='/etc/ca.pem'"
    environ = uv_environment(config, {"HOME": "/home/li"})
    assert environ == {
        "HOME": "/home/li",
        "UV_DEFAULT_INDEX": "http://mirror.test/simple",
        "SSL_CERT_FILE": "/etc/ca.pem",
    }


def test_the_environment_wins_over_pip_s_files():
    environ = uv_environment("global.index-url='http://a.test'", {"PIP_INDEX_URL": "http://b.test"})
    assert environ["UV_DEFAULT_INDEX"] == "http://b.test"


def test_a_user_s_own_uv_index_is_left_alone():
    given = {"UV_DEFAULT_INDEX": "http://c.test", "PIP_INDEX_URL": "http://b.test"}
    assert uv_environment("global.index-url='http://a.test'", given) == given


def test_several_further_indexes_are_searched_as_pip_does():
    environ = uv_environment("global.extra-index-url='file:///a file:///b'", {})
    assert environ == {"UV_INDEX": "file:///a file:///b", "UV_INDEX_STRATEGY": "unsafe-best-match"}


def test_without_pip_settings_uv_uses_its_own_defaults():
    assert uv_environment("", {"PATH": "/bin"}) == {"PATH": "/bin"}
