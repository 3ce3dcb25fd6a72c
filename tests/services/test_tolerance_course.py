"""Where a review stands, what is said of it beside, and earlier reviews of the same kind, over a real vault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import decided
from tolerance_county import PASSWORD, concluded, make_desk, record, review_of, someone

from jzdesk.domain.review_files import InvolvedPerson
from jzdesk.services import duties, tolerance_course
from jzdesk.services import tolerance as reviews
from jzdesk.services import tolerance_stages as stages
from jzdesk.services.desk import open_desk
from jzdesk.services.tolerance_repeats import earlier_like
from jzdesk.storage import tolerance as rows


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


def stored(desk, review_id):
    with desk.vault.read():
        return rows.get(review_id)


def accepted(desk, **more):
    review_id = record(desk, review_of(**more))
    stages.accept(desk, review_id, accepted_on=date(2026, 9, 21))
    return review_id


def finished(desk, **more):
    """A review with its conclusion of 10-09 drawn."""
    return record(desk, concluded(desk, **more))


# ---- the county's own stages


OWN_RULES = """
[[stages]]
code = "file_review"
name = "备案"
working_days = 5
counted_from = "认定之日"
clause = "本县不设"
enabled = false

[[stages]]
code = "feed_back_review"
name = "反馈"
working_days = 2
counted_from = "认定之日"
clause = "本县容错办法"
"""


def test_a_county_drops_a_stage_and_sets_a_limit_by_a_file_of_its_own(tmp_path):
    desk = make_desk(tmp_path / "vault")
    review_id = finished(desk)
    assert {d.kind for d in reviews.duties_of_review(desk, review_id) if d.open} == {"feed_back_review", "file_review"}
    paths, clock = desk.paths, desk.clock
    desk.close()
    (paths.data / "rules").mkdir(exist_ok=True)
    (paths.data / "rules" / "tolerance.toml").write_text(OWN_RULES, "utf-8")
    desk = open_desk(paths, account="李经办", password=PASSWORD, clock=clock)
    duties.catch_up(desk)
    (left,) = [d for d in reviews.duties_of_review(desk, review_id) if d.open]
    assert (left.kind, left.due_on, left.clause) == ("feed_back_review", date(2026, 10, 12), "本县容错办法")
    assert {s.name: s.state for s in tolerance_course.progress(desk, review_id).steps}["备案"] == "off"
    stages.file_review(desk, review_id, filed_on=date(2026, 10, 12), filed_with="市纪委监委")
    assert duties.stale(desk) == []
    desk.vault.close(back_up=False)


# ---- what is told beside


def test_the_form_warns_of_an_application_after_the_decision(desk):
    review = review_of(case_id=decided(desk), accountability_on=date(2026, 9, 1), applied_on=date(2026, 11, 16))
    found = tolerance_course.warnings(desk, review)
    assert [text[:4] for text in found] == ["申请超过", "关联案件"]


def test_the_form_warns_of_a_filing_that_was_not_accepted(desk):
    filing = record(desk, review_of(way_in="filing"))
    review = review_of(filing_id=filing, way_in="self_started")
    assert "RC2026-001未经受理" in tolerance_course.warnings(desk, review)[0]


def test_the_verbs_that_are_open_are_told_with_the_reasons_of_the_others(desk):
    review_id = accepted(desk)
    found = tolerance_course.open_verbs(desk, review_id)
    assert found["verify"] == ""
    assert found["study"] == "尚未核实完毕。"
    assert set(found) <= set(vars(stages))


def test_the_unsaved_form_is_shown_its_course(desk):
    found = tolerance_course.preview(desk, review_of(accepted_on=date(2026, 9, 21)))
    assert found.next.code == "verify_review"


# ---- repeated errors


def test_an_earlier_review_of_the_same_kind_is_found_and_named(desk):
    finished(desk, matter_kind="subsidy")
    _review, person = reviews.open_review(desk, 1)
    later = review_of(matter_kind="subsidy", applied_on=date(2026, 11, 2), person_id=person.id)
    found = earlier_like(desk, later)
    assert [like.number for like in found.likes] == ["RC2026-001"]
    assert "（2026-10-09认定免责），事项类别同为“补贴和福利发放”。" in found.texts[0]
    assert "RC2026-001" in found.grounds
    assert found.code == "N06"
    assert earlier_like(desk, replace(later, matter_kind="project")).likes == ()
    assert earlier_like(desk, replace(later, person_id=None)).likes == ()
    assert earlier_like(desk, replace(later, person_id=None), person_ids=[person.id]).likes == found.likes
    reviews.delete_review(desk, 1)
    assert earlier_like(desk, later).likes == ()


def test_everybody_covered_is_looked_up_whoever_it_stands_under(desk):
    first = finished(desk, matter_kind="subsidy")
    other = record(desk, review_of(matter="另一件", matter_kind="project"), someone("李㛃"))
    _review, li = reviews.open_review(desk, other)
    with desk.vault.write(desk.actor, "登记涉及人员", noun="tolerance", record_id=first) as tx:
        rows.keep_others(tx, first, [InvolvedPerson(person_id=li.id, role="经办")])
    later = record(desk, review_of(matter="再发补贴", matter_kind="subsidy", applied_on=date(2026, 11, 2)), li)
    (like,) = earlier_like(desk, stored(desk, later)).likes
    assert (like.number, like.persons) == ("RC2026-001", ("李㛃",))
