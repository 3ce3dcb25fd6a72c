"""导入旧台账: choose a file, see to its columns, look at what it would change, import it, take it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtWidgets import QStackedWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.import_runs import KINDS
from jzdesk.ui.common import ask
from jzdesk.ui.common.attachment_take import DropCatcher
from jzdesk.ui.common.restyle import restyle
from jzdesk.ui.imports.columns_page import ColumnsPage
from jzdesk.ui.imports.plan_page import PlanPage
from jzdesk.ui.imports.reading import Importer
from jzdesk.ui.imports.runs_page import RunsPage
from jzdesk.ui.system.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jzdesk.domain.changes import Changes
    from jzdesk.ui.common.attachment_take import Incoming
    from jzdesk.ui.common.jobs import Job, Progress
    from jzdesk.ui.imports.shapes import FileView, PlanView, RunLine

R = TypeVar("R")

FILES = "表格 (*.xlsx *.xls *.csv *.xlsm *.txt);;所有文件 (*)"
BOOKS = "工作簿 (*.xlsx)"
INTRO = "把以前在表格里登记的台账导入进来。先试导入，逐行核对，再一次写入；写入后可以整次撤销。"


class ImportsPage(Page):
    """The register of imports, and the two steps of one; the buttons above are those of the step in front."""

    title = "导入旧台账"
    intro = INTRO
    watches = Touched.ALL
    kinds: ClassVar[tuple[str, ...]] = ("import",)
    permissions = (Permission.READ,)

    # ---- build

    def build_page(self) -> None:
        self.importer = self.make_importer()
        self.path: Path | None = None
        self._done_now = 0
        self._job: Job | None = None
        may = self.desk.may(Permission.WRITE)
        self.runs = RunsPage(self.frame, may=may)
        self.columns = ColumnsPage(self.importer.kinds)
        self.plan = PlanPage(self.frame, self.importer.lines)
        self.file_button = self.act("选择文件…", self.new_record, Permission.WRITE, primary=True)
        self.again_button = self.action_bar.add(
            "重新读取", self.refresh, tip="在表格软件中改正并保存以后，重新读取这个文件（F5）"
        )
        self.form_button = self.action_bar.add_menu(
            "导入表样", [(KINDS[kind], partial(self.save_template, kind)) for kind in self.importer.kinds]
        )
        items = [
            ("全部", partial(self.save_register, "all")),
            *((KINDS[k], partial(self.save_register, k)) for k in self.importer.kinds),
        ]
        self.register_button = self.action_bar.add_menu("导出登记簿", items)
        self.register_button.setToolTip("全部记录按导入的栏目导出，可以修改后再导入")
        self.register_button.setEnabled(self.desk.may(Permission.EXPORT))
        self.form_button.setToolTip("一份空白的导入表样，带下拉选项和填写说明")
        self.stack = QStackedWidget()
        for page in (self.runs, self.columns, self.plan):
            self.stack.addWidget(page)
        self.column.addWidget(self.stack, 1)
        self.drops = DropCatcher(self, self.frame.clock, allowed=self._may_take)
        self._show_step(self.runs)

    def make_importer(self) -> Importer:
        """What reads the files and writes the records."""
        return Importer(self.desk)

    def connect_page(self) -> None:
        self.runs.file_wanted.connect(self.new_record)
        self.runs.undo_wanted.connect(self.undo_run)
        self.runs.problems_wanted.connect(self.save_problems)
        self.columns.look_wanted.connect(self._look_otherwise)
        self.columns.plan_wanted.connect(self.make_plan)
        self.columns.left.connect(self.leave)
        self.plan.row_wanted.connect(self._read_row)
        self.plan.decided.connect(self._decide)
        self.plan.undecided.connect(self._take_decision_back)
        self.plan.all_new_wanted.connect(self._decide_all_new)
        self.plan.go_wanted.connect(self.write)
        self.plan.problems_wanted.connect(self.save_problems)
        self.plan.record_wanted.connect(self.frame.open_record)
        self.plan.left.connect(self._back_to_columns)
        self.drops.dropped.connect(self._dropped)

    # ---- which step is in front

    def _show_step(self, page: RunsPage | ColumnsPage | PlanPage) -> None:
        self.stack.setCurrentWidget(page)
        name = self.path.name if self.path is not None and page is not self.runs else ""
        self.title_label.setText(f"{self.title}：{name}" if name else self.title)
        if page is self.runs:
            self.intro_label.setText(INTRO)
        elif page is self.columns:
            self.intro_label.setText("第一步：核对表头在哪里、每一列读作什么。没有对应的列不读入。")
        self.file_button.setText("换一个文件…" if name else "选择文件…")
        self.file_button.setProperty("primary", not name)
        restyle(self.file_button)
        self.again_button.setVisible(bool(name))
        self.form_button.setVisible(not name)
        self.register_button.setVisible(not name)
        if self.isVisible():
            page.focus_content()

    def reload_page(self) -> None:
        if self.stack.currentWidget() is self.runs:
            self._list_runs()

    def refresh(self) -> None:
        """F5: the file anew, or the list."""
        if self.stack.currentWidget() is self.runs or self.path is None:
            super().refresh()
        elif self.stack.currentWidget() is self.plan:
            self._open(self.path, then_plan=True)
        else:
            self._open(self.path)

    def _list_runs(self) -> None:
        self.run(self.importer.runs, done=self._show_runs)

    def _show_runs(self, runs: tuple[RunLine, ...]) -> None:
        self.runs.show_runs(runs, fresh=self._done_now)
        self._done_now = 0

    def leave(self) -> None:
        """Back to the register; the file is let go."""
        self.importer.close()
        self.path = None
        self._show_step(self.runs)
        self._list_runs()

    # ---- a file

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        """From a tab: what a file holds is told by its headings, whichever tab one comes from."""
        self.focus_content()

    def new_record(self) -> None:
        """Ctrl+N."""
        if not self.file_button.isEnabled():
            self.jobs.message.emit("refused", self.file_button.toolTip())
            return
        path = ask.choose_open_file(self, "导入旧台账", kinds=FILES)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read a file: by the dialog, by drag and drop."""
        self._open(path)

    def _may_take(self) -> bool:
        return self.allowed and self.file_button.isEnabled() and self._job is None

    def _dropped(self, incoming: list[Incoming], _where: object) -> None:
        files = [item.path for item in incoming if item.path is not None]
        if len(files) == 1:
            self.take_file(files[0])
        else:
            self.jobs.message.emit("refused", "请一次拖入一个表格文件。")

    def _open(self, path: Path, *, then_plan: bool = False) -> None:
        if self._job is not None:
            return
        same = self.path == path
        view = self.columns.view if same else None
        kind, sheet = (view.kind, view.sheet) if view is not None else ("", "")
        heading = view.heading if view is not None else None
        mapping = dict(self.columns.mapping()) if view is not None else None
        done = partial(self._opened, path, then_plan)
        self._long(
            lambda progress: self.importer.open(
                path, kind=kind, sheet=sheet, heading=heading, mapping=mapping, progress=progress
            ),
            done=done,
            busy_text=f"读取“{path.name}”",
        )

    def _opened(self, path: Path, then_plan: bool, view: FileView) -> None:
        self.path = path
        self.runs.forget_plan()
        self.columns.show_file(view)
        self._show_step(self.columns)
        if then_plan and self.columns.foot.is_ready:
            self.make_plan()

    def _look_otherwise(self, kind: str, sheet: str, heading: tuple[int, int] | None) -> None:
        self._long(
            lambda progress: self.importer.look(kind=kind, sheet=sheet, heading=heading, progress=progress),
            done=self._looked, busy_text="读取表头",
        )  # fmt: skip

    def _looked(self, view: FileView) -> None:
        self.columns.show_file(view)

    # ---- what it would change

    def make_plan(self) -> None:
        """试导入."""
        mapping = dict(self.columns.mapping())
        self._long(
            lambda progress: self.importer.plan(mapping, progress=progress),
            done=self._planned,
            busy_text="试导入",
        )

    def _planned(self, view: PlanView) -> None:
        self.plan.show_plan(view)
        self._show_step(self.plan)
        rest = f"，另有 {view.passed:,} 处不是数据或者没有对应的栏目，没有读入" if view.passed else ""
        self.intro_label.setText(f"第二步：试导入。{KINDS[view.kind]}共 {view.total:,} 行{rest}。")

    def _back_to_columns(self) -> None:
        self._show_step(self.columns)

    def _read_row(self, row: int) -> None:
        self.run(partial(self.importer.row, row), done=self.plan.show_row)

    def _decide(self, row: int, record_id: int | None) -> None:
        self._settle(row, partial(self.importer.decide, row, record_id))

    def _take_decision_back(self, row: int) -> None:
        self.plan.not_decided(row)
        self._settle(row, partial(self.importer.undecide, row))

    def _decide_all_new(self) -> None:
        text = "这些行与库内的记录只是相近。确认都不是同一个以后，将按新的登记；身份证号相同的不在其中。"
        if ask.confirm(self, "都按新的登记", text, verb="都按新的登记", danger=True):
            self.run(self.importer.decide_all_new, done=self.plan.update_plan)

    def _settle(self, row: int, work: Callable[[], PlanView]) -> None:
        self.jobs.run(work, owner=self, done=self.plan.update_plan, failed=partial(self._not_settled, row))

    def _not_settled(self, row: int, _field: str, _text: str) -> bool:
        self.plan.not_decided(row)
        return False

    # ---- writing and taking back

    def write(self, leave_out: bool) -> None:
        """导入: all of it or nothing."""
        self._long(
            lambda progress: self.importer.apply(leave_out=leave_out, progress=progress), done=self._written,
            busy_text="导入", lane="store",
        )  # fmt: skip

    def _written(self, changes: Changes) -> None:
        self._done_now = changes.record_id or 0
        self.path = None
        self._show_step(self.runs)
        self._list_runs()

    def undo_run(self, run: RunLine) -> None:
        """撤销这次导入."""
        text = f"“{run.file_name}”新增的 {run.added:,} 行将移出，修改的 {run.changed:,} 行将恢复原样。"
        if ask.confirm(self, "撤销这次导入", text, verb="撤销导入", danger=True):
            self.runs.undo_button.setEnabled(False)  # a run of years takes its time
            self.jobs.run(
                partial(self.importer.undo, run.id),
                owner=self,
                busy_text="撤销导入",
                after=self.runs.tell_current,
            )

    # ---- out

    def export_list(self) -> None:
        """Ctrl+E: the workbook of problems."""
        if self.stack.currentWidget() is self.plan and self.plan.problems_button.isVisible():
            self.save_problems()

    def save_problems(self) -> None:
        """导出问题工作簿."""
        suggested = self.importer.problem_name()
        path = ask.choose_save_file(self, "导出问题工作簿", suggested=suggested, kinds=BOOKS)
        if path is not None:
            self.run_long(
                lambda progress: self.importer.write_problems(path, progress=progress), done=partial(self._saved_book, path),
                busy_text="导出问题工作簿",
            )  # fmt: skip

    def save_template(self, kind: str) -> None:
        """导入表样."""
        path = ask.choose_save_file(self, "导入表样", suggested=f"{KINDS[kind]}导入表样.xlsx", kinds=BOOKS)
        if path is not None:
            self.run_long(
                lambda _progress: self.importer.write_template(kind, path), done=partial(self._saved_book, path),
                busy_text="导出导入表样",
            )  # fmt: skip

    def save_register(self, kind: str) -> None:
        """导出登记簿."""
        name = "登记簿" if kind == "all" else f"{KINDS[kind]}登记簿"
        suggested = f"{name}_{self.frame.today():%Y%m%d}.xlsx"
        path = ask.choose_save_file(self, "导出登记簿", suggested=suggested, kinds=BOOKS)
        if path is not None:
            self.run_long(
                lambda progress: self.importer.write_register(kind, path, progress=progress), done=partial(self._saved_register, path),
                busy_text="导出登记簿",
            )  # fmt: skip

    def _saved_register(self, path: Path, counts: Mapping[str, int]) -> None:
        told = "、".join(f"{KINDS[kind]} {count:,} 条" for kind, count in counts.items())
        self.jobs.message.emit("info", f"已导出{told}到 {path}。")

    def _saved_book(self, path: Path, _result: object) -> None:
        self.jobs.message.emit("info", f"已保存到 {path}。")

    # ---- the keyboard

    def save_form(self) -> None:
        """Ctrl+S: the step in front."""
        page = self.stack.currentWidget()
        if page is self.columns:
            self.columns.go_on()
        elif page is self.plan:
            self.plan.go_on()

    def focus_filter(self) -> None:
        """Ctrl+F."""
        if self.stack.currentWidget() is self.plan:
            self.plan.focus_filter()

    def focus_content(self) -> None:
        """The keyboard goes to the step in front."""
        page = self.stack.currentWidget() if self.allowed else None
        if isinstance(page, (RunsPage, ColumnsPage, PlanPage)):
            page.focus_content()

    # ---- long work, one at a time

    def _long(
        self, work: Callable[[Progress], R], *, done: Callable[[R], None], busy_text: str, lane: str = "files"
    ) -> None:
        if self._job is not None:
            return
        self.stack.setEnabled(False)
        self._job = self.jobs.run_long(work, owner=self, done=done, busy_text=busy_text, lane=lane)
        self._job.after = self._long_over

    def _long_over(self) -> None:
        self._job = None
        self.stack.setEnabled(True)
        if self.isVisible():
            self.focus_content()
