"""表样和栏目: the county's own form, presets of columns, and the books of quarter, half-year and year."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jzdesk.domain.accounts import Permission
from jzdesk.domain.indicators import SpanKind, span_of
from jzdesk.domain.months import span as days_of
from jzdesk.domain.months import title
from jzdesk.domain.span_keys import key_of_span
from jzdesk.ui.common import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.presets import Preset
    from jzdesk.services.desk import Desk
    from jzdesk.services.month_templates import TemplateState
    from jzdesk.services.template_reading import TemplatePlan
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.reports.month_page import MonthPage
    from jzdesk.ui.reports.presets_dialog import PresetsDialog
    from jzdesk.ui.reports.templates_dialog import TemplateDialog

    Ledgers = Mapping[str, tuple[str, Mapping[str, str]]]

_SPANS = (SpanKind.QUARTER, SpanKind.HALF, SpanKind.YEAR)
_MOST_FAULTS = 12


def form_actions(page: MonthPage) -> Sequence[tuple[str, Callable[[], None]]]:
    """Titles and what each does, in the order of the menu; without any the button is not there."""
    menu = FormMenu(page)
    found: list[tuple[str, Callable[[], None]]] = []
    if page.desk.may(Permission.EXPORT):
        found += [("导出季报、半年报、年报…", menu.export_span), ("栏目方案…", menu.edit_presets)]
    if page.desk.may(Permission.CHANGE_RULES):
        found.append(("用本县自己的表…", menu.take_over))
    if page.desk.may(Permission.EXPORT):
        found.append(("另存现用表样供修改…", menu.save_copy))
    if page.desk.may(Permission.CHANGE_RULES):
        found.append(("恢复以前的表样…", menu.restore))
    return found


class FormMenu(QObject):
    """What the menu does for a page; all that reads or writes runs on the page's lanes. The page keeps it: a signal holds
    the object of a method only weakly."""

    def __init__(self, page: MonthPage) -> None:
        super().__init__(page)
        self._page = page
        self._dialog: TemplateDialog | None = None

    @property
    def _desk(self) -> Desk:
        return self._page.desk

    # ---- quarter, half-year, year

    def export_span(self) -> None:
        """Choose the span the month on screen is in, and where its book goes."""
        day = days_of(self._page.month)[0]
        spans = [span_of(kind, day) for kind in _SPANS]
        lines = [f"{span.title}（{span.first.month}月至{span.last.month}月）" for span in spans]
        at = ask.choose_one(
            self._page, "导出季报、半年报、年报", "期间（含所选月份）", lines, verb="选择保存位置"
        )
        if at is None:
            return
        span = spans[at]
        path = self._page.choose_file(f"导出{span.title}", f"{self._page.unit_name}{span.title}报表.xlsx")
        if path is not None:
            work = partial(_export_span, self._desk, key_of_span(span), path)
            done = partial(self._page.show_file, f"{span.title}报表")
            self._page.run_long(work, done=done, busy_text=f"导出{span.title}")

    # ---- the county's own form

    def take_over(self) -> None:
        """Choose a workbook and look it over."""
        path = ask.choose_open_file(self._page, "用本县自己的表", kinds="工作簿 (*.xlsx)")
        if path is not None:
            self._page.run(
                partial(_look_over, self._desk, path), done=self._looked_over, busy_text="读取工作簿"
            )

    def _looked_over(self, found: tuple[TemplatePlan, Ledgers]) -> None:
        from jzdesk.ui.reports.templates_dialog import TemplateDialog

        plan, ledgers = found
        if plan.faults:
            lines = [fault.line for fault in plan.faults[:_MOST_FAULTS]]
            more = f"\n另有{len(plan.faults) - _MOST_FAULTS}处。" if len(plan.faults) > _MOST_FAULTS else ""
            text = f"“{plan.path.name}”有{len(plan.faults)}处需要改正，表样没有更换。\n\n"
            ask.tell(self._page, "表样不能使用", text + "\n".join(lines) + more)
            return
        if plan.edited:
            text = f"以后导出的月报用“{plan.path.name}”的样式。现在用的表样会保留，可随时恢复。"
            if ask.confirm(self._page, "更换月报表样", text, verb="启用"):
                self._put_in_force(plan)
            return
        dialog = TemplateDialog(self._page, plan, ledgers)
        dialog.wanted.connect(self._look_again)
        dialog.try_wanted.connect(self._try)
        self._dialog = dialog
        if ask.run_dialog(dialog):
            self._put_in_force(dialog.plan)
        self._dialog = None

    def _look_again(self, sheet: str, code: str, heading: object, mapping: object) -> None:
        dialog = self._dialog
        if dialog is not None:
            work = partial(_look_again, self._desk, dialog.plan, sheet, code, (heading, mapping))
            self._page.run(work, done=self._looked_again, failed=self._refused)

    def _looked_again(self, plan: TemplatePlan) -> None:
        if self._dialog is not None:
            self._dialog.show_plan(plan)

    def _refused(self, _field: str, text: str) -> bool:
        if self._dialog is None:
            return False
        self._dialog.show_problem(text)
        return True

    def _try(self) -> None:
        if self._dialog is None:
            return
        key = self._page.month
        path = self._page.choose_file("用本月数据试填", f"试填{title(key)}月报.xlsx")
        if path is not None:
            work = partial(_try_out, self._desk, self._dialog.plan, key, path)
            done = partial(self._page.made.show_made, "试填的月报")
            self._page.run_long(work, done=done, busy_text="试填月报")

    def _put_in_force(self, plan: TemplatePlan) -> None:
        self._page.run(partial(_put_in_force, self._desk, plan), busy_text="更换表样")

    def save_copy(self) -> None:
        """The template in force as a file to be edited."""
        path = self._page.choose_file("另存现用表样", "月报表样.xlsx")
        if path is not None:
            self._page.run(
                partial(_save_copy, self._desk, path), done=partial(self._page.made.show_made, "表样")
            )

    def restore(self) -> None:
        """Put the shipped template or an earlier one in force again."""
        self._page.run(partial(_state, self._desk), done=self._choose_earlier)

    def _choose_earlier(self, state: TemplateState) -> None:
        names = [""] if state.own else []
        names += [earlier.name for earlier in state.earlier]
        if not names:
            ask.tell(self._page, "恢复以前的表样", "现在用的就是随程序提供的表样，以前没有换过。")
            return
        lines = ["随程序提供的表样"] if state.own else []
        lines += [f"{earlier.until:%Y-%m-%d %H:%M}以前使用的表样" for earlier in state.earlier]
        at = ask.choose_one(self._page, "恢复以前的表样", "现在用的表样会保留，可再恢复", lines, verb="恢复")
        if at is not None:
            self._page.run(partial(_restore, self._desk, names[at]))

    # ---- presets

    def edit_presets(self) -> None:
        """The presets of columns."""
        self._page.run(partial(_presets, self._desk), done=self._show_presets)

    def _show_presets(self, found: tuple[Sequence[Preset], str, Ledgers]) -> None:
        from jzdesk.ui.reports.presets_dialog import PresetsDialog

        dialog = PresetsDialog(self._page, found[2])
        dialog.show_presets(found[0], found[1])
        dialog.save_wanted.connect(partial(self._save_preset, dialog))
        dialog.delete_wanted.connect(partial(self._change_preset, dialog, _delete_preset))
        dialog.use_wanted.connect(partial(self._change_preset, dialog, _use_preset))
        ask.run_dialog(dialog)

    def _save_preset(self, dialog: PresetsDialog, preset: Preset, before: str) -> None:
        self._run_preset(
            dialog, partial(_save_preset, self._desk, preset, before), at=" ".join(preset.name.split())
        )

    def _change_preset(self, dialog: PresetsDialog, change: Callable[[Desk, str], object], name: str) -> None:
        self._run_preset(dialog, partial(change, self._desk, name), at=name)

    def _run_preset(self, dialog: PresetsDialog, work: Callable[[], object], *, at: str) -> None:
        def shown(found: tuple[Sequence[Preset], str, Ledgers]) -> None:
            dialog.show_presets(found[0], found[1], at=at)

        def saved(_changes: object) -> None:
            self._page.run(partial(_presets, self._desk), done=shown)

        def refused(_field: str, text: str) -> bool:
            dialog.show_problem(text)
            return True

        self._page.run(work, done=saved, failed=refused)


# ---- on the lanes


def _ledgers(desk: Desk) -> Ledgers:
    from jzdesk.services.presets import ledgers_known
    from jzdesk.services.template_reading import ledger_catalogues

    known = ledgers_known(desk)
    return {
        code: (catalogue.title, {field.key: field.title for field in catalogue.fields})
        for code, catalogue in ledger_catalogues(desk, known).items()
    }


def _export_span(desk: Desk, key: str, path: Path, progress: Progress) -> Path:
    from jzdesk.services.span_books import export_span

    path.parent.mkdir(parents=True, exist_ok=True)
    return export_span(desk, key, path, progress).path


def _look_over(desk: Desk, path: Path) -> tuple[TemplatePlan, Ledgers]:
    from jzdesk.services.month_templates import look_over

    return look_over(desk, path), _ledgers(desk)


def _look_again(
    desk: Desk, plan: TemplatePlan, sheet: str, code: str, more: tuple[object, object]
) -> TemplatePlan:
    from jzdesk.services.month_templates import look_at_sheet

    heading, mapping = more
    return look_at_sheet(desk, plan, sheet, code=code, heading=heading, mapping=mapping)  # type: ignore[arg-type]


def _try_out(desk: Desk, plan: TemplatePlan, key: str, path: Path, progress: Progress) -> Path:
    from jzdesk.services.month_templates import try_template

    progress(0, 0, "试填月报…")
    try_template(desk, plan, key, path)
    return path


def _put_in_force(desk: Desk, plan: TemplatePlan) -> object:
    from jzdesk.services.month_templates import put_in_force

    return put_in_force(desk, plan)


def _save_copy(desk: Desk, path: Path) -> Path:
    from jzdesk.services.month_templates import save_copy

    return save_copy(desk, path)


def _state(desk: Desk) -> TemplateState:
    from jzdesk.services.month_templates import template_state

    return template_state(desk)


def _restore(desk: Desk, name: str) -> object:
    from jzdesk.services.month_templates import restore_template

    return restore_template(desk, name)


def _presets(desk: Desk) -> tuple[Sequence[Preset], str, Ledgers]:
    from jzdesk.services.presets import list_presets, preset_in_use

    return list_presets(desk), preset_in_use(desk), _ledgers(desk)


def _save_preset(desk: Desk, preset: Preset, before: str) -> object:
    from jzdesk.services.presets import save_preset

    return save_preset(desk, preset, before=before)


def _delete_preset(desk: Desk, name: str) -> object:
    from jzdesk.services.presets import delete_preset

    return delete_preset(desk, name)


def _use_preset(desk: Desk, name: str) -> object:
    from jzdesk.services.presets import use_preset

    return use_preset(desk, name)
