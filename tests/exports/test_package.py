"""A file appears whole or not at all; what was there before survives every failure."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from jzdesk.exports import package
from jzdesk.exports.errors import ExportError
from jzdesk.exports.ledgers import LedgerDef
from jzdesk.exports.month_book import MonthBook, write_month_book
from jzdesk.exports.xlsx import write_register

OLD = b"last month's workbook"
Make = Callable[..., MonthBook]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A workbook of last month, which must survive."""
    path = tmp_path / "2026-10月报.xlsx"
    path.write_bytes(OLD)
    return path


def untouched(out: Path) -> bool:
    return out.read_bytes() == OLD and [path.name for path in out.parent.iterdir()] == [out.name]


def refuse(code: int) -> Callable[..., None]:
    def fail(*_args: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (errno.EACCES, "locked", "另存为“2026-10月报（2）.xlsx”"),
        (errno.EPERM, "locked", "正被其他程序打开"),
        (errno.ENOSPC, "full", "磁盘空间不足"),
        (errno.EROFS, "denied", "只读"),
        (errno.EIO, "other", "没有写成"),
    ],
)
def test_a_target_that_cannot_be_replaced(
    make_book: Make,
    forms: Path,
    out: Path,
    *,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    kind: str,
    words: str,
) -> None:
    monkeypatch.setattr(package.os, "replace", refuse(code))
    with pytest.raises(ExportError) as caught:
        write_month_book(make_book(2), forms, out=out)
    assert caught.value.kind == kind
    assert words in caught.value.text
    assert out.name in caught.value.text or "只读" in caught.value.text
    assert untouched(out)


@pytest.mark.parametrize("call", ["fsync"])
def test_a_disk_that_fills_while_syncing(
    make_book: Make, forms: Path, out: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setattr(package.os, call, refuse(errno.ENOSPC))
    with pytest.raises(ExportError, match="磁盘空间不足"):
        write_month_book(make_book(2), forms, out=out)
    assert untouched(out)


FULL_DISK = """
    import resource, signal, sys
    from datetime import date
    from pathlib import Path
    from jzdesk.exports.errors import ExportError
    from jzdesk.exports.ledgers import load_ledgers
    from jzdesk.exports.month_book import MonthBook, write_month_book
    from jzdesk.exports.xlsx import write_register

    forms, out = Path(sys.argv[1]), Path(sys.argv[2])
    rows = [{"name": f"张{n:05}", "note": str(hash((n, 7))) * 5} for n in range(400)]
    book = MonthBook(unit_name="x", unit_code="1", month="2026-10", made_on=date(2026, 11, 3), ledgers={"visits": rows})
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for limit in map(int, sys.argv[3:]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        for write in (
            lambda: write_month_book(book, forms, out=out),
            lambda: write_register("x", load_ledgers(forms)["visits"].columns, rows=rows, out=out),
        ):
            try:
                write()
            except ExportError as fault:
                assert fault.kind == "full", fault.text
            else:
                raise SystemExit(f"written in spite of the limit of {limit}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
def test_a_full_disk_at_many_points(forms: Path, out: Path) -> None:
    limits = [str(limit) for limit in (0, 1, 100, 3000, 9000, 14_000)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(FULL_DISK), str(forms), str(out), *limits],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert untouched(out)


def test_a_cancelled_export_leaves_nothing(make_book: Make, forms: Path, out: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_month_book(make_book(2), forms, out=out, progress=cancel)
    assert untouched(out)


def test_a_failing_row_leaves_nothing(ledgers: dict[str, LedgerDef], out: Path) -> None:
    rows = ({"name": "张三"} if number < 3 else {"name": object()} for number in range(9))
    with pytest.raises(TypeError):
        write_register("清单", ledgers["visits"].columns, rows=rows, out=out)
    assert untouched(out)


def test_a_missing_folder_is_said(make_book: Make, forms: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="不存在"):
        write_month_book(make_book(1), forms, out=tmp_path / "无此文件夹" / "a.xlsx")


def test_a_leftover_of_a_crash_is_no_obstacle(make_book: Make, forms: Path, out: Path) -> None:
    out.with_name(out.name + ".part").write_bytes(b"half")
    write_month_book(make_book(1), forms, out=out)
    assert out.read_bytes()[:2] == b"PK"
    assert len(list(out.parent.iterdir())) == 1


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(ExportError, match="不是普通文件"), package.written_aside(pipe) as aside:
        aside.write_bytes(b"new")
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.xlsx"]
