"""账户: who may log in and in which role; first passwords; the recovery key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from jzdesk.domain.accounts import ROLE_NAMES, Account, Permission, Role
from jzdesk.domain.changes import Touched
from jzdesk.services import accounts as service
from jzdesk.services.desk import NewAccount
from jzdesk.ui.common import ask
from jzdesk.ui.common.fields import ChoiceField, LongText, TextField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.setup.fields import NewPasswordField
from jzdesk.ui.setup.key_sheet import KeySheet
from jzdesk.ui.system.page import Page, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from typing import Any

ROLES = tuple((role.value, name) for role, name in ROLE_NAMES.items())

COLUMNS = (
    Column("name", "账户名", 100, least=70),
    Column("display_name", "使用人", 80, least=70),
    Column("role", "角色", 112),
    Column("state", "状态", 64, sort_key="enabled"),
    Column("password_set_on", "口令设置", 94),
    Column("last_login_at", "上次登录", 136),
    Column("note", "说明", 140, sort_key="", least=80),
)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the list shows it."""

    id: int
    name: str
    display_name: str
    role: str
    state: State
    enabled: bool
    password_set_on: date | None
    last_login_at: datetime | None
    note: str
    account: Account


def account_rows(found: Sequence[Account]) -> tuple[AccountRow, ...]:
    """Accounts as rows."""
    return tuple(
        AccountRow(
            a.id or 0, a.name, a.display_name, ROLE_NAMES[Role(a.role)],
            State("启用", "done") if a.enabled else State("停用", "excused"), a.enabled, a.password_set_on,
            a.last_login_at, "登录后须修改口令" if a.must_change else "", a,
        )
        for a in found
    )  # fmt: skip


class AccountsPage(Page):
    """The list on the left, a form or the new recovery key on the right."""

    title = "账户"
    intro = "一人一个账户。账户停用后不能登录，其历史操作仍保留在审计日志中。"
    watches = Touched.ACCOUNTS
    permissions = (Permission.MANAGE_ACCOUNTS, Permission.GRANT_ROLES, Permission.READ_AUDIT)

    def build_page(self) -> None:
        manage, grant = Permission.MANAGE_ACCOUNTS, Permission.GRANT_ROLES
        self.new_button = self.act("新建账户", self.new_record, manage, primary=True)
        self.role_button = self.act("授予角色", self._grant, grant)
        self.enable_button = self.act("停用", self._enable, manage)
        self.reset_button = self.act("重设口令", self._reset, manage)
        self.key_button = self.act("更换恢复密钥", self._new_key, manage)
        self.list = RecordList("system.accounts", COLUMNS, jobs=self.jobs, memory=self.frame.memory)
        self.pane = QStackedWidget()
        self.pane.setObjectName("detailPane")
        self.pane.addWidget(hint("选一个账户，再用上面的按钮授予角色、停用或重设口令。"))
        self.pane.setMinimumWidth(440)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(self.list)
        body.addWidget(self.pane)
        body.setSizes([880, 470])
        self.column.addWidget(body, 1)
        self.rows: tuple[AccountRow, ...] = ()

    def connect_page(self) -> None:
        self.list.current_changed.connect(self._current_changed)

    def reload_page(self) -> None:
        self.run(partial(service.list_accounts, self.desk), done=self._show)

    def _show(self, found: list[Account]) -> None:
        self.rows = account_rows(found)
        self.list.set_source(FixedSource(self.rows))

    def _current_changed(self, _record_id: int | None) -> None:
        chosen = self.chosen()
        self.enable_button.setText("启用" if chosen is not None and not chosen.enabled else "停用")

    def chosen(self) -> Account | None:
        """The account the cursor is on."""
        row = self.list.current_row()
        return row.account if isinstance(row, AccountRow) else None

    # ---- actions

    def new_record(self) -> None:
        if self.allowed and self.new_button.isEnabled():
            self.show_form(AccountForm(may_grant=self.desk.may(Permission.GRANT_ROLES)), self._add, pane=self.pane)

    def _add(self, values: Mapping[str, Any]) -> Callable[[], object]:
        item = NewAccount(
            name=values["account"], display_name=values["display_name"],
            role=Role(values.get("role") or Role.LEADER), password=values["password"],
        )  # fmt: skip
        return partial(service.add_account, self.desk, item)

    def _grant(self) -> None:
        account = self._wanted()
        if account is not None:
            self.show_form(RoleForm(account), partial(self._grant_work, account.name), pane=self.pane)

    def _grant_work(self, name: str, values: Mapping[str, Any]) -> Callable[[], object]:
        return partial(service.grant_role, self.desk, name, Role(values["role"]), why=values["why"])

    def _reset(self) -> None:
        account = self._wanted()
        if account is not None:
            self.show_form(PasswordForm(account), partial(self._reset_work, account.name), pane=self.pane)

    def _reset_work(self, name: str, values: Mapping[str, Any]) -> Callable[[], object]:
        return partial(service.reset_password, self.desk, name, values["password"])

    def _enable(self) -> None:
        account = self._wanted()
        if account is None:
            return
        verb = "停用" if account.enabled else "启用"
        why = ask.ask_reason(self, f"{verb}账户“{account.name}”", verb=verb)
        if why is not None:
            self.run(partial(service.enable, self.desk, account.name, enabled=not account.enabled, why=why))

    def _wanted(self) -> Account | None:
        account = self.chosen()
        if account is None:
            self.jobs.message.emit("refused", "请先在列表中选一个账户。")
        return account

    # ---- the recovery key

    def _new_key(self) -> None:
        text = "换发后，原来抄录或打印的恢复密钥不能再用，请销毁。新的恢复密钥只显示一次。"
        if ask.confirm(self, "更换恢复密钥", text, verb="更换恢复密钥", danger=True):
            self.run(partial(service.new_recovery_key, self.desk), done=self._show_key)

    def _show_key(self, key: str) -> None:
        self.close_form()
        page = KeyPage(key, unit=self.desk.office.unit_name, on=self.frame.today())
        page.done_button.clicked.connect(partial(self._key_kept, page))
        self.pane.addWidget(page)
        self.pane.setCurrentWidget(page)

    def _key_kept(self, page: KeyPage) -> None:
        page.sheet.forget()
        self.pane.removeWidget(page)
        self.pane.setCurrentIndex(0)
        page.deleteLater()


