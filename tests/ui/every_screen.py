"""A walk through every tab, form, dialog and system page of the real window, and what a picky eye finds on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QPushButton,
    QTabBar,
    QTabWidget,
    QWidget,
)
from ui import enquiry_screens, import_walk, intake_walk, lists_walk, reports_walk

from jzdesk.domain.case_changes import EXPELLED, LIGHTER, REVOKED
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.services import attachments, cases, dossiers, months, tolerance
from jzdesk.ui.cases.change_actions import APPEAL, PURSUE
from jzdesk.ui.cases.measure_form import EXTEND, RESTORE
from jzdesk.ui.dossiers.detail import PARTS
from jzdesk.ui.tolerance.actions import VERBS as STAGES
from jzdesk.ui.tolerance.reading import read_detail as read_review

DECIDED = date(2026, 9, 18)
MOVED = tuple(f"第{n}次回访：应于 2026-{n + 2:02d}-18，改为 2026-{n + 3:02d}-08" for n in range(1, 9))


def _exempting(form):
    form.field("way").set_value("exempt")
    form.edited.emit("way")


def _weighing(form):
    """A card of each kind open, an entry that needs more ticked, a wrong citation, a lock, all that is missing listed."""
    form.evidence.add_card().title.set_value("关于研究发放驻村第一书记生活补贴有关问题的部务会议记录（复印件）")
    form.others.add_card().name.set_value("欧阳㛃")
    form.field("positive:P01").box.click()
    form.field("positive:P01").evidence.setText("1、7")
    form.field("negative:N02").answers.buttons["yes"].click()
    form.field("negative:N03").answers.buttons["no"].click()
    form.missing.open()


class Walk:
    """`steps()` brings one screen after the other to the front and names it; `wait` lets the window come to rest."""

    def __init__(self, window, wait):
        self.window, self.wait = window, wait
        self.page = window.desk_page
        self.desk = self.page.desk
        self._files = {}

    def go(self, number):
        self.page.go_to(number)
        self.wait()
        return self.page.tab(number)

    def steps(self, *parts):
        """Of all parts of the window, or of those named."""
        ways = {
            "今日": self._today, "案件处分": self._cases, "容错纠错": self._tolerance, "征求意见": self._enquiries, "清单版本": self._lists,
            "容错统计": self._figures, "回访教育": self._dossiers, "统计上报": self._reports, "系统": self._system, "导入旧台账": partial(import_walk.steps, self),
            "汇总": partial(intake_walk.steps, self),
        }  # fmt: skip
        for name in parts or ways:
            yield from ways[name]()

    def _sub_tabs(self, title, tab):
        for book in tab.findChildren(QTabWidget):
            if book.isVisible():
                for number in range(book.count()):
                    book.setCurrentIndex(number)
                    self.wait()
                    yield f"{title}-{book.tabText(number)}"
                book.setCurrentIndex(0)

    def _formed(self, tab, name, opened=None):
        """The form that was asked for stands there; it is left again without a question."""
        self.wait()
        assert tab.form is not None, name
        if opened is not None:
            opened(tab.form)
            self.wait()
        yield name
        tab.form.set_clean()
        tab.close_form()
        self.wait()

    # ---- 今日

    def _today(self):
        tab = self.go(0)
        yield "今日"
        figure = next(b for b in tab.panel.findChildren(QPushButton) if b.isVisible() and b.property("figure"))
        figure.click()
        self.wait()
        yield "今日-名单"
        tab.stack.setCurrentIndex(0)
        month, line = next(iter(tab.panel.month_buttons.items()))
        months.check_month(self.page.desk, month)
        tab.refresh()
        self.wait()
        assert "待核对（" in line.text()
        yield "今日-月报核对过"

    # ---- 案件处分

    def _cases(self):
        tab = self.go(1)
        yield "案件处分"
        tab.open_record("case", self._a_case("done_late", 2))
        self.wait()
        yield from self._sub_tabs("案件处分", tab)
        tab.new_record()
        yield from self._formed(tab, "登记处分决定")
        tab.new_record()
        yield from self._formed(tab, "登记处分决定-填写", self._typed)
        tab.new_record()
        yield from self._formed(tab, "登记处分决定-有误", lambda form: form.save())
        tab.edit_record()
        yield from self._formed(tab, "编辑处分决定")
        tab.open_record("case", self._a_case("overdue", 1))
        self.wait()
        tab.record_announcement()
        yield from self._formed(tab, "记录宣布")
        tab.record_announcement()
        yield from self._formed(tab, "记录宣布-豁免", _exempting)
        for kind in (LIGHTER, REVOKED, EXPELLED, RESTORE, EXTEND, APPEAL, PURSUE):
            case_id = self._changeable(kind)
            if case_id is not None:
                tab.open_record("case", case_id)
                self.wait()
                tab.changes.open(kind)
                yield from self._formed(tab, f"处分变更-{kind}")
        yield from self._executions(tab)
        tab.execution.add("letters")
        yield from self._formed(tab, "添加执行事项")
        tab.list.view.selectAll()
        tab.deliver_many()
        yield from self._formed(tab, "批量标记送达")
        tab.open_record("case", self._a_case("overdue", 1))
        self.wait()
        tab.moved.show_moved(MOVED)
        self.wait()
        yield "案件处分-随之调整"
        tab.moved.hide()

    def _executions(self, tab):
        seen = set()
        for row in self._case_rows():
            for duty in cases.duties_of_case(self.desk, row.id) if hasattr(cases, "duties_of_case") else ():
                if duty.kind not in seen and duty.kind not in (DutyKind.ANNOUNCE, DutyKind.RESTORE_RIGHTS):
                    seen.add(duty.kind)
                    tab.open_record("case", row.id)
                    self.wait()
                    tab.act_on(duty)
                    self.wait()
                    if tab.form is not None:
                        yield from self._formed(tab, f"执行-{duty.kind}")

    def _typed(self, form):
        for name, value in {
            "name": "欧阳㛃", "id_number": "110101198001010010", "unit": "县装备制造产业服务中心", "decided_on": DECIDED,
        }.items():  # fmt: skip
            if name in form.rows:
                form.field(name).set_value(value)
                form.edited.emit(name)

    def _case_rows(self):
        from jzdesk.services.cases import CaseFilter

        return cases.list_cases(
            self.desk, CaseFilter(on=self.desk.today), sort="decided_on", descending=True, offset=0, limit=500
        )

    def _a_case(self, state, form):
        rows = self._case_rows()
        return next((r for r in rows if r.state == state and r.form == form), next(r for r in rows if r.state == state)).id

    def _changeable(self, kind):
        from jzdesk.ui.cases.change_form import expects
        from jzdesk.ui.cases.measure_form import measures_for
        from jzdesk.ui.cases.reading import read_detail

        for row in self._case_rows():
            if row.id not in self._files:  # nothing is saved in this walk
                self._files[row.id] = read_detail(self.desk, row.id).file
            file = self._files[row.id]
            if kind in (RESTORE, EXTEND):
                fits = bool(measures_for(kind, file, self.desk.rulebook))
            elif kind == PURSUE:
                fits = len(file.appeals) == 1
            else:
                fits = not expects(file, kind, self.page.frame)
            if fits:
                return row.id
        return None

    # ---- 容错纠错

    def _tolerance(self):
        tab = self.go(2).front
        yield "容错纠错"
        rows = tolerance.list_reviews(
            self.desk, tolerance.ReviewFilter(on=self.desk.today), sort="applied_on", descending=True, offset=0, limit=99
        )
        tab.open_record("tolerance", rows[0].id)
        self.wait()
        yield from self._sub_tabs("容错纠错", tab)
        tab.new_record()
        yield from self._formed(tab, "登记容错审查")
        tab.edit_record()
        yield from self._formed(tab, "编辑容错审查")
        tab.new_record()
        yield from self._formed(tab, "登记容错审查-填写", _weighing)
        yield from self._stages(tab, rows)

    def _stages(self, tab, rows):
        """The form of each stage, of the first review where it can be recorded, and the dialog of unlocking."""
        details = [read_review(self.desk, row.id) for row in rows]
        for verb, (title, _form) in STAGES.items():
            fit = next((detail for detail in details if not detail.verbs[verb]), None)
            tab.forms._open(verb, fit or replace(details[0], verbs={}))
            yield from self._formed(tab, f"容错-{title}")
        locked = next(detail for detail in details if detail.lock_text)
        tab.open_record("tolerance", locked.review.id)
        self.wait()
        yield "容错纠错-已锁定"

    # ---- 清单版本

    def _lists(self):
        yield from lists_walk.steps(self, self.go(2))

    # ---- 容错统计

    def _figures(self):
        tab = self.go(2)
        page = tab.show_page(next(n for n, page in enumerate(tab.pages) if page.title == "统计"))
        page.spans.choose(Span(SpanKind.YEAR, self.desk.today.year, 1))
        self.wait()
        yield "容错统计"
        for code in ("handled", "time:verify_review", "erred"):
            page.choose(code)
            self.wait()
            yield f"容错统计-{code}"

    # ---- 征求意见

    def _enquiries(self):
        yield from enquiry_screens.letters(self)
        yield from enquiry_screens.others(self)

    # ---- 回访教育

    def _dossiers(self):
        tab = self.go(3)
        yield "回访教育"
        rows = dossiers.list_dossiers(
            self.desk, dossiers.DossierFilter(on=self.desk.today), sort="decided_on", descending=False, offset=0, limit=500
        )
        visited = next(r for r in rows if r.visits_held)
        tab.open_record("dossier", visited.id)
        self.wait()
        yield from self._sub_tabs("回访教育", tab)
        yield from self._preview(tab, rows)
        coming = self._with_coming_visit(rows)
        tab.open_record("dossier", coming)
        self.wait()
        forms = tab.forms
        for name, opens in (
            ("记录回访", forms.visit), ("登记未访原因", forms.excuse), ("改期", forms.move), ("建档", forms.file),
            ("指定帮带人", forms.mentor), ("成立回访小组", forms.team), ("期满考核", forms.closing.assessment),
            ("不列入应回访", forms.exclude), ("结档", forms.closing.close), ("年度情况", forms.closing.annual),
        ):  # fmt: skip
            opens()
            self.wait()
            if tab.form is not None:
                yield from self._formed(tab, name)
        yield from self._endings(tab, rows)
        yield from self._dossier_views(tab, rows)

    def _endings(self, tab, rows):
        """抄送, 落实, 归档 and 补充归档, of the first files that have come so far."""
        views = [dossiers.look_at(self.desk, row.id) for row in rows]
        view = next(v for v in views if v.file.assessments)
        item = replace(view.file.assessments[0], consequence="重新计算回访期六个月，每月由纪检委员谈话一次。")
        closing = tab.forms.closing
        for name, opens in (
            ("抄送考核结果", closing._show_forward), ("落实处理措施", closing._show_consequence),
        ):  # fmt: skip
            opens(view, item)
            yield from self._formed(tab, name)
        closed = next(v for v in views if v.file.dossier.closed_on)
        late = "第3次回访的跟踪事项（2026-10-09 办结，落实整改并向党支部作了书面报告）"
        for name, kept, to_add in (("归档", None, ()), ("补充归档", closed.file.dossier.closed_on, (late, late))):
            dossier = replace(closed.file.dossier, archived_on=kept)
            closing._show_archive(replace(closed, file=replace(closed.file, dossier=dossier), to_add=to_add), None)
            yield from self._formed(tab, name)

    def _dossier_views(self, tab, rows):
        """帮带人 and 回访日历, with the forms that are opened from them."""
        helped = next(r for r in rows if r.mentor and not r.closed_on)
        tab.open_record("mentor", helped.id)
        tab.page.helpers.show_notes()
        self.wait()
        yield "回访教育-帮教记录"
        for name, opens in (("登记帮教记录", tab.help.note), ("结束帮带", tab.help.end_mentor), ("调整对象分类", tab.help.category)):
            opens()
            yield from self._formed(tab, name)
        tab.help.name_mentor([row.id for row in rows[:3]], [row.person for row in rows[:3]])
        yield from self._formed(tab, "批量指定帮带人")
        tab.help.plan([row.id for row in rows[:3]], [row.person for row in rows[:3]])
        yield from self._formed(tab, "批量安排回访")
        mentors, calendar = tab.views.mentors, tab.views.calendar
        tab.views.show_page(1)
        self.wait()
        mentors.mentors.view.selectRow(0)
        self.wait()
        yield "帮带人"
        mentors.switch.setCurrentIndex(1)
        self.wait()
        yield "帮带人-待指定"
        tab.views.show_page(2)
        self.wait()
        for number in range(calendar.scope.count()):
            calendar.scope.setCurrentIndex(number)
            self.wait()
            yield f"回访日历-{number}"
        calendar.scope.setCurrentIndex(1)
        self.wait()
        coming = [visit for visit in calendar._visits if visit.held_on is None]
        if len(coming) > 1:
            for name, opens in (("安排回访人", tab.help.assign), ("安排集体回访", tab.help.group), ("记录集体回访", tab.help._show_group)):
                opens(coming[:3])
                yield from self._formed(tab, name)
        tab.views.show_page(0)

    def _preview(self, tab, rows):
        """A page of a PDF that is attached to some file."""
        pages = ((r.id, a.id) for r in rows for a in attachments.list_attachments(self.desk, "dossier", r.id))
        names = {a.id: a.file_name for r in rows for a in attachments.list_attachments(self.desk, "dossier", r.id)}
        dossier_id, wanted = next((owner, a) for owner, a in pages if names[a].endswith("pdf"))
        tab.open_record("dossier", dossier_id)
        self.wait()
        tab.page.tabs.setCurrentIndex(PARTS)
        tab.page.parts.show_attachment(wanted)
        self.wait()
        yield "回访教育-附件预览"
        tab.page.parts.preview.close_item()
        tab.page.tabs.setCurrentIndex(0)

    def _with_coming_visit(self, rows):
        for row in rows:
            file = dossiers.look_at(self.desk, row.id).file
            if dossiers.coming_visit(file) is not None and not file.dossier.excluded and not file.dossier.closed_on:
                return row.id
        raise AssertionError("no dossier waits for a visit")

    # ---- 统计上报

    def _reports(self):
        yield from reports_walk.steps(self)

    # ---- 系统

    def _system(self):
        from jzdesk.ui.system_menu import SYSTEM_PAGES

        for entry in SYSTEM_PAGES:
            self.page.show_page(entry)
            self.wait()
            yield f"系统-{entry.title}"
            page = self.page._pages[entry.title]
            if entry.title == "账户":
                page.list.select_id(1)
                self.wait()
                for name, opens in (("新建账户", page.new_record), ("授予角色", page._grant), ("重设口令", page._reset)):
                    opens()
                    self.wait()
                    if page.form is not None:
                        yield f"系统-账户-{name}"
                        page.form.set_clean()
                        page.close_form()
            elif entry.title == "规则与日历" and page.enter_button.isEnabled():
                page._enter()
                self.wait()
                yield "系统-规则与日历-录入年度节假日"
                page.form.set_clean()
                page.close_form()
            yield from self._sub_tabs(f"系统-{entry.title}", page)


# ---- what a picky eye finds

#: px: two characters, the arrow and the frame
LEAST_CHOICE = 64


def shown_in(top):
    return [w for w in top.findChildren(QWidget) if w.isVisible() and w.window() is top.window()]


def path_of(widget):
    names = []
    while widget is not None and len(names) < 4:
        names.append(widget.objectName() or type(widget).__name__)
        widget = widget.parentWidget()
    return "<".join(names)


def clipped(top):
    """Labels and buttons whose text is wider or higher than they are, and that do not say it otherwise."""
    found = []
    for widget in shown_in(top):
        if not isinstance(widget, (QLabel, QAbstractButton)) or not widget.text():
            continue
        if isinstance(widget, QLabel) and widget.toolTip():
            continue  # it elides; the word on a button must stand there whole
        wanted, has = widget.minimumSizeHint(), widget.size()
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(has.width()) > has.height() + 1:
                found.append(f"{widget.text()!r} higher than its place ({path_of(widget)})")
        elif wanted.width() > has.width() + 1 or wanted.height() > has.height() + 1:
            found.append(f"{widget.text()!r} {wanted.width()}x{wanted.height()} in {has.width()}x{has.height()} ({path_of(widget)})")
    return found


def pushed_out(top):
    """Widgets that stick out of what holds them (what scrolls is left out)."""
    found = []
    for widget in shown_in(top):
        parent = widget.parentWidget()
        if parent is None or not isinstance(widget, (QLabel, QAbstractButton)) or not widget.text():
            continue
        if isinstance(parent.parentWidget(), QAbstractScrollArea) and parent is parent.parentWidget().viewport():
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(QRect(widget.pos(), widget.size())):
            found.append(f"{widget.text()!r} {widget.geometry()} out of {parent.size()} ({path_of(widget)})")
    return found


def squeezed(top):
    """Choices too narrow to be read, and rows of tabs of which only a part is seen."""
    found = []
    for widget in shown_in(top):
        if isinstance(widget, QComboBox) and widget.width() < LEAST_CHOICE:
            found.append(f"{widget.currentText()!r} {widget.width()} wide ({path_of(widget)})")
        elif isinstance(widget, QTabBar):
            wanted = sum(widget.tabRect(number).width() for number in range(widget.count()))
            if wanted > widget.width():
                found.append(f"{wanted} of tabs in {widget.width()} ({path_of(widget)})")
    return found


def nameless(top):
    """What the keyboard reaches and a screen reader cannot name."""
    found = []
    for widget in shown_in(top):
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled() or widget.focusProxy():
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if face is None or not face.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} ({path_of(widget)})")
    return found


def sideways(top):
    """Lists and scrolling places that have more to the right than they show."""
    return [
        f"{type(widget).__name__} by {widget.horizontalScrollBar().maximum()} ({path_of(widget)})"
        for widget in shown_in(top)
        if isinstance(widget, QAbstractScrollArea) and widget.horizontalScrollBar().maximum() > 0
    ]


def faults(top):
    return [f"{check.__name__}: {text}" for check in (clipped, pushed_out, squeezed, nameless, sideways) for text in check(top)]
