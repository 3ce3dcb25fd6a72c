"""Decisions straight from the tables, with what reviews left of them by a day: for counting the county again.

Written against the clauses, not against the program: plain SQL and plain Python, nothing of the planner."""

from __future__ import annotations

from datetime import date

SANCTIONS = {"party", "admin", "institution"}
POST_CHANGING = {"D3", "D4-1", "D4-2", "D5", "Z4", "Z5", "Z6", "S3", "S3x", "S4"}
"""撤销党内职务 and above, 降级 (降低岗位等级) and above: post and pay change (条例 第四十四条, 政务处分法 第五十四条)."""

REVOKING_DEMANDS = {"announce", "deliver", "tell", "adjust", "archive"}
"""What a decision that revokes owes of what the revoked one did (政务处分法 第六十条): no report on execution."""


def rows(desk, sql, *values):
    with desk.vault.read() as database:
        cursor = database.execute_sql(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def day(text):
    return date.fromisoformat(text) if text else None


def decisions(desk, last):
    """Every living decision made by a day with what hangs on it.

    `called`: the measures whose execution it demands; `codes`: those of them a review has left; `standing`: its own
    measures in force on the day; `aside`: the day the last of its own was revoked or replaced, None while all stand."""
    found = rows(
        desk,
        "SELECT d.*, c.person_id, c.suspected_crime, c.transferred_on, p.name FROM decision d"
        ' JOIN "case" c ON c.id = d.case_id JOIN person p ON p.id = c.person_id'
        " WHERE c.deleted_at IS NULL AND d.decided_on <= ? ORDER BY d.decided_on, d.id",
        str(last),
    )
    made = {d["id"]: d for d in found}
    measures = [m for m in rows(desk, "SELECT * FROM measure ORDER BY id") if m["decision_id"] in made]
    fell = {m["replaces_id"]: day(made[m["decision_id"]]["decided_on"]) for m in measures if m["replaces_id"]}
    fell |= {m["id"]: day(m["revoked_on"]) for m in measures if m["revoked_on"] and day(m["revoked_on"]) <= last}
    for decision in found:
        key = decision["id"]
        own = [m for m in measures if m["decision_id"] == key]
        decision["called"] = [m["code"] for m in own]
        decision["codes"] = decision["standing"] = [m["code"] for m in own if m["id"] not in fell]
        decision["aside"] = max((fell[m["id"]] for m in own if m["id"] in fell), default=None)
        if decision["review_kind"] == "revoked" and not own:
            gone = [m["code"] for m in measures if m["revoked_on"] == decision["decided_on"]
                    and made[m["decision_id"]]["case_id"] == decision["case_id"]]  # fmt: skip
            decision["called"] = decision["codes"] = gone
        decision["meeting"] = next(iter(rows(desk, "SELECT * FROM announcement WHERE decision_id = ?", key)), None)
        decision["items"] = {i["kind"]: i for i in rows(desk, "SELECT * FROM execution_item WHERE decision_id = ?", key)}
    return found


def demands(desk, decision, codes):
    """Kinds of duty these measures of a decision call for, of those the ledgers and the indicators know.

    Sanctions and 组织处理 are announced, first-form measures end with the talk; 免予处分 is announced."""
    sanctions = desk.rulebook.sanctions
    found = set()
    if any(c == "M01" or sanctions[c].family in SANCTIONS or sanctions[c].form > 1 for c in codes):
        found.add("announce")
    if any(sanctions[c].family in SANCTIONS for c in codes):
        found |= {"deliver", "tell", "archive", "report_execution"}
    if POST_CHANGING & set(codes):
        found.add("adjust")
    return found & REVOKING_DEMANDS if decision["review_kind"] == "revoked" else found


def left_of(desk, decision, kind, due, settled):
    """What a review left of a duty: 'stands', 'excused' (overdue when set aside) or 'gone' (not yet due then).

    What was done or excused by then (`settled`) stays as it was."""
    if settled or kind in demands(desk, decision, decision["codes"]):
        return "stands"
    return "excused" if due < decision["aside"] else "gone"
