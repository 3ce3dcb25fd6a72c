"""What the city's services need: taken into the table of `test_permissions`."""

from __future__ import annotations

from pathlib import Path

from jzdesk.domain.accounts import Permission as P
from jzdesk.domain.counties import County
from jzdesk.domain.merging import Finding
from jzdesk.services import counties, intake_findings, intake_views, intakes, merging
from jzdesk.services.counties import IntakeSettings

EDITED = Finding(rule="cell.changed", text="改动", key="k")
MONTH = "2026-10"

SERVICES = {
    "list_counties": (P.READ, lambda d: counties.list_counties(d)),
    "save_county": (P.CHANGE_RULES, lambda d: counties.save_county(d, County())),
    "remove_county": (P.CHANGE_RULES, lambda d: counties.remove_county(d, 99, why="错")),
    "keep_intake_settings": (
        P.CHANGE_RULES,
        lambda d: counties.keep_intake_settings(d, IntakeSettings(due_days=0), why=""),
    ),
    "intake board": (P.READ, lambda d: intake_views.board(d, [MONTH])),
    "submissions": (P.READ, lambda d: intake_views.submissions(d, 1, MONTH)),
    "open_intake": (P.READ, lambda d: intake_views.open_intake(d, 99)),
    "rows_of intake": (P.READ, lambda d: intake_views.rows_of(d, 99, "visits")),
    "take_in": (P.WRITE, lambda d: intakes.take_in(d, [Path("none.xlsx")])),
    "accept intake": (P.REVIEW, lambda d: intakes.accept(d, 99)),
    "return_to": (P.REVIEW, lambda d: intakes.return_to(d, 99, reason="改")),
    "reopen intake": (P.REVIEW, lambda d: intakes.reopen(d, 99, why="错")),
    "remove intake": (P.WRITE, lambda d: intakes.remove(d, 99, why="错")),
    "check_again": (P.WRITE, lambda d: intakes.check_again(d, 99)),
    "original": (P.EXPORT, lambda d: intakes.original(d, 99, d.paths.data / "o.xlsx")),
    "give_verdict": (P.WRITE, lambda d: intake_findings.give_verdict(d, EDITED, "explained", reason="")),
    "take_verdict_back": (P.WRITE, lambda d: intake_findings.take_verdict_back(d, EDITED, why="错")),
    "verdicts": (P.READ, lambda d: intake_findings.verdicts(d)),
    "across": (P.READ, lambda d: merging.across(d, MONTH)),
    "city_figures": (P.READ, lambda d: merging.city_figures(d, [MONTH])),
    "merge": (P.EXPORT, lambda d: merging.merge(d, [MONTH], d.paths.data / "c.xlsx")),
    "write_remarks": (P.EXPORT, lambda d: merging.write_remarks(d, 99, d.paths.data / "r.xlsx")),
}
