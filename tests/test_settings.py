"""Settings: declared once, checked, kept whole, and never a reason not to start."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from jzdesk import settings
from jzdesk.domain.errors import RuleError
from jzdesk.settings import Settings


def test_they_come_back_as_they_were(tmp_path):
    path = tmp_path / "new" / "settings.json"
    mine = Settings().changed(text_size=12, open_exports=False, export_folder="/导出", input_method="ibus")
    settings.save(path, mine)
    assert settings.load(path) == mine


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'"x"'])
def test_a_damaged_file_means_defaults(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert settings.load(path) == Settings()
    assert settings.load(tmp_path) == Settings()


def test_each_bad_value_alone_falls_back(tmp_path):
    path = tmp_path / "settings.json"
    stored = {"text_size": 99, "open_exports": 1, "idle_lock_minutes": True, "input_method": "x", "gone": 1}
    path.write_text(json.dumps(stored | {"export_folder": "/好"}))
    assert settings.load(path) == Settings(export_folder="/好")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text_size", 7),
        ("text_size", 21),
        ("text_size", "10"),
        ("open_exports", 0),
        ("input_method", "sogou"),
    ],
)
def test_a_value_that_is_not_allowed(name, value):
    with pytest.raises(RuleError) as caught:
        Settings().changed(**{name: value})
    assert caught.value.field == name
    assert caught.value.text.endswith("。")


def test_no_such_setting():
    with pytest.raises(KeyError):
        Settings().changed(colour="red")
    with pytest.raises(KeyError):
        settings.about("colour")


def test_every_shown_setting_explains_itself():
    for name in settings.shown():
        about = settings.about(name)
        assert about.label
        assert about.help.endswith("。")
        Settings().changed(**{name: getattr(Settings(), name)})
    assert set(settings.shown()) < {f.name for f in fields(Settings)}
