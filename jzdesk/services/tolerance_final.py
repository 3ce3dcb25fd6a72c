"""What a review needs for its conclusion, and what the conclusion changes: by the lists the review is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain import final_findings
from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import RuleError
from jzdesk.domain.handling import form_name
from jzdesk.domain.handling_change import Handling, measures_of
from jzdesk.domain.review_files import ReviewFile
from jzdesk.domain.tolerance import RequiredCodes, ToleranceReview, standing
from jzdesk.services.review_lists import lists_for
from jzdesk.services.tolerance_lists import words_by

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk


def required_of(desk: Desk, review: ToleranceReview) -> RequiredCodes:
    """What every conclusion must answer under the lists of a review. RuleError for an unknown set of factors."""
    lists = lists_for(desk, review)
    factors = lists.factor_sets.get(review.factor_set)
    if factors is None:
        raise RuleError("factor_set", "请选择认定因素的种类。")
    return RequiredCodes(
        distinctions=tuple(item.code for item in lists.distinctions if item.enabled),
        negative=tuple(item.code for item in lists.negative if item.enabled),
        exclusions=tuple(item.code for item in lists.exclusions if item.enabled),
        factors=tuple(item.code for item in factors.factors if item.enabled),
        necessary=factors.all_required,
    )


def required_codes(desk: Desk, factor_set: str) -> RequiredCodes:
    """The same for a review that is not begun yet."""
    return required_of(desk, ToleranceReview(factor_set=factor_set))


def names_of(desk: Desk, review: ToleranceReview | str) -> dict[str, str]:
    """The short name of every list entry by code, for messages: of a review, or of a set of factors."""
    item = review if isinstance(review, ToleranceReview) else ToleranceReview(factor_set=review)
    lists = lists_for(desk, item)
    factors = lists.factor_sets.get(item.factor_set)
    items = [*lists.positive, *lists.negative, *lists.exclusions, *(factors.factors if factors else ())]
    names = {code: words_by(desk, lists, code) for code in standing(item)}  # also those of another version
    names |= {entry.code: entry.text for entry in items}
    return names | {entry.code: entry.title for entry in lists.distinctions}


def missing_for_final(desk: Desk, file: ReviewFile) -> list[tuple[str, str]]:
    """(field, sentence) of everything a conclusion still lacks, in the order of the form; empty when it may be final."""
    desk.need(Permission.READ)
    return list(final_findings.missing(file, lists_for(desk, file.review), desk.rulebook.sanctions))


@dataclass(frozen=True, slots=True)
class FormChange:
    """The form of handling of one person before and after, in words; '' where nothing is said yet."""

    name: str
    before: str
    after: str


def forms_become(desk: Desk, file: ReviewFile) -> list[FormChange]:
    """Which of the four forms the handling of each person was in and becomes: 处分 to 诫勉 goes from the second to the
    first."""
    desk.need(Permission.READ)
    review = file.review
    names = {person.id: person.name for person in file.people}
    own = Handling(before_code=review.before_code, before=review.handling_before, after_code=review.after_code,
                   after=review.handling_after)  # fmt: skip
    found = [(file.person.name, own)]
    for other in file.others:
        handling = Handling(before_code=other.before_code, before=other.handling_before, after_code=other.after_code,
                            after=other.handling_after)  # fmt: skip
        found.append((names.get(other.person_id, ""), handling))
    return [_change(desk, review.conclusion, name, handling) for name, handling in found]


def _change(desk: Desk, conclusion: str, name: str, handling: Handling) -> FormChange:
    before, after = measures_of(handling, desk.rulebook.sanctions)
    said = _form(desk, after, handling.after)
    if conclusion == "exempt":
        said = "不作处理，不计入四种形态"
    return FormChange(name, _form(desk, before, handling.before), said)


def _form(desk: Desk, code: str, text: str) -> str:
    if code in desk.rulebook.sanctions:
        measure = desk.rulebook.sanctions[code]
        name = measure.short if "（" in measure.name else measure.name  # no brackets within brackets
        return f"{form_name(measure.form)}（{name}）"
    return f"{text.strip()}（未选处理种类，不能归入四种形态）" if text.strip() else ""


def propose_effects(desk: Desk, about: ReviewFile | ToleranceReview) -> str:
    """What the conclusion means for appraisal, promotion and enquiries, as the rules have it, for the clerk to edit."""
    desk.need(Permission.READ)
    review = about.review if isinstance(about, ReviewFile) else about
    conclusion = next((c for c in desk.rulebook.tolerance.conclusions if c.code == review.conclusion), None)
    if conclusion is None:
        return ""
    parts = list(conclusion.effects)
    handling = Handling(after_code=review.after_code, after=review.handling_after)
    _before, after = measures_of(handling, desk.rulebook.sanctions)
    if after in desk.rulebook.sanctions and review.conclusion in ("lighter", "mitigated"):
        measure = desk.rulebook.sanctions[after]
        version = measure.version_on(review.concluded_on or desk.today)
        if version.months:
            rest = f"，{version.restriction}" if version.restriction else ""
            parts.append(
                f"{measure.name_on(review.concluded_on or desk.today)}的影响期{version.months}个月{rest}"
            )
    return "；".join(parts) + "。" if parts else ""
