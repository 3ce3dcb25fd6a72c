"""统计 on the screen: who may see and export it, the places offered, a figure kept while the span changes."""

from __future__ import annotations

import pytest
from office_county import log_in, make_office
from review_county import scatter
from revisit_county import Clock
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.services import tolerance_figures
from jzdesk.ui.tolerance.figures_page import FiguresPage

YEAR = Span(SpanKind.YEAR, 2026, 1)


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", Role.CLERK, Role.LEADER, Role.SYSTEM_ADMIN, clock=Clock())
    scatter(made, count=30, seed=3)
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def show(desk, jobs, memory, qtbot):
    def open_page(on=desk):
        return Shown(FiguresPage, on, jobs=jobs, memory=memory, qtbot=qtbot)

    return open_page


def test_what_is_shown_is_what_was_counted(desk, show):
    shown = show()
    page = shown.tab
    page.spans.choose(YEAR)
    shown.wait()
    found = tolerance_figures.measure(desk, YEAR)
    assert [row.figure for row in page._rows] == list(found.figures)
    assert [row.section for row in page._rows if row.section] == list(dict.fromkeys(f.section for f in found.figures))
    page.choose("concluded")
    shown.wait()
    assert len(page._line_rows) == found.figure("concluded").count
    assert page.heading.text().startswith("全县　作出认定")
    page.spans.choose(Span(SpanKind.HALF, 2026, 1))
    shown.wait()
    assert page.figures.current_row().figure.code == "concluded"


def test_a_place_stays_chosen_even_when_nothing_is_left_of_it(desk, show):
    shown = show()
    page = shown.tab
    page.spans.choose(YEAR)
    shown.wait()
    unit = next(c for c in page._found.places if c.place.kind == "unit")
    page.place.setCurrentIndex(page.place.findText(unit.name))
    shown.wait()
    assert page.heading.text().startswith(unit.name)
    page.spans.choose(Span(SpanKind.YEAR, 2023, 1))
    shown.wait()
    assert page.place.currentText() == unit.name
    assert all(row.count.startswith("0 ") for row in page._rows)


def test_a_line_opens_its_review(desk, show):
    shown = show()
    page = shown.tab
    page.spans.choose(YEAR)
    page.choose("received")
    shown.wait()
    page.lines.opened.emit(page._line_rows[0].id)
    assert shown.records == [("tolerance", page._line_rows[0].review_id)]


@pytest.mark.parametrize(("role", "refused"), [(Role.LEADER, False), (Role.SYSTEM_ADMIN, True)])
def test_who_may_not_export_and_who_may_not_see(desk, show, role, refused):
    other = log_in(desk, role)
    shown = show(other)
    assert not shown.tab.export_button.isEnabled()
    assert bool(shown.tab._rows) != refused
    shown.tab.export_list()
    shown.jobs.shutdown(lambda: other.vault.close(back_up=False))
