"""The county's own lists come in from a workbook, whole or not at all; they end, go, and come back by taking back."""

from __future__ import annotations

from datetime import date

import pytest
from list_books import edited, shipped, write
from office_county import log_in, make_office
from openpyxl import load_workbook
from revisit_county import CLERK, Clock

from jzdesk.domain.accounts import Role
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.list_reading import Face
from jzdesk.domain.list_versions import VersionState
from jzdesk.domain.people import Person
from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.services import history, tolerance, tolerance_lists
from jzdesk.services import list_imports as service
from jzdesk.services.desk import open_desk
from jzdesk.storage import audit

FIRST = Face(name="2025年版", document_number="公办发〔2025〕8号", valid_from=date(2025, 1, 1))
NEXT = Face(name="2026年版", document_number="公办发〔2026〕21号", valid_from=date(2026, 12, 1))


def keep(desk, path, face, cells=(("负面清单!B4", "打着改革旗号搞政绩工程、形象工程"),)):
    """Import a workbook in which some cells differ; the id of the version."""
    return service.save_lists(desk, service.preview_lists(desk, edited(path, cells=cells)), face).record_id


def review(desk, applied_on, **more):
    """A review as the form saves it."""
    value = ToleranceReview(matter="驻村补助", applied_on=applied_on, **more)
    return tolerance.record_review(desk, value, Person(name="周为民", unit_name="石桥镇人民政府")).record_id


def spans(desk):
    return {
        v.name: (v.valid_from, v.valid_to) for v in tolerance_lists.versions(desk) if v.origin != "starter"
    }


def log_of(desk, seq):
    with desk.vault.read() as database:
        return audit.entry(database, seq)


# ---- out and in again


def test_an_exported_book_imported_unchanged_changes_nothing(desk, tmp_path):
    assert service.export_lists(desk, None, tmp_path / "a.xlsx") == "随程序附带的容错清单"
    preview = service.preview_lists(desk, tmp_path / "a.xlsx")
    assert (preview.counted, preview.problems, preview.changes) == ("没有变化", (), ())
    assert preview.same.origin == "starter"


