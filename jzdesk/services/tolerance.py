"""容错纠错: register a review, find clause by clause, conclude, correct."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import people as person_rules
from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, RequiredCodes, ToleranceReview
from jzdesk.services.duties import refresh_person
from jzdesk.services.pinyin import initials
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import people as person_rows
from jzdesk.storage import tolerance as rows
from jzdesk.storage.tolerance import ReviewFilter, ReviewRow

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.people import Person
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

__all__ = ["ReviewFilter", "ReviewRow"]

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
        review = rows.get(review_id)
        person = person_rows.get(review.person_id or 0) if review else None
    if review is None or person is None:
        raise Refused("这件容错审查已不存在，请刷新列表。")
    return review, person


def duties_of_review(desk: Desk, review_id: int) -> list[Duty]:
    """The duties of a review's stages, by due date."""
    desk.need(Permission.READ)
    with desk.vault.read():
        review = rows.get(review_id)
        found = duty_rows.of_person(review.person_id or 0) if review else []
    return [duty for duty in found if duty.review_id == review_id]


def required_codes(desk: Desk, factor_set: str) -> RequiredCodes:
    """What every conclusion must answer under the lists in force."""
    lists = desk.rulebook.tolerance
    return RequiredCodes(
        distinctions=tuple(item.code for item in lists.distinctions),
        negative=tuple(item.code for item in lists.negative if item.enabled),
        exclusions=tuple(item.code for item in lists.exclusions if item.enabled),
        factors=tuple(item.code for item in lists.factor_sets[factor_set].factors if item.enabled),
    )


def names_of(desk: Desk, factor_set: str) -> dict[str, str]:
    """The short name of every list entry by code, for messages."""
    lists = desk.rulebook.tolerance
    items = [*lists.positive, *lists.negative, *lists.exclusions, *lists.factor_sets[factor_set].factors]
    return {item.code: item.text for item in items} | {item.code: item.title for item in lists.distinctions}


def propose_statement(desk: Desk, review: ToleranceReview) -> str:
    """The text of the finding assembled from its answers, for the clerk to edit."""
    lists, names = desk.rulebook.tolerance, names_of(desk, review.factor_set)
    lines = [f"关于“{review.matter}”，经核实认定如下："]
    hit = rules.standing(review)
    if hit:
        found = {**review.negative, **review.exclusions}
        lines += [f"存在不予容错情形“{names.get(code, code)}”：{found[code].grounds}" for code in hit]
    else:
        sides = [(i, review.distinctions.get(i.code)) for i in lists.distinctions]
        lines += [f"{n}．{item.tolerated}。{f.grounds}" for n, (item, f) in enumerate(sides, 1)
                  if f and f.answer == "tolerated"]  # fmt: skip
        chosen = [names.get(code, code) for code, f in review.positive.items() if f.answer == "yes"]
        if chosen:
            lines.append(f"符合正面清单：{'；'.join(chosen)}。")
        lines.append("经逐项核对，不存在负面清单和不予容错情形。")
    if review.conclusion:
        lines.append(f"结论：{CONCLUSIONS[review.conclusion]}。")
    return "\n".join(lines)


def record_review(desk: Desk, review: ToleranceReview, person: Person) -> Changes:
    """Register a review or save its findings. A negative item or exclusion answered yes locks the conclusion.

    Unticking such an item on a concluded review needs the reviewer's role: see `unlock`."""
    desk.need(Permission.WRITE)
    person_rules.check(person, on=desk.today)
    rules.check(
        review, required=required_codes(desk, review.factor_set), names=names_of(desk, review.factor_set), on=desk.today
    )
    action = "修改容错审查" if review.id else "登记容错审查"
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review.id) as tx:
        if review.id is not None:
            _refuse_quiet_unlock(desk, review)
        saved = save_review(desk, tx, review, person)
        tx.record_id = saved.id
        tx.note(f"{person.name} {saved.number} {CONCLUSIONS.get(saved.conclusion, '')}".strip())
    said = f"，结论为{CONCLUSIONS[saved.conclusion]}" if saved.conclusion else ""
    return Changes(
        touched=_TOUCHED, message=f"已保存{person.name}的容错审查{said}。", record_id=saved.id, audit_seq=tx.seq
    )


