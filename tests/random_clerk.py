"""A clerk of the tests who does one thing or another at random, and what must hold whatever he does."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from case_county import announced, file_of
from change_county import changed, revoked
from revisit_county import dossier_of, mentor, talk, team

from jzdesk.domain.appeals import Appeal
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.case_changes import in_force
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.people import Person
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.services import appeals, cases, dossiers, duties, tolerance
from jzdesk.storage import audit, models
from jzdesk.storage.transaction import meta_of

RECORDS = [t for t in models.TABLES if t.__name__ not in ("Office", "Account", "Setting", "Draft", "Month")]


def everything(desk):
    """Every record and every computed column, duties without their keys."""
    found = {}
    with desk.vault.read() as database:
        for model in RECORDS:
            columns = [f.column_name for f in meta_of(model).sorted_fields if model is not models.Duty or f.name != "id"]
            names = ", ".join(f'"{name}"' for name in columns)
            rows = database.execute_sql(f'SELECT {names} FROM "{meta_of(model).table_name}"').fetchall()
            found[model.__name__] = sorted(rows, key=repr)
    return found


def sound(desk):
    """Nothing the full check would complain about."""
    assert duties.stale(desk) == []
    with desk.vault.read() as database:
        assert audit.verify(database) == []
        assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


class Clerk:
    """Does one thing or another with whatever records there are; refusals are part of the day."""

    CODES = (("D1",), ("D2", "Z3"), ("D3",), ("D4-1",), ("F11",), ("Z6",), ("F01",), ("D5", "Z5"))

    def __init__(self, desk, seed):
        self.desk, self.rng, self.count = desk, Random(seed), 0
        self.cases, self.reviews = [], []

    def step(self):
        acts = [self.register, self.register, self.edit, self.announce, self.execute, self.visit, self.visit, self.assess,
                self.name, self.team, self.delete, self.recover, self.revoke, self.change, self.appeal, self.exclude, self.move, self.review,
                self.drop_measure, self.close, self.withdraw, self.second]  # fmt: skip
        with suppress(Refused, RuleError, StopIteration, IndexError):
            return self.rng.choice(acts)()
        return None

    def day(self, first=date(2024, 9, 2), last=date(2026, 11, 22)):
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def case(self):
        return self.rng.choice(self.cases)

    def dossier(self):
        found = dossier_of(self.desk, self.case())
        if found is None:
            raise StopIteration
        return found

    def register(self):
        self.count += 1
        changes = cases.record_case(self.desk, self.file(f"某{self.count}"))
        self.cases.append(changes.record_id)
        return changes

    def file(self, name):
        codes = self.rng.choice(self.CODES)
        return file_of(name, decided_on=self.day(), codes=codes, number=f"公纪〔2026〕{self.count}号")

    def second(self):
        self.count += 1
        person = cases.open_case(self.desk, self.case()).person
        changes = cases.record_case(self.desk, replace(self.file("甲"), person=person))
        self.cases.append(changes.record_id)
        return changes

    def edit(self):
        file = cases.open_case(self.desk, self.case())
        decision = replace(file.decision, decided_on=self.day(), note=str(self.rng.random()))
        return cases.record_case(self.desk, replace(file, decisions=(decision,)))

    def drop_measure(self):
        file = cases.open_case(self.desk, self.case())
        decision = replace(file.decision, measures=file.decision.measures[:1])
        return cases.record_case(self.desk, replace(file, decisions=(decision,)))

    def announce(self):
        case_id = self.case()
        on = cases.open_case(self.desk, case_id).decision.decided_on + timedelta(days=self.rng.randrange(20))
        return announced(self.desk, case_id, on=on)

    def execute(self):
        case_id = self.case()
        decision = cases.open_case(self.desk, case_id).decision
        kind = self.rng.choice(("deliver", "tell", "adjust", "archive", "report_execution"))
        on = decision.decided_on + timedelta(days=self.rng.randrange(90))
        item = ExecutionItem(decision_id=decision.id, kind=kind, done_on=on, done_by="李经办")
        return cases.record_execution(self.desk, case_id, item)

    def visit(self):
        file = self.dossier()
        visit = next(v for v in file.visits if not v.settled)
        if self.rng.random() < 0.2:
            visit = replace(visit, excuse="ill", excuse_reason="住院")
        else:
            visit = replace(talk(self.day(file.decided_on)), id=visit.id)
        return dossiers.record_visit(self.desk, file.dossier.id, visit)

    def withdraw(self):
        file = self.dossier()
        visit = next(v for v in file.visits if v.settled)
        return dossiers.withdraw_visit(self.desk, file.dossier.id, visit.id, why="填错")

    def move(self):
        file = self.dossier()
        visit = next(v for v in file.visits if not v.settled)
        day = date(2026, 11, 23) + timedelta(days=self.rng.randrange(60))
        return dossiers.plan_visit(self.desk, file.dossier.id, visit.id, planned_on=day, why="出差")

    def assess(self):
        file = self.dossier()
        item = Assessment(held_on=file.period_end + timedelta(days=5), mentor_opinion="好", unit_opinion="好", result="good",
                          use="normal")  # fmt: skip
        return dossiers.record_assessment(self.desk, file.dossier.id, item)

    def name(self):
        file = self.dossier()
        who = mentor(self.rng.choice("赵钱孙李") + "书记", appointed_on=self.day(file.decided_on))
        return dossiers.name_mentor(self.desk, file.dossier.id, who)

    def team(self):
        file = self.dossier()
        names = self.rng.sample(("周明", "陈芳", "吴军", "郑红"), 2)
        return dossiers.form_team(self.desk, file.dossier.id, team(*names), on=self.day(file.decided_on))

    def exclude(self):
        file = self.dossier()
        code = "" if file.dossier.excluded else "custody"
        return dossiers.exclude(self.desk, file.dossier.id, code=code, reason="羁押变化", on=self.day(file.decided_on))

    def close(self):
        file = self.dossier()
        if file.dossier.closed_on:
            return dossiers.reopen_file(self.desk, file.dossier.id, why="补充材料")
        return dossiers.close_file(self.desk, file.dossier.id, on=date(2026, 11, 20))

    def delete(self):
        return cases.delete_case(self.desk, self.case(), why="误登记")

    def recover(self):
        return cases.recover_case(self.desk, self.case())

    def revoke(self):
        case_id = self.case()
        return revoked(self.desk, case_id, on=self.day(), why="复查撤销")

    def change(self):
        case_id = self.case()
        old = self.rng.choice(in_force(cases.open_case(self.desk, case_id))).code
        return changed(self.desk, case_id, on=self.day(), to={old: self.rng.choice(("D1", "D3", "Z1", "Z3"))})

    def appeal(self):
        case_id = self.case()
        decision = cases.open_case(self.desk, case_id).decision
        item = Appeal(decision_id=decision.id, kind="review", applied_on=self.day())
        return appeals.record_appeal(self.desk, case_id, item)

    def review(self):
        person = cases.open_case(self.desk, self.case()).person if self.cases and self.rng.random() < 0.5 else None
        self.count += 1
        day = self.day()
        item = ToleranceReview(matter=f"事项{self.count}", applied_on=day,
                               accepted_on=day + timedelta(days=3) if self.rng.random() < 0.5 else None)  # fmt: skip
        return tolerance.record_review(self.desk, item, person or Person(name=f"某{self.count}", unit_name="县林业局"))
