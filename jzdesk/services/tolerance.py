"""容错纠错: register a review, find clause by clause, conclude, correct. What a conclusion needs, its text, unlocking and
the stages have modules of their own; what one form needs of them is offered here too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import evidence as evidence_rules
from jzdesk.domain import identity
from jzdesk.domain import people as person_rules
from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.review_stages import FILING
from jzdesk.domain.tolerance import CONCLUSIONS, ToleranceReview
from jzdesk.services.duties import refresh_person
from jzdesk.services.opened import refuse_changed
from jzdesk.services.pinyin import initials
from jzdesk.services.review_lists import lists_for
from jzdesk.services.tolerance_final import (
    FormChange,
    forms_become,
    missing_for_final,
    names_of,
    propose_effects,
    required_codes,
    required_of,
)
from jzdesk.services.tolerance_lists import settled
from jzdesk.services.tolerance_locks import (
    GONE,
    TABLE,
    attributed,
    hold,
    living,
    refuse_losing,
    refuse_quiet_unlock,
    refuse_unsound,
)
from jzdesk.services.tolerance_stages import check_stages
from jzdesk.services.tolerance_statement import propose_statement
from jzdesk.services.tolerance_unlock import TOUCHED, locked_by, signers, unlock, unlock_as
from jzdesk.storage import cases as case_rows
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import people as person_rows
from jzdesk.storage import tolerance as rows
from jzdesk.storage.tolerance import ReviewFilter, ReviewRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.people import Person
    from jzdesk.domain.review_files import Evidence, InvolvedPerson, ReviewFile
    from jzdesk.domain.workdays import DueDate
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened
    from jzdesk.storage.transaction import Transaction

__all__ = [
    "FormChange", "ReviewFilter", "ReviewRow", "forms_become", "lists_for", "locked_by", "missing_for_final", "names_of",
    "propose_effects", "propose_statement", "required_codes", "required_of", "signers", "unlock", "unlock_as",
]  # fmt: skip


def list_reviews(
    desk: Desk, filter_: ReviewFilter, *, sort: str = "applied_on", descending: bool = True, offset: int = 0,
    limit: int = 200,
) -> list[ReviewRow]:  # fmt: skip
    """One page of the list."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.page(filter_, sort=sort, descending=descending, offset=offset, limit=limit)


def count_reviews(desk: Desk, filter_: ReviewFilter) -> int:
    """How many reviews the filter leaves."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.count(filter_)


def open_review(desk: Desk, review_id: int) -> tuple[ToleranceReview, Person]:
    """A review and the person it is about. Refused when it is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        review = living(review_id)
        person = person_rows.get(review.person_id or 0)
    if person is None:
        raise Refused(GONE)
    return review, person


def open_review_file(desk: Desk, review_id: int) -> ReviewFile:
    """A review whole: whom it covers, its evidence, checks and letters. Refused when it is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        living(review_id)
        file = rows.file_of(review_id)
    if file is None:
        raise Refused(GONE)
    return file


def duties_of_review(desk: Desk, review_id: int) -> list[Duty]:
    """The duties of a review's stages, in the order of the stages."""
    desk.need(Permission.READ)
    with desk.vault.read():
        review = rows.get(review_id)
        found = duty_rows.of_person(review.person_id or 0) if review else []
    order = [kind.value for kind in DutyKind]
    return sorted((duty for duty in found if duty.review_id == review_id), key=lambda d: order.index(d.kind))


def preview_stages(desk: Desk, review: ToleranceReview) -> list[Duty]:
    """The stages a review would have as it stands on the form, with their last days."""
    desk.need(Permission.READ)
    return list(desk.planner.of_review(replace(review, id=review.id or 0)))


def usual_correction_limit(desk: Desk, concluded_on: date | None) -> DueDate | None:
    """By when a correction is usually ordered to be done, counted from the conclusion; the notice may say otherwise."""
    if concluded_on is None:
        return None
    stage = desk.rulebook.tolerance.stage(DutyKind.CORRECT.value)
    return replace(desk.calendar.add_working_days(concluded_on, stage.working_days), clause=stage.clause)


def cases_of_person(desk: Desk, person_id: int | None) -> list[tuple[int, str]]:
    """(id, words) of the cases of a person, for linking a review to one."""
    desk.need(Permission.READ)
    if person_id is None:
        return []
    with desk.vault.read():
        files = case_rows.files_of_person(person_id)
    return [(file.case.id or 0, _case_words(file)) for file in files]


