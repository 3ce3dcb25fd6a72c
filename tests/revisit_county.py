"""A small county for the tests of 回访教育: an opened desk with weak keys and people who were sanctioned."""

from __future__ import annotations

from datetime import date, datetime

import made_once

from jzdesk.domain.accounts import Role
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.dossiers import Mentor, TeamMember
from jzdesk.domain.errors import RuleError
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.visits import Visit
from jzdesk.paths import Paths
from jzdesk.services import cases, demo, dossiers
from jzdesk.services.desk import NewAccount, open_desk

NOW = datetime(2026, 11, 22, 9, 30)
CLERK = NewAccount(name="李经办", display_name="李经办", role=Role.CLERK, password="Gong-An-2026!")


class Clock:
    """A clock that a test can set."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def set(self, day):
        self.now = datetime(day.year, day.month, day.day, 9, 30)


def make_desk(folder, clock=None):
    """An empty, opened desk."""
    return made_once.office(
        folder, unit_name="公安县纪委监委", unit_code="421022", accounts=[CLERK], clock=clock or Clock()
    )


def make_county(folder, **wanted):
    """An opened desk with a demo county in it; the same wishes are fulfilled once in a run and then copied."""

    def build(at):
        desk = make_desk(at)
        demo.fill(desk, **wanted)
        desk.vault.close(back_up=False)

    made_once.copy_of(f"desk {sorted(wanted.items())}", build, folder)
    return open_desk(Paths(folder), account=CLERK.name, password=CLERK.password, clock=Clock())


def sanction(desk, name, *, decided_on, codes=("D2",), unit="县装备中心", post="主任", number="", politics="01", kind=""):
    """A person with one decision; the id of the case."""
    person = Person(name=name, unit_name=unit, post=post, politics=politics, object_kind=kind)
    decision = Decision(
        issuer=desk.rulebook.codes["issuer"][0].code,
        document_number=number or f"公纪决〔{decided_on.year}〕{name}号",
        decided_on=decided_on,
        measures=tuple(Measure(code=code) for code in codes),
    )
    changes = cases.record_case(desk, CaseFile(person=person, case=Case(), decisions=(decision,)))
    return changes.record_id


def dossier_of(desk, case_id):
    """The dossier that came with a case."""
    return dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id)


def sanctioned(desk, name="吴建国", *, decided_on=date(2026, 3, 2), **more):
    """The id of the dossier of a freshly sanctioned person."""
    return dossier_of(desk, sanction(desk, name, decided_on=decided_on, **more)).dossier.id


def team(*names):
    """Members of a visit team, the first its head."""
    return [TeamMember(name=name, post="县纪委监委", role="member" if n else "head") for n, name in enumerate(names)]


def mentor(name="郑书记", appointed_on=date(2026, 3, 5), **more):
    return Mentor(name=name, post="县装备中心党支部书记", appointed_on=appointed_on, appointed_by="县装备中心党支部", **more)


def talk(held_on, **more):
    """A talk as a clerk would fill it in."""
    values = {"talkers": ("周明", "陈芳"), "place": "县装备中心会议室", "evaluation": "good", "kind": "regular"}
    return Visit(held_on=held_on, **{**values, **more})

DECIDED = date(2026, 3, 2)  # 严重警告: influence until 2027-09-01
FIRST, SECOND, THIRD = date(2026, 6, 2), date(2026, 9, 2), date(2026, 12, 2)


def visits(desk, dossier_id):
    return dossiers.open_file(desk, dossier_id).visits


def plan(desk, dossier_id):
    """The days of the visits to come."""
    return [v.planned_on for v in visits(desk, dossier_id) if not v.settled]


def held(desk, dossier_id):
    return [(v.ordinal, v.held_on) for v in visits(desk, dossier_id) if v.held_on]


def duty(desk, dossier_id, kind):
    return next(d for d in dossiers.duties_of_dossier(desk, dossier_id) if d.kind == kind)


def row(desk, dossier_id):
    """The line of the list."""
    rows = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today))
    return next(r for r in rows if r.id == dossier_id)


class refused:
    """Like pytest.raises, for a RuleError at one field; `text` is its sentence."""

    def __init__(self, field):
        self.field = field

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        assert kind is RuleError, f"not refused: {kind}"
        assert error.field == self.field, f"{error.field}: {error.text}"
        self.text = error.text
        return True
