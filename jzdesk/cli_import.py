"""`jzdesk import`, `jzdesk export`, `jzdesk imports`: old ledgers in, registers out, and what was brought in so far."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jzdesk.cli_rules import WrongUse
from jzdesk.cli_vault import Result

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from jzdesk.services.desk import Desk
    from jzdesk.services.imports import Opened, Plan, RunRow

    Progress = Callable[[int, int], None]

MOST_LINES = 200
"""Problems and undecided rows shown; all of them with --json and in the workbook of --errors."""
NEW = "new"


def kind_named(text: str, *, more: dict[str, str] | None = None) -> str:
    """The code of a kind given by code or name. WrongUse for any other word."""
    from jzdesk.services.imports import kinds_offered

    offered = kinds_offered() | (more or {})
    by_name = {name: code for code, name in offered.items()}
    code = by_name.get(text, text)
    if code not in offered:
        named = "、".join(f"{code}（{name}）" for code, name in offered.items())
        raise WrongUse(f"没有名为“{text}”的种类，有 {named}")
    return code


def import_file(args: argparse.Namespace, desk: Desk, progress: Progress) -> Result:
    """Read a file, say what would become of its rows, and (without --dry-run) import it, all of it or nothing."""
    from jzdesk.services import imports

    kind = kind_named(args.kind)
    choices = _choices(args.decide)
    opened = imports.open_file(
        desk, args.file, kind=kind, sheet=args.sheet, heading=args.heading, mapping=_mapping(args)
    )
    if opened.sighting.heading is None or opened.missing:
        return _unreadable(opened)
    plan = imports.plan_import(desk, opened, choices=choices, progress=progress)
    if args.all_new:
        plan.decide_all()
    lines = [
        f"“{plan.source.file_name}”{plan.source.sheet and f'工作表“{plan.source.sheet}”'}：{plan.said or '没有可以导入的行'}。"
    ]
    lines += list(plan.passed[:MOST_LINES])
    lines += _found(plan)
    value = _value(plan)
    if args.errors is not None and plan.problems:
        lines.append(_written(desk, plan, args))
        value["errors"] = str(args.errors)
    if args.dry_run:
        lines.append(plan.nothing or "以上只是试导入，没有写入任何内容。")
        return Result(lines, value, problems=bool(plan.faulty or plan.waiting))
    if not plan.nothing and (plan.waiting or (plan.faulty and not args.leave_out)):
        lines.append(_why_not(plan))
        return Result(lines, value, problems=True)
    made = imports.apply_import(desk, plan, leave_out=args.leave_out, progress=progress)
    lines.append(made.message)
    value |= {"imported": made.record_id is not None, "run": made.record_id, "message": made.message}
    return Result(lines, value, problems=bool(plan.faulty))


def _choices(words: list[str]) -> dict[int, int | None]:
    """`--decide 12=345` (row 12 is the person 345 on record), `--decide 12=new`."""
    found: dict[int, int | None] = {}
    for word in words:
        parts = re.fullmatch(r"(\d+)=(\d+|new)", word)
        if parts is None:
            raise WrongUse(f"--decide 应写成 行号=编号 或者 行号=new，不能是“{word}”")
        found[int(parts[1])] = None if parts[2] == NEW else int(parts[2])
    return found


def _mapping(args: argparse.Namespace) -> dict[int, str] | None:
    """`--column C=decided_on`, `--column C=` for a column that is not to be read."""
    from jzdesk.domain.problems import column_of

    found = {}
    for word in args.column:
        letters, mark, key = word.partition("=")
        column = column_of(letters.strip())
        if not mark or not column:
            raise WrongUse(f"--column 应写成 C=字段 这样，不能是“{word}”")
        found[column] = key.strip()
    return found or None


def _unreadable(opened: Opened) -> Result:
    """The heading was not found, or a required column is missing: what was found, so that one can say it."""
    seen = opened.sighting
    if seen.heading is None:
        lines = [
            f"“{opened.file_name}”中没有找到表头，请用 --heading 指定表头所在的行，如 --heading 3 或 --heading 2-3。"
        ]
    else:
        named = "、".join(f"“{field.title}”（{field.key}）" for field in opened.missing)
        lines = [
            f"“{opened.file_name}”缺少{named}栏，请用 --column 指定，如 --column C={opened.missing[0].key}。"
        ]
        lines += [
            f"{match.letter}栏：{match.title or '（没有标题）'} → {match.field or '没有对应的栏目'}"
            for match in seen.columns
        ]
    value = {"file": opened.file_name, "missing": [field.key for field in opened.missing],
             "columns": [{"column": m.letter, "title": m.title, "field": m.field, "how": m.how} for m in seen.columns]}  # fmt: skip
    return Result(lines, value, problems=True)


def _found(plan: Plan) -> list[str]:
    lines = [f"{'问题' if p.grave else '提示'}：{p.line}" for p in plan.problems[:MOST_LINES]]
    if len(plan.problems) > MOST_LINES:
        lines.append(f"另有{len(plan.problems) - MOST_LINES}处，见 --errors 的工作簿或者 --json。")
    for row in plan.rows("choice", limit=MOST_LINES):
        detail = plan.detail(row.number)
        said = "；".join(f"{one.id} {one.text}（{one.why}）" for one in detail.alike)
        if detail.asks in (0, row.number):
            lines.append(f"待认定：第{row.number}行 {row.who} {row.what}，库内相近的有：{said}。")
    return lines


def _value(plan: Plan) -> dict[str, Any]:
    asked = []
    for row in plan.rows("choice", limit=plan.total):
        detail = plan.detail(row.number)
        alike = [{"id": one.id, "text": one.text, "why": one.why} for one in detail.alike]
        asked.append({"row": row.number, "asks": detail.asks, "who": row.who, "alike": alike})
    problems = [
        {"file": p.file, "sheet": p.sheet, "cell": p.cell, "row": p.row, "field": p.field, "rule": p.rule,
         "message": p.text, "grave": p.grave}
        for p in plan.problems
    ]  # fmt: skip
    return {"file": plan.source.file_name, "sheet": plan.source.sheet, "kind": plan.kind.code, "rows": plan.total,
            "counts": plan.counts, "nothing": plan.nothing, "problems": problems, "undecided": asked,
            "imported": False}  # fmt: skip


def _written(desk: Desk, plan: Plan, args: argparse.Namespace) -> str:
    from jzdesk.services.import_errors import write_problems

    kept = write_problems(desk, plan, args.errors)
    how = "" if kept else "，按原表内容重新生成"
    return f"问题已标在{args.errors}中{how}。"


def _why_not(plan: Plan) -> str:
    if plan.waiting:
        return f"有{plan.waiting}行待认定，没有导入任何内容；请用 --decide 行号=编号（或 行号=new）逐行认定，或者 --all-new 都按新登记。"
    return f"有{plan.faulty}行存在问题，没有导入任何内容；请改正后重新导入，或者加 --leave-out 不导入这些行。"


def export_file(args: argparse.Namespace, desk: Desk, progress: Progress) -> Result:
    """The register of a kind, or of all kinds, or an empty sheet to fill in."""
    from jzdesk.domain.import_runs import KINDS
    from jzdesk.services.import_registers import ALL, export_register, write_template

    kind = kind_named(args.kind, more={} if args.blank else {ALL: "全部"})
    if args.blank:
        write_template(desk, kind, args.out)
        return Result([f"已写出导入表样{args.out}。"], {"file": str(args.out), "kind": kind, "rows": {}})
    counts = export_register(desk, kind, args.out, progress)
    said = "，".join(f"{KINDS[code]}{count}行" for code, count in counts.items())
    return Result([f"已写出{args.out}：{said}。"], {"file": str(args.out), "kind": kind, "rows": counts})


def runs(args: argparse.Namespace, desk: Desk) -> Result:
    """What was brought in so far; with --undo one run is taken back."""
    from jzdesk.services.imports import list_runs, undo_run

    if args.undo is not None:
        made = undo_run(desk, args.undo)
        return Result([made.message], {"run": args.undo, "message": made.message})
    found = list_runs(desk)
    lines = [_run_line(row) for row in found] or ["还没有导入过台账。"]
    values = [
        {"run": row.id, "kind": row.kind, "file": row.file_name, "at": row.done_at.isoformat(), "by": row.done_by,
         "rows": row.rows, "added": row.added, "changed": row.changed, "unchanged": row.unchanged,
         "left_out": row.left_out, "undone": row.undone}
        for row in found
    ]  # fmt: skip
    return Result(lines, values)


def _run_line(row: RunRow) -> str:
    undone = f"（{row.undone}）" if row.undone else ""
    return f"{row.id}　{row.done_at:%Y-%m-%d %H:%M}　{row.done_by}　{row.summary}{undone}"
