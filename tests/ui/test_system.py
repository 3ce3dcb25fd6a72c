"""The pages behind the 系统 menu, through the widgets; a page an account may not use says so."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import NAMES, PASSWORD, log_in, make_office, october
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from revisit_county import Clock, sanction
from ui.today_shown import Shown

from jzdesk.app import SettingsKeeper
from jzdesk.domain.accounts import Role, Scheme
from jzdesk.domain.dates import EndRule
from jzdesk.paths import Paths
from jzdesk.services import accounts, backups, cases, chain, history
from jzdesk.services.backups import Problem
from jzdesk.services.desk import open_desk
from jzdesk.ui.common import ask
from jzdesk.ui.setup.key_sheet import KeySheet
from jzdesk.ui.system.accounts import AccountsPage, KeyPage
from jzdesk.ui.system.audit import AuditPage, since_of
from jzdesk.ui.system.backups import BackupPage, size_text
from jzdesk.ui.system.recycle import RecyclePage
from jzdesk.ui.system.settings import SettingsPage
from jzdesk.ui.system_menu import SYSTEM_PAGES


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", clock=Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def keeper(tmp_path):
    return SettingsKeeper(tmp_path / "settings.json")


@pytest.fixture
def show(desk, jobs, memory, qtbot, keeper):
    def open_page(make, on=desk):
        return Shown(make, on, jobs=jobs, memory=memory, qtbot=qtbot, settings=keeper)

    return open_page


def fill(form, **values):
    for name, value in values.items():
        form.field(name).set_value(value)


def save(shown):
    shown.tab.form.save_button.click()
    shown.wait()


def choose(shown, name):
    page = shown.tab
    page.list.view.selectRow(next(n for n, row in enumerate(page.rows) if row.name == name))


def account(desk, name):
    return next(a for a in accounts.list_accounts(desk) if a.name == name)


# ---- accounts


def test_a_new_account(desk, show):
    shown = show(AccountsPage)
    shown.tab.new_button.click()
    form = shown.tab.form
    fill(form, account="周新", display_name="周新", role=Role.LEADER.value, password="Zhang-Jia-7")
    save(shown)
    assert shown.tab.form is None
    assert account(desk, "周新").role == Role.LEADER
    assert [row.name for row in shown.tab.rows][-1] == "周新"
    assert shown.tab.rows[-1].note == "登录后须修改口令"


def test_a_refused_account_stays_on_the_form(desk, show):
    shown = show(AccountsPage)
    shown.tab.new_record()
    fill(shown.tab.form, account=NAMES[Role.CLERK], display_name="李某", password="Zhang-Jia-7")
    save(shown)
    assert "已有名为" in shown.tab.form.rows["account"].error.text()
    fill(shown.tab.form, account="zhouxin", password="zhouxin-77")
    save(shown)
    assert "不得包含账户名" in shown.tab.form.rows["password"].error.text()
    shown.tab.form.set_clean()
    shown.tab.form.cancel_button.click()
    assert shown.tab.form is None


def test_another_role_with_its_reason(desk, show):
    shown = show(AccountsPage)
    choose(shown, NAMES[Role.CLERK])
    shown.tab.role_button.click()
    fill(shown.tab.form, role=Role.LEADER.value)
    save(shown)
    assert shown.tab.form.rows["why"].error.text() == "请填写授权理由。"
    fill(shown.tab.form, why="转任领导岗位")
    save(shown)
    assert account(desk, NAMES[Role.CLERK]).role == Role.LEADER


def test_ones_own_role_is_refused_on_the_form(desk, show):
    shown = show(AccountsPage)
    choose(shown, NAMES[Role.REVIEWER])
    shown.tab.role_button.click()
    fill(shown.tab.form, role=Role.LEADER.value, why="试试")
    save(shown)
    assert shown.tab.form.problem.text() == "不能修改自己的角色。"


def test_disabling_and_enabling(desk, show, monkeypatch):
    asked = []
    monkeypatch.setattr(ask, "ask_reason", lambda _p, title, **more: asked.append((title, more["verb"])) or "调离")
    shown = show(AccountsPage)
    choose(shown, NAMES[Role.CLERK])
    shown.tab.enable_button.click()
    shown.wait()
    assert not account(desk, NAMES[Role.CLERK]).enabled
    assert shown.tab.enable_button.text() == "启用"
    shown.tab.enable_button.click()
    shown.wait()
    assert account(desk, NAMES[Role.CLERK]).enabled
    assert [verb for _, verb in asked] == ["停用", "启用"]
    monkeypatch.setattr(ask, "ask_reason", lambda *_a, **_m: None)
    shown.tab.enable_button.click()
    shown.wait()
    assert account(desk, NAMES[Role.CLERK]).enabled


def test_a_password_given_anew(desk, show):
    shown = show(AccountsPage)
    choose(shown, NAMES[Role.CLERK])
    shown.tab.reset_button.click()
    form = shown.tab.form
    form.field("password").password.setText("Chu-Shi-2027")
    save(shown)
    assert form.rows["password"].error.text() == "两次输入的口令不一致。"
    form.field("password").again.setText("Chu-Shi-2027")
    save(shown)
    assert account(desk, NAMES[Role.CLERK]).must_change
    desk.vault.check_password(NAMES[Role.CLERK], "Chu-Shi-2027")


def test_without_a_chosen_account_nothing_opens(show):
    shown = show(AccountsPage)
    for button in (shown.tab.role_button, shown.tab.enable_button, shown.tab.reset_button):
        button.click()
    assert shown.tab.form is None
    assert shown.messages == ["请先在列表中选一个账户。"] * 3


def test_a_new_recovery_key_is_shown_until_it_is_kept(desk, show, monkeypatch):
    monkeypatch.setattr(ask, "confirm", lambda *_a, **_m: True)
    shown = show(AccountsPage)
    shown.tab.key_button.click()
    shown.wait()
    page = shown.tab.pane.currentWidget()
    assert isinstance(page, KeyPage)
    sheet = page.findChild(KeySheet)
    assert not page.done_button.isEnabled()
    sheet.kept.setChecked(True)
    for place, answer in zip(sheet.asked, sheet.answers, strict=True):
        answer.setText(sheet._groups[place])
    page.done_button.click()
    assert shown.tab.pane.currentIndex() == 0
    assert history.read_log(desk, chain.look_for(noun="account"), limit=1)[0].action == "更换恢复密钥"


# ---- who may see which page


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        (Role.CLERK, {"账户", "审计日志"}),
        (Role.REVIEWER, set()),
        (Role.LEADER, {"账户", "审计日志", "备份与检查"}),
        (Role.SYSTEM_ADMIN, {"审计日志", "规则与日历", "导入旧台账", "回收站"}),
        (Role.SECURITY_ADMIN, {"规则与日历", "导入旧台账", "回收站"}),
        (Role.AUDITOR, {"规则与日历", "导入旧台账", "回收站"}),
    ],
)
def test_a_page_an_account_may_not_use_says_which_right_is_missing(tmp_path, show, jobs, role, closed):
    make_office(tmp_path / "roles", *Role).vault.close(back_up=False)
    desk = open_desk(Paths(tmp_path / "roles"), account=NAMES[role], password=PASSWORD, clock=Clock())
    refused = set()
    for entry in SYSTEM_PAGES[:-1]:
        shown = show(entry.make, desk)
        said = " ".join(label.text() for label in shown.tab.findChildren(QLabel))
        if f"不能使用“{entry.title}”" in said:
            refused.add(entry.title)
            assert "的权限" in said
        assert shown.messages == [], entry.title
        shown.window.close()
    assert refused == closed
    jobs.shutdown(lambda: desk.vault.close(back_up=False))


def test_buttons_without_the_right_say_why(tmp_path, jobs, memory, qtbot):
    desk = make_office(
        tmp_path / "three", Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.CLERK, Role.REVIEWER,
        scheme=Scheme.THREE_ADMIN,
    )  # fmt: skip
    shown = Shown(AccountsPage, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    assert shown.tab.new_button.isEnabled()
    assert not shown.tab.role_button.isEnabled()
    assert "没有“授予角色”的权限" in shown.tab.role_button.toolTip()
    shown.tab.new_record()
    assert "role" not in shown.tab.form.rows
    fill(shown.tab.form, account="周新", display_name="周新", password="Zhang-Jia-7")
    save(shown)
    assert account(desk, "周新").role == Role.LEADER
    jobs.shutdown(lambda: desk.vault.close(back_up=False))


# ---- the audit log


def rows_of(page):
    model = page.list.model
    return [model.row_at(row) for row in range(model.rowCount())]


def test_the_log_is_filtered_and_explained(desk, show, typing):
    october(desk)
    shown = show(AuditPage)
    page = shown.tab
    whole = len(rows_of(page))
    assert whole == history.count_log(desk, chain.look_for())
    page.filters.set_value("noun", "case")
    shown.wait()
    some = rows_of(page)
    assert 0 < len(some) < whole
    page.list.view.selectRow(0)
    assert page.pane.currentWidget() is page.detail
    assert some[0].action in page.detail.toPlainText()
    page.focus_filter()
    typing(page.filters.keyword, "没有这样的内容")
    page.filters.changed.emit()
    shown.wait()
    assert rows_of(page) == []
    page.filters.clear()
    shown.wait()
    assert len(rows_of(page)) == whole


def test_periods_of_the_log():
    today = date(2026, 11, 22)
    assert [since_of(p, today) for p in (None, "day", "week", "month", "year")] == [
        None, date(2026, 11, 22), date(2026, 11, 16), date(2026, 10, 24), date(2026, 1, 1),
    ]  # fmt: skip


def test_a_whole_log_and_a_broken_one(desk, show):
    october(desk)
    shown = show(AuditPage)
    shown.tab.verify_button.click()
    shown.wait()
    assert "审计日志完整" in shown.messages[-1]
    with desk.vault.unlogged() as database:
        database.execute_sql("DROP TRIGGER audit_no_UPDATE")
        database.execute_sql("UPDATE audit SET summary = '别的内容' WHERE seq = 3")
    shown.tab.verify_button.click()
    shown.wait()
    assert "审计日志不完整：审计日志第3条的内容与其摘要不符" in shown.messages[-1]
    assert shown.tab.verify_button.isEnabled()


# ---- backups


def test_backing_up_here_and_elsewhere(desk, show, keeper, tmp_path, monkeypatch):
    shown = show(BackupPage)
    shown.tab.now_button.click()
    shown.wait()
    assert len(backups.backups(desk)) == 1
    assert shown.tab.list.model.rowCount() == 1
    monkeypatch.setattr(ask, "choose_folder", lambda *_a, **_m: tmp_path / "usb")
    shown.tab.to_button.click()
    shown.wait()
    assert len(list((tmp_path / "usb").glob("*.db"))) == 1
    assert keeper.current.backup_folder == str(tmp_path / "usb")
    assert "备份完成并已校验" in shown.messages[-1]


def test_a_place_that_cannot_be_written(show, tmp_path, monkeypatch):
    (tmp_path / "usb").write_text("no folder")
    monkeypatch.setattr(ask, "choose_folder", lambda *_a, **_m: tmp_path / "usb")
    shown = show(BackupPage)
    shown.tab.to_button.click()
    shown.wait()
    assert len(shown.messages) == 1
    assert "备份完成" not in shown.messages[0]


def test_the_full_check(desk, show, monkeypatch):
    october(desk)
    shown = show(BackupPage)
    shown.tab.check_button.click()
    shown.wait()
    assert shown.tab.verdict.text().endswith("检查通过，没有发现问题")
    monkeypatch.setattr(backups, "check_everything", lambda _desk: [Problem("附件 3", "attachment", "内容不符。")])
    shown.tab.check_button.click()
    shown.wait()
    assert shown.tab.verdict.text().endswith("发现 1 处问题")
    assert shown.tab.problems.model.row_at(0).message == "内容不符。"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (3_355_443, "3.2 MB"), (5 * 1024**3, "5.0 GB")]
)
def test_sizes_in_words(count, text):
    assert size_text(count) == text


# ---- settings


def test_settings_of_this_pc(show, keeper):
    shown = show(SettingsPage)
    form = shown.tab.settings_form
    fill(form, idle_lock_minutes=25, open_exports=False)
    form.save_button.click()
    shown.wait()
    assert (keeper.current.idle_lock_minutes, keeper.current.open_exports) == (25, False)
    assert shown.messages[-1] == "设置已保存。"
    fill(form, idle_lock_minutes=999)
    form.save_button.click()
    assert form.rows["idle_lock_minutes"].error.text()
    assert keeper.current.idle_lock_minutes == 25


def test_the_end_rule_needs_a_reason_and_moves_periods(desk, show):
    case = sanction(desk, "吴建国", decided_on=date(2026, 3, 2))
    before = cases.open_case(desk, case).decision.measures[0].end_on
    shown = show(SettingsPage)
    form = shown.tab.settings_form
    notes = " ".join(label.text() for label in form.end_rule.findChildren(QLabel))
    assert "2026-08-31 起 6 个月，至 2027-02-27" in notes
    fill(form, end_rule=EndRule.SAME_DAY)
    form.save_button.click()
    shown.wait()
    assert form.rows["why"].error.text() == "请写明修改届满日算法的理由。"
    fill(form, why="县纪委常委会研究决定")
    form.save_button.click()
    shown.wait()
    assert desk.end_rule is EndRule.SAME_DAY
    assert (cases.open_case(desk, case).decision.measures[0].end_on - before).days == 1


def test_the_office_is_not_the_leaders_to_change(tmp_path, jobs, memory, qtbot, keeper):
    desk = make_office(tmp_path / "leader", Role.LEADER, Role.REVIEWER)
    shown = Shown(SettingsPage, desk, jobs=jobs, memory=memory, qtbot=qtbot, settings=keeper)
    form = shown.tab.settings_form
    assert not form.end_rule.isEnabled()
    assert not form.unit_name.isEnabled()
    fill(form, idle_lock_minutes=5)
    form.save_button.click()
    shown.wait()
    assert keeper.current.idle_lock_minutes == 5
    jobs.shutdown(lambda: desk.vault.close(back_up=False))


# ---- the recycle bin


def test_bringing_a_record_back(desk, show, qtbot):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    cases.delete_case(desk, case, why="重复登记")
    shown = show(RecyclePage)
    shown.tab.recover_button.click()
    assert shown.messages == ["请先在列表中选一条记录。"]
    shown.tab.list.view.selectRow(0)
    assert shown.tab.list.current_row().title == "吴建国（县装备中心）"
    qtbot.keyClick(shown.tab.list.view, Qt.Key.Key_Return)
    shown.wait()
    assert cases.open_case(desk, case).person.name == "吴建国"
    assert shown.tab.list.model.rowCount() == 0


def test_a_leader_looks_but_recovers_nothing(tmp_path, jobs, memory, qtbot):
    desk = make_office(tmp_path / "leader", Role.REVIEWER, Role.LEADER)
    cases.delete_case(desk, sanction(desk, "吴建国", decided_on=date(2026, 10, 12)), why="重复登记")
    desk = log_in(desk, Role.LEADER)
    shown = Shown(RecyclePage, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    shown.tab.list.view.selectRow(0)
    qtbot.keyClick(shown.tab.list.view, Qt.Key.Key_Return)
    shown.wait()
    assert shown.tab.list.model.rowCount() == 1
    assert not shown.tab.recover_button.isEnabled()
    jobs.shutdown(lambda: desk.vault.close(back_up=False))