def _case_words(file: CaseFile) -> str:
    document = file.decision.document_number if file.decision else ""
    filed = f"{file.case.filed_on:%Y-%m-%d}立案" if file.case.filed_on else ""
    return "　".join(part for part in (file.case.number, document, filed) if part) or "未编号案件"


def record_review(
    desk: Desk, review: ToleranceReview, person: Person, *, others: Sequence[InvolvedPerson] | None = None,
    people: Sequence[Person] | None = None, evidence: Sequence[Evidence] | None = None,
    enquiries: Sequence[int] | None = None, based_on: Opened[ReviewFile] | None = None,
) -> Changes:  # fmt: skip
    """Register a review or save its findings. A negative item or exclusion answered yes locks the conclusion, and a
    conclusion is final with everything it rests on (`missing_for_final`).

    None leaves others, evidence and letters as they are. `people` are the persons of `others` in the same order (None:
    all are known already). `based_on`: the file as the form showed it. RuleError names the field that is wrong."""
    desk.need(Permission.WRITE)
    person = tidied(person)
    person_rules.check(person, on=desk.today)
    if evidence is not None:
        evidence_rules.check_evidence(evidence)
    action = "修改容错审查" if review.id else "登记容错审查"
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review.id) as tx:
        stored = living(review.id) if review.id is not None else None
        if stored is not None:
            review = replace(
                review, number=stored.number, list_version_id=review.list_version_id or stored.list_version_id
            )
            refuse_changed(tx, based_on, rows.file_of(stored.id or 0), name="这件容错审查", table=TABLE)
        _check_review(desk, review, stored)
        _check_stored(review, person)
        before = hold([review.id or 0])
        saved = save_review(desk, tx, review, person)
        if others is not None:
            rows.keep_others(tx, saved.id or 0, _involved(desk, tx, saved, others, people))
        if evidence is not None:
            rows.keep_evidence(tx, saved.id or 0, evidence)
        if enquiries is not None:
            rows.keep_enquiries(tx, saved.id or 0, enquiries)
        _check_filing(saved.id or 0)
        refuse_unsound(desk, before, [saved.id or 0])
        tx.record_id = saved.id
        tx.note(f"{person.name} {saved.number} {CONCLUSIONS.get(saved.conclusion, '')}".strip())
    said = f"，结论为{CONCLUSIONS[saved.conclusion]}" if saved.conclusion else ""
    return Changes(
        touched=TOUCHED,
        message=f"已保存{person.name}的容错审查{said}。",
        record_id=saved.id,
        audit_seq=tx.seq,
    )


def _check_review(desk: Desk, review: ToleranceReview, stored: ToleranceReview | None) -> None:
    """What every review must keep to, concluded or not."""
    chosen = lists_for(desk, review).factor_sets.get(review.factor_set)
    if chosen is None:
        raise RuleError("factor_set", "请选择认定因素的种类。")
    if not chosen.enabled and not (stored and stored.factor_set == review.factor_set):
        raise RuleError("factor_set", f"认定因素“{chosen.name}”未启用，请改选。")
    rules.check(review, names=names_of(desk, review))
    check_stages(desk, review)


def _involved(
    desk: Desk,
    tx: Transaction,
    review: ToleranceReview,
    others: Sequence[InvolvedPerson],
    people: Sequence[Person] | None,
) -> list[InvolvedPerson]:
    """The other people a review covers, those not known yet registered; RuleError at `others:<place>`."""
    if people is not None and len(people) != len(others):
        raise ValueError("each of the others needs his person")
    found: list[InvolvedPerson] = []
    for at, other in enumerate(others):
        try:
            saved = (
                _saved_person(desk, tx, people[at])
                if people is not None
                else person_rows.get(other.person_id or 0)
            )
        except RuleError as fault:
            raise RuleError(f"others:{at}", f"第{at + 1}名涉及人员：{fault.text}") from fault
        if saved is None:
            raise RuleError(f"others:{at}", f"第{at + 1}名涉及人员已不存在，请重新选择。")
        if saved.id == review.person_id or saved.id in {one.person_id for one in found}:
            raise RuleError(f"others:{at}", f"{saved.name}已在这件审查中，不能重复列入。")
        found.append(replace(other, person_id=saved.id))
    return found


