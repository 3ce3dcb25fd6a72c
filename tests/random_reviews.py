"""A clerk and two reviewers doing anything at all with tolerance reviews, for the proof that nothing gets round the lock."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import made_once
from tolerance_county import CLERK, EVIDENCE, PASSWORD, REVIEWER, answered, concluded, review_of, someone

from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Role
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.list_content import content_of, digest_of
from jzdesk.domain.list_reading import Face
from jzdesk.domain.list_versions import IMPORTED, ListVersion
from jzdesk.domain.review_files import CorrectionCheck, InvolvedPerson
from jzdesk.domain.review_withdrawals import FILLED
from jzdesk.domain.tolerance import CONCLUSIONS, LOCKING, REFUSED
from jzdesk.services import guard, history, list_imports, recycle, tolerance
from jzdesk.services import tolerance_stages as stages
from jzdesk.services import tolerance_withdrawals as withdrawals
from jzdesk.services.desk import NewAccount
from jzdesk.services.list_imports import ListPreview
from jzdesk.storage import audit, list_versions, models, office
from jzdesk.storage import tolerance as rows

SECOND = NewAccount(name="赵审核", display_name="赵审核", role=Role.REVIEWER, password=PASSWORD)
CODES = ("N01", "N02", "N03", "N04", "N05", "N06", "X1", "X2", "X3", "X4")
UNLOCK = "解除容错锁定"
APPLIED = date(2026, 9, 18)


def open_office(folder, clock):
    """A vault with a clerk and two reviewers, and a second version of the lists that no longer has N01 and X1."""
    desk = made_once.office(
        folder, unit_name="公安县纪委监委", unit_code="421022", accounts=[CLERK, REVIEWER, SECOND], clock=clock
    )
    lists = desk.rulebook.tolerance
    fewer = replace(lists, negative=lists.negative[1:], exclusions=lists.exclusions[1:])
    content = content_of(fewer)
    with desk.vault.write(desk.actor, "导入", noun="list_version") as tx:
        other = ListVersion(
            name="本县清单",
            origin=IMPORTED,
            valid_from=date(2020, 1, 1),
            valid_to=date(2020, 12, 31),
            content=content,
            digest=digest_of(content),
        )
        tx.record_id = list_versions.save(tx, other).id
    return desk


class Office:
    """Does one thing or another and checks after each that the lock held. `seen` counts what was done."""

    def __init__(self, desk, seed):
        self.rng, self.seen, self.count = Random(seed), Counter(), 0
        with desk.vault.read():
            accounts = {item.name: item for item in office.accounts()}
            self.versions = [None, *(version.id for version in list_versions.versions())]
        self.desks = [replace(desk, account=accounts[item.name]) for item in (CLERK, REVIEWER, SECOND)]
        self.desk = desk
        self.reviews, self.seqs = [], []
        self.register(self.desks[0])

    # ---- one step, and what must hold after it

    def step(self):
        who = self.rng.choice(self.desks)
        acts = [self.register, self.save, self.save, self.save, self.conclude, self.conclude, self.conclude, self.drop_answers,
                self.clear, self.other_person, self.other_version, self.drop_evidence, self.involve, self.stage, self.stage,
                self.stage, self.objection, self.check, self.bulk, self.unlock, self.unlock, self.sign, self.sign, self.delete, self.recover,
                self.take_back, self.take_back, self.take_back, self.import_lists, self.drop_lists, self.old_correction]  # fmt: skip
        act = self.rng.choice(acts)
        before, head = self.look(), self.head()
        self.lifting = None
        changes = None
        with suppress(Refused, RuleError):
            changes = act(who)
        self.hold(who, act.__name__, changes, before, head)
        if changes is not None:
            self.seen[act.__name__] += 1
            self.seqs.append((changes.audit_seq, who.account.name))

    def look(self):
        """Every review with what lies in the bin and what hangs on it."""
        with self.desk.vault.read():
            ids = [key for (key,) in models.ToleranceReview.select(models.ToleranceReview.id).tuples()]
            return {key: (rows.file_of(key), rows.is_deleted(key)) for key in ids}

    def head(self):
        with self.desk.vault.read() as database:
            return audit.head(database).seq

    def log_since(self, seq):
        with self.desk.vault.read() as database:
            return [audit.entry(database, n) for n in range(seq + 1, audit.head(database).seq + 1)]

    def hold(self, who, verb, changes, before, head):
        after, log = self.look(), self.log_since(head)
        assert changes is not None or after == before, f"{verb} was refused and wrote all the same"
        for key in {*before, *after}:
            old, was_deleted = before.get(key, (None, False))
            new, is_deleted = after.get(key, (None, False))
            if (old, was_deleted) != (new, is_deleted):
                told = {change.table for entry in log for change in entry.changes}
                assert "tolerance_review" in told or told & {"review_person", "review_evidence"}, (
                    "the log tells of every change"
                )
            if new is None:
                assert not rules.is_locked(old.review), f"{verb} made a locked review vanish"
                continue
            self.whole(new.review)
            if old is not None:
                self.not_lifted(verb, old.review, new.review, log)
                if rules.is_locked(old.review) and is_deleted and not was_deleted:
                    self.by_another(who.account, old.review, log)
                self.final(verb, old, new)
            elif new.review.conclusion:
                assert tolerance.missing_for_final(self.desk, new) == []

    def whole(self, review):
        """The heart: nothing but 不予容错 while an entry stands."""
        if rules.is_locked(review):
            assert review.conclusion in ("", REFUSED)
            self.seen["locked"] += 1
        for group in LOCKING:
            assert all(bool(f.by) == (f.answer == "yes") for f in getattr(review, group).values())
        self.seen[review.conclusion] += 1

    def not_lifted(self, verb, old, new, log):
        """An entry goes only by unlocking, by another account than recorded it, a reviewer, with a reason, in the log."""
        for group in LOCKING:
            for code, finding in getattr(old, group).items():
                now = getattr(new, group).get(code)
                if finding.answer != "yes" or (now and now.answer == "yes"):
                    assert finding.answer != "yes" or now.by == finding.by, "who recorded it stays"
                    continue
                assert verb in ("unlock", "sign"), f"{verb} lifted {code}"
                assert self.lifting == code
                (entry,) = [e for e in log if e.action == UNLOCK]
                assert entry.account != finding.by
                assert entry.role == Role.REVIEWER
                assert entry.why.strip()
                assert (entry.noun, entry.record_id) == ("tolerance", new.id)
                self.seen["lifted"] += 1
                if old.conclusion and not rules.is_locked(new):
                    assert (
                        new.conclusion,
                        new.concluded_on,
                        new.studied_on,
                        new.feedback_on,
                        new.filed_on,
                    ) == ("", None, None, None, None)

    def by_another(self, account, review, log):
        assert account.role == Role.REVIEWER
        assert account.name not in {
            f.by for g in LOCKING for f in getattr(review, g).values() if f.answer == "yes"
        }
        assert any(entry.why.strip() for entry in log)
        self.seen["locked deleted"] += 1

    def final(self, verb, old, new):
        """A conclusion that was drawn now lacks nothing; one that stood lacks nothing more."""
        if not new.review.conclusion:
            return
        lacking = tolerance.missing_for_final(self.desk, new)
        if old.review.conclusion != new.review.conclusion:
            assert lacking == [], verb
        else:
            assert set(lacking) <= set(tolerance.missing_for_final(self.desk, old)), verb

    def finish(self):
        """The log is whole."""
        with self.desk.vault.read() as database:
            assert audit.verify(database) == []

    # ---- what people do

    def review(self):
        return self.rng.choice(self.reviews)

    def stored(self, review_id):
        with self.desk.vault.read():
            return rows.file_of(review_id)

    def some(self, most=2):
        return self.rng.sample(CODES, self.rng.randrange(most + 1))

    def put(self, who, file, review, **more):
        return tolerance.record_review(who, review, file.person, **more)

    def register(self, who):
        """A new one, now and then of a person and a matter that are known."""
        self.count += 1
        known = self.stored(self.review()) if self.reviews and self.rng.random() < 0.5 else None
        person = known.person if known else someone(f"某{self.count}")
        matter = known.review.matter if known and self.rng.random() < 0.7 else f"事项{self.count}"
        way_in = self.rng.choice(("application", "self_started", "filing"))
        review = review_of(matter=matter, applied_on=APPLIED, way_in=way_in)
        if self.reviews and self.rng.random() < 0.3:
            review = concluded(
                who, review, conclusion=self.rng.choice(list(CONCLUSIONS)), yes=self.some(1), statement="理由"
            )
        changes = tolerance.record_review(who, review, person, evidence=EVIDENCE)
        self.reviews.append(changes.record_id)
        return changes

    def save(self, who):
        """Findings as the form would hand them over, each yes of its own choosing; sometimes keeping what stands."""
        file = self.stored(self.review())
        yes = {*self.some(), *(rules.standing(file.review) if self.rng.random() < 0.7 else ())}
        review = answered(who, file.review, yes=yes)
        if self.rng.random() < 0.3:
            forged = {c: replace(f, by="赵审核") for c, f in review.negative.items()}
            review = replace(review, negative=forged)
        return self.put(who, file, review)

    def conclude(self, who):
        file = self.stored(self.review())
        stands = rules.standing(file.review) if self.rng.random() < 0.6 else ()
        conclusion = self.rng.choice(list(CONCLUSIONS))
        if stands and self.rng.random() < 0.6:
            conclusion = REFUSED
        review = concluded(
            who, file.review, conclusion=conclusion, yes={*self.some(1), *stands}, statement="理由"
        )
        return self.put(who, file, review, evidence=EVIDENCE if not file.evidence else None)

    def drop_answers(self, who):
        file, gone = self.stored(self.review()), self.some(10)
        kept = {g: {c: f for c, f in getattr(file.review, g).items() if c not in gone} for g in LOCKING}
        return self.put(who, file, replace(file.review, **kept))

    def clear(self, who):
        file = self.stored(self.review())
        empty = replace(
            file.review,
            conclusion="",
            concluded_on=None,
            feedback_on=None,
            feedback_organ_on=None,
            filed_on=None,
        )
        return self.put(who, file, empty)

    def other_person(self, who):
        file = self.stored(self.review())
        person = self.stored(self.review()).person if self.rng.random() < 0.5 else someone("旁人")
        return tolerance.record_review(who, file.review, person)

    def other_version(self, who):
        file = self.stored(self.review())
        return self.put(
            who, file, answered(who, replace(file.review, list_version_id=self.rng.choice(self.versions)))
        )

    def import_lists(self, who):
        """A version of the county's own in which an entry or two no longer stand."""
        lists, gone = self.desk.rulebook.tolerance, self.some()
        fewer = {name: tuple(i for i in getattr(lists, name) if i.code not in gone) for name in LOCKING}
        self.count += 1
        face = Face(
            name=f"本县清单{self.count}",
            valid_from=date(2025, 1, 1) + timedelta(days=self.rng.randrange(600)),
        )
        content = content_of(replace(lists, **fewer))
        preview = ListPreview(file_name="清单.xlsx", face=face, content=content, problems=(), before=None)
        changes = list_imports.save_lists(who, preview, face)
        self.versions.append(changes.record_id)
        return changes

    def drop_lists(self, who):
        version = self.rng.choice(self.versions) or 0
        if self.rng.random() < 0.5:
            return list_imports.end_version(who, version, date(2026, 9, 1), why="停用")
        return list_imports.delete_version(who, version, why="误导入")

    def drop_evidence(self, who):
        file = self.stored(self.review())
        return self.put(who, file, file.review, evidence=file.evidence[self.rng.randrange(3) :])

    def involve(self, who):
        file = self.stored(self.review())
        if file.others:
            return self.put(who, file, file.review, others=())
        handling = {
            "before_code": self.rng.choice(("D1", "D2")),
            "after_code": self.rng.choice(("", "F11", "D1")),
        }
        return self.put(
            who, file, file.review, others=[InvolvedPerson(**handling)], people=[someone(f"同案{self.count}")]
        )

    def stage(self, who):
        key, day = self.review(), APPLIED + timedelta(days=self.rng.randrange(60))
        verb = self.rng.choice((
            lambda: stages.accept(who, key, accepted_on=day),
            lambda: stages.refuse_acceptance(who, key, acceptance_refused="与履职无关", acceptance_refused_on=day),
            lambda: stages.verify(who, key, verified_on=day, verifiers="李经办", verification="属实"),
            lambda: stages.study(who, key, studied_on=day, meeting="常委会"),
            lambda: stages.feed_back(who, key, feedback_on=day, feedback_way="face", feedback_organ_on=day, feedback_organ="党委"),
            lambda: stages.file_review(who, key, filed_on=day, filed_with="市纪委"),
            lambda: stages.order_correction(who, key, correction="停发", correction_owner="单位", correction_ordered_on=day,
                                            correction_due=day + timedelta(days=20)),
            lambda: stages.finish_correction(who, key, correction_done=day),
            lambda: stages.decide_clarify(who, key, clarify="needed", clarify_ways=("written",)),
            lambda: stages.clarify(who, key, clarified_on=day, clarify_number="函1"),
            *[lambda: withdrawals.withdraw_stage(who, key, self.rng.choice(sorted(FILLED)), why="误登记")] * 4,
            lambda: withdrawals.withdraw_check(who, key, self.rng.randrange(1, 4), why="误登记"),
        ))  # fmt: skip
        return verb()

    def objection(self, who):
        key, day = self.review(), APPLIED + timedelta(days=self.rng.randrange(60))
        if self.rng.random() < 0.5:
            return stages.record_objection(who, key, objected_on=day, objected_by="本人", objection="不服")
        result = self.rng.choice(("upheld", "changed"))
        return stages.answer_objection(
            who, key, objection_answered_on=day, objection_result=result, objection_answer="答复"
        )

    def check(self, who):
        day = APPLIED + timedelta(days=self.rng.randrange(60))
        found = CorrectionCheck(checked_on=day, checker="李经办", found="已改", result="done")
        return stages.check_correction(who, self.review(), found)

    def old_correction(self, who):
        return stages.finish_correction(
            who, self.review(), correction_done=APPLIED + timedelta(days=self.rng.randrange(60))
        )

    def bulk(self, who):
        """The inner function that saves many at once."""
        file = self.stored(self.review())
        review = answered(who, file.review, yes=self.some(1))
        with who.vault.write(who.actor, "批量", noun="tolerance", record_id=file.review.id) as tx:
            tolerance.save_review(who, tx, replace(review, conclusion=file.review.conclusion), file.person)
            return _Done(tx)

    def unlock(self, who):
        key = self.review()
        self.lifting = self.rng.choice(rules.standing(self.stored(key).review) or CODES)
        return tolerance.unlock(
            who, key, self.lifting, why=self.rng.choice(("", " ", "认定有误", "认定有误"))
        )

    def sign(self, who):
        key = self.review()
        self.lifting = self.rng.choice(rules.standing(self.stored(key).review) or CODES)
        guard.forget_failures(who.paths.data, "王审核")
        guard.forget_failures(who.paths.data, "赵审核")
        guard.forget_failures(who.paths.data, "李经办")
        return tolerance.unlock_as(
            who, key, self.lifting, why=self.rng.choice(("", "认定有误", "认定有误")),
            account=self.rng.choice(("王审核", "赵审核", "李经办", "无此人")),
            password=PASSWORD if self.rng.random() < 0.8 else "Cuo-Wu-2026!",
        )  # fmt: skip

    def delete(self, who):
        return tolerance.delete_review(who, self.review(), why=self.rng.choice(("", "重复登记")))

    def recover(self, who):
        gone = [item for item in recycle.list_deleted(who) if item.kind == "tolerance"]
        if not gone:
            raise Refused("没有。")
        return recycle.recover(who, self.rng.choice(gone))

    def take_back(self, who):
        """Any entry of anybody, the late ones more often."""
        own = [seq for seq, name in self.seqs if name == who.account.name] or [1]
        seq = self.rng.choice(own[-6:]) if self.rng.random() < 0.8 else self.rng.randrange(self.head()) + 1
        changes = history.take_back(who, seq)
        with self.desk.vault.read():
            self.reviews = [key for key in self.reviews if rows.get(key)]
        if not self.reviews:
            self.register(self.desks[0])
        return changes


class _Done:
    """What a bulk write comes to."""

    def __init__(self, tx):
        self._tx = tx

    @property
    def audit_seq(self):
        return self._tx.seq
