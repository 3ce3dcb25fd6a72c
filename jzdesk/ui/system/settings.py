"""设置: what the office decides for its computations, and what this PC's user likes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk import settings as values
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.dates import END_RULE_NAMES, EndRule, period_end
from jzdesk.domain.errors import RuleError
from jzdesk.services import counties, offices
from jzdesk.services.reporting import reporting_of, save_reporting
from jzdesk.ui.common.fields import CheckField, ChoiceField, IntField, TextField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.setup.fields import FolderField, Way, WayField
from jzdesk.ui.system.page import Page
from jzdesk.ui.system.settings_reporting import add_reporting, changed, intake_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.reporting import Reporting
    from jzdesk.services.desk import Desk
    from jzdesk.settings import Settings
    from jzdesk.ui.common.field import Field

EXAMPLES = (date(2026, 3, 2), date(2026, 8, 31))
EXAMPLE_MONTHS = 6
FOLDERS = ("export_folder", "backup_folder")


def end_rule_ways() -> tuple[Way, ...]:
    """The three ways to count a last day, each with two examples worked out."""
    return tuple(
        Way(rule, END_RULE_NAMES[rule], "；".join(_example(start, rule) for start in EXAMPLES)) for rule in EndRule
    )


def _example(start: date, rule: EndRule) -> str:
    return f"{start:%Y-%m-%d} 起 {EXAMPLE_MONTHS} 个月，至 {period_end(start, EXAMPLE_MONTHS, rule):%Y-%m-%d}"


class SettingsForm(RecordForm):
    """The office's part can be changed only by those who may change rules, with a reason."""

    def __init__(self, desk: Desk, current: Settings | None, reporting: Reporting, intake: bool | None) -> None:
        super().__init__("设置", save_text="保存设置")
        self.title.hide()
        self.cancel_button.hide()
        may = desk.may(Permission.CHANGE_RULES)
        office = self.section("本单位" if may else "本单位（由有“修改规则与日历”权限的账户设置）")
        self.unit_name = self.add(office, "unit_name", "单位名称", TextField(chars=20), required=True)
        self.end_rule = self.add(
            office, "end_rule", "届满日算法", WayField(end_rule_ways()),
            hint="法规没有写明期间最后一日如何计算，由本县确定；改后全部影响期、回访计划和应办事项重新计算。",
        )  # fmt: skip
        shown: dict[str, Any] = {"unit_name": desk.office.unit_name, "end_rule": desk.end_rule}
        shown |= add_reporting(self, reporting, desk.today, intake=intake, may=may)
        reason = self.section("")
        self.why = self.add(
            reason, "why", "修改理由", TextField(chars=26, max_length=200), hint="改动本单位和月报的设置时必填，写入审计日志。"
        )
        for field in (self.unit_name, self.end_rule, self.why):
            field.setEnabled(may)
        if current is not None:
            own = self.section("本机")
            for name in values.shown():
                about = values.about(name)
                self.add(own, name, about.label, _field(name, getattr(current, name)), hint=about.help)
                shown[name] = getattr(current, name)
        self.set_values(shown)

    def own_values(self) -> dict[str, Any]:
        """What stands in the part of this PC, as `Settings.changed` takes it."""
        found = self.values()
        own = {name: found[name] for name in values.shown() if name in found}
        for name in FOLDERS:
            if name in own:
                own[name] = "" if own[name] is None else str(own[name])
        for name, value in own.items():
            if value is None:
                raise RuleError(name, f"请填写{values.about(name).label}。")
        return own


def _field(name: str, value: Any) -> Field:
    about = values.about(name)
    if name in FOLDERS:
        return FolderField(title=about.label)
    if about.choices:
        return ChoiceField(about.choices, empty=None)
    if isinstance(value, bool):
        return CheckField()
    return IntField(least=about.least, most=about.most) if isinstance(value, int) else TextField()


class SettingsPage(Page):
    """One form; saving applies what was changed."""

    title = "设置"
    intro = "本单位的设置改变计算结果，须写明理由；本机的设置只影响当前用户。"
    watches = Touched.RULES

    def build_page(self) -> None:
        self.settings_form: SettingsForm | None = None

    def reload_page(self) -> None:
        if self.settings_form is not None and self.settings_form.is_changed():
            return
        self.jobs.run(partial(_read, self.desk), owner=self, done=self._make_form)

    def _make_form(self, found: tuple[Reporting, bool | None]) -> None:
        if self.settings_form is not None and self.settings_form.is_changed():
            return
        old, access = self.settings_form, self.frame.settings
        form = SettingsForm(self.desk, access.current if access else None, *found)
        self._reporting, self._intake = found
        form.save_requested.connect(self._save_settings)
        self.settings_form = form
        self.column.addWidget(form, 1)
        if old is not None:
            old.stop()
            self.column.removeWidget(old)
            old.deleteLater()

    def save_form(self) -> None:
        if self.settings_form is not None:
            self.settings_form.save()

    def may_close(self) -> bool:
        return self.settings_form is None or self.settings_form.may_leave()

    def _save_settings(self, _next: bool) -> None:
        form = self.settings_form
        if form is None:
            return
        try:
            own = form.own_values()
            found = form.values()
            if self.frame.settings is not None:
                self.frame.settings.change(**own)
        except RuleError as refusal:
            form.mark(refusal.field, refusal.text)
            return
        except OSError as error:
            form.mark("", f"本机设置没有保存：{error.strerror or error}。")
            return
        self._save_office(form, found)

    def _save_office(self, form: SettingsForm, found: dict[str, Any]) -> None:
        rule, name = EndRule(found["end_rule"]), found["unit_name"]
        other = changed(found, self._reporting)
        intake = intake_of(found["intake"]) is not self._intake
        if rule == self.desk.end_rule and name == self.desk.office.unit_name and not other and not intake:
            form.set_clean()
            self.jobs.message.emit("done", "设置已保存。")
            return
        form.setEnabled(False)
        self.jobs.run(
            partial(_change_office, self.desk, found, reporting=other, intake=intake), owner=form, done=self._office_saved,
            failed=partial(self._office_refused, form), busy_text="正在重新计算期限",
            after=partial(form.setEnabled, True),
        )  # fmt: skip

    def _office_saved(self, _result: object) -> None:
        if self.settings_form is not None:
            self.settings_form.set_clean()
        self.reload()

    def _office_refused(self, form: SettingsForm, field: str, text: str) -> bool:
        form.mark(field, text)
        return True


def _read(desk: Desk) -> tuple[Reporting, bool | None]:
    """How months are reported, and whether lower offices report here, as it was set."""
    return reporting_of(desk), counties.intake_settings(desk).on


def _change_office(desk: Desk, found: Mapping[str, Any], *, reporting: bool, intake: bool) -> object:
    """On the store lane. The result is the last change made."""
    made: object = None
    rule, name, why = EndRule(found["end_rule"]), found["unit_name"], found["why"]
    if reporting:
        made = save_reporting(
            desk, since=found["since"], day=found["cut_off"], report_days=found["report_days"] or 0,
            begins=found["begins"] or "", why=why,
        )  # fmt: skip
    if intake:
        kept = replace(counties.intake_settings(desk), on=intake_of(found["intake"]))
        made = counties.keep_intake_settings(desk, kept, why=why)
    if name != desk.office.unit_name:
        made = offices.rename_office(desk, name, why=why)
    if rule != desk.end_rule:
        made = offices.change_end_rule(desk, rule, why=why)
    return made