def _saved_person(desk: Desk, tx: Transaction, person: Person) -> Person:
    person = tidied(person)
    person_rules.check(person, on=desk.today)
    _check_twin(person)
    return person_rows.save(tx, person, initials=initials)


def tidied(person: Person) -> Person:
    """Blanks at the ends away; birth and sex from the ID number where they were left empty."""
    id_number = identity.normal_id(person.id_number)
    if id_number and not identity.check_id_number(id_number):
        person = replace(
            person,
            birth=person.birth or identity.birth_of(id_number),
            sex=person.sex or identity.sex_of(id_number),
        )
    return replace(
        person, id_number=id_number, name=person.name.strip(), unit_name=person.unit_name.strip(),
        post=person.post.strip(),
    )  # fmt: skip


def save_review(desk: Desk, tx: Transaction, review: ToleranceReview, person: Person) -> ToleranceReview:
    """The writing half of `record_review`, for work that saves many reviews in one transaction. Even here nothing
    but 不予容错 is stored while an entry stands, no entry goes, and the account is kept that recorded it."""
    before = rows.file_of(review.id) if review.id is not None else None
    review = settled(desk, review, before.review if before else None)
    rules.refuse_locked(review, names_of(desk, review))
    saved_person = person_rows.save(tx, person, initials=initials)
    if not review.number:
        review = replace(review, number=rows.next_number((review.applied_on or desk.today).year))
    saved = rows.save(tx, attributed(desk, before, replace(review, person_id=saved_person.id)))
    if before:
        refuse_quiet_unlock(desk, before, replace(before, review=saved))
    refresh_person(desk, tx, saved_person.id or 0)
    if before and before.review.person_id not in (None, saved_person.id):
        refresh_person(desk, tx, before.review.person_id or 0)
    return saved


def _check_stored(review: ToleranceReview, person: Person) -> None:
    """Refuse a second person with the same ID number, and a case of somebody else."""
    _check_twin(person)
    if review.case_id is not None:
        file = case_rows.file_of(review.case_id)
        if file is None or file.person.id != person.id:
            raise RuleError("case_id", "所选案件不是该人员的案件，请重新选择。")


def _check_filing(review_id: int) -> None:
    """A prior filing that a review points to is one of those it covers. Read back within the write."""
    file = rows.file_of(review_id)
    if file is None or file.review.filing_id is None:
        return
    found = {r.id for person in file.everybody for r in rows.covering(person.id or 0) if r.way_in == FILING}
    if file.review.filing_id not in found - {review_id}:
        raise RuleError("filing_id", "所选事前报备没有列明所涉人员，请重新选择。")


def _check_twin(person: Person) -> None:
    twin = person_rows.with_id_number(person.id_number)
    if twin and twin.id != person.id:
        raise RuleError(
            "id_number", f"该身份证号已登记为{twin.name}（{twin.unit_name}），请从已有人员中选择。"
        )


def delete_review(desk: Desk, review_id: int, *, why: str = "") -> Changes:
    """Into the recycle bin. A locked one only by a reviewer who did not lock it, lest it be registered anew without,
    and with a reason."""
    return _set_deleted(desk, review_id, "删除容错审查到回收站", deleted=True, why=why)


def recover_review(desk: Desk, review_id: int) -> Changes:
    """Out of the recycle bin."""
    return _set_deleted(desk, review_id, "从回收站恢复容错审查", deleted=False, why="")


def _set_deleted(desk: Desk, review_id: int, action: str, *, deleted: bool, why: str) -> Changes:
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review_id, why=why) as tx:
        review, before = rows.get(review_id), hold([review_id])
        if review is None or rows.is_deleted(review_id) == deleted:
            raise Refused(GONE)
        if deleted:
            refuse_losing(desk, review, why=why)
        rows.set_deleted(tx, review_id, desk.clock() if deleted else None)
        if not deleted:
            refuse_unsound(desk, before, [review_id])
        refresh_person(desk, tx, review.person_id or 0)
        tx.note(review.number)
    done = "已移入回收站。" if deleted else "已恢复。"
    return Changes(
        touched=TOUCHED, message=f"容错审查{review.number}{done}", record_id=review_id, audit_seq=tx.seq
    )
