"""The rules of sanctions and limits as rows to read, the ceilings of the program, and the holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.dates import END_RULE_NAMES, EndRule
from jzdesk.domain.deadlines import UNITS
from jzdesk.domain.handling import form_name
from jzdesk.domain.rule_edits import Spot
from jzdesk.domain.sanctions import FAMILY_NAMES
from jzdesk.ui.system.rule_row import Line, in_use, numbered, sentence, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.sanctions import Combine
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.ui.system.rule_row import RuleRow

RECKONING = "期间计算"


def measure_rows(rules: Rulebook, end_rule: EndRule) -> tuple[RuleRow, ...]:
    """How periods are reckoned (`end_rule` is what the office chose), then every measure in every version."""
    measures = (
        Line(
            FAMILY_NAMES[s.family], v.name or s.name, sentence(_period(v.months, s.form, v.restriction), s.note), v.clause,
            v.is_default or s.form_is_default, span(v.valid_from, v.valid_to), Spot("sanctions", ("sanction", s.code, "versions", v.id)),
        )
        for s in rules.sanctions
        for v in s.versions
    )  # fmt: skip
    return numbered((*_reckoning(rules, end_rule), *measures))


def _reckoning(rules: Rulebook, end_rule: EndRule) -> Iterator[Line]:
    sanctions = rules.sanctions
    clauses = sanctions.clauses
    yield Line(
        RECKONING, "期间最后一日", END_RULE_NAMES[end_rule], sanctions.end_rule_clause, sanctions.end_rule_is_default
    )
    for family, clause in clauses.start.items():
        yield Line(RECKONING, f"{FAMILY_NAMES[family]}期间的起算", "决定之日", clause)
    for family, combine in sanctions.combine.items():
        yield Line(
            RECKONING, f"{FAMILY_NAMES[family]}期间的合并", _combined(combine), combine.clause, combine.is_default
        )
    years = f"最长 {sanctions.max_probation_months} 个月"
    yield Line(RECKONING, "留党察看期", years, clauses.probation)
    yield Line(RECKONING, "留党察看期内又受处分", "开除党籍", clauses.probation_again)
    yield Line(RECKONING, "开除党籍改为留党察看", "从原决定之日起算", clauses.expulsion_changed)
    yield Line(RECKONING, "处分改轻、改重", "改轻的从原决定之日起算，改重的从改变决定之日起算", clauses.change)
    yield Line(RECKONING, "处分撤销", "期间自始不计", clauses.revoked)


def _combined(combine: Combine) -> str:
    if not combine.adds:
        return "各算各的"
    return f"相加，最长 {combine.cap_months} 个月" if combine.cap_months else "相加，不设上限"


def _period(months: int | None, form: int, restriction: str) -> str:
    length = f"{months} 个月" if months else "无期限"
    said = f"{length} · {form_name(form)}" if form else length
    return f"{said}；{restriction}" if restriction else said


def limit_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """Every limit of the execution, of appeals, of the tolerance review and of the revisit education."""
    deadlines = (
        Line(
            "执行与申诉", d.name,
            sentence(
                f"{d.length_text}，自{d.counted_from}起" + (f"，经批准最长 {d.longest} {UNITS[d.unit]}" if d.longest else ""),
                d.note, in_use(enabled=d.enabled),
            ),
            d.clause, d.is_default, spot=Spot("deadlines", ("deadline", d.code)),
        )
        for d in rules.deadlines.values()
    )  # fmt: skip
    stages = (
        Line(
            "容错审查", s.name,
            sentence(
                f"{s.working_days} 个工作日，自{s.counted_from}起"
                + (f"，可延长 {s.extension_days} 个工作日" if s.extension_days else ""),
                in_use(enabled=s.enabled),
            ),
            s.clause, s.is_default, spot=Spot("tolerance", ("stages", s.code)),
        )
        for s in rules.tolerance.stages
    )  # fmt: skip
    return numbered((*deadlines, *stages, *_of_visits(rules)))


def _of_visits(rules: Rulebook) -> Iterator[Line]:
    visits = rules.visits
    for name, text, clause, *only in (
        ("建立回访档案", f"决定后 {visits.dossier_within_days} 个工作日", "dossier", "dossier_within_days"),
        ("指定帮带人", f"决定后 {visits.mentor_within_days} 个工作日", "mentor", "mentor_within_days"),
        ("成立回访小组", f"决定后 {visits.team_within_days} 个工作日", "team", "team_within_days"),
        ("准备期满考核", f"期满前 {visits.lead_days} 日起", "assess", "lead_days"),
        ("期满考核", f"期满后 {visits.assess_within_days} 日", "assess", "assess_within_days"),
        ("帮教记录", f"至少每 {visits.mentor_note_months} 个月一次", "note", "mentor_note_months"),
        ("每人的帮带人", f"{visits.mentors_per_person} 名", "mentor", "mentors_per_person"),
        ("一名帮带人帮带", f"不超过 {visits.mentor_people_max} 人", "mentor", "mentor_people_max"),
        ("回访谈话人", f"不少于 {visits.min_talkers} 人", "visit", "min_talkers"),
        ("每年最多回访次数", "按任意连续十二个月计算" if visits.rolling_year else "按自然年计算", "visit", "max_per_year_by"),
        ("期满前回访", f"期满前 {visits.before_end_days} 日以内的最后一次", "visit", "before_end_days"),
        ("分类调整后的下一次回访", f"加密的，{visits.category_within_days} 日以内", "visit", "category_within_days"),
        ("反复失联", f"连续 {visits.lost_in_row} 次，{visits.lost_within_days} 个工作日内函告所在单位", "lost", "lost_in_row", "lost_within_days"),
    ):
        spot = Spot("visits", ("limits",), tuple(only))
        yield Line("回访教育", name, text, visits.clauses[clause], visits.limits_are_default, spot=spot)


def reminder_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """How long before its limit a duty counts as due soon, and how large attachments may be."""
    reminders = (
        Line(
            "提前提醒", code.name, f"期限前 {code.lead} {'个工作日' if code.lead_unit == 'wd' else '日'}", code.clause,
            code.is_default, spot=Spot("duties", ("duty_kind", "entries", code.code)),
        )
        for code in rules.codes["duty_kind"]
        if code.lead
    )  # fmt: skip
    return numbered((*reminders, *_ceilings(rules)))


def _ceilings(rules: Rulebook) -> Iterator[Line]:
    limits = rules.attachments
    for name, text, key in (
        ("每份附件", f"{limits.file_mb} MB", "file_mb"),
        ("每件案件、每份档案的附件合计", f"{limits.record_mb} MB", "record_mb"),
        ("每件案件、每份档案的附件份数", f"{limits.record_files} 份", "record_files"),
        ("全部附件合计", f"{limits.vault_mb} MB", "vault_mb"),
    ):
        spot = Spot("attachments", ("limits",), (key,))
        yield Line("附件上限", name, text, limits.clause, limits.is_default, spot=spot)
    for name, text, key in (
        ("每份附件装入页数", f"{limits.book_file_pages} 页", "file_pages"),
        ("每份文字附件字数", f"{limits.book_text_chars} 字", "text_chars"),
        ("一本档案装入的附件合计", f"{limits.book_mb} MB", "total_mb"),
    ):
        spot = Spot("attachments", ("book",), (key,))
        yield Line("打印一人一档", name, text, limits.book_clause, limits.book_is_default, spot=spot)


def holiday_rows(calendar: WorkCalendar) -> tuple[RuleRow, ...]:
    """The holiday arrangement of every year loaded, the latest first."""
    found = []
    for plan in reversed(calendar.plans):
        off = "、".join(_holiday(h.name, h.first, h.last) for h in plan.holidays)
        work = "、".join(f"{day:%m-%d}" for day in plan.work)
        found.append(Line(f"{plan.year}年", off, f"调休上班：{work or '无'}", plan.source))
    for day in calendar.local_days:
        word = "上班" if day.works else "放假"
        found.append(Line("本地调整", f"{day.on:%Y-%m-%d} {day.name}", word, "本单位录入"))
    return numbered(found)


def _holiday(name: str, first: date, last: date) -> str:
    return f"{name} {first:%m-%d}" if first == last else f"{name} {first:%m-%d}至{last:%m-%d}"
