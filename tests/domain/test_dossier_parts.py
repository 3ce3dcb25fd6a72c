"""Which parts a file must hold at which stage, which it holds, and that 100 % means what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.dossier_parts import WHENS, Completeness, completeness, months_on, parts_of, recount_on
from jzdesk.domain.dossiers import Dossier, DossierFile, Mentor
from jzdesk.domain.duties import Duty
from jzdesk.domain.list_items import ListItem
from jzdesk.domain.people import Person
from jzdesk.domain.visits import Visit

DECIDED, END = date(2026, 3, 2), date(2027, 9, 1)
ITEMS = tuple(
    ListItem(code, f"第{code}项", "", is_default=True, enabled=True, required=code in ("1", "2", "5"), source=source, when=when)
    for code, source, when in (
        ("1", "basic", "always"), ("2", "decision", "always"), ("3", "execution", "announced"), ("4", "", "opened"),
        ("5", "mentor", "mentor"), ("6", "plan", "opened"), ("7", "visits", "visits"), ("8", "unit", "expired"),
        ("9", "", "half_year"), ("10", "annual", "year_end"), ("11", "assessment", "expired"),
        ("12", "restoration", "restored"), ("13", "use", "assessed"), ("14", "archive", "closed"),
    )
)  # fmt: skip


def duty(kind, due, *, subject="dossier", subject_id=1, done=None, excuse=""):
    return Duty(
        kind=kind, subject=subject, subject_id=subject_id, person_id=1, dossier_id=1 if subject == "dossier" else None,
        counted_from=DECIDED, due_on=due, warn_on=due, done_on=done, excuse=excuse,
    )  # fmt: skip


DUTIES = (
    duty("announce", date(2026, 3, 11), subject="decision", subject_id=7), duty("deliver", date(2026, 4, 2), subject="decision", subject_id=7),
    duty("open_dossier", date(2026, 3, 23)), duty("name_mentor", date(2026, 3, 16)), duty("assess", date(2027, 10, 1)),
    duty("announce", date(2020, 1, 1), subject="decision", subject_id=3),  # of an earlier decision
)  # fmt: skip


def file(**more):
    dossier = Dossier(id=1, decision_id=7, **more.pop("dossier", {}))
    visits = tuple(Visit(id=n, dossier_id=1, ordinal=n, planned_on=DECIDED + timedelta(days=92 * n)) for n in range(1, 6))
    values = {"visits": visits, "decided_on": DECIDED, "period_start": DECIDED, "period_end": END, **more}
    return DossierFile(dossier=dossier, person=Person(id=1, name="吴建国"), **values)


def codes(parts, **wanted):
    return {p.code for p in parts if all(getattr(p, name) is value for name, value in wanted.items())}


def at(on, item=None, duties=DUTIES, attached=None):
    return parts_of(item or file(), duties, attached or {}, ITEMS, on)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (DECIDED, {"1", "2", "5"}),
        (date(2026, 3, 11), {"1", "2", "5", "3"}),
        (date(2026, 3, 23), {"1", "2", "5", "3", "4", "6"}),
        (date(2026, 6, 2), {"1", "2", "5", "3", "4", "6", "7"}),
        (date(2026, 9, 2), {"1", "2", "5", "3", "4", "6", "7", "9"}),
        (date(2026, 12, 30), {"1", "2", "5", "3", "4", "6", "7", "9"}),
        (date(2026, 12, 31), {"1", "2", "5", "3", "4", "6", "7", "9", "10"}),
        (END, {"1", "2", "5", "3", "4", "6", "7", "9", "10"}),
        (END + timedelta(days=1), {"1", "2", "5", "3", "4", "6", "7", "9", "10", "8", "11"}),
    ],
)
def test_what_is_due_grows_with_the_stage(on, due):
    assert codes(at(on), due=True) == due


def test_probation_calls_for_its_restoration_and_an_assessment_for_its_use():
    restore = duty("restore_rights", date(2027, 3, 31), subject="measure", subject_id=9)
    assert "12" not in codes(at(date(2027, 3, 30), duties=(*DUTIES, restore)), due=True)
    assert "12" in codes(at(date(2027, 3, 31), duties=(*DUTIES, restore)), missing=True)
    done = replace(restore, done_on=date(2027, 3, 20))
    assert "12" in codes(at(date(2027, 3, 31), duties=(*DUTIES, done)), due=True, present=True)
    held = file(assessments=(Assessment(id=1, held_on=date(2027, 9, 9), unit_opinion="表现良好"),))
    assert {"13"} <= codes(at(date(2027, 9, 10), held), missing=True)
    assert {"8", "11"} <= codes(at(date(2027, 9, 10), held), present=True)
    sent = replace(held, assessments=(replace(held.assessments[0], forwarded_on=date(2027, 9, 20), forwarded_to="县委组织部"),))
    assert "13" in codes(at(date(2027, 9, 21), sent), present=True)
    assert "14" in codes(at(date(2027, 9, 21), file(dossier={"closed_on": date(2027, 9, 20)})), missing=True)


def test_a_single_talk_asks_for_little():
    """诫勉: neither mentor nor file is called for, nor is it announced."""
    item = file(visits=(Visit(id=1, dossier_id=1, ordinal=1, planned_on=date(2026, 6, 2)),), period_start=None, period_end=None)
    assert codes(at(date(2026, 12, 31), item, duties=()), due=True) == {"1", "2", "7"}


def test_who_is_excluded_is_asked_only_for_what_was_decided():
    excused = tuple(replace(d, excuse="在押、服刑") if d.subject == "dossier" else d for d in DUTIES)
    item = file(dossier={"excluded": "custody"}, visits=())
    assert codes(at(date(2028, 1, 1), item, duties=excused), due=True) == {"1", "2", "3"}


def test_the_program_knows_what_it_holds_and_says_what_it_lacks():
    done = tuple(replace(d, done_on=date(2026, 3, 9)) if d.kind == "announce" and d.subject_id == 7 else d for d in DUTIES)
    (part,) = (p for p in at(date(2026, 5, 1), duties=done) if p.code == "3")
    assert (part.present, part.known, part.lacking) == (False, "宣布 2026-03-09", "尚未送达")
    both = tuple(replace(d, done_on=date(2026, 3, 9)) if d.subject == "decision" else d for d in done)
    assert "3" in codes(at(date(2026, 5, 1), duties=both), present=True)
    exempt = tuple(replace(d, done_on=None, excuse="涉及国家秘密") if d.kind == "announce" else d for d in both)
    assert next(p for p in at(date(2026, 5, 1), duties=exempt) if p.code == "3").known == "送达 2026-03-09；不宣布：涉及国家秘密"


def test_every_talk_due_is_wanted():
    one = replace(file().visits[0], held_on=date(2026, 6, 3))
    rest = file().visits[1:]
    assert "7" in codes(at(date(2026, 8, 1), file(visits=(one, *rest))), present=True)
    (part,) = (p for p in at(date(2026, 9, 2), file(visits=(one, *rest))) if p.code == "7")
    assert (part.present, part.lacking) == (False, "缺第2次（应于 2026-09-02）")
    excused = replace(rest[0], excuse="illness")
    assert "7" in codes(at(date(2026, 9, 2), file(visits=(one, excused, *rest[1:]))), present=True)


def test_every_year_of_the_period_is_wanted():
    year = AnnualRecord(id=1, person_id=1, year=2026, grade="competent")
    assert "10" in codes(at(date(2027, 1, 5), file(annual=(year,))), present=True)
    assert next(p for p in at(date(2027, 1, 5)) if p.code == "10").lacking == "缺2026年度"
    assert "10" in codes(at(date(2027, 1, 5), file(annual=(replace(year, grade=""),))), missing=True)


def test_paper_and_attachments_count():
    item = file(dossier={"parts": ("4",), "part_notes": {"4": "第3页"}})
    parts = {p.code: p for p in at(date(2026, 5, 1), item, attached={"6": 2})}
    assert (parts["4"].present, parts["4"].ticked, parts["4"].paper) == (True, True, "第3页")
    assert (parts["6"].present, parts["6"].attachments) == (True, 2)
    assert "mentor" in WHENS
    assert parts["5"].missing
    named = file(mentors=(Mentor(id=1, dossier_id=1, name="郑书记"),))
    assert next(p for p in at(date(2026, 5, 1), named) if p.code == "5").known == "帮带人郑书记，尚无帮教记录"


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_hundred_percent_only_when_nothing_is_missing(held, more):
    found = Completeness(held, held + more)
    assert (found.percent == 100) is (more == 0)
    assert 0 <= found.percent <= 100
    assert found.text == f"{found.percent} %（{held}/{held + more}）"


def test_what_is_not_due_counts_neither_way():
    counted = completeness(at(DECIDED, attached={"11": 1}))
    assert (counted.held, counted.due) == (1, 3)


@given(st.integers(0, 800))
def test_nothing_changes_before_the_day_of_recounting(days):
    """The index may rest until that day: whatever stage the file is in."""
    item, on = file(), DECIDED + timedelta(days=days)
    until = recount_on(item, DUTIES, on)
    before = completeness(at(on))
    last = until - timedelta(days=1) if until else on + timedelta(days=900)
    assert completeness(at(last)) == before


def test_months_end_where_the_month_does():
    assert months_on(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_on(date(2026, 12, 15), 6) == date(2027, 6, 15)
