"""`jzdesk rules …`: one date or one period, and why. Loads nothing but the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from jzdesk.domain.sanctions import Sanction, SanctionRules

Answer = tuple[list[str], dict[str, Any]]
"""Lines for people and an object for programs."""


class WrongUse(Exception):  # noqa: N818 - the user's, not the program's
    """The arguments are well-formed but name something that does not exist."""


def deadline(args: argparse.Namespace, data: Path | None) -> Answer:
    """The n-th working day after a day."""
    from jzdesk.paths import resources
    from jzdesk.services.rules import load_calendar

    due = load_calendar(resources(), data).add_working_days(args.start, args.working_days)
    lines = [f"{due.on:%Y-%m-%d}{'（暂定）' if due.provisional else ''}", due.why]
    return lines, {"date": due.on.isoformat(), "provisional": due.provisional, "why": due.why}


def period(args: argparse.Namespace, data: Path | None) -> Answer:
    """The period of one measure decided on a day, given alone."""
    from jzdesk.domain.clock import Imposed
    from jzdesk.domain.dates import EndRule
    from jzdesk.domain.periods import clocks
    from jzdesk.paths import resources
    from jzdesk.services.rules import load_rulebook

    sanctions = load_rulebook(resources(), data).sanctions
    measure = _named(sanctions, args.measure)
    rule = EndRule(args.rule_end) if args.rule_end else sanctions.end_rule
    (clock,) = clocks((Imposed(key=1, code=measure.code, decided_on=args.start),), sanctions, rule)
    end = clock.end or clock.expected_end
    provisional = clock.is_open
    shown = f"{args.start:%Y-%m-%d} 至 {end:%Y-%m-%d}{'（预计）' if provisional else ''}" if end else "没有影响期（处分期）"
    lines = [f"{measure.name_on(args.start)}：{shown}", *clock.why]
    if clock.restriction:
        lines.append(f"限制：{clock.restriction}")
    if clock.is_default:
        lines.append("该期限为默认值，请按本地规定核对。")
    lines += [warning for warning in clock.warnings if warning not in lines]
    return lines, {
        "measure": measure.code, "name": measure.name_on(args.start), "start": args.start.isoformat(),
        "end": end.isoformat() if end else None, "provisional": provisional, "why": clock.why_text,
        "months": clock.months, "probation_end": clock.probation_end.isoformat() if clock.probation_end else None,
        "clause": clock.clause, "restriction": clock.restriction, "default": clock.is_default, "rule_end": str(rule),
        "warnings": list(clock.warnings),
    }  # fmt: skip


def _named(sanctions: SanctionRules, text: str) -> Sanction:
    """The measure of that code, name, former name or short name."""
    wanted = text.strip()
    if wanted.upper() in sanctions:
        return sanctions[wanted.upper()]
    if wanted in sanctions:
        return sanctions[wanted]
    found = [s for s in sanctions if wanted in {s.name, *(v.name for v in s.versions)}]
    found = found or [s for s in sanctions if s.short == wanted]
    found = found or [s for s in sanctions if wanted and wanted in s.name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise WrongUse(f"没有名为“{text}”的处分，可用代码如 D1、D2、D3、D4-1、D5、Z1 至 Z6，或写全称")
    raise WrongUse(f"“{text}”不明确，可能是{'、'.join(f'{s.code} {s.name}' for s in found)}")
