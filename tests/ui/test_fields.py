"""Each field as the clerk uses it: what she types, what is kept, what is refused in words, Chinese never bypassed."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from jzdesk.ui.common.dates import parse_date, parse_month
from jzdesk.ui.common.fields import (
    CheckField,
    ChoiceField,
    CompleteField,
    DateField,
    IdNumberField,
    IntField,
    LongText,
    MoneyField,
    MultiChoice,
    TextField,
)
from jzdesk.ui.common.money import parse_wan, wan_text
from jzdesk.ui.common.pinyin import initials, matches

TODAY = date(2026, 11, 22)


@pytest.fixture
def shown(qtbot):
    def show(field):
        window = QWidget()
        qtbot.addWidget(window)
        layout = QVBoxLayout(window)
        layout.addWidget(field)
        layout.addWidget(TextField())
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        field.setFocus()
        field._window = window
        return field

    return show


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261122", TODAY),
        ("2026.11.22", TODAY),
        ("2026-11-22", TODAY),
        ("2026/1/2", date(2026, 1, 2)),
        ("2026年11月22日", TODAY),
        ("11-22", TODAY),
        ("11.22", TODAY),
        ("3月5日", date(2026, 3, 5)),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 21)),
        (" ２０２６－１１－２２ ", TODAY),
        ("", None),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_dates_in_every_usual_writing(text, day):
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["2024.2.30", "2026-13-01", "二〇二六年", "1122", "99", "3026-01-01", "2-30", "abc"]
)
def test_what_is_no_date_is_said_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"。$"):
        parse_date(text, TODAY)


def test_months():
    assert [parse_month(t) for t in ("2026-10", "202610", "2026年10月", "")] == [(2026, 10)] * 3 + [None]
    with pytest.raises(ValueError, match="2026-13"):
        parse_month("2026-13")


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.3", 12_300_000),
        ("1,234.56", 1_234_560_000),
        ("0.000001", 1),
        ("８．５万元", 8_500_000),
        ("", None),
        ("0", 0),
    ],
)
def test_money_is_kept_in_fen(text, fen):
    assert parse_wan(text) == fen


@pytest.mark.parametrize("text", ["1.2345678", "-3", "十二", "NaN", "1e30", "Infinity"])
def test_what_is_no_money_is_refused(text):
    with pytest.raises(ValueError, match=r"。$"):
        parse_wan(text)


@pytest.mark.parametrize("fen", [0, 1, 999_999, 1_000_000, 12_300_000, 98_765_432_100_001])
def test_money_survives_being_shown(fen):
    assert parse_wan(wan_text(fen)) == fen


def test_money_shows_two_decimals_or_as_many_as_needed():
    assert [wan_text(f) for f in (12_000_000, 12_345_600, 1, None)] == ["12.00", "12.3456", "0.000001", ""]


def test_date_field_normalises_when_left_and_keeps_what_it_cannot_read(shown, typing):
    field = shown(DateField(today=lambda: TODAY))
    typing(field.edit, "11.2")
    assert field.value() == date(2026, 11, 2)
    field.parentWidget().findChildren(TextField)[-1].setFocus()
    assert field.edit.text() == "2026-11-02"
    field.edit.setText("2026-02-30")
    field.setFocus()
    field.parentWidget().findChildren(TextField)[-1].setFocus()
    assert field.edit.text() == "2026-02-30"
    assert field.value() is None
    assert "没有2月30日" in field.problem()
    assert not field.is_empty()
    assert field.draft() == "2026-02-30"


def test_date_field_steps_by_arrow_and_starts_at_today(shown, qtbot):
    field = shown(DateField(today=lambda: TODAY))
    qtbot.keyClick(field.edit, Qt.Key.Key_Up)
    assert field.value() == TODAY
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    assert field.value() == date(2026, 11, 21)


def test_calendar_names_holidays_and_picks(shown, qtbot):
    names = {date(2026, 10, 1): "国庆节放假", date(2026, 10, 10): "调休上班", date(2026, 10, 11): "周末"}
    field = shown(DateField(today=lambda: TODAY, day_name=lambda d: names.get(d, "")))
    field.set_value(date(2026, 10, 1))
    popup = field.open_calendar()
    assert popup._name.text() == "2026-10-01 周四　国庆节放假"
    assert [popup.sheet.mark_of(d)[0] for d in sorted(names)] == ["休", "班", ""]
    popup.grab()
    popup.sheet.clicked.emit(QDate(2026, 10, 10))
    assert field.value() == date(2026, 10, 10)


def test_money_field_shows_wan_and_gives_fen(shown, typing):
    field = shown(MoneyField())
    typing(field.edit, "8.5")
    assert field.value() == 8_500_000
    field.parentWidget().findChildren(TextField)[-1].setFocus()
    assert field.edit.text() == "8.50"
    typing(field.edit, "万多")
    assert field.value() is None
    assert "不是金额" in field.problem()


def test_int_field_has_limits(shown, typing):
    field = shown(IntField(unit="人", least=1, most=500))
    for text, value, good in (("36", 36, True), ("0", None, False), ("九", None, False), ("", None, True)):
        field.edit.clear()
        typing(field.edit, text)
        assert (field.value(), not field.problem()) == (value, good)


def test_id_number_is_checked_as_typed_and_gives_its_facts_once(shown, typing, qtbot):
    field = shown(
        IdNumberField(
            check=lambda t: "" if t == "11010519491231002X" else "校验位不对，请核对。",
            birth_of=lambda t: date(1949, 12, 31),
            sex_of=lambda t: "女",
        )
    )
    facts = []
    field.facts.connect(lambda birth, sex: facts.append((birth, sex)))
    typing(field.edit, "1101051949123100")
    assert field.note.text() == "还差 2 位"
    typing(field.edit, "21")
    assert field.note.text() == "校验位不对，请核对。"
    assert facts == []
    field.edit.backspace()
    typing(field.edit, "x")
    assert facts == [(date(1949, 12, 31), "女")]
    assert field.value() == "11010519491231002X"
    field.set_value("11010519491231002X")
    assert len(facts) == 1


def test_choice_jumps_by_name_or_pinyin(shown, qtbot):
    field = shown(ChoiceField(["警告", "严重警告", "撤销党内职务", "留党察看"]))
    assert field.value() is None
    qtbot.keyClicks(field.combo, "yzjg")
    assert field.value() == "严重警告"
    field.combo._start_over()
    qtbot.keyClicks(field.combo, "ldck")
    assert field.value() == "留党察看"


def test_choice_keeps_an_old_value_that_is_no_longer_offered(shown):
    field = shown(ChoiceField([("a", "甲"), ("b", "乙")]))
    field.set_value("z")
    assert field.value() == "z"
    assert field.text() == "z（已停用）"
    field.set_value("b")
    field.set_choices([("b", "乙"), ("c", "丙")])
    assert field.value() == "b"


def test_several_and_one(shown, qtbot):
    field = shown(MultiChoice(["甲", "乙", "丙"]))
    field.set_value(("丙", "甲"))
    assert field.value() == ("甲", "丙")
    qtbot.keyClick(field.boxes[1], Qt.Key.Key_Space)
    assert field.value() == ("甲", "乙", "丙")
    yes = CheckField("不公开")
    yes.set_value(True)
    assert yes.value() is True
    assert not yes.is_empty()


def test_long_text_enter_is_a_line_and_tab_leaves(shown, typing, qtbot):
    field = shown(LongText())
    typing(field.edit, "第一行")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    typing(field.edit, "第二行")
    assert field.value() == "第一行\n第二行"
    qtbot.keyClick(field.edit, Qt.Key.Key_Tab)
    assert "\t" not in field.value()
    assert not field.edit.hasFocus()


def test_completion_asks_the_store_lane_and_remembers_what_was_chosen(shown, typing, jobs, qtbot):
    asked = []

    def find(text):
        asked.append(text)
        return [(7, "县装备中心"), (8, "县装修协会")]

    field = shown(CompleteField(find, jobs=jobs))
    with qtbot.waitSignal(field.chosen) as got:
        typing(field.edit, "县装")
        qtbot.waitUntil(lambda: asked == ["县装"])
        jobs.wait_idle(qtbot)
        field._completer.activated.emit("县装备中心")
    assert got.args == [7]
    assert (field.value(), field.chosen_value()) == ("县装备中心", 7)
    typing(field.edit, "二部")
    assert field.chosen_value() is None
    field._completer.popup().hide()


def test_strict_completion_refuses_free_text(jobs, typing, qtbot):
    field = CompleteField(lambda text: [], jobs=jobs, strict="请从列出的人员中选择。")
    qtbot.addWidget(field)
    typing(field.edit, "某人")
    assert field.problem() == "请从列出的人员中选择。"
    field.set_value((3, "某人"))
    assert field.problem() == ""
    field.restore([3, "某人"])
    assert field.chosen_value() == 3


@pytest.mark.parametrize(
    "make", [TextField, LongText, MoneyField, IntField, lambda: DateField(today=lambda: TODAY)]
)
def test_composed_chinese_lands_whole(shown, make, composing, typing):
    field = shown(make())
    composing(field.edit, "ni'hao")
    assert field.is_empty()
    typing(field.edit, "你好𬱖")
    text = field.edit.text() if hasattr(field.edit, "text") else field.edit.toPlainText()
    assert text == "你好𬱖"


def test_pinyin():
    assert initials("吴建国") == "wjg"
    assert matches("吴建国", "WJ")
    assert matches("吴建国", "建国")
    assert not matches("吴建国", "zz")


def test_the_calendar_is_headed_as_people_say_and_steps_by_month_and_year(qtbot):
    field = DateField(today=lambda: date(2026, 11, 22))
    qtbot.addWidget(field)
    field.show()
    popup = field.open_calendar()
    assert popup.month.text() == "2026年11月"
    buttons = {button.accessibleName(): button for button in popup.findChildren(QToolButton) if button.isVisible()}
    for name, shown in (("下个月", "2026年12月"), ("下一年", "2027年12月"), ("上个月", "2027年11月"), ("上一年", "2026年11月")):
        buttons[name].click()
        assert popup.month.text() == shown
    popup.close()
