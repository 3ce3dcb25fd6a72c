"""The steps of the first run on one page: what the PC is for, the unit, the accounts, empty or demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from jzdesk.domain.accounts import ROLE_NAMES, Role, Scheme
from jzdesk.domain.errors import RuleError
from jzdesk.domain.identity import check_unit_code
from jzdesk.ui.common.fields import CheckField, TextField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.setup.fields import AccountField, Entered, FolderField, Way, WayField

if TYPE_CHECKING:
    from pathlib import Path

NOTICE = (
    "执纪台账登记处分执行、容错纠错和回访教育情况，含工作秘密和个人信息，数据加密保存在本机，程序不联网。"
    "本机应为不连接互联网的非涉密专用计算机。不得在本机录入、存储国家秘密。"
)
SCHEME_ROLES: dict[Scheme, tuple[Role, ...]] = {
    Scheme.SIMPLE: (Role.CLERK, Role.REVIEWER),
    Scheme.THREE_ADMIN: (Role.CLERK, Role.REVIEWER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR),
}
SCHEMES = (
    Way(Scheme.SIMPLE, "经办人和审核人", "人员较少的单位：审核人兼管账户、审计日志和备份。"),
    Way(Scheme.THREE_ADMIN, "三员分设", "系统管理员、安全保密管理员、安全审计员各司其职，不接触业务数据。"),
)
CONTENTS = (
    Way(False, "空台账", "正式使用。"),
    Way(True, "演示县", "写入一个虚构县两年的数据，供学习操作。演示数据不能转为正式数据，正式使用时另建空台账。"),
)


@dataclass(frozen=True, slots=True)
class Setup:
    """What the steps were answered with. The accounts come with their roles, the clerk first."""

    folder: Path
    unit_name: str
    unit_code: str
    scheme: Scheme
    accounts: tuple[tuple[Role, Entered], ...]
    demo: bool


class SetupForm(RecordForm):
    """Reads to a `Setup`."""

    def __init__(self, folder: Path) -> None:
        super().__init__("建立执纪台账", save_text="建立台账")
        self.cancel_button.setText("打开已有的数据文件夹")
        self.restore_button = QPushButton("从备份恢复")
        self.add_button(self.restore_button)
        self._add_purpose()
        self._add_unit()
        self._add_accounts()
        part = self.section("四　内容")
        self.content = self.add(part, "demo", "开始时", WayField(CONTENTS))
        self.set_values({"folder": folder, "scheme": Scheme.SIMPLE, "demo": False})
        self._show_accounts()
        self.edited.connect(self._edited)

    def _add_purpose(self) -> None:
        part = self.section("一　本机用途")
        notice = QLabel(NOTICE)
        notice.setWordWrap(True)
        part.add_wide(notice)
        self.purpose = self.add(part, "purpose", "", CheckField("我已知悉，本机符合上述要求"))

    def _add_unit(self) -> None:
        part = self.section("二　本单位")
        self.unit_name = self.add(
            part, "unit_name", "单位名称", TextField(chars=18, placeholder="公安县纪委监委"), required=True
        )
        self.unit_code = self.add(
            part, "unit_code", "单位代码", TextField(chars=11, placeholder="421022", max_length=20), required=True,
            hint="六位行政区划代码，或十八位统一社会信用代码。",
        )  # fmt: skip
        self.folder = self.add(
            part, "folder", "数据存放", FolderField(title="选择存放数据的文件夹"), required=True,
            hint="台账、附件和备份都在这个文件夹里，只有本机当前用户能够进入。",
        )  # fmt: skip

    def _add_accounts(self) -> None:
        part = self.section("三　账户")
        self.scheme = self.add(part, "scheme", "分工", WayField(SCHEMES))
        self.accounts: dict[Role, AccountField] = {}
        for role in SCHEME_ROLES[Scheme.THREE_ADMIN]:
            self.accounts[role] = self.add(part, role.value, ROLE_NAMES[role], AccountField(), required=True)
        rule = QLabel("每人一个账户，口令不少于 8 位，含字母、数字、符号中的至少两类，且不含账户名。")
        rule.setAlignment(Qt.AlignmentFlag.AlignLeft)
        mark_role(rule, "secondary")
        part.add_wide(rule)

    def read(self) -> Setup:
        values = self.values()
        if not values["purpose"]:
            raise RuleError("purpose", "请确认本机用途后再继续。")
        fault = check_unit_code(values["unit_code"])
        if fault:
            raise RuleError("unit_code", fault)
        roles = SCHEME_ROLES[values["scheme"]]
        entered = tuple((role, values[role.value]) for role in roles)
        names: set[str] = set()
        for role, account in entered:
            if account.name in names:
                raise RuleError(role.value, f"账户名“{account.name}”已用于另一个账户。")
            names.add(account.name)
        return Setup(
            values["folder"], values["unit_name"], values["unit_code"], values["scheme"], entered, values["demo"]
        )

    def _edited(self, name: str) -> None:
        if name == "scheme":
            self._show_accounts()
        elif name == "unit_code":
            code = self.unit_code.value()
            whole = len(code) in (6, 18)
            fault = check_unit_code(code) if whole else ""
            self.computed("unit_code").set_line(fault or "代码有效" if whole else "", kind="overdue" if fault else "done")

    def _show_accounts(self) -> None:
        wanted = SCHEME_ROLES[self.scheme.value()]
        for role in self.accounts:
            self.set_row_visible(role.value, on=role in wanted)