class KeyPage(QWidget):
    """The new key, and a way on once it is kept."""

    def __init__(self, key: str, *, unit: str, on: date) -> None:
        super().__init__()
        title = QLabel("新的恢复密钥")
        mark_role(title, "section")
        self.sheet = KeySheet()
        self.sheet.show_key(key, unit=unit, on=on)
        self.done_button = QPushButton("已保管，关闭")
        self.done_button.setProperty("primary", True)
        self.done_button.setEnabled(False)
        self.sheet.settled.connect(self.done_button.setEnabled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self.sheet)
        layout.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)


class AccountForm(RecordForm):
    """A new account. Who may not grant roles makes read-only accounts, until someone grants another role."""

    def __init__(self, *, may_grant: bool) -> None:
        super().__init__("新建账户", save_text="新建账户")
        part = self.section("")
        self.add(part, "account", "账户名", TextField(chars=10, max_length=40), required=True)
        self.add(part, "display_name", "使用人姓名", TextField(chars=10, max_length=40), required=True)
        if may_grant:
            self.add(part, "role", "角色", ChoiceField(ROLES, empty=None), required=True)
        self.password = self.add(
            part, "password", "初始口令", NewPasswordField(), required=True,
            hint="使用人首次登录后须自己修改。不少于 8 位，含字母、数字、符号中的至少两类。",
        )  # fmt: skip
        self.edited.connect(self._name_typed)
        self.set_values({"role": Role.CLERK.value})

    def _name_typed(self, name: str) -> None:
        if name == "account":
            self.password.account = self.field("account").value()


class RoleForm(RecordForm):
    """Another role for an account, with the reason."""

    def __init__(self, account: Account) -> None:
        super().__init__(f"授予角色：{account.display_name}", save_text="授予角色")
        part = self.section("")
        self.add(part, "role", "角色", ChoiceField(ROLES, empty=None), required=True)
        self.add(part, "why", "授权理由", LongText(lines=3, chars=18), required=True, hint="写入审计日志。")
        self.set_values({"role": account.role})


class PasswordForm(RecordForm):
    """A new first password for an account."""

    def __init__(self, account: Account) -> None:
        super().__init__(f"重设口令：{account.display_name}", save_text="重设口令")
        part = self.section("")
        self.add(
            part, "password", "新口令", NewPasswordField(account=account.name), required=True,
            hint="使用人下次登录后须自己修改。不少于 8 位，含字母、数字、符号中的至少两类。",
        )  # fmt: skip
        self.set_values({})