def save_review(desk: Desk, tx: Transaction, review: ToleranceReview, person: Person) -> ToleranceReview:
    """The writing half of `record_review`, for work that saves many reviews in one transaction."""
    saved_person = person_rows.save(tx, person, initials=initials)
    if not review.number:
        review = replace(review, number=rows.next_number((review.applied_on or desk.today).year))
    saved = rows.save(tx, replace(review, person_id=saved_person.id))
    refresh_person(desk, tx, saved_person.id or 0)
    return saved


def _refuse_quiet_unlock(desk: Desk, review: ToleranceReview) -> None:
    old = rows.get(review.id or 0)
    if old is None:
        raise Refused("这件容错审查已不存在，请刷新列表。")
    lifted = set(rules.standing(old)) - set(rules.standing(review))
    if lifted and old.conclusion and not desk.may(Permission.REVIEW):
        names = names_of(desk, old.factor_set)
        which = "、".join(names.get(code, code) for code in sorted(lifted))
        raise Refused(f"“{which}”已据以作出结论，改回须由审核人登录办理并写明理由。")


def unlock(desk: Desk, review_id: int, code: str, *, why: str) -> Changes:
    """A reviewer withdraws a wrong tick on the negative list or an exclusion, with a reason; the conclusion drawn
    from it falls with it and must be found anew."""
    desk.need(Permission.REVIEW)
    if not why.strip():
        raise RuleError("why", "请写明解除锁定的理由。")
    with desk.vault.write(desk.actor, "解除容错锁定", noun="tolerance", record_id=review_id, why=why) as tx:
        review = rows.get(review_id)
        if review is None or code not in rules.standing(review):
            raise Refused("该情形未被认定，无须解除。")
        cleared = rules.Finding("no", f"审核人解除：{why.strip()}", "")
        changed = replace(review, conclusion="", concluded_on=None)
        if code in review.negative:
            changed = replace(changed, negative={**review.negative, code: cleared})
        else:
            changed = replace(changed, exclusions={**review.exclusions, code: cleared})
        rows.save(tx, changed)
        refresh_person(desk, tx, review.person_id or 0)
        tx.note(f"{review.number} {names_of(desk, review.factor_set).get(code, code)}")
    return Changes(touched=_TOUCHED, message="已解除锁定，请重新认定结论。", record_id=review_id, audit_seq=tx.seq)


def refuse_locked(review: ToleranceReview) -> ToleranceReview:
    """What the screen shows at once: a locked review can only be concluded as 不予容错."""
    return replace(review, conclusion=REFUSED) if rules.is_locked(review) and review.conclusion else review


def record_correction(desk: Desk, review_id: int, *, done_on: date) -> Changes:
    """Record that the ordered correction is done."""
    desk.need(Permission.WRITE)
    if done_on > desk.today:
        raise RuleError("correction_done", "完成日期晚于今天。")
    with desk.vault.write(desk.actor, "记录纠错整改", noun="tolerance", record_id=review_id) as tx:
        review = rows.get(review_id)
        if review is None:
            raise Refused("这件容错审查已不存在，请刷新列表。")
        if review.correction_due is None:
            raise Refused("尚未下达纠错通知，没有需要完成的整改。")
        if review.concluded_on and done_on < review.concluded_on:
            raise RuleError("correction_done", "完成日期早于认定日期。")
        rows.save(tx, replace(review, correction_done=done_on))
        refresh_person(desk, tx, review.person_id or 0)
        tx.note(review.number)
    return Changes(touched=_TOUCHED, message="已登记纠错整改完成。", record_id=review_id, audit_seq=tx.seq)


def delete_review(desk: Desk, review_id: int, *, why: str = "") -> Changes:
    """Into the recycle bin."""
    return _set_deleted(desk, review_id, "删除容错审查到回收站", deleted=True, why=why)


def recover_review(desk: Desk, review_id: int) -> Changes:
    """Out of the recycle bin."""
    return _set_deleted(desk, review_id, "从回收站恢复容错审查", deleted=False, why="")


def _set_deleted(desk: Desk, review_id: int, action: str, *, deleted: bool, why: str) -> Changes:
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review_id, why=why) as tx:
        review = rows.get(review_id)
        if review is None:
            raise Refused("这件容错审查已不存在，请刷新列表。")
        rows.set_deleted(tx, review_id, desk.clock() if deleted else None)
        refresh_person(desk, tx, review.person_id or 0)
        tx.note(review.number)
    done = "已移入回收站。" if deleted else "已恢复。"
    return Changes(touched=_TOUCHED, message=f"容错审查{review.number}{done}", record_id=review_id, audit_seq=tx.seq)