def test_every_cell_of_the_book_is_text(desk, tmp_path):
    service.export_lists(desk, None, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["说明", "三个区分开来", "认定因素", "正面清单", "负面清单", "不予容错情形"]
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds == {"s"}


def test_exporting_is_in_the_log(desk, tmp_path):
    version = service.list_versions(desk)[0]
    service.export_lists(desk, version.id, tmp_path / "a.xlsx")
    step = history.history_of(desk, "list_version", version.id)[0]
    assert (step.action, step.summary) == ("导出容错清单", "随程序附带的容错清单，a.xlsx")


# ---- what would change


def test_every_change_is_told_with_before_and_after(desk, tmp_path):
    def change(book):
        sheet = book["负面清单"]
        sheet["B4"], sheet["A9"] = "打着改革旗号搞政绩工程", "N16"
        for cell, text in (
            ("A10", "N07"),
            ("B10", "擅自处分村级集体资产"),
            ("C10", "公办发〔2026〕21号第八条"),
        ):
            sheet[cell] = text
        book["正面清单"].delete_rows(9)
        book["正面清单"]["C5"] = "经集体研究\n报上级备案"
        book["说明"]["B6"] = "six_views"

    preview = service.preview_lists(desk, edited(tmp_path / "a.xlsx", change))
    assert preview.counted == "新增 1 条、修改 3 条、取消 1 条、改代码 1 条"
    told = [(c.kind, c.sheet, c.code, c.before, c.after) for c in preview.changes]
    assert told == [
        ("changed", "正面清单", "P02", "需具备的条件：（空）", "需具备的条件：经集体研究；报上级备案"),
        ("removed", "正面清单", "P06", told[1][3], ""),
        ("changed", "负面清单", "N01", shipped().negative[0].text, "打着改革旗号搞政绩工程"),
        ("renamed", "负面清单", "N16", "代码：N06", "代码：N16"),
        ("added", "负面清单", "N07", "", "擅自处分村级集体资产\n依据：公办发〔2026〕21号第八条"),
        ("changed", "认定因素", "", "默认种类：six", "默认种类：six_views"),
    ]
    assert told[1][3].startswith("因不可抗力")


def test_entries_in_another_order_are_a_change(desk, tmp_path):
    def change(book):
        sheet = book["不予容错情形"]
        for column in "ABCDEF":
            sheet[f"{column}4"].value, sheet[f"{column}5"].value = (
                sheet[f"{column}5"].value,
                sheet[f"{column}4"].value,
            )

    (found,) = service.preview_lists(desk, edited(tmp_path / "a.xlsx", change)).changes
    assert (found.before, found.after) == ("顺序：X1、X2、X3、X4、X5", "顺序：X2、X1、X3、X4、X5")


def test_a_code_that_meant_something_else_is_pointed_out(desk, tmp_path):
    cells = (
        ("负面清单!B8", "未经请示突破国土空间规划"),
        ("负面清单!B4", "打着改革创新旗号搞政绩工程、形象工程"),
    )
    preview = service.preview_lists(desk, edited(tmp_path / "a.xlsx", cells=cells))
    (problem,) = preview.problems
    assert (problem.place, problem.refused) == ("负面清单 B8", False) or problem.place == "负面清单 A8"
    assert "“N05”" in problem.text
    assert "换一个新代码" in problem.text


def test_with_faults_nothing_is_imported(desk, tmp_path):
    preview = service.preview_lists(
        desk, edited(tmp_path / "a.xlsx", cells=(("负面清单!C6", None), ("正面清单!C5", "改了")))
    )
    assert preview.counted.startswith("有 1 处问题")
    with pytest.raises(Refused):
        service.save_lists(desk, preview, FIRST)
    assert spans(desk) == {}


# ---- in


def test_an_imported_version_is_what_new_reviews_ask_and_old_ones_keep_theirs(desk, tmp_path):
    old = review(desk, date(2026, 11, 20), negative={"N01": Finding("no", "没有")})
    keep(desk, tmp_path / "a.xlsx", NEXT)
    words = {
        day: tolerance_lists.lists_of(desk, ToleranceReview(applied_on=day)).text_of("N01")[:4]
        for day in (date(2026, 11, 30), date(2026, 12, 1))
    }
    assert list(words.values()) == ["打着改革", "打着改革"]
    stored = tolerance.open_review(desk, old)[0]
    assert tolerance_lists.lists_of(desk, stored).text_of("N01") == shipped().negative[0].text
    new = tolerance_lists.lists_of(desk, ToleranceReview(applied_on=date(2026, 12, 1)))
    assert new.text_of("N01") == "打着改革旗号搞政绩工程、形象工程"


def test_importing_is_one_entry_that_names_what_ended(desk, tmp_path):
    first = keep(desk, tmp_path / "a.xlsx", FIRST)
    preview = service.preview_lists(desk, edited(tmp_path / "b.xlsx", cells=(("负面清单!B5", "弄虚作假"),)))
    changes = service.save_lists(desk, preview, NEXT)
    assert spans(desk) == {
        "2025年版": (date(2025, 1, 1), date(2026, 11, 30)),
        "2026年版": (date(2026, 12, 1), None),
    }
    entry = log_of(desk, changes.audit_seq)
    assert (entry.action, entry.noun, entry.record_id) == ("导入容错清单", "list_version", changes.record_id)
    assert {(c.table, c.id) for c in entry.changes} == {
        ("list_version", first),
        ("list_version", changes.record_id),
    }
    rows = {row.name: row.state for row in service.list_versions(desk)}
    assert rows == {
        "2025年版": VersionState.IN_FORCE, "2026年版": VersionState.COMING, "随程序附带的容错清单": VersionState.STANDBY,
    }  # fmt: skip


def test_the_same_lists_twice_are_refused(desk, tmp_path):
    keep(desk, tmp_path / "a.xlsx", FIRST)
    with pytest.raises(Refused) as refused:
        keep(desk, tmp_path / "b.xlsx", NEXT)
    assert "没有变化" in refused.value.text
    assert list(spans(desk)) == ["2025年版"]


def test_the_shipped_lists_may_be_made_the_countys_own(desk, tmp_path):
    preview = service.preview_lists(desk, write(tmp_path / "a.xlsx"))
    assert service.save_lists(desk, preview, FIRST).record_id


def test_a_span_that_overlaps_leaves_everything_as_it_was(desk, tmp_path):
    keep(desk, tmp_path / "a.xlsx", NEXT)
    preview = service.preview_lists(desk, edited(tmp_path / "b.xlsx", cells=(("负面清单!B5", "弄虚作假"),)))
    with pytest.raises(RuleError) as refused:
        service.save_lists(desk, preview, FIRST)
    assert refused.value.field == "valid_to"
    assert spans(desk) == {"2026年版": (date(2026, 12, 1), None)}


def test_the_form_is_told_which_reviews_stay_with_theirs(desk, tmp_path):
    concluded = review(desk, date(2026, 3, 2))
    review(desk, date(2026, 3, 3))
    review(desk, date(2024, 3, 3))
    with desk.vault.write(desk.actor, "结论") as tx:
        from jzdesk.storage.tables import m

        tx.update(m.ToleranceReview, concluded, {"conclusion": "refused"})
    said = service.cautions_of(desk, FIRST)
    assert said == [
        "施行日期以后申请的审查中有1件已按其他版本作出结论，仍按原版本，不受影响。",
        "另有1件尚未作出结论，已按其他版本开始认定；要改用这一版的，在该审查中改选清单版本。",
    ]


def test_the_preview_compares_with_the_version_of_the_day(desk, tmp_path):
    keep(desk, tmp_path / "a.xlsx", FIRST)
    preview = service.preview_lists(desk, write(tmp_path / "b.xlsx"))
    assert (preview.before.name, len(preview.changes)) == ("2025年版", 1)
    earlier = service.compared(desk, preview, date(2024, 6, 1))
    assert (earlier.before.origin, earlier.changes) == ("starter", ())


# ---- ending, deleting, taking back


def test_a_version_ends_and_the_programs_lists_follow(desk, tmp_path):
    own = keep(desk, tmp_path / "a.xlsx", FIRST)
    service.end_version(desk, own, date(2026, 12, 31), why="县委文件废止")
    assert spans(desk)["2025年版"] == (date(2025, 1, 1), date(2026, 12, 31))
    assert tolerance_lists.version_for(desk, date(2027, 1, 1)).origin == "starter"


@pytest.mark.parametrize(
    ("day", "why", "field"), [(date(2024, 12, 31), "废止", "valid_to"), (date(2026, 12, 1), " ", "why")]
)
def test_what_ending_needs(desk, tmp_path, day, why, field):
    own = keep(desk, tmp_path / "a.xlsx", FIRST)
    with pytest.raises(RuleError) as refused:
        service.end_version(desk, own, day, why=why)
    assert refused.value.field == field


def test_an_end_may_not_reach_into_the_next_version(desk, tmp_path):
    first = keep(desk, tmp_path / "a.xlsx", FIRST)
    keep(desk, tmp_path / "b.xlsx", NEXT, cells=(("负面清单!B5", "弄虚作假"),))
    with pytest.raises(RuleError) as refused:
        service.end_version(desk, first, date(2026, 12, 5), why="改期")
    assert "2026年版" in refused.value.text


def test_only_what_judged_nothing_is_deleted(desk, tmp_path):
    own = keep(desk, tmp_path / "a.xlsx", FIRST)
    held = review(desk, date(2026, 3, 2), list_version_id=own)
    tolerance.delete_review(desk, held, why="重复登记")
    with pytest.raises(Refused) as refused:
        service.delete_version(desk, own, why="不用了")
    assert "已用于1件" in refused.value.text
    other = keep(desk, tmp_path / "b.xlsx", NEXT, cells=(("负面清单!B5", "弄虚作假"),))
    service.delete_version(desk, other, why="未通过")
    assert list(spans(desk)) == ["2025年版"]


def test_the_starter_neither_ends_nor_goes(desk):
    (starter,) = service.list_versions(desk)
    for act in (
        lambda: service.end_version(desk, starter.id, date(2026, 12, 1), why="不用"),
        lambda: service.delete_version(desk, starter.id, why="不用"),
        lambda: service.delete_version(desk, 99, why="不用"),
    ):
        with pytest.raises(Refused):
            act()


def test_taking_back_an_import_brings_the_one_before_back(desk, tmp_path):
    keep(desk, tmp_path / "a.xlsx", FIRST)
    preview = service.preview_lists(desk, edited(tmp_path / "b.xlsx", cells=(("负面清单!B5", "弄虚作假"),)))
    done = service.save_lists(desk, preview, NEXT)
    undone = history.take_back(desk, done.audit_seq)
    assert spans(desk) == {"2025年版": (date(2025, 1, 1), None)}
    history.take_back(desk, undone.audit_seq)
    assert spans(desk)["2026年版"] == (date(2026, 12, 1), None)


def test_an_import_by_which_something_was_judged_is_not_taken_back(desk, tmp_path):
    preview = service.preview_lists(desk, edited(tmp_path / "a.xlsx", cells=(("负面清单!B5", "弄虚作假"),)))
    done = service.save_lists(desk, preview, FIRST)
    review(desk, date(2026, 3, 2), list_version_id=done.record_id)
    with pytest.raises(Refused):
        history.take_back(desk, done.audit_seq)
    assert list(spans(desk)) == ["2025年版"]


def test_taking_back_may_not_leave_two_versions_on_one_day(desk, tmp_path):
    first = keep(desk, tmp_path / "a.xlsx", FIRST)
    ended = service.end_version(desk, first, date(2026, 6, 30), why="废止")
    keep(
        desk,
        tmp_path / "b.xlsx",
        Face(name="临时", valid_from=date(2026, 8, 1)),
        cells=(("负面清单!B5", "作假"),),
    )
    with pytest.raises(Refused) as refused:
        history.take_back(desk, ended.audit_seq)
    assert "重叠" in refused.value.text
    assert spans(desk)["2025年版"] == (date(2025, 1, 1), date(2026, 6, 30))


def test_what_the_program_brought_cannot_be_taken_back(desk, clock):
    (desk.paths.data / "rules").mkdir()
    (desk.paths.data / "rules" / "tolerance.toml").write_text(
        'default_factor_set = "six_views"', encoding="utf-8"
    )
    clock.set(date(2026, 12, 1))
    desk.vault.close(back_up=False)
    again = open_desk(desk.paths, account=CLERK.name, password=CLERK.password, clock=clock)
    with again.vault.read() as database:
        entry = next(
            e for e in audit.entries(database, audit.Filter(), limit=9) if e.action.startswith("留存")
        )
    with pytest.raises(Refused):
        history.take_back(again, entry.seq)
    assert len(tolerance_lists.versions(again)) == 2
    again.vault.close(back_up=False)


def test_who_may_change_the_lists(tmp_path):
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.LEADER, Role.AUDITOR, clock=Clock())
    preview = service.preview_lists(desk, edited(tmp_path / "a.xlsx", cells=(("负面清单!B5", "弄虚作假"),)))
    leader = log_in(desk, Role.LEADER)
    assert service.list_versions(leader)
    with pytest.raises(Refused):
        service.save_lists(leader, preview, FIRST)
    auditor = log_in(leader, Role.AUDITOR)
    with pytest.raises(Refused):
        service.list_versions(auditor)
    auditor.vault.close(back_up=False)
