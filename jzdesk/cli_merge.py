"""`jzdesk merge`: the workbooks of counties checked and put together; with a vault they are taken in as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.cli_rules import WrongUse
from jzdesk.cli_vault import Result, opened
from jzdesk.domain.merge_rules import WEIGHT_NAMES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from jzdesk.domain.merging import Finding
    from jzdesk.services.desk import Desk
    from jzdesk.services.intakes import TakenFile
    from jzdesk.services.merging import Merged

    Progress = Callable[[int, int], None]


def merge(args: argparse.Namespace, clock: Callable[[], datetime], progress: Progress) -> Result:
    """With a vault (--data) take the files in, decide as asked and merge what was accepted; else merge the files."""
    if args.data is not None:
        if not (args.files or args.out):
            raise WrongUse("请给出月报文件，或者用 --out 写出汇总")
        with opened(args, clock) as desk:
            return _in_vault(args, desk, progress)
    if not args.files or args.out is None:
        raise WrongUse("请给出月报文件和 --out（不打开数据库时只作核对和汇总）")
    if args.accept or args.send_back:
        raise WrongUse("--accept 和 --return 须与 --data 一起使用")
    return _alone(args, clock, progress)


def _alone(args: argparse.Namespace, clock: Callable[[], datetime], progress: Progress) -> Result:
    from jzdesk import paths
    from jzdesk.services.merging import MergeOrder, merge_files

    forms = paths.forms() / "monthly"
    merged = merge_files(
        MergeOrder(
            files=[path.absolute() for path in args.files], out=args.out.absolute(), forms=forms, made_on=clock().date(),
            month=args.month or "", remarks=args.remarks.absolute() if args.remarks else None,
            unit_name=args.unit or "（未写明汇总单位）",
        ),
        progress,
    )  # fmt: skip
    lines = [*_lines(merged.findings), *_said(merged)]
    return Result(lines, _values(merged.findings), problems=bool(merged.open))


def _said(merged: Merged) -> list[str]:
    rows = sum(count for title, count in merged.rows.items() if title.endswith("台账"))
    lines = [f"已汇总{len(merged.files)}份，各台账共{rows}行：{merged.path}"]
    if merged.left_out:
        lines.append(f"没有汇总的文件：{'、'.join(merged.left_out)}")
    if merged.missing:
        lines.append("缺：" + "、".join(f"{name}{month}" for name, month in merged.missing))
    lines += [f"审核意见：{path}" for path in merged.remarks]
    grave = sum(finding.grave for finding in merged.open)
    rest = len(merged.open) - grave
    lines.append(f"须改正{grave}处，须核实{rest}处。" if merged.open else "没有发现问题。")
    return lines


def _in_vault(args: argparse.Namespace, desk: Desk, progress: Progress) -> Result:
    from jzdesk.services import intake_views, intakes, merging

    taken = intakes.take_in(
        desk, [path.absolute() for path in args.files], month=args.month or "", progress=progress
    )
    lines = [file.text for file in taken.files]
    found: list[Finding] = []
    refused = [file for file in taken.files if file.state != "taken"]
    for file in taken.files:
        if file.state == "taken" and file.intake_id:
            view = intake_views.open_intake(desk, file.intake_id)
            found += view.findings
            lines += [*_lines(view.findings), *_changes(view.against)]
            lines += _decide(args, desk, file)
    months = sorted(
        {file.month for file in taken.files if file.month} | ({args.month} if args.month else set())
    )
    for month in months:
        shared = merging.across(desk, month)
        found += shared
        lines += _lines(shared)
    if args.out:
        if not months:
            raise WrongUse("请用 --month 写明汇总的月份")
        merged = merging.merge(desk, months, args.out.absolute(), progress=progress)
        lines += _said(merged)[:-1]
    values = [
        *_values(found),
        *(
            {"file": f.file, "sheet": "", "cell": "", "rule": f"file.{f.state}", "message": f.text}
            for f in refused
        ),
    ]
    return Result(lines, values, problems=bool(refused) or any(finding.open for finding in found))


def _changes(against: Any) -> list[str]:
    if against is None:
        return []
    added, changed, vanished = against.counts
    said = f"与第{against.of.submission}次报送相比：新增{added}行，修改{changed}行，删去{vanished}行。"
    return [said, *(f"  {line.text}" for line in against.lines)]


def _decide(args: argparse.Namespace, desk: Desk, file: TakenFile) -> list[str]:
    """Accept what has nothing to be put right, send the others back, as far as asked; remarks on what is sent back."""
    from jzdesk.services import intakes, merging

    intake_id = file.intake_id or 0
    lines = []
    if args.send_back and file.grave:
        lines.append(intakes.return_to(desk, intake_id, reason=args.send_back).message)
    elif args.accept and not file.grave:
        lines.append(intakes.accept(desk, intake_id, reason=args.reason or "").message)
    if args.remarks and (file.grave or file.checks):
        folder: Path = args.remarks.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        out = folder / f"{file.county_name}{file.month}第{file.submission}次审核意见.xlsx"
        lines.append(f"审核意见：{merging.write_remarks(desk, intake_id, out)}")
    return lines


def _lines(found: Sequence[Finding]) -> list[str]:
    lines = []
    for item in found:
        others = f"（另一处：{'；'.join(place.text for place in item.others)}）" if item.others else ""
        verdict = f"（已认定：{item.reason}）" if item.verdict else ""
        lines.append(f"{WEIGHT_NAMES[item.weight]}：{item.file} {item.line}{others}{verdict}")
    return lines


def _values(found: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "file": item.file, "sheet": item.sheet, "cell": item.cell, "rule": item.rule, "message": item.text,
            "weight": item.weight, "county": item.county_name or item.county, "month": item.month, "open": item.open,
            "others": [{"file": p.file, "sheet": p.sheet, "cell": p.cell, "county": p.county_name} for p in item.others],
        }
        for item in found
    ]  # fmt: skip
