"""What one does in 汇总: take files in, accept, return, reopen, remove, decide about findings, merge, keep the register."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.counties import County
from jzdesk.services import counties, intake_findings, intakes, merging
from jzdesk.services.intake_findings import VERDICTS
from jzdesk.ui.common import ask
from jzdesk.ui.reports.intake_forms import (
    AcceptForm,
    CountyForm,
    IntakeSettingsForm,
    MergeForm,
    MergeWish,
    ReturnForm,
    SenderForm,
)
from jzdesk.ui.reports.intake_reading import TakeOrder, take

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.intake_board import Board
    from jzdesk.domain.merging import Finding
    from jzdesk.services.counties import IntakeSettings
    from jzdesk.services.desk import Desk
    from jzdesk.services.intakes import TakenFile
    from jzdesk.services.merging import Merged
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.reports.intake_file import FileView
    from jzdesk.ui.reports.intake_page import IntakePage

BOOKS = "工作簿 (*.xlsx);;所有文件 (*)"


class Moves:
    """The acts of a page; each starts with a question at most, and ends with a message or a view."""

    def __init__(self, page: IntakePage) -> None:
        self._page = page
        self._cell: tuple[int, str] | None = None

    @property
    def _desk(self) -> Desk:
        return self._page.desk

    def connect_file(self, view: FileView) -> None:
        """The buttons of a file."""
        view.accept_wanted.connect(self.accept)
        view.return_wanted.connect(self.return_file)
        view.reopen_wanted.connect(self.reopen)
        view.check_wanted.connect(self.check_again)
        view.remarks_wanted.connect(self.write_remarks)
        view.original_wanted.connect(self.write_original)
        view.remove_wanted.connect(self.remove)

    # ---- taking in

    def choose_files(self, cell: tuple[int, str] | None) -> None:
        """接收文件…; `cell` is the county and month one comes from."""
        self._cell = cell
        paths = ask.choose_open_files(self._page, "接收下级月报", kinds=BOOKS)
        if paths:
            self.take(tuple(paths))

    def take(self, paths: tuple[Path, ...], county_id: int | None = None, month: str = "") -> None:
        """Take files in: chosen, or dropped."""
        order = TakeOrder(paths, county_id, month)
        self._page.run_long(
            partial(take, self._desk, order), done=partial(self._taken, paths), busy_text="接收文件"
        )

    def _taken(self, paths: Sequence[Path], files: tuple[TakenFile, ...]) -> None:
        kept = [file for file in files if file.state == "taken"]
        page = self._page
        if len(files) == 1 and kept:
            text = files[0].text
            page.open_file(files[0].intake_id or 0)
        else:
            text = (
                f"收到{len(kept)}份"
                + (f"，{len(files) - len(kept)}份没有接收" if len(kept) < len(files) else "")
                + "。"
            )
            page.taken.show_taken(files, paths)
            page.show_view(page.taken)
        page.jobs.message.emit("done" if kept else "refused", text)
        if kept:
            page.jobs.changed.emit(Changes(touched=Touched.INTAKE, message=text))

    def ask_sender(self, path: Path) -> None:
        """指定单位和月份接收."""
        self._page.run(partial(counties.list_counties, self._desk), done=partial(self._show_sender, path))

    def _show_sender(self, path: Path, found: list[County]) -> None:
        county_id, month = self._cell or (None, self._page.board.month)
        form = SenderForm(path, found, county_id=county_id, month=month, today=self._page.frame.today())
        self._page.ask_form(form, lambda sender: self.take((path,), *sender))

    # ---- deciding

    @property
    def _id(self) -> int:
        return self._page.file.intake_id

    @property
    def _name(self) -> str:
        view = self._page.file.view
        return f"{view.county.name}{months.title(view.intake.month)}月报" if view is not None else ""

    def accept(self) -> None:
        """接收; where a reason is needed, it is asked for."""
        page, name = self._page, self._name
        page.jobs.run(
            partial(intakes.accept, self._desk, self._id),
            owner=page,
            failed=partial(self._accept_why, self._id, name),
        )

    def _accept_why(self, intake_id: int, name: str, field: str, text: str) -> bool:
        if field != "reason":
            return False
        form = AcceptForm(name, text)
        self._page.show_form(
            form, lambda reason: partial(intakes.accept, self._desk, intake_id, reason=reason)
        )
        return True

    def return_file(self) -> None:
        """退回…"""
        view = self._page.file.view
        if view is None:
            return
        form, intake_id = ReturnForm(self._name, proposed_reason(view.findings)), self._id
        self._page.show_form(
            form, lambda reason: partial(intakes.return_to, self._desk, intake_id, reason=reason)
        )

    def reopen(self) -> None:
        """撤销处理…"""
        why = ask.ask_reason(self._page, f"撤销对{self._name}的处理", verb="撤销处理")
        if why is not None:
            self._page.run(partial(intakes.reopen, self._desk, self._id, why=why))

    def remove(self) -> None:
        """删除这次报送…"""
        why = ask.ask_reason(self._page, f"删除{self._name}这次报送", verb="删除")
        if why is not None:
            self._page.run(partial(intakes.remove, self._desk, self._id, why=why), done=self._removed)

    def _removed(self, _changes: Changes) -> None:
        self._page.back()

    def check_again(self) -> None:
        """重新核对."""
        intake_id = self._id
        self._page.run_long(
            lambda _progress: intakes.check_again(self._desk, intake_id), busy_text="重新核对"
        )

    # ---- findings

    def give_verdict(self, finding: Finding, verdict: str) -> None:
        """认定."""
        label = f"{finding.text}\n\n核实的情况（写入审计日志）"
        reason = ask.ask_reason(self._page, f"认定为“{VERDICTS[verdict]}”", label, verb="认定")
        if reason is not None:
            self._page.run(partial(intake_findings.give_verdict, self._desk, finding, verdict, reason=reason))

    def take_verdict_back(self, finding: Finding) -> None:
        """撤销认定."""
        why = ask.ask_reason(self._page, "撤销认定", verb="撤销认定")
        if why is not None:
            self._page.run(partial(intake_findings.take_verdict_back, self._desk, finding, why=why))

    # ---- files out

    def write_remarks(self) -> None:
        """导出审核意见…"""
        self._write(
            "审核意见", f"{self._name}审核意见.xlsx", partial(merging.write_remarks, self._desk, self._id)
        )

    def write_original(self) -> None:
        """导出原件…"""
        view = self._page.file.view
        name = view.intake.file_name if view is not None else ""
        self._write("原件", Path(name).name or "月报.xlsx", partial(intakes.original, self._desk, self._id))

    def _write(self, what: str, name: str, work: partial[Path]) -> None:
        path = self._page.choose_file(f"导出{what}", name)
        if path is None:
            return

        def write(_progress: Progress) -> Path:
            path.parent.mkdir(parents=True, exist_ok=True)
            return work(path)

        self._page.run_long(write, done=partial(self._page.made.show_made, what), busy_text=f"导出{what}")

    def merge(self) -> None:
        """汇总表册…"""
        board = self._page.board
        form = MergeForm(board.chosen_year, board.month, counts_of(board.grid.board))
        self._page.ask_form(form, self._merge)

    def _merge(self, wish: MergeWish) -> None:
        first, last = months.title(wish.months[0]), months.title(wish.months[-1])
        span = first if len(wish.months) == 1 else f"{first}至{last}"
        path = self._page.choose_file("汇总表册", f"{self._page.unit_name}{span}汇总.xlsx")
        if path is not None:
            self._page.run_long(
                partial(_merge, self._desk, wish, path), done=self._merged, busy_text="汇总表册"
            )

    def _merged(self, merged: Merged) -> None:
        self._page.made.show_made("汇总表册", merged.path)
        parts = [f"汇总 {len(merged.files)} 份月报", f"未解决的差异 {len(merged.open)} 处"]
        parts += [f"缺 {len(merged.missing)} 份"] if merged.missing else []
        self._page.jobs.message.emit("done", "，".join(parts) + "。")

    # ---- the register

    def edit_county(self, county: County | None) -> None:
        """登记下级单位, 修改…"""
        form = CountyForm(county or County(), self._page.frame.today())
        self._page.show_form(
            form, lambda made: partial(counties.save_county, self._desk, made[0], why=made[1])
        )

    def remove_county(self, county: County) -> None:
        """删除…"""
        why = ask.ask_reason(self._page, f"删除“{county.name}”", verb="删除")
        if why is not None:
            self._page.run(partial(counties.remove_county, self._desk, county.id or 0, why=why))

    def edit_settings(self) -> None:
        """报送要求…"""
        settings = self._page.register.settings
        if settings is not None:
            self._page.show_form(IntakeSettingsForm(settings), self._keep_settings)

    def _keep_settings(self, made: tuple[IntakeSettings, str]) -> partial[Changes]:
        return partial(counties.keep_intake_settings, self._desk, made[0], why=made[1])


def proposed_reason(findings: Sequence[Finding]) -> str:
    """What a return usually says."""
    grave = [f for f in findings if f.grave and f.open]
    checks = sum(f.open and not f.grave for f in findings)
    parts = [f"须改正{len(grave)}处（{'、'.join(dict.fromkeys(f.title for f in grave))}）"] if grave else []
    parts += [f"须核实{checks}处"] if checks else []
    return f"{'，'.join(parts)}，请按审核意见改正、核实后重新报送。" if parts else ""


def counts_of(board: Board | None) -> dict[str, tuple[int, int, int]]:
    """(accepted, waiting, missing) of every month."""
    found = {}
    for number, month in enumerate(board.months if board is not None else ()):
        states = [row.cells[number].state for row in board.rows] if board is not None else []
        waiting = states.count("received") + states.count("late")
        found[month] = states.count("accepted"), waiting, states.count("missing") + states.count("returned")
    return found


def _merge(desk: Desk, wish: MergeWish, path: Path, progress: Progress) -> Merged:
    path.parent.mkdir(parents=True, exist_ok=True)

    def told(done: int, total: int) -> None:
        progress(done, total, "汇总表册…")

    return merging.merge(desk, wish.months, path, received=wish.received, progress=told)
