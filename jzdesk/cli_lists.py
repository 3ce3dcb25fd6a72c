"""`jzdesk lists`: a version of the tolerance lists as a workbook, and what importing one would change; nothing is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.cli_vault import Result
from jzdesk.domain.errors import Refused
from jzdesk.domain.list_changes import KIND_NAMES

if TYPE_CHECKING:
    import argparse

    from jzdesk.domain.list_changes import EntryChange
    from jzdesk.services.desk import Desk


def export(args: argparse.Namespace, desk: Desk) -> Result:
    """Write the version in force, or the one of that name."""
    from jzdesk.services.list_imports import export_lists, list_versions

    version_id = None
    if args.name:
        rows = list_versions(desk)
        version_id = next((row.id for row in rows if row.name == args.name), None)
        if version_id is None:
            raise Refused(
                f"没有名为“{args.name}”的清单，已有的是{'、'.join(f'“{row.name}”' for row in rows)}。"
            )
    out = args.out.absolute()
    name = export_lists(desk, version_id, out)
    return Result([f"已导出“{name}”：{out}"], {"name": name, "file": str(out)})


def check(args: argparse.Namespace, desk: Desk) -> Result:
    """Every fault at its cell, then every change against the version in force. Problems: what must be put right."""
    from jzdesk.services.list_imports import preview_lists

    preview = preview_lists(desk, args.file.absolute())
    lines = [f"须改正：{problem.line}" for problem in preview.refused]
    lines += [f"请核对：{problem.line}" for problem in preview.pointed_out]
    lines += [line for change in preview.changes for line in _lines(change)]
    against = f"与“{preview.before.name}”相比：" if preview.before else ""
    lines.append(f"{against}{preview.counted}。")
    lines.append("以上只是检查，没有导入。")
    value = {
        "file": str(args.file), "ok": bool(preview.content), "against": preview.before.name if preview.before else "",
        "problems": [{"place": p.place, "message": p.text, "refused": p.refused} for p in preview.problems],
        "changes": [
            {"kind": c.kind, "sheet": c.sheet, "code": c.code, "before": c.before, "after": c.after}
            for c in preview.changes
        ],
    }  # fmt: skip
    return Result(lines, value, problems=not preview.content)


def _lines(change: EntryChange) -> list[str]:
    said = [f"{KIND_NAMES[change.kind]}：{change.sheet} {change.code}".rstrip()]
    for word, text in (("原", change.before), ("现", change.after)):
        if text:
            said.append(f"  {word}：{'；'.join(text.splitlines())}")
    return said
