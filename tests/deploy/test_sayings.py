import re
from pathlib import Path

import pytest

from deploy import sayings
from deploy.sayings import Saying, shown

ALL = {name: value for name, value in vars(sayings).items() if isinstance(value, Saying)}
FIELD = re.compile(r"{(\w+)")


@pytest.mark.parametrize("name", ALL)
def test_each_sentence_exists_in_both_languages_and_knows_no_other_fields(name):
    saying = ALL[name]
    assert saying.en.isascii()
    assert saying.zh
    assert set(FIELD.findall(saying.zh)) <= set(FIELD.findall(saying.en))


def test_no_sentence_stands_there_unused():
    code = "".join(
        file.read_text() for file in Path(sayings.__file__).parent.rglob("*.py") if file.name != "sayings.py"
    )
    assert [name for name in ALL if f"sayings.{name}" not in code] == []


def test_english_comes_first():
    assert Saying("{n} bins", "{n} 个桶").of(n=3) == "3 bins\n3 个桶"
    assert Saying("Ready", "就绪").line() == "Ready 就绪"


def test_a_path_below_the_working_folder_is_told_from_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "log" / "hub.log") == "log/hub.log"
    assert shown(Path("/etc/hosts")) == "/etc/hosts"
