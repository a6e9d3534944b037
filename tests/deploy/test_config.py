import json

import pytest

from deploy.config import BadConfig, VillageSettings, hub_settings, load, load_or_default, save
from deploy.example import CAMERA, CAP, example

WRONG = (
    ("[mqtt]\nport = 70000", r"\[mqtt\] port = 70000: expected less than or equal to 65535"),
    ('[mqtt]\nport = "many"', r"\[mqtt\] port = 'many': expected a valid integer"),
    ("[mqtt]\nprot = 1883", r"\[mqtt\] prot: no such key; did you mean port\?"),
    ("[mqtt]\nqqq = 1", r"\[mqtt\] qqq: no such key; expected one of host, port"),
    ('[[cameras]]\nid = "a"\nrul = "file:///a"', r"\[cameras.0\] rul: no such key; did you mean url\?"),
    ("[mqqt]\nport = 1", r"mqqt: no such key; did you mean mqtt\?"),
    ('[series]\nstore = "oracle"', r"\[series\] store = 'oracle': expected 'sqlite', 'influx1' or 'influx2'"),
    ('[site]\nid = "Da Xi"', r"\[site\] id = 'Da Xi': "),
    ('[broadcast]\nnight_from = "25:00"', r"\[broadcast\] night_from = '25:00': "),
    ("[http]\nport = 0\nsession_hours = 0", r"(.|\n)*\(and 1 more"),
    ("[mqtt\nport = 1", r"Expected ']'.*\(at line 1"),
)


@pytest.fixture
def village_toml(tmp_path):
    def write(text: str | bytes):
        file = tmp_path / "village.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_what_cannot_work_is_named_with_file_key_and_expectation(village_toml, text, sentence):
    with pytest.raises(BadConfig, match=rf"village\.toml: .*{sentence}"):
        load(village_toml(text))


def test_a_wrong_password_is_not_repeated_in_the_error(village_toml):
    with pytest.raises(BadConfig) as caught:
        load(village_toml("[mqtt]\npassword = 8675309"))
    assert "8675309" not in str(caught.value)


def test_a_camera_s_password_is_not_repeated_in_the_error(village_toml):
    with pytest.raises(BadConfig) as caught:
        load(village_toml('[[cameras]]\nid = "a"\nurl = "ftp://u:8675309@h"'))
    assert "8675309" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadConfig, match=r"cannot read .*nowhere\.toml: No such file"):
        load(tmp_path / "nowhere.toml")


def test_a_file_in_gbk_is_refused_with_the_way_out(village_toml):
    with pytest.raises(BadConfig, match="save it as UTF-8"):
        load(village_toml('[site]\nname = "大溪乡"'.encode("gbk")))


def test_settings_that_are_given_replace_the_defaults(village_toml):
    settings = load(village_toml('[site]\nname = "小河镇"\n[run]\nbroker = "external"'))
    assert (settings.site.name, settings.site.id, settings.run.broker) == ("小河镇", "daxi", "external")


def test_without_a_file_everything_is_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_or_default(None) == VillageSettings()


def test_village_toml_of_the_working_folder_is_read_unasked(village_toml, monkeypatch):
    monkeypatch.chdir(village_toml("[http]\nport = 9080").parent)
    assert load_or_default(None).http.port == 9080


def test_saved_settings_come_back_with_their_passwords(village_toml, tmp_path):
    settings = load(village_toml('[mqtt]\npassword = "s3cret"'))
    save(settings, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == settings
    assert load(tmp_path / "run.json").mqtt.password.get_secret_value() == "s3cret"


def test_saved_settings_are_private(tmp_path):
    save(VillageSettings(), tmp_path / "run.json")
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o600


def test_the_hub_gets_its_own_sections_only(village_toml):
    hub = hub_settings(load(village_toml("[http]\nport = 9080")))
    assert hub.http.port == 9080
    assert not hasattr(hub, "run")


def test_the_shipped_village_toml_is_the_one_written_out_of_the_models(request):
    assert (request.config.rootpath / "village.toml").read_text() == example()


def uncommented(text: str) -> str:
    return "\n".join(
        line.removeprefix("# ") if " = " in line or "[[" in line else line for line in text.splitlines()
    )


def test_every_line_of_the_shipped_file_is_a_default_when_uncommented(village_toml):
    assert load(village_toml(uncommented(example().removesuffix(f"{CAP}\n{CAMERA}")))) == VillageSettings()


def test_the_shipped_camera_block_describes_a_camera(village_toml):
    (camera,) = load(village_toml(uncommented(CAMERA))).cameras
    assert (camera.id, camera.name) == ("cam-001", "村口探头")


def test_the_shipped_blocks_of_warnings_name_a_sender_and_a_feed(village_toml):
    cap = load(village_toml(uncommented(CAP))).cap
    assert (cap.senders[0].name, cap.senders[0].trust, cap.feeds[0].name) == ("县气象局", "draft", "county")


def test_a_wrong_camera_is_named_by_its_number(village_toml):
    with pytest.raises(BadConfig, match=r"\[cameras\.0\] id = 'A B': expected "):
        load(village_toml('[[cameras]]\nid = "A B"\nurl = "file:///a.mp4"'))


def test_a_saved_file_that_was_cut_off_is_refused(tmp_path):
    file = tmp_path / "run.json"
    file.write_text(json.dumps({"site": {}})[:-1])
    with pytest.raises(BadConfig, match=r"run\.json"):
        load(file)
