"""Made-up months for the tests of exports: every column filled, every state met, deterministic by seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from jzdesk.domain.form_changes import CHANGES
from jzdesk.exports.ledgers import LedgerColumn, LedgerDef, load_ledgers
from jzdesk.exports.month_book import MonthBook

ROOT = Path(__file__).resolve().parents[2]
STATES = ("已按期", "逾期已办", "逾期", "豁免", "未到期", "临期", "")
UNITS = (
    ("县直机关", "县教育局"),
    ("县直机关", "县交通运输局（公路局）"),
    ("乡镇（街道）", "埠河镇"),
    ("乡镇（街道）", "斗湖堤镇"),
    ("村（社区）", "复兴村"),
)
TOLERATED = ("免责", "从轻", "减轻")
POLL = (("poll_good", "好"), ("poll_fairly", "较好"), ("poll_fair", "一般"), ("poll_poor", "差"))
CHOICES: dict[str, tuple[object, ...]] = {
    "name": ("张伟", "欧阳建国", "㛃䶮", "王𬱖", "陈𠮷"),
    "rank": ("县处级副职", "四级调研员", "乡科级正职", "一级主任科员", "科员", "二级科员", "村支书", ""),
    "dossier": ("是", "否", ""),
    "mentor": ("刘志明", ""),
    "visits_due": (0, 1, 2, None, "免访"),
    "visits_held": (0, 1, 2, None),
    "grade": ("好", "较好", "一般", "较差", ""),
    "result": ("好", "较好", "一般", "差", ""),
    "conclusion": ("免责", "从轻", "减轻", "不予容错", ""),
    "reemployed": (True, False, None),
    "reoffended": (True, False, None),
}


def value_for(column: LedgerColumn, chance: random.Random) -> object:
    if column.key in CHOICES:
        return chance.choice(CHOICES[column.key])
    if column.key.endswith("state"):
        return chance.choice(STATES)
    if column.kind == "date":
        return chance.choice((date(2025, 1, 1) + timedelta(days=chance.randrange(650)), None))
    if column.kind == "id":
        return f"42102219{chance.randrange(10**10):010d}"
    if column.kind == "int":
        return chance.randrange(50)
    return chance.choice(
        (
            "",
            "党内严重警告",
            "因本人住院，送达延期，已报分管领导同意",
            f"公纪发〔2026〕{chance.randrange(99)}号",
        )
    )


def rows_for(
    ledger: LedgerDef, count: int, chance: random.Random, units: tuple[tuple[str, str], ...]
) -> list[dict[str, object]]:
    rows = []
    for number in range(1, count + 1):
        row = {column.key: value_for(column, chance) for column in ledger.columns}
        level, unit = chance.choice(units)
        home = {"unit_level": level, "unit": unit} if "unit" in row else {}
        if "form_change" in row:
            row["form_change"] = chance.choice(CHANGES) if row["conclusion"] in TOLERATED else ""
        rows.append(row | {"seq": number} | home)
    return rows


@pytest.fixture(scope="session")
def forms() -> Path:
    """The folder of the month's template."""
    return ROOT / "forms" / "monthly"


@pytest.fixture(scope="session")
def ledgers(forms: Path) -> dict[str, LedgerDef]:
    return load_ledgers(forms)


@pytest.fixture(scope="session")
def make_book(ledgers: dict[str, LedgerDef]) -> Callable[..., MonthBook]:
    """A month of `count` rows a ledger; `over` replaces fields."""

    def make(
        count: int = 30, seed: int = 1, units: tuple[tuple[str, str], ...] = UNITS, **over: object
    ) -> MonthBook:
        chance = random.Random(seed)
        fields: dict[str, object] = {
            "unit_name": "中共公安县纪律检查委员会",
            "unit_code": "421022",
            "month": "2026-10",
            "made_on": date(2026, 11, 3),
            "made_by": "刘畅",
            "reviewer": "陈刚",
            "audit_head": "3f9a" * 16,
            "submission": 2,
            "ledgers": {code: rows_for(ledger, count, chance, units) for code, ledger in ledgers.items()},
            "forms_of_handling": [(1, 71), (2, 22), (3, 4), (4, 3)] if count else [],
            "forms_of_handling_year": [(1, 236), (2, 74), (3, 11), (4, 12)] if count else [],
            "form_changes": (),
            "units": units,
            "visit_grades": ("好", "较好", "一般", "较差"),
            "assessment_grades": ("好", "较好", "一般", "差"),
            "poll_grades": POLL,
        }
        made = fields | over
        if not made["form_changes"]:
            people = made["ledgers"].get("tolerance_people", ())  # type: ignore[attr-defined]
            month = [sum(row.get("form_change") == text for row in people) for text in CHANGES]
            made["form_changes"] = [(text, n, n + 1) for text, n in zip(CHANGES, month, strict=True)]
        return MonthBook(**made)  # type: ignore[arg-type]

    return make
