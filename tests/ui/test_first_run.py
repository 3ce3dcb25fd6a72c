"""The first run: every step checked in words, the key proven to be copied, the desk handed over."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from jzdesk.domain.accounts import Role, Scheme, password_strength
from jzdesk.domain.errors import Refused
from jzdesk.services import demo
from jzdesk.storage.vault import Vault
from jzdesk.ui.common import ask
from jzdesk.ui.first_run import FirstRun
from jzdesk.ui.setup.fields import AccountField, Entered, NewPasswordField
from jzdesk.ui.setup.key_sheet import KeySheet

NOW = datetime(2026, 11, 22, 9, 30)
KEY = "7K3M-9Q2D-0BCD-EFGH-JKMN-PQRS-TVWX-YZ01"


class Setup:
    """The page in a window of its own."""

    def __init__(self, folder, jobs, qtbot):
        self.jobs, self.qtbot, self.desks, self.left = jobs, qtbot, [], []
        self.page = FirstRun(folder, jobs=jobs, clock=lambda: NOW, choose_folder=lambda: self.left.append(1))
        self.page.finished.connect(self.desks.append)
        qtbot.addWidget(self.page)
        self.page.resize(1366, 740)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    @property
    def form(self):
        return self.page.form

    def fill(self, *, roles=(Role.CLERK, Role.REVIEWER)):
        form = self.form
        form.purpose.box.setChecked(True)
        form.unit_name.set_value("公安县纪委监委")
        form.unit_code.set_value("421022")
        for number, role in enumerate(roles):
            form.accounts[role].set_value(Entered(f"user{number}", f"使用人{number}", f"Ping-An-{number}-Gong"))

    def create(self):
        self.form.save_button.click()
        self.jobs.wait_idle(self.qtbot, timeout=60_000)

    def errors(self):
        return {name: row.error.text() for name, row in self.form.rows.items() if row.has_error()}

    def copy_key(self):
        sheet = self.page.sheet
        sheet.kept.setChecked(True)
        for place, answer in zip(sheet.asked, sheet.answers, strict=True):
            answer.setText(sheet._groups[place].lower())


@pytest.fixture
def setup(tmp_path, jobs, qtbot):
    made = Setup(tmp_path / "vault", jobs, qtbot)
    yield made
    desk = made.page._desk or next(iter(made.desks), None)
    jobs.shutdown((lambda: desk.vault.close(back_up=False)) if desk is not None else None)


def test_nothing_filled_in_says_everything_that_is_missing(setup, tmp_path):
    setup.create()
    errors = setup.errors()
    assert errors["unit_name"] == "请填写单位名称。"
    assert errors["unit_code"] == "请填写单位代码。"
    assert errors["clerk"] == errors["reviewer"] == "请填写账户名。"
    assert "system_admin" not in errors
    assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize(
    ("spoil", "field", "said"),
    [
        (lambda f: f.purpose.box.setChecked(False), "purpose", "确认本机用途"),
        (lambda f: f.unit_code.set_value("42102"), "unit_code", "现为5位"),
        (lambda f: f.unit_code.set_value("91420000MA0000000X"), "unit_code", "校验位"),
        (lambda f: f.folder.set_value("vault"), "folder", "完整的文件夹位置"),
        (lambda f: f.accounts[Role.CLERK].set_value(Entered("li", "李某", "short-1")), "clerk", "不得少于8位"),
        (lambda f: f.accounts[Role.CLERK].set_value(Entered("li", "李某", "12345678")), "clerk", "至少两类"),
        (lambda f: f.accounts[Role.CLERK].set_value(Entered("lihua", "李某", "lihua-2026")), "clerk", "不得包含账户名"),
        (lambda f: f.accounts[Role.CLERK].again.setText("other"), "clerk", "不一致"),
        (lambda f: f.accounts[Role.CLERK].display_name.clear(), "clerk", "使用人姓名"),
        (lambda f: f.accounts[Role.REVIEWER].set_value(Entered("user0", "王某", "Ping-An-9-Gong")), "reviewer", "已用于另一个"),
    ],
)
def test_each_wrong_answer_is_told_at_its_field(setup, tmp_path, spoil, field, said):
    setup.fill()
    spoil(setup.form)
    setup.create()
    assert said in setup.errors()[field]
    assert setup.page.stack.currentIndex() == 0
    assert not (tmp_path / "vault").exists()


def test_the_unit_code_is_checked_as_typed(setup, typing):
    form = setup.form
    typing(form.unit_code.edit, "42102")
    assert form.computed("unit_code").text() == ""
    typing(form.unit_code.edit, "2")
    assert form.computed("unit_code").text() == "代码有效"
    form.unit_code.edit.setText("021022")
    assert "首位不为0" in form.computed("unit_code").text()


def test_the_three_administrators_are_asked_for_when_chosen(setup):
    form = setup.form
    assert [role for role, field in form.accounts.items() if field.isVisibleTo(form)] == [Role.CLERK, Role.REVIEWER]
    form.scheme.buttons[1].click()
    assert all(field.isVisibleTo(form) for field in form.accounts.values())
    setup.fill(roles=list(form.accounts))
    setup.create()
    desk = setup.page._desk
    assert desk.office.scheme == Scheme.THREE_ADMIN
    assert len(Vault.account_names(desk.paths.data)) == 5
    assert desk.account.role == Role.CLERK


def test_enter_goes_through_every_field_of_an_account(setup, qtbot):
    form = setup.form
    form.accounts[Role.CLERK].name.setFocus()
    walked = []
    for _ in range(5):
        walked.append(setup.page.window().focusWidget())
        qtbot.keyClick(walked[-1], Qt.Key.Key_Return)
    clerk, reviewer = form.accounts[Role.CLERK], form.accounts[Role.REVIEWER]
    assert walked == [clerk.name, clerk.display_name, clerk.password, clerk.again, reviewer.name]


def test_the_way_in_needs_the_box_and_both_groups(setup, tmp_path):
    setup.fill()
    setup.create()
    page = setup.page
    assert page.stack.currentIndex() == 1
    assert not page.enter_button.isEnabled()
    setup.copy_key()
    assert page.enter_button.isEnabled()
    page.sheet.answers[0].setText("XXXX")
    assert not page.enter_button.isEnabled()
    assert "不一致" in page.sheet._verdict.text()
    setup.copy_key()
    page.sheet.kept.setChecked(False)
    assert not page.enter_button.isEnabled()
    page.sheet.kept.setChecked(True)
    page.enter_button.click()
    (desk,) = setup.desks
    assert desk.account.name == "user0"
    assert desk.office.unit_name == "公安县纪委监委"
    assert desk.paths.data == tmp_path / "vault"
    assert page.sheet._key == ""


def test_a_folder_that_holds_a_vault_already(tmp_path, setup, jobs, qtbot):
    setup.fill()
    setup.create()
    again = Setup(tmp_path / "vault", jobs, qtbot)
    again.fill()
    again.create()
    assert again.page.stack.currentIndex() == 0
    assert again.errors()["folder"]


def test_a_folder_that_cannot_be_written(setup, tmp_path):
    (tmp_path / "taken").write_text("a file")
    setup.fill()
    setup.form.folder.set_value(tmp_path / "taken")
    setup.create()
    assert setup.errors()["folder"] == "这里是一个文件，请选择文件夹。"
    setup.form.folder.set_value(tmp_path / "taken" / "below")
    setup.create()
    assert setup.errors()["folder"]
    assert setup.form.isEnabled()


def test_choosing_the_folder(setup, tmp_path, monkeypatch):
    monkeypatch.setattr(ask, "choose_folder", lambda *_args, **_more: tmp_path / "elsewhere")
    setup.form.folder.choose_button.click()
    assert setup.form.folder.value() == tmp_path / "elsewhere"


def test_opening_an_existing_folder_instead(setup):
    setup.form.cancel_button.click()
    assert setup.left == [1]


def test_the_demo_county_is_written_while_the_key_is_copied(setup, monkeypatch):
    """The way in opens when both are done."""
    seen = []

    def fill(desk, *, people, months, seed, progress):
        progress(1, 2)
        seen.append((desk.office.demo, people, months, seed, setup.page.enter_button.isEnabled()))

    monkeypatch.setattr(demo, "fill", fill)
    setup.fill()
    setup.form.content.set_value(True)
    setup.create()
    ((is_demo, people, months, _seed, enabled),) = seen
    assert is_demo
    assert people >= 60
    assert months >= 12
    assert not enabled
    setup.copy_key()
    assert setup.page.enter_button.isEnabled()


def test_a_demo_that_fails_leaves_a_usable_vault(setup, monkeypatch):
    def fill(desk, **_more):
        raise Refused("磁盘空间不足。")

    monkeypatch.setattr(demo, "fill", fill)
    setup.fill()
    setup.form.content.set_value(True)
    setup.create()
    assert "没有写完：磁盘空间不足。" in setup.page._state.text()
    setup.copy_key()
    setup.page.enter_button.click()
    assert setup.desks


# ---- the sheet with the key


@pytest.fixture
def sheet(qtbot):
    made = KeySheet()
    qtbot.addWidget(made)
    made.show_key(KEY, unit="公安县纪委监委", on=NOW.date(), asked=(2, 5))
    return made


def test_misread_letters_are_forgiven_as_the_vault_forgives_them(sheet):
    sheet.kept.setChecked(True)
    sheet.answers[0].setText("obcd")
    sheet.answers[1].setText(" pqrs ")
    assert sheet.is_settled()


def test_the_key_leaves_the_clipboard(sheet):
    clipboard = QGuiApplication.clipboard()
    sheet.copy_button.click()
    assert clipboard.text() == KEY
    assert sheet._forget.isActive()
    sheet._forget.timeout.emit()
    assert clipboard.text() == ""
    clipboard.setText("something else")
    sheet.copy_button.click()
    clipboard.setText("something else")
    sheet.forget()
    assert clipboard.text() == "something else"


def test_saving_the_key(sheet, tmp_path, monkeypatch):
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **_more: tmp_path / "key.txt")
    sheet.save_button.click()
    text = (tmp_path / "key.txt").read_text("utf-8")
    assert all(group in text for group in KEY.split("-"))
    assert (tmp_path / "key.txt").stat().st_mode & 0o077 == 0
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **_more: tmp_path / "no" / "key.txt")
    sheet.save_button.click()
    assert "没有保存" in sheet.note.text()
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **_more: None)
    sheet.save_button.click()


def test_printing_the_key(sheet, tmp_path, monkeypatch):
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    monkeypatch.setattr(ask, "choose_printer", lambda *_args: printer)
    sheet.print_button.click()
    assert (tmp_path / "key.pdf").stat().st_size > 1000
    monkeypatch.setattr(ask, "choose_printer", lambda *_args: None)
    sheet.print_button.click()


# ---- passwords


@pytest.mark.parametrize(
    ("password", "word"),
    [("", ""), ("short-1", "弱"), ("12345678", "弱"), ("lihua-2026", "弱"), ("Gongan-2026", "中"), ("aaaaaaaaaaa-1", "中"),
     ("Gongan-2026-Xian", "强"), ("ping an gong an xian", "强")],
)  # fmt: skip
def test_strength_in_a_word(password, word):
    assert password_strength(password, account="lihua") == word


def test_passwords_are_hidden_and_kept_in_no_draft(qtbot):
    field, new = AccountField(), NewPasswordField()
    for widget in (field, new):
        qtbot.addWidget(widget)
    field.set_value(Entered("li", "李某", "Gongan-2026"))
    new.set_value("Gongan-2026")
    for edit in (field.password, field.again, new.password, new.again):
        assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert "Gongan-2026" not in str(field.draft()) + str(new.draft())
    assert field.strength.text() == "口令强度：中"
    new.again.setText("x")
    assert new.strength.text() == "两次不一致"
