"""The chief looks at the year of 容错: how many were tolerated, which stage is slow, who erred again; from a number to the
review behind it, and the workbook for the standing committee."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from office_county import PASSWORD, make_office
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from jzdesk.domain.accounts import Role
from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.domain.people import Person
from jzdesk.domain.review_files import InvolvedPerson
from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.services.duties import rebuild
from jzdesk.services.pinyin import initials
from jzdesk.storage import enquiries as letters
from jzdesk.storage import people, tolerance
from jzdesk.ui.common import ask
from jzdesk.ui.tolerance.figures_page import FiguresPage
from jzdesk.ui.tolerance.tab import ToleranceTab

YEAR = Span(SpanKind.YEAR, 2026, 1)
UNITS = {"朱明远": "县委组织部", "李秀英": "县水利局", "吴建国": "县水利局"}


def review(number, matter, person, **more):
    days = {"applied_on": date(2026, 3, 2), "accepted_on": date(2026, 3, 4), "verified_on": date(2026, 3, 20),
            "studied_on": date(2026, 3, 25), "meeting": "县纪委常委会", "concluded_on": date(2026, 3, 27), "conclusion": "exempt",
            "feedback_on": date(2026, 3, 30), "feedback_organ_on": date(2026, 3, 30), "filed_on": date(2026, 3, 31),
            "matter_kind": "subsidy", "positive": {"P04": Finding("yes", "与清单所列情形一致", "1")}}  # fmt: skip
    return ToleranceReview(number=number, matter=matter, person_id=person, **days | more)


@pytest.fixture
def opened(tmp_path, clock, open_office):
    """Three reviews: one tolerated and its man promoted, one verified late and its people in trouble again, one refused."""
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.CLERK, clock=clock)
    with desk.vault.write(desk.actor, "登记容错审查", noun="tolerance") as tx:
        who = {
            name: people.save(tx, Person(name=name, unit_id=people.unit_named(tx, unit, initials=initials), post="干部"),
                              initials=initials).id
            for name, unit in UNITS.items()
        }  # fmt: skip
        tolerance.save(tx, review("RC2026-001", "驻村第一书记生活与工作补贴", who["朱明远"]))
        late = tolerance.save(tx, review(
            "RC2026-002", "防汛抢险中临时征用民房", who["李秀英"], matter_kind="emergency", verified_on=date(2026, 4, 16),
            studied_on=date(2026, 4, 20), concluded_on=date(2026, 4, 22), feedback_on=date(2026, 4, 24),
            feedback_organ_on=date(2026, 4, 24), filed_on=date(2026, 4, 24), positive={"P08": Finding("yes", "紧急处置", "1")},
        ))  # fmt: skip
        tolerance.keep_others(tx, late.id, [InvolvedPerson(person_id=who["吴建国"], role="现场负责人")])
        tolerance.save(tx, review(
            "RC2026-003", "防汛物资紧急采购", who["吴建国"], matter_kind="emergency", applied_on=date(2026, 9, 7),
            accepted_on=date(2026, 9, 9), verified_on=date(2026, 9, 21), studied_on=date(2026, 9, 23),
            concluded_on=date(2026, 9, 25), conclusion="refused", statement="重复发生同类错误", positive={},
            negative={"N06": Finding("yes", "半年内再次发生", "1")}, feedback_on=date(2026, 9, 28),
            feedback_organ_on=date(2026, 9, 28), filed_on=date(2026, 9, 28),
        ))  # fmt: skip
        letter = letters.save(tx, Enquiry(number="HF2026-001", organ="市委组织部", letter_number="荆组函〔2026〕18号",
                                          received_on=date(2026, 3, 23), purpose="promotion", reply_on=date(2026, 3, 31),
                                          reply_number="公纪函〔2026〕5号", signer="张书记"))  # fmt: skip
        letters.save_name(tx, EnquiryPerson(enquiry_id=letter.id, position=1, name="朱明远", person_id=who["朱明远"],
                                            matched="hand", conclusion="tolerated", decided_on=date(2026, 3, 31)))  # fmt: skip
        tx.note("三件")
    rebuild(desk)
    return open_office(desk)


def row(page, code):
    return next(row for row in page._rows if row.figure.code == code)


def behind(page):
    return [(line.number, line.person) for line in page._line_rows]


def to_figures(opened):
    opened.to("容错纠错")
    tab = opened.window.desk_page.current_tab()
    tab.show_page(next(n for n, page in enumerate(tab.pages) if page.title == "统计"))
    opened.wait()
    page = opened.front
    assert isinstance(page, FiguresPage)
    page.spans.choose(YEAR)
    opened.wait()
    return page


def test_from_a_number_to_the_review_behind_it(opened, tmp_path, monkeypatch):
    """审理室主任王审核打开“容错纠错”的“统计”看全年：收到三件，认定三件，予以容错两件三人次；核实按期两件，一件逾期；
    朱明远此后提拔征求意见，回复不影响使用；吴建国此后又犯同类错误。他按回车到名单，再按回车打开那件审查；
    回到统计，只看县水利局，导出工作簿。"""
    opened.log_in("王审核", PASSWORD)
    page = to_figures(opened)
    assert [row(page, code).count for code in ("received", "concluded", "tolerated_people")] == ["3 件", "3 件", "3 人次"]
    assert row(page, "tolerated").share.text == "66.7 %  2/3"
    assert row(page, "time:verify_review").share.text == "66.7 %  2/3"
    assert row(page, "promoted").share.text == "33.3 %  1/3"
    assert row(page, "erred:repeated").share.text == "33.3 %  1/3"

    page.choose("promoted")
    opened.wait()
    assert behind(page) == [("RC2026-001", "朱明远")]
    assert "荆组函〔2026〕18号" in page._line_rows[0].said
    page.choose("erred:repeated")
    opened.wait()
    assert behind(page) == [("RC2026-002", "吴建国")]
    assert "RC2026-003“防汛物资紧急采购”" in page._line_rows[0].said

    page.choose("time:verify_review")
    opened.wait()
    assert behind(page)[0] == ("RC2026-002", "李秀英、吴建国")
    assert "逾期" in page._line_rows[0].said
    page.figures.focus_content()
    opened.key(Qt.Key.Key_Return)
    opened.key(Qt.Key.Key_Down)
    opened.key(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    opened.key(Qt.Key.Key_Return)
    tab = opened.front
    assert isinstance(tab, ToleranceTab)
    assert tab.list.current_row().number == "RC2026-002"

    page = to_figures(opened)
    place = next(n for n in range(page.place.count()) if page.place.itemText(n) == "县水利局")
    page.place.setCurrentIndex(place)
    opened.wait()
    assert row(page, "received").count == "2 件"
    assert row(page, "tolerated_people").count == "2 人次"
    out = tmp_path / "容错统计.xlsx"
    monkeypatch.setattr(ask, "choose_save_file", lambda *_, **__: out)
    opened.ctrl(Qt.Key.Key_E)
    opened.wait()
    assert page.made.isVisible()
    sheet = load_workbook(out, data_only=True)["统计"]
    assert "县水利局" in sheet["A2"].value
    told = {line[1]: line[2] for line in sheet.iter_rows(min_row=5, values_only=True) if line[1]}
    assert told["收到（启动）"] == 2
