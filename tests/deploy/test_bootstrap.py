import os

import pytest

from deploy import bootstrap, node_packages
from deploy.debs import unpack
from deploy.installing import CannotInstall, Installer


@pytest.fixture
def installer(tmp_path):
    return Installer(tmp_path / "install.log", {"PATH": os.environ["PATH"]})


def a_fake_apt(folder, script: str):
    folder.mkdir()
    for name, text in (
        ("apt-get", script),
        ("dpkg-deb", 'mkdir -p "$3/usr/sbin"; cp "$2" "$3/usr/sbin/mosquitto"'),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


DOWNLOADS = """
for word; do case "$word" in Dir::Cache=*) cache=${word#Dir::Cache=};; esac; done
case "$*" in *--download-only*) touch "$cache/archives/mosquitto_2.deb";; esac
"""


def test_a_step_shows_its_title_and_how_long_it_took(installer, capsys):
    installer.run("bring tea", ("/bin/true",))
    assert capsys.readouterr().out.startswith("  bring tea ... 0.")


BREAKS = ("/bin/sh", "-c", "echo no water >&2; exit 1")


def test_a_failed_step_says_the_way_out(installer):
    with pytest.raises(CannotInstall, match=r"^Turn the tap on$"):
        installer.run("bring tea", BREAKS, way_out="Turn the tap on")


def test_a_failed_step_without_a_known_way_out_says_its_last_words(installer):
    with pytest.raises(CannotInstall, match=r"^bring tea failed: no water\. Details: "):
        installer.run("bring tea", BREAKS)


def test_a_step_whose_program_is_absent_fails(installer):
    with pytest.raises(CannotInstall, match="No such file"):
        installer.run("bring tea", ("/nonexistent/kettle",))


def test_reading_from_a_program_that_fails_or_is_absent_gives_nothing(installer):
    assert installer.read(("/bin/sh", "-c", "echo words; exit 1")) == ""
    assert installer.read(("/nonexistent/kettle",)) == ""


def test_packages_are_unpacked_below_home(tmp_path, monkeypatch):
    path = a_fake_apt(tmp_path / "bin", DOWNLOADS)
    monkeypatch.setenv("PATH", path)
    unpack(["mosquitto"], tmp_path, Installer(tmp_path / "log", {"PATH": path}))
    assert (tmp_path / "opt/usr/sbin/mosquitto").exists()
    assert not (tmp_path / "apt").exists()


def test_a_private_index_is_fetched_when_the_system_s_does_not_serve(tmp_path, monkeypatch):
    refuses = f'case "$*" in *Dir::State=*) ;; *) exit 100;; esac\n{DOWNLOADS}'
    path = a_fake_apt(tmp_path / "bin", refuses)
    monkeypatch.setenv("PATH", path)
    unpack(["mosquitto"], tmp_path, Installer(tmp_path / "log", {"PATH": path}))
    assert (tmp_path / "opt/usr/sbin/mosquitto").exists()


def test_without_a_network_one_sentence_names_the_way_out(tmp_path, monkeypatch):
    path = a_fake_apt(tmp_path / "bin", "echo cannot resolve >&2; exit 100")
    monkeypatch.setenv("PATH", path)
    with pytest.raises(CannotInstall, match="No network, or apt's sources do not answer: connect"):
        unpack(["mosquitto"], tmp_path, Installer(tmp_path / "log", {"PATH": path}))


def test_without_apt_one_sentence_names_the_way_out(tmp_path, monkeypatch, installer):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotInstall, match="this machine has no apt-get: install mosquitto"):
        unpack(["mosquitto"], tmp_path, installer)


def test_an_unknown_goal_shows_the_usage(capsys):
    assert bootstrap.main(["dance"]) == 2
    assert "demo|check|test" in capsys.readouterr().out


def test_nothing_is_brought_twice(tmp_path, monkeypatch):
    for name in ("pyproject.toml", "uv.lock"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/.village-installed").write_text(f"{bootstrap._fingerprint(tmp_path)} tests")
    monkeypatch.setenv("PATH", "/nonexistent")
    bootstrap.bring("check", tmp_path)
    assert not (tmp_path / ".village/log/install.log").exists()


def test_without_npm_it_is_said_what_is_not_tested(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    node_packages.install(tmp_path, tmp_path / "install.log")
    assert capsys.readouterr().out.startswith("going on without npm")


def test_npm_packages_are_brought_once(tmp_path, monkeypatch, capsys):
    folder = tmp_path / node_packages.FOLDER
    (folder / "node_modules").mkdir(parents=True)
    (folder / "package-lock.json").write_text("{}")
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text("#!/bin/sh\nexit 0\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:/usr/bin:/bin")
    node_packages.install(tmp_path, tmp_path / "install.log")
    assert "Grafana" in capsys.readouterr().out
    npm.write_text("#!/bin/sh\nexit 1\n")
    node_packages.install(tmp_path, tmp_path / "install.log")
    assert capsys.readouterr().out == ""
    (folder / "package-lock.json").write_text("{ }")
    node_packages.install(tmp_path, tmp_path / "install.log")
    assert "going on without npm" in capsys.readouterr().out
