"""容错纠错: register a review, find clause by clause, conclude, correct."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import identity
from jzdesk.domain import people as person_rules
from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.tolerance import CONCLUSIONS, Finding, RequiredCodes, ToleranceReview
from jzdesk.services.duties import refresh_person
from jzdesk.services.pinyin import initials
from jzdesk.services.tolerance_locks import refuse_losing, refuse_quiet_unlock
from jzdesk.storage import cases as case_rows
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import people as person_rows
from jzdesk.storage import tolerance as rows
from jzdesk.storage.tolerance import ReviewFilter, ReviewRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.people import Person
    from jzdesk.domain.workdays import DueDate
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

__all__ = ["ReviewFilter", "ReviewRow"]

GONE = "这件容错审查已不存在，请刷新列表。"
_TOUCHED = Touched.TOLERANCE | Touched.PEOPLE | Touched.DUTIES


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
        review = _living(review_id)
        person = person_rows.get(review.person_id or 0)
    if person is None:
        raise Refused(GONE)
    return review, person


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


def required_codes(desk: Desk, factor_set: str) -> RequiredCodes:
    """What every conclusion must answer under the lists in force."""
    lists = desk.rulebook.tolerance
    factors = lists.factor_sets.get(factor_set)
    if factors is None:
        raise RuleError("factor_set", "请选择认定因素的种类。")
    return RequiredCodes(
        distinctions=tuple(item.code for item in lists.distinctions if item.enabled),
        negative=tuple(item.code for item in lists.negative if item.enabled),
        exclusions=tuple(item.code for item in lists.exclusions if item.enabled),
        factors=tuple(item.code for item in factors.factors if item.enabled),
        necessary=factors.all_required,
    )


def names_of(desk: Desk, factor_set: str) -> dict[str, str]:
    """The short name of every list entry by code, for messages."""
    lists = desk.rulebook.tolerance
    factors = lists.factor_sets.get(factor_set)
    items = [*lists.positive, *lists.negative, *lists.exclusions, *(factors.factors if factors else ())]
    return {item.code: item.text for item in items} | {item.code: item.title for item in lists.distinctions}


def propose_statement(desk: Desk, review: ToleranceReview, person: Person | None = None) -> str:
    """The text of the finding assembled from its answers, for the clerk to edit."""
    lists, names = desk.rulebook.tolerance, names_of(desk, review.factor_set)
    who = f"{person.unit_name}{person.post}{person.name}" if person and person.name else ""
    lines = [f"关于{who}“{review.matter}”，经核实认定如下："]
    if review.facts:
        lines.append(f"事实经过：{_sentence(review.facts)}")
    sides = {"tolerated": "属于", "punished": "不属于", "unclear": "现有证据不足以认定属于"}
    for number, item in enumerate((i for i in lists.distinctions if i.enabled), 1):
        finding = review.distinctions.get(item.code, Finding())
        if finding.answer in sides:
            proof = f"证据：{_sentence(finding.evidence)}" if finding.evidence else ""
            lines.append(f"{number}．{sides[finding.answer]}{item.tolerated}。{_sentence(finding.grounds)}{proof}")
    weighed = [(names.get(code, code), f.grounds) for code, f in review.factors.items() if f.grounds.strip()]
    if weighed:
        lines.append("综合考量：" + "；".join(f"{name}——{text.strip(_STOPS)}" for name, text in weighed) + "。")
    chosen = [names.get(code, code) for code, f in review.positive.items() if f.answer == "yes"]
    if chosen:
        lines.append(f"符合正面清单：{'；'.join(chosen)}。")
    lines += _locks(desk, review, names)
    if review.conclusion:
        meeting = f"经{review.meeting}研究，" if review.meeting else ""
        change = f"，处理由“{review.handling_before}”变更为“{review.handling_after}”" if (
            review.handling_before and review.handling_after) else ""  # fmt: skip
        lines.append(f"结论：{meeting}{CONCLUSIONS[review.conclusion]}{change}。")
    return "\n".join(lines)


_STOPS = "。；;. \n"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith(("。", "；")) else f"{text}。"


def _locks(desk: Desk, review: ToleranceReview, names: Mapping[str, str]) -> list[str]:
    """What the finding says about the negative list and the exclusions."""
    hit = rules.standing(review)
    if hit:
        found = {**review.exclusions, **review.negative}
        return [f"存在不予容错情形“{names.get(code, code)}”。{_sentence(found[code].grounds)}" for code in hit]
    required = required_codes(desk, review.factor_set)
    asked = [review.negative.get(c) for c in required.negative] + [review.exclusions.get(c) for c in required.exclusions]
    if all(finding is not None and finding.answer == "no" for finding in asked):
        return ["经逐项核对，不存在负面清单和不予容错情形。"]
    return []


def record_review(desk: Desk, review: ToleranceReview, person: Person) -> Changes:
    """Register a review or save its findings. A negative item or exclusion answered yes locks the conclusion.

    RuleError names the field that is wrong. What a conclusion rests on is not changed here but by `unlock`."""
    desk.need(Permission.WRITE)
    person = tidied(person)
    person_rules.check(person, on=desk.today)
    rules.check(
        review, required=required_codes(desk, review.factor_set), names=names_of(desk, review.factor_set), on=desk.today
    )
    action = "修改容错审查" if review.id else "登记容错审查"
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review.id) as tx:
        if review.id is not None:
            refuse_quiet_unlock(_living(review.id), review, names_of(desk, review.factor_set))
        _check_stored(review, person)
        saved = save_review(desk, tx, review, person)
        tx.record_id = saved.id
        tx.note(f"{person.name} {saved.number} {CONCLUSIONS.get(saved.conclusion, '')}".strip())
    said = f"，结论为{CONCLUSIONS[saved.conclusion]}" if saved.conclusion else ""
    return Changes(
        touched=_TOUCHED, message=f"已保存{person.name}的容错审查{said}。", record_id=saved.id, audit_seq=tx.seq
    )


def tidied(person: Person) -> Person:
    """Blanks at the ends away; birth and sex from the ID number where they were left empty."""
    id_number = identity.normal_id(person.id_number)
    if id_number and not identity.check_id_number(id_number):
        person = replace(
            person, birth=person.birth or identity.birth_of(id_number), sex=person.sex or identity.sex_of(id_number)
        )
    return replace(
        person, id_number=id_number, name=person.name.strip(), unit_name=person.unit_name.strip(),
        post=person.post.strip(),
    )  # fmt: skip


def save_review(desk: Desk, tx: Transaction, review: ToleranceReview, person: Person) -> ToleranceReview:
    """The writing half of `record_review`, for work that saves many reviews in one transaction. Even here nothing
    but 不予容错 is stored while an entry stands."""
    rules.refuse_locked(review, names_of(desk, review.factor_set))
    before = rows.get(review.id) if review.id is not None else None
    saved_person = person_rows.save(tx, person, initials=initials)
    if not review.number:
        review = replace(review, number=rows.next_number((review.applied_on or desk.today).year))
    saved = rows.save(tx, replace(review, person_id=saved_person.id))
    refresh_person(desk, tx, saved_person.id or 0)
    if before and before.person_id not in (None, saved_person.id):
        refresh_person(desk, tx, before.person_id or 0)
    return saved


def _living(review_id: int) -> ToleranceReview:
    """A review that is not in the recycle bin, read within a transaction."""
    review = rows.get(review_id)
    if review is None or rows.is_deleted(review_id):
        raise Refused(GONE)
    return review


def _check_stored(review: ToleranceReview, person: Person) -> None:
    """Refuse a second person with the same ID number, and a case of somebody else."""
    twin = person_rows.with_id_number(person.id_number)
    if twin and twin.id != person.id:
        raise RuleError("id_number", f"该身份证号已登记为{twin.name}（{twin.unit_name}），请从已有人员中选择。")
    if review.case_id is not None:
        file = case_rows.file_of(review.case_id)
        if file is None or file.person.id != person.id:
            raise RuleError("case_id", "所选案件不是该人员的案件，请重新选择。")


def unlock(desk: Desk, review_id: int, code: str, *, why: str) -> Changes:
    """A reviewer withdraws a wrong tick on the negative list or an exclusion, with a reason. When no other entry
    stands, the conclusion drawn from it falls with it, and so do its feedback and filing: all must be done anew."""
    desk.need(Permission.REVIEW)
    if not why.strip():
        raise RuleError("why", "请写明解除锁定的理由。")
    with desk.vault.write(desk.actor, "解除容错锁定", noun="tolerance", record_id=review_id, why=why.strip()) as tx:
        review = _living(review_id)
        if code not in rules.standing(review):
            raise Refused("该情形未被认定，无须解除。")
        cleared = Finding("no", f"审核人解除：{why.strip()}", "")
        changed = replace(
            review,
            negative={c: cleared if c == code else f for c, f in review.negative.items()},
            exclusions={c: cleared if c == code else f for c, f in review.exclusions.items()},
        )
        left = rules.standing(changed)
        if not left:
            changed = replace(changed, conclusion="", concluded_on=None, feedback_on=None, filed_on=None)
        rows.save(tx, changed)
        refresh_person(desk, tx, review.person_id or 0)
        names = names_of(desk, review.factor_set)
        tx.note(f"{review.number} {names.get(code, code)}")
    message = "已解除锁定，请重新认定结论。"
    if left:
        message = f"已解除该项，{rules.quoted(left, names)}仍在，结论仍锁定为不予容错。"
    return Changes(touched=_TOUCHED, message=message, record_id=review_id, audit_seq=tx.seq)


def record_correction(desk: Desk, review_id: int, *, done_on: date) -> Changes:
    """Record that the ordered correction is done."""
    desk.need(Permission.WRITE)
    if done_on > desk.today:
        raise RuleError("correction_done", "完成日期晚于今天。")
    with desk.vault.write(desk.actor, "记录纠错整改", noun="tolerance", record_id=review_id) as tx:
        review = _living(review_id)
        if review.correction_due is None:
            raise Refused("尚未下达纠错通知，没有需要完成的整改。")
        begun = review.concluded_on or review.applied_on
        if begun and done_on < begun:
            raise RuleError("correction_done", "完成日期早于认定日期。")
        rows.save(tx, replace(review, correction_done=done_on))
        refresh_person(desk, tx, review.person_id or 0)
        tx.note(review.number)
    return Changes(touched=_TOUCHED, message="已登记纠错整改完成。", record_id=review_id, audit_seq=tx.seq)


def delete_review(desk: Desk, review_id: int, *, why: str = "") -> Changes:
    """Into the recycle bin. One whose conclusion is locked only by a reviewer, lest it be registered anew without."""
    return _set_deleted(desk, review_id, "删除容错审查到回收站", deleted=True, why=why)


def recover_review(desk: Desk, review_id: int) -> Changes:
    """Out of the recycle bin."""
    return _set_deleted(desk, review_id, "从回收站恢复容错审查", deleted=False, why="")


def _set_deleted(desk: Desk, review_id: int, action: str, *, deleted: bool, why: str) -> Changes:
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review_id, why=why) as tx:
        review = rows.get(review_id)
        if review is None or rows.is_deleted(review_id) == deleted:
            raise Refused(GONE)
        if deleted:
            refuse_losing(desk, review)
        rows.set_deleted(tx, review_id, desk.clock() if deleted else None)
        refresh_person(desk, tx, review.person_id or 0)
        tx.note(review.number)
    done = "已移入回收站。" if deleted else "已恢复。"
    return Changes(touched=_TOUCHED, message=f"容错审查{review.number}{done}", record_id=review_id, audit_seq=tx.seq)
