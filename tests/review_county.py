"""A county's tolerance reviews and letters by chance, written straight into the tables: every stage, every ending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from revisit_county import sanction

from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.people import Person
from jzdesk.domain.review_files import CorrectionCheck, Evidence, InvolvedPerson
from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.services import cases
from jzdesk.services.duties import rebuild
from jzdesk.services.pinyin import initials
from jzdesk.storage import enquiries as letter_rows
from jzdesk.storage import people as person_rows
from jzdesk.storage import tolerance as rows

UNITS = ("县教育局", "县水利局", "埠河镇人民政府", "斗湖堤镇荆江社区居民委员会")
KINDS = ("subsidy", "project", "invest", "other", "")
ITEMS = ("P02", "P04", "P08", "P99")
MEASURES = ("D1", "D2", "D3", "F11", "F01", "Z2", "")


class Chance:
    """Draws days that follow one another; nothing lies after today."""

    def __init__(self, desk, seed):
        self.rng, self.desk, self.today = Random(seed), desk, desk.today

    def after(self, day, most):
        """A day up to `most` days after another, or None when that would lie in the future."""
        if day is None:
            return None
        found = day + timedelta(days=self.rng.randrange(most + 1))
        return found if found <= self.today else None

    def maybe(self, share):
        return self.rng.random() < share


def scatter(desk, *, count=80, seed=1, first=date(2025, 9, 1)):
    """`count` reviews of people who were partly sanctioned, and letters about them; the chance that drew them."""
    chance = Chance(desk, seed)
    people = _people(desk, chance, max(count // 4, 6))
    with desk.vault.write(desk.actor, "登记容错审查", noun="tolerance") as tx:
        for number in range(count):
            _review(tx, chance, people, number, first)
        for number in range(count // 4):
            _letter(tx, chance, people, number, first)
        tx.note("随机县")
    rebuild(desk)
    return chance


def _people(desk, chance, count):
    """Some with a case, some without; their keys and cases."""
    found = []
    for number in range(count):
        if chance.maybe(0.4):
            day = chance.after(date(2025, 6, 1), 500) or date(2025, 6, 1)
            case = sanction(desk, f"甲{number}", decided_on=day, codes=(chance.rng.choice(("D1", "D2", "Z2", "F11")),),
                            unit=chance.rng.choice(UNITS), number=f"〔{number}〕号")  # fmt: skip
            found.append((cases.open_case(desk, case).person.id, case))
        else:
            with desk.vault.write(desk.actor, "登记人员", noun="person") as tx:
                unit = person_rows.unit_named(tx, chance.rng.choice(UNITS), initials=initials)
                person = Person(name=f"乙{number}", unit_id=unit, post="干部")
                found.append((person_rows.save(tx, person, initials=initials).id, None))
                tx.note(person.name)
    return found


def _review(tx, chance, people, number, first):
    rng = chance.rng
    (person, case), *more = rng.sample(people, rng.choice((1, 1, 2, 3)))
    applied = chance.after(first, (chance.today - first).days)
    way_in = rng.choice(("application", "application", "self_started", "filing"))
    review = ToleranceReview(
        number=f"RC-{number:03d}", person_id=person, case_id=case if chance.maybe(0.5) else None, way_in=way_in,
        matter=f"事项{number}", facts="经过", applied_on=applied, matter_kind=rng.choice(KINDS), applicant="某单位",
    )  # fmt: skip
    review = _finished(chance, _staged(chance, review))
    saved = rows.save(tx, review)
    rows.keep_others(tx, saved.id, [
        InvolvedPerson(person_id=key, role="参与", before_code=rng.choice(MEASURES) if review.conclusion else "",
                       after_code=rng.choice(MEASURES) if review.conclusion not in ("", "exempt") else "")
        for key, _case in more
    ])  # fmt: skip
    rows.keep_evidence(tx, saved.id, [Evidence(number=n + 1, title="材料") for n in range(rng.randrange(4))])
    if saved.correction_ordered_on and chance.maybe(0.6):
        day = chance.after(saved.correction_ordered_on, 15)
        if day:
            rows.save_check(tx, CorrectionCheck(review_id=saved.id, checked_on=day, checker="某", found="部分整改", result="open",
                                                next_on=day + timedelta(days=10)))  # fmt: skip


def _staged(chance, review):
    """Accepted or not, filed and happened, verified, studied, concluded."""
    if chance.maybe(0.1):
        day = chance.after(review.applied_on, 9)
        return (
            replace(review, acceptance_refused="不属于容错范围", acceptance_refused_on=day) if day else review
        )
    review = replace(review, accepted_on=chance.after(review.applied_on, 12))
    start = review.accepted_on
    if review.way_in == "filing":
        start = chance.after(start, 90) if chance.maybe(0.6) else None
        review = replace(review, happened_on=start)
    if chance.maybe(0.15):
        return review
    review = replace(review, verified_on=chance.after(start, 50))
    if chance.maybe(0.2) and review.verified_on:
        review = replace(review, extended_to=start + timedelta(days=40), extension_reason="复杂", extension_approver="某",
                         extension_approved_on=start + timedelta(days=5))  # fmt: skip
        if review.extension_approved_on > chance.today:
            review = replace(
                review,
                extended_to=None,
                extension_reason="",
                extension_approver="",
                extension_approved_on=None,
            )
    review = replace(review, studied_on=chance.after(review.verified_on, 14))
    if review.studied_on:
        review = replace(
            review, meeting="常委会", study_expected=7, study_present=7, votes_for=6, votes_against=1
        )
    return replace(review, concluded_on=chance.after(review.studied_on, 12))


def _finished(chance, review):
    """The conclusion and what follows it."""
    rng = chance.rng
    if review.concluded_on is None:
        return review
    conclusion = rng.choice(("exempt", "exempt", "lighter", "mitigated", "refused"))
    found = {"positive": {rng.choice(ITEMS): Finding("yes", "符合", "1")}}
    if conclusion == "refused":
        found = {
            rng.choice(("negative", "exclusions")): {rng.choice(("N01", "X1")): Finding("yes", "属实", "1")}
        }
    review = replace(
        review, conclusion=conclusion, statement="认定如上。", before_code=rng.choice(MEASURES),
        after_code="" if conclusion == "exempt" else rng.choice(MEASURES), **found,
    )  # fmt: skip
    told = chance.after(review.concluded_on, 9)
    organ = chance.after(told, 5) if chance.maybe(0.85) else None
    review = replace(
        review, feedback_on=told, feedback_organ_on=organ, filed_on=chance.after(review.concluded_on, 10)
    )
    if told and chance.maybe(0.3):
        review = _objected(chance, review)
    if conclusion != "refused" and chance.maybe(0.7):
        ordered = chance.after(review.concluded_on or review.applied_on, 5)
        if ordered:
            review = replace(review, correction="完善制度", correction_owner="某", correction_ordered_on=ordered,
                             correction_due=ordered + timedelta(days=30), correction_done=chance.after(ordered, 50))  # fmt: skip
    if review.conclusion == "exempt" and chance.maybe(0.6):
        review = replace(review, clarify=rng.choice(("needed", "needed", "not_needed")))
        if review.clarify == "needed":
            review = replace(review, clarify_ways=("written",), clarify_joint=chance.maybe(0.3),
                             clarified_on=chance.after(review.concluded_on, 20))  # fmt: skip
    return review


def _objected(chance, review):
    day = chance.after(review.feedback_on, 9)
    if day is None:
        return review
    review = replace(review, objected_on=day, objected_by="本人", objection="不服")
    answered = chance.after(day, 18) if chance.maybe(0.8) else None
    if answered is None:
        return review
    result = chance.rng.choice(("upheld", "changed"))
    review = replace(review, objection_answered_on=answered, objection_result=result, objection_answer="答复")
    if result == "upheld":
        return review
    told = max(review.feedback_on, review.feedback_organ_on) if review.feedback_organ_on else None
    again = {
        "earlier_conclusion": review.conclusion, "earlier_concluded_on": review.concluded_on,
        "earlier_studied_on": review.studied_on, "earlier_feedback_on": told, "earlier_filed_on": review.filed_on,
        "feedback_on": None, "feedback_organ_on": None, "filed_on": None,
    }  # fmt: skip
    studied = chance.after(answered, 9)
    concluded = chance.after(studied, 9)
    if concluded is None:
        again |= {"conclusion": "", "concluded_on": None, "statement": "", "after_code": ""}
    return replace(
        review, **again | {"studied_on": studied} | ({"concluded_on": concluded} if concluded else {})
    )


def _letter(tx, chance, people, number, first):
    rng = chance.rng
    received = chance.after(first, (chance.today - first).days)
    letter = Enquiry(
        number=f"HF-{number:03d}", organ="县委组织部", letter_number=f"公组函〔2026〕{number}号", letter_on=received,
        received_on=received, purpose=rng.choice(("promotion", "rank", "award")), reply_on=chance.after(received, 25),
    )  # fmt: skip
    if letter.reply_on:
        letter = replace(letter, reply_number=f"公纪函〔2026〕{number}号", signer="某")
    saved = letter_rows.save(tx, letter)
    for position, (key, _case) in enumerate(rng.sample(people, rng.randrange(1, 5)), 1):
        decided = letter.reply_on is not None
        letter_rows.save_name(tx, EnquiryPerson(
            enquiry_id=saved.id, position=position, name=f"名{number}-{position}", unit_text="某单位", post="某职",
            proposed_post="拟任", id_number="421022198001011231", person_id=key, matched="hand",
            proposed="clear", conclusion=rng.choice(("clear", "tolerated", "in_period")) if decided else "",
            decided_by="李经办" if decided else "", decided_on=letter.reply_on,
        ))  # fmt: skip
