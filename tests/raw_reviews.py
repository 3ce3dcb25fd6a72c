"""Tolerance reviews straight from the tables, as they stood on a day, with what they owe: for counting them again.

Written against the clauses (domain notes §3.5), not against the program: plain SQL, days counted one by one."""

from __future__ import annotations

from datetime import timedelta

from raw_decisions import day, rows

DAYS = (
    "applied_on", "accepted_on", "acceptance_refused_on", "happened_on", "verified_on", "studied_on", "concluded_on",
    "feedback_on", "feedback_organ_on", "filed_on", "objected_on", "objection_answered_on", "correction_ordered_on",
    "correction_due", "correction_done", "clarified_on", "extended_to", "extension_approved_on", "earlier_concluded_on",
    "earlier_studied_on", "earlier_feedback_on", "earlier_filed_on",
)  # fmt: skip


def stood(review, on):
    """The review as it was on a day: days that lie after it are taken out with what they brought."""
    then = dict(review)
    if then["objection_result"] == "changed" and then["objection_answered_on"] > on:
        told = then["earlier_feedback_on"]
        then |= {"conclusion": then["earlier_conclusion"], "concluded_on": then["earlier_concluded_on"], "clarify": "",
                 "studied_on": then["earlier_studied_on"], "feedback_on": told, "feedback_organ_on": told,
                 "filed_on": then["earlier_filed_on"], "objection_answered_on": None}  # fmt: skip
    if then["acceptance_refused_on"] and then["acceptance_refused_on"] > on:
        then["acceptance_refused"] = ""
    if then["extension_approved_on"] and then["extension_approved_on"] > on:
        then["extended_to"] = None
    if then["correction_ordered_on"] and then["correction_ordered_on"] > on:
        then["correction_due"] = None
    if then["verified_on"] and then["verified_on"] > on:  # answers are found while verifying
        then |= {"positive": "{}", "negative": "{}", "exclusions": "{}"}
    for name in DAYS:
        if name not in ("correction_due", "extended_to") and then[name] and then[name] > on:
            then[name] = None
    if then["concluded_on"] is None:
        then |= {"conclusion": "", "clarify": ""}
    if then["objection_answered_on"] is None:
        then["objection_result"] = ""
    return then


def reviews(desk, on):
    found = rows(desk, "SELECT r.*, p.name, p.unit_id FROM tolerance_review r JOIN person p ON p.id = r.person_id"
                 " WHERE r.deleted_at IS NULL AND r.applied_on <= ? ORDER BY r.id", str(on))  # fmt: skip
    for review in found:
        for name in DAYS:
            review[name] = day(review[name])
        review["people"] = [review["person_id"], *(
            row["person_id"] for row in rows(desk, "SELECT person_id FROM review_person WHERE review_id = ?", review["id"]))]  # fmt: skip
        review["checks"] = [(day(c["checked_on"]), day(c["next_on"])) for c in rows(
            desk, "SELECT * FROM correction_check WHERE review_id = ? ORDER BY checked_on, id", review["id"])]  # fmt: skip
    return found


def working_days_after(cal, start, number):
    on = start
    while number:
        on += timedelta(days=1)
        number -= cal.is_working_day(on)
    return on


def used(cal, start, end):
    return sum(cal.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def owed(desk, review, on):
    """(stage, from, until, done) of everything a review owes or owed: (domain notes §3.5)."""
    limits = {stage.code: stage.working_days for stage in desk.rulebook.tolerance.stages}

    def until(start, stage):
        return working_days_after(desk.calendar, start, limits[stage])

    def one(stage, start, done, due=None, code=None):
        return [(stage, start, due or until(start, code or stage), done)] if start else []

    filing = review["way_in"] == "filing"
    refused = review["acceptance_refused_on"] if review["acceptance_refused"] else None
    found = one("accept_review", review["applied_on"], review["accepted_on"] or refused,
                code="accept_filing" if filing else "accept_review")  # fmt: skip
    if review["acceptance_refused"]:
        return found
    start = review["happened_on"] if filing else review["accepted_on"]
    found += one("verify_review", start, review["verified_on"], due=review["extended_to"])
    known, again = review["verified_on"], review["objection_result"] == "changed"
    if again:
        concluded = review["earlier_concluded_on"]
        found += one("study_review", known, review["earlier_studied_on"]) + one(
            "conclude_review", known, concluded
        )
        for stage, done in (
            ("feed_back_review", review["earlier_feedback_on"]),
            ("file_review", review["earlier_filed_on"]),
        ):
            found += one(stage, concluded, done) if done else []
        known = review["objection_answered_on"]
    found += one("study_review", known, review["studied_on"]) + one(
        "conclude_review", known, review["concluded_on"]
    )
    both = review["feedback_on"] and review["feedback_organ_on"]
    told = max(review["feedback_on"], review["feedback_organ_on"]) if both else None
    found += one("feed_back_review", review["concluded_on"], told) + one(
        "file_review", review["concluded_on"], review["filed_on"]
    )
    found += one("answer_objection", review["objected_on"], review["objection_answered_on"])
    if review["clarify"] == "needed":
        found += one("clarify", review["concluded_on"], review["clarified_on"],
                     code="clarify_joint" if review["clarify_joint"] else "clarify")  # fmt: skip
    if review["correction_due"]:
        ordered = review["correction_ordered_on"]
        found += one("correct", ordered, review["correction_done"], due=review["correction_due"])
        looked, next_on = ordered, None
        for checked, coming in (c for c in review["checks"] if c[0] <= on):
            found += one("check_correction", looked, checked, due=next_on)
            looked, next_on = checked, coming
        if review["correction_done"] is None:
            found += one("check_correction", looked, None, due=next_on)
    return found


def is_open(desk, review, on):
    if review["acceptance_refused"]:
        return False
    return not review["conclusion"] or any(done is None for _, _, _, done in owed(desk, review, on))
