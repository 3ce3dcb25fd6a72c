"""The command line: the services without a window. `design.md` lists the commands; statuses are below."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jzdesk.cli_parser import WRONG_USE, make_parser
from jzdesk.cli_rules import WrongUse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from jzdesk.cli_vault import Result
    from jzdesk.services.desk import Desk

DONE, PROBLEMS, IMPOSSIBLE = 0, 1, 3
"""Exit statuses: done; done but problems were found; refused or impossible. 2 is wrong use."""


def main(argv: Sequence[str] | None = None, *, clock: Callable[[], datetime] = datetime.now) -> int:
    """Do one command; its exit status. One clear line on standard error when it could not be done."""
    _speak_any_language()
    try:
        args = make_parser().parse_args(argv)
    except SystemExit as left:
        return int(left.code or 0)
    try:
        return _do(args, lambda: clock().replace(microsecond=0))
    except WrongUse as fault:
        say(f"用法错误：{fault}", to=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:  # `jzdesk due | head` has read enough
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for what is flushed at exit
        return DONE
    except KeyboardInterrupt:
        say("已取消，没有留下未完成的内容。", to=sys.stderr)
        return IMPOSSIBLE
    except Exception as fault:  # the last stop before the terminal: a line for the user, the rest for the log
        say(_words_of(fault), to=sys.stderr)
        return IMPOSSIBLE


def say(text: str, *, to: Any = None) -> None:
    """A line for people."""
    print(text, file=to or sys.stdout, flush=True)


def _speak_any_language() -> None:
    """Names hold characters that the console of an old Windows cannot show: a mark instead of a failure."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _do(args: argparse.Namespace, clock: Callable[[], datetime]) -> int:
    if args.command == "rules":
        from jzdesk import cli_rules

        lines, value = (cli_rules.deadline if args.rule == "deadline" else cli_rules.period)(args, args.data)
        _show(args, lines, value)
        return DONE
    result = _with_vault(args, clock)
    _show(args, result.lines, result.value)
    return PROBLEMS if result.problems else DONE


def _with_vault(args: argparse.Namespace, clock: Callable[[], datetime]) -> Result:
    from jzdesk import cli_vault as vault

    own: dict[str, Callable[[], Result]] = {
        "init": lambda: vault.init(args, clock),
        "demo": lambda: vault.demo(args, clock, _progress("正在生成", args)),
        "restore": lambda: vault.restore(args, clock),
        "merge": lambda: _merge(args, clock),
    }
    if args.command in own:
        return own[args.command]()
    if args.command == "print":
        if args.list:
            return vault.list_forms(args)
        vault.check_form(args)
    if args.command == "enquiry":
        from jzdesk import cli_enquiry

        names = cli_enquiry.read(args)
        with vault.opened(args, clock) as desk:
            return _with_notices(cli_enquiry.screen(args, desk, names), desk)
    acts: dict[str, Callable[[Desk], Result]] = {
        "due": lambda desk: vault.due(args, desk),
        "report": lambda desk: vault.report(args, desk, _progress("正在写出", args)),
        "print": lambda desk: vault.print_form(args, desk, _progress("正在打印", args)),
        "import": lambda desk: _import(args, desk),
        "export": lambda desk: _import(args, desk),
        "imports": lambda desk: _import(args, desk),
        "lists": lambda desk: _lists(args, desk),
        "check": vault.check,
        "backup": lambda desk: vault.backup(args, desk),
    }
    with vault.opened(args, clock, back_up=args.command in ("report", "import")) as desk:
        return _with_notices(acts[args.command](desk), desk)


def _merge(args: argparse.Namespace, clock: Callable[[], datetime]) -> Result:
    from jzdesk import cli_merge

    return cli_merge.merge(args, clock, _progress("正在核对汇总", args))


def _lists(args: argparse.Namespace, desk: Desk) -> Result:
    from jzdesk import cli_lists

    return (cli_lists.export if args.act == "export" else cli_lists.check)(args, desk)


def _import(args: argparse.Namespace, desk: Desk) -> Result:
    from jzdesk import cli_import

    if args.command == "imports":
        return cli_import.runs(args, desk)
    if args.command == "export":
        return cli_import.export_file(args, desk, _progress("正在写出", args))
    return cli_import.import_file(args, desk, _progress("正在核对", args))


def _with_notices(result: Result, desk: Desk) -> Result:
    warnings = [notice for notice in desk.notices if not notice.startswith("上次登录")]
    return replace(result, lines=[*result.lines, *(f"注意：{warning}" for warning in warnings)])


def _show(args: argparse.Namespace, lines: Sequence[str], value: Any) -> None:
    if args.json:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        say(json.dumps(value, ensure_ascii=False, indent=2))
        return
    for line in lines:
        say(line)


def _progress(word: str, args: argparse.Namespace) -> Callable[[int, int], None]:
    """A running line at a terminal, nothing in a pipe or with --json."""

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty() and not args.json:
            sys.stderr.write(f"\r{word} {done}/{total}{chr(10) if done >= total else ''}")
            sys.stderr.flush()

    return tell


def _words_of(fault: Exception) -> str:
    """What went wrong in one line; a fault that is the program's own goes to the log with its trace."""
    text = getattr(fault, "text", "")
    if isinstance(text, str) and text:
        return " ".join(text.split())
    if isinstance(fault, OSError):
        place = f"“{fault.filename}”" if fault.filename else ""
        return f"读写{place}时出错：{fault.strerror or fault}，没有留下未完成的内容。"
    from jzdesk import log, paths

    try:
        where = log.start(paths.logs())
        log.record(fault)
        log.stop()
    except OSError:
        return f"程序内部错误：{type(fault).__name__}: {fault}"
    return f"程序内部错误（{type(fault).__name__}），详情已记入{where}，请把它交给技术人员。"
