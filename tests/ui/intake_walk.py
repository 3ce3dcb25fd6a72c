"""汇总 in the walk through every screen: a city's board, a file with faults, what it changes, two counties, every form."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import county_files as made_up
from spoiled_files import VISITS, Workbook

from jzdesk.domain.counties import County
from jzdesk.services import counties, intakes
from jzdesk.services.counties import IntakeSettings
from jzdesk.ui.reports.intake_forms import AcceptForm, SenderForm
from jzdesk.ui.reports.pages import INTAKE, MONTH, PAGES

MONTH_KEY = "2026-09"
LONG_NAME = "荆州经济技术开发区纪检监察工作委员会"


def fill(desk, folder, *, cases=30):
    """A city of nine counties: seven months that came, one spoiled, one of another month, one sent twice and otherwise."""
    counties.keep_intake_settings(desk, IntakeSettings(on=True, due_days=40), why="试用")
    for index, name in enumerate(made_up.NAMES):
        counties.save_county(
            desk,
            County(
                code=made_up.CODES[index], name=name, since="2026-08", until="2026-09" if index == 7 else ""
            ),
        )
    counties.save_county(desk, County(code="421071", name=LONG_NAME, since="2026-08"))
    paths = [made_up.write(folder, index, MONTH_KEY, cases=cases) for index in range(6)]
    spoil(paths[1])
    paths[5] = made_up.write(folder, 5, "2026-08", cases=cases, name="江陵县9月.xlsx")
    twin = next(case for case in made_up.county(0, cases=cases).cases if f"{case.decided:%Y-%m}" == MONTH_KEY)
    other = {"key": "f" * 32, "document": "监纪决〔2026〕99号", "unit": ("县直", "监利市水利局")}
    for index, out, submission in ((3, paths[3], 1), (2, folder / "石首市重报.xlsx", 2)):
        home = made_up.with_person(made_up.county(index, cases=cases), twin, **other)
        made_up.write_month_book(
            made_up.MonthOf(home, MONTH_KEY).book(submission=submission), made_up.FORMS_FOLDER, out=out
        )
    taken = intakes.take_in(desk, paths, month=MONTH_KEY)
    for file in taken.files:
        if file.state == "taken" and not file.grave and file.county_name != "监利市":
            intakes.accept(desk, file.intake_id)
    return intakes.take_in(desk, [folder / "石首市重报.xlsx"])


def spoil(path):
    """A clerk changed a number, cleared a name and wrote a text for a number."""
    book = Workbook(path)
    book.put_number(VISITS, "Z6", 12)
    book.clear(VISITS, "B8")
    book.save(path)


def steps(walk):
    """As `every_screen.Walk.steps`."""
    with TemporaryDirectory() as folder:
        changes = None
        if not counties.takes_reports(walk.desk):
            changes = fill(walk.desk, Path(folder)).changes
        tab = walk.go(4)
        if changes is not None:
            tab.jobs.changed.emit(changes)
        walk.wait()
        page = tab.show_page(PAGES.index(INTAKE))
        walk.wait()
        yield "汇总"
        yield from _files(walk, page)
        yield from _forms(walk, page, Path(folder))
        tab.show_page(PAGES.index(MONTH))


def at(page, name, month=MONTH_KEY):
    """The cell of a county's month."""
    row = next(row for row in page.board.grid.board.rows if row.county.name == name)
    page.board.grid.go_to(row.county.id, month)
    return page.board.grid.current


def _files(walk, page):
    page.open_file(at(page, "松滋市").intake_id)
    rest(walk, page)
    yield "汇总-问题"
    for row in (1, 2):
        page.file.findings.list.view.selectRow(row)
        rest(walk, page)
        yield f"汇总-问题-{row}"
    page.file.show_part(1)
    walk.wait()
    yield "汇总-文件内容"
    page.open_file(at(page, "石首市").intake_id)
    rest(walk, page)
    other = [i.id for i in page.file.view.others if i.submission == 2]
    page.file.other_wanted.emit(other[0])
    rest(walk, page)
    page.file.show_part(2)
    walk.wait()
    yield "汇总-与上次比较"
    page.back()
    at(page, "公安县")
    page.show_across()
    walk.wait()
    rest(walk, page)
    yield "汇总-跨单位核对"
    page.back()
    page.show_register()
    walk.wait()
    yield "汇总-下级单位"


def _forms(walk, page, folder):
    page.register.list.view.selectRow(0)
    page.register.edit()
    yield from walk._formed(page, "汇总-修改下级单位")
    page.register.settings_button.click()
    yield from walk._formed(page, "汇总-报送要求")
    page.back()
    page.moves.merge()
    yield from walk._formed(page, "汇总-汇总表册")
    page.open_file(at(page, "松滋市").intake_id)
    rest(walk, page)
    page.moves.return_file()
    yield from walk._formed(page, "汇总-退回")
    page.show_form(
        AcceptForm("松滋市2026年9月月报", "还有1处须改正的问题（缺少姓名等），确实要接收的，请写明理由。"),
        None,
    )
    yield from walk._formed(page, "汇总-接收理由")
    page.back()
    bad = folder / "不是表格.xlsx"
    bad.write_text("x")
    again = made_up.write(
        folder, 1, "2026-10", cases=30, name="松滋市2026年10月月报（定稿，请以此份为准）.xlsx"
    )
    page.moves.take((again, bad))
    walk.wait()
    yield "汇总-接收结果"
    form = SenderForm(bad, counties.list_counties(walk.desk), county_id=None, month="", today=walk.desk.today)
    page.ask_form(form, print)
    yield from walk._formed(page, "汇总-指定单位")
    page.back()
    walk.wait()


def rest(walk, page):
    """Until the cells of the finding in front are shown; they are asked for at once."""
    walk.wait()
    for pane in (page.file.findings, page.across.findings):
        if pane._soon.isActive():
            pane._soon.stop()
            pane._ask()
    walk.wait()
