import pytest

from deploy.parts import INFLUXD, MOSQUITTO, PartMissing, environment, find, missing, need


def a_program(folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_a_program_on_the_path_is_found(tmp_path):
    file = a_program(tmp_path / "bin", "mosquitto")
    assert find(MOSQUITTO, tmp_path, str(tmp_path / "bin")) == file


def test_a_privately_unpacked_program_is_found(tmp_path):
    file = a_program(tmp_path / "opt/usr/sbin", "mosquitto")
    assert find(MOSQUITTO, tmp_path, "/nonexistent") == file


def test_the_system_s_program_comes_before_the_private_one(tmp_path):
    a_program(tmp_path / "opt/usr/sbin", "mosquitto")
    file = a_program(tmp_path / "bin", "mosquitto")
    assert find(MOSQUITTO, tmp_path, str(tmp_path / "bin")) == file


def test_what_is_nowhere_is_listed_as_missing(tmp_path):
    a_program(tmp_path / "bin", "mosquitto")
    assert missing((MOSQUITTO, INFLUXD), tmp_path, str(tmp_path / "bin")) == (INFLUXD,)


def test_needing_what_is_nowhere_names_the_way_out(tmp_path):
    with pytest.raises(
        PartMissing, match=r"mosquitto \(the MQTT broker\) .* `apt-get install mosquitto` as root"
    ):
        need(MOSQUITTO, tmp_path, "/nonexistent")


def test_private_programs_get_their_libraries_and_voices(tmp_path):
    libraries = tmp_path / "opt/usr/lib/x86_64-linux-gnu"
    (libraries / "espeak-ng-data").mkdir(parents=True)
    (libraries / "libcjson.so.1").touch()
    environ = environment(tmp_path, {"PATH": "/bin", "LD_LIBRARY_PATH": "/mine"})
    assert environ["LD_LIBRARY_PATH"] == f"/mine:{libraries}"
    assert environ["ESPEAK_DATA_PATH"] == str(libraries)
    assert environ["PATH"].startswith("/bin:")
    assert environ["PATH"].endswith(f"{tmp_path}/opt/bin")


def test_without_private_programs_the_environment_stays_as_it_is(tmp_path):
    assert environment(tmp_path, {"PATH": "/bin"}) == {"PATH": "/bin"}
