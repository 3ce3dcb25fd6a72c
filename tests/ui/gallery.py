"""Every common widget on one screen, to be looked at: `python tests/ui/gallery.py out.png [WIDTHxHEIGHT] [form|import|plan|intake]`.

Without a file it stays open. Not a test; the tests are beside it.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from jzdesk.app import make_application
from jzdesk.domain.changes import Changes, Touched
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
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.jobs import Jobs
from jzdesk.ui.common.memory import Memory
from jzdesk.ui.common.record_tab import RecordTab
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import state_of
from jzdesk.ui.common.tab import Tab
from jzdesk.ui.common.table import Column, ListSource
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.desk_page import DeskPage
from jzdesk.ui.provided import Found, FoundGroup, StatusFacts
from jzdesk.ui.system_menu import SystemPage
from jzdesk.ui.tabs import TabEntry

TODAY = date(2026, 11, 22)
STATES = ("逾期", "临期", "未到期", "已按期", "逾期已办", "豁免")
NAMES = ("吴建国", "欧阳㛃", "李𬱖", "王犇", "陈䶮", "赵堃")
WHY = (
    "2026-09-18 + 7 个工作日 = 2026-09-29（9月20日调休上班，9月25日至27日中秋节放假）。依据：办理程序第十条。"
)


class SampleForm(RecordForm):
    def __init__(self, jobs):
        super().__init__("登记处分决定", next_text="保存并登记下一件")
        person = self.section("被处分人")
        self.add(person, "name", "姓名", TextField(chars=8), required=True)
        self.add(
            person,
            "id_number",
            "身份证号",
            IdNumberField(check=lambda t: "" if len(t) == 18 else "应为 18 位。"),
        )
        find = lambda text: [(1, "县装备中心"), (2, "县住建局")]  # noqa: E731
        self.add(person, "unit", "单位", CompleteField(find, jobs=jobs), hint="输入名称或拼音首字母。")
        self.add(person, "kind", "人员类别", ChoiceField(["公务员", "事业单位人员", "村（社区）干部"]))
        decision = self.section("处分决定")
        self.add(
            decision,
            "decided_on",
            "决定日期",
            DateField(today=lambda: TODAY, day_name=day_name),
            required=True,
        )
        self.add(decision, "number", "文号", TextField(chars=14))
        self.add(
            decision, "measures", "处分种类", MultiChoice(["警告", "严重警告", "记过", "记大过"], columns=2)
        )
        self.add(decision, "money", "收缴金额", MoneyField())
        self.add(decision, "people", "参会人数", IntField(unit="人"))
        self.add(decision, "secret", "不公开", CheckField("涉及国家秘密、商业秘密或个人隐私"))
        self.add(decision, "facts", "主要事实", LongText())
        self.set_values({"name": "吴建国", "decided_on": date(2026, 9, 18)})
        self.computed("decided_on").set_line("应宣布于 2026-09-29，已逾期 38 个工作日", WHY, kind="overdue")


def day_name(day):
    return {date(2026, 11, 23): "元旦放假", date(2026, 11, 28): "调休上班"}.get(day, "")


class SampleTab(RecordTab):
    title, list_name = "案件处分", "gallery"
    watches = Touched.CASES
    columns = (
        Column("name", "姓名", 80),
        Column("unit", "单位职务", 210),
        Column("measure", "处分", 150),
        Column("decided", "决定日期", 100),
        Column("money", "金额（万元）", 100, "right"),
        Column("state", "状态", 90, text=lambda row: state_of(row.state)),
    )
    empty_text = "这里放处分决定，登记第一件后会自动算出宣布期限和影响期。"
    empty_action = "登记处分决定"
    total = 1284

    def build_actions(self, bar):
        bar.add("登记处分决定", self.new_record, primary=True)
        bar.add("记录宣布会议", self.edit_record)
        bar.add_menu("打印", [("回访谈话表", self.print_record)])
        bar.add_menu("导出", [("当前列表", self.export_list)])

    def build_filters(self, line):
        line.add_choice("unit", "单位", ["县住建局", "章庄铺镇"])
        line.add_choice("state", "状态", STATES)

    def make_detail(self):
        widget = QWidget()
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(16, 12, 16, 12)
        self.head = QLabel()
        mark_role(self.head, "title")
        tabs = QTabWidget()
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.addWidget(WhyLabel("应宣布于 2026-09-29", WHY))
        inner.addStretch(1)
        for name in ("概况", "执行", "回访", "附件", "历史"):
            tabs.addTab(page if name == "概况" else QWidget(), name)
        layout.addWidget(self.head)
        layout.addWidget(tabs, 1)
        return widget

    def source(self, filters):
        total = self.total

        def fetch(offset, limit, sort, descending):
            return [row(n) for n in range(offset, min(offset + limit, total))]

        return ListSource(lambda: total, fetch)

    def read_detail(self, record_id):
        return row(record_id)

    def show_detail(self, value):
        self.head.setText(f"{value.name}　{value.unit}")

    def new_record(self):
        self.show_form(SampleForm(self.jobs), lambda form, again: form.mark("number", "文号与已登记的重复。"))


def row(n):
    return SimpleNamespace(
        id=n,
        name=NAMES[n % len(NAMES)],
        unit="县装备制造产业服务中心原主任" if n % 3 else "章庄铺镇",
        measure="党内严重警告、政务记大过" if n % 4 == 0 else "党内警告",
        decided=TODAY,
        money=f"{n * 1.25:,.2f}",
        state=STATES[n % 6],
    )


class EmptyTab(SampleTab):
    total = 0


class PlainTab(Tab):
    pass


TABS = tuple(
    TabEntry(title, __name__, name, kinds)
    for title, name, kinds in (
        ("今日", "EmptyTab", ()),
        ("案件处分", "SampleTab", ("case",)),
        ("容错纠错", "EmptyTab", ()),
        ("回访教育", "EmptyTab", ()),
        ("统计上报", "PlainTab", ()),
    )
)


def fake_desk():
    return SimpleNamespace(
        account=SimpleNamespace(name="li", display_name="李某", role="clerk", must_change=False),
        office=SimpleNamespace(unit_name="公安县纪委监委", unit_code="421022", demo=True),
        notices=["2027年节假日安排未录入，跨年的工作日期限为暂定，公布后请导入。"],
        paths=SimpleNamespace(data=Path("/vault")),
        may=lambda permission: True,
        close=lambda: None,
    )


def fake_providers(folder=None, **changes):
    facts = StatusFacts(month="2026年11月 月报未关账", overdue=2, this_week=5, backup="今日 12:30")
    found = [
        Found(kind="case", id=3, text="吴建国", detail="县装备中心"),
        Found(kind="case", id=4, text="吴某"),
    ]
    base = {
        "folder": folder,
        "account_names": lambda: ["li", "wang"],
        "open_desk": lambda account, password: fake_desk(),
        "recover": lambda account, key, new: fake_desk(),
        "check_password": lambda desk, password: None,
        "change_password": lambda desk, old, new: Changes(touched=Touched.ACCOUNTS, message="口令已修改。"),
        "status": lambda desk: facts,
        "search": lambda desk, text: [FoundGroup(title="案件处分", items=found)],
        "take_back": lambda desk, seq: Changes(touched=Touched.CASES, message="已撤回。", audit_seq=seq + 1),
        "clock": lambda: datetime(2026, 11, 22, 14, 2),
    }
    base["has_vault"] = lambda: True
    base["idle_minutes"] = lambda: 10
    base["settings"] = SimpleNamespace(
        current=SimpleNamespace(idle_lock_minutes=10, last_folder=""), change=lambda **_values: None
    )
    base["warm_up"] = lambda: None
    base["catch_up"] = lambda desk, progress: None
    base["keep_draft"] = lambda desk, form, record_id, content: None
    base["find_draft"] = lambda desk, form: None
    return SimpleNamespace(**{**base, **changes})


PAGES = (
    SystemPage("导入旧台账", "ui.import_shown", "FakeImports", kinds=("import",)),
    SystemPage("汇总", "ui.intake_shown", "FakeIntake", kinds=("intake",)),
)


def take_a_ledger(page, *, to_plan):
    """Ten thousand made-up rows, with their columns or with what would become of them."""
    page.take_file(Path("2021年处分台账.xls"))
    if to_plan:
        page.jobs.idle.connect(lambda: page.plan.view or page.make_plan())


def main(argv):
    app = make_application()
    jobs = Jobs()
    page = DeskPage(
        fake_desk(), providers=fake_providers(), jobs=jobs, memory=Memory(), tabs=TABS, system_pages=PAGES
    )
    size = argv[2] if len(argv) > 2 else "1366x740"
    page.resize(*(int(part) for part in size.split("x")))
    page.show()
    page.go_to(1)
    tab = page.tab(1)
    if "import" in argv or "plan" in argv:
        page.frame.open_form("import", {"kind": "cases"})
    elif "intake" in argv:
        page.frame.open_form("intake", {})

    def select():
        if "import" in argv or "plan" in argv:
            take_a_ledger(page.current_tab(), to_plan="plan" in argv)
            return
        if "intake" in argv:
            return
        tab.list.view.selectRow(3)
        if "form" in argv:
            tab.new_record()
            tab.form.save()

    def shoot():
        page.grab().save(argv[1])
        app.quit()

    QTimer.singleShot(500, select)
    if len(argv) > 1:
        QTimer.singleShot(1500, shoot)
    status = app.exec()
    jobs.shutdown()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv))
