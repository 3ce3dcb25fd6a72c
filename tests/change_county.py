"""Changes of decisions for the tests: lighter, heavier, revoked, expelled, and appeals, as a clerk would enter them."""

from __future__ import annotations

from dataclasses import replace

from jzdesk.domain.appeals import Appeal
from jzdesk.domain.case_changes import in_force, way_of
from jzdesk.domain.cases import Decision
from jzdesk.domain.measures import Measure
from jzdesk.services import appeals, case_changes, cases
from jzdesk.services.case_changes import Order

SERIES = "公纪复〔{year}〕{case}-{n}号"


def document(desk, case_id, kind, *, on, measures=(), **more):
    """The decision that changes the one in force."""
    file = cases.open_case(desk, case_id)
    number = more.pop("document_number", None) or SERIES.format(year=on.year, case=case_id, n=len(file.decisions))
    return Decision(review_kind=kind, issuer="county_commission", document_number=number, decided_on=on,
                    measures=tuple(measures), **more)  # fmt: skip


def changed(desk, case_id, *, on, to, kind="", **more):
    """Change measures on review: `to` is {old code: new code}, `months` the lengths the new document fixes."""
    file = cases.open_case(desk, case_id)
    standing = {m.code: m for m in in_force(file)}
    measures = []
    more = {**more}
    months = more.pop("months", {})
    for old, new in to.items():
        measure = Measure(code=new, replaces_id=standing[old].id, months=months.get(new))
        way = way_of(standing[old], measure, desk.rulebook.sanctions, on=file.decision.decided_on)
        measures.append(replace(measure, change=way))
    kind = kind or measures[0].change
    order = {name: more.pop(name) for name in ("revoked", "appeal_id", "why") if name in more}
    return case_changes.change_decision(
        desk, case_id, Order(decision=document(desk, case_id, kind, on=on, measures=measures, **more), **order)
    )


def revoked(desk, case_id, *, on, why="复查认定事实不清", codes=None, **more):
    """Revoke the measures in force, or those with some codes."""
    file = cases.open_case(desk, case_id)
    ids = tuple(m.id for m in in_force(file) if codes is None or m.code in codes)
    appeal_id = more.pop("appeal_id", None)
    decision = document(desk, case_id, "revoked", on=on, **more)
    return case_changes.change_decision(
        desk, case_id, Order(decision=decision, revoked=ids, why=why, appeal_id=appeal_id)
    )


def expelled(desk, case_id, *, on, codes=("D5",), **more):
    """开除党籍 during 留党察看."""
    decision = document(desk, case_id, "expelled", on=on, measures=[Measure(code=code) for code in codes], **more)
    return case_changes.change_decision(desk, case_id, Order(decision=decision))


def appealed(desk, case_id, *, on, kind="review", **more):
    """A review or appeal applied for against the decision in force; the appeal as stored."""
    decision = cases.open_case(desk, case_id).decision
    appeals.record_appeal(desk, case_id, Appeal(decision_id=decision.id, kind=kind, applied_on=on, **more))
    return cases.open_case(desk, case_id).appeals[-1]
