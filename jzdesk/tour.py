"""`python -m jzdesk.tour --out out`: the program shown without a display.

Makes the demo county, the workbook of the last whole month, the interview forms of this month and a picture of every
tab, through the same window and services that a clerk uses, and says what lies where.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jzdesk.cli import say
from jzdesk.cli_parser import Parser, whole
from jzdesk.cli_vault import DEMO_ACCOUNT, DEMO_PASSWORD
from jzdesk.domain import months
from jzdesk.domain.errors import Refused
from jzdesk.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jzdesk.services.desk import Desk
    from jzdesk.ui.main_window import MainWindow

SCREEN = (1366, 768)
PATIENCE_SECONDS = 90
TICK_MS = 60
CALM_TICKS = 5
"""Pictures wait for so many ticks without work under way: what is delayed by design (filters, status) has begun."""


def main(argv: Sequence[str] | None = None, *, clock: Callable[[], datetime] = datetime.now) -> int:
    """Make everything under `--out`; the exit status."""
    parser = Parser(prog="python -m jzdesk.tour", description="不用显示器，把演示县、月报、谈话表和各页截图写到一个文件夹")
    parser.options.add_argument("--out", type=Path, default=Path("out"), metavar="目录", help="写到哪里（默认 out）")
    parser.options.add_argument("--people", type=whole(40, 5000), default=160, metavar="N", help="演示县人数")
    args = parser.parse_args(argv)
    try:
        _make(args.out.absolute(), args.people, lambda: clock().replace(microsecond=0))
    except Refused as fault:
        say(fault.text, to=sys.stderr)
        return 3
    return 0


def _make(out: Path, people: int, clock: Callable[[], datetime]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    vault = out / "demo"
    _clear(vault)
    desk = _county(vault, people, clock)
    say(f"演示县：{vault}（账户“{DEMO_ACCOUNT}”，口令 {DEMO_PASSWORD}，可用 jzdesk --data {vault} 打开）")
    try:
        _paper(desk, out)
        shown = _shown_records(desk)
    finally:
        desk.close()
    with tempfile.TemporaryDirectory() as settings:
        for picture in take_pictures(vault, out, settings=Path(settings), shown=shown, clock=clock):
            say(f"截图：{picture}")


def _clear(vault: Path) -> None:
    """An earlier tour's vault goes; anything else in that place is not ours."""
    if not vault.exists():
        return
    if any(vault.iterdir()) and not Paths(vault).keys.exists():
        raise Refused(f"“{vault}”里有别的文件，请另选输出文件夹。")
    shutil.rmtree(vault)


def _county(vault: Path, people: int, clock: Callable[[], datetime]) -> Desk:
    from jzdesk.domain.accounts import Role
    from jzdesk.services import demo
    from jzdesk.services.desk import NewAccount, create_desk

    account = NewAccount(name=DEMO_ACCOUNT, display_name="李审核", role=Role.REVIEWER, password=DEMO_PASSWORD)
    desk, _ = create_desk(
        Paths(vault), unit_name="楚江县纪委监委", unit_code="421099", accounts=[account], clock=clock, demo=True
    )
    try:
        demo.fill(desk, people=people, months=24, seed=1)
    except BaseException:
        desk.vault.close(back_up=False)
        raise
    return desk


def _paper(desk: Desk, out: Path) -> None:
    """The workbook of the last whole month; the interview forms of this month, filled, and a blank one."""
    from jzdesk.services.months import export_month
    from jzdesk.services.printing import print_interviews

    this = months.key_of(desk.today)
    last = months.before(this)
    book = export_month(desk, last, out / f"{last}月报.xlsx")
    say(f"月报（{months.title(last)}）：{book.path}")
    made = print_interviews(desk, month=this, out=out / "回访谈话表.pdf")
    say(f"回访谈话表（{months.title(this)}已开展和应开展的{made.forms}份，{made.pages}页）：{made.path}")
    blank = print_interviews(desk, blank=True, out=out / "回访谈话表-空白.pdf")
    say(f"空白回访谈话表：{blank.path}")


@dataclass(frozen=True, slots=True)
class Shown:
    """Which record each tab shows in its picture: (kind, id) by the title of the tab."""

    records: dict[str, tuple[str, int]]


def _shown_records(desk: Desk) -> Shown:
    from jzdesk.services.search import search

    wanted = {"案件处分": "吴某某", "容错纠错": "朱某某", "回访教育": "万某某"}
    found = {}
    for title, name in wanted.items():
        for group in search(desk, name):
            if group.title == title and group.hits:
                found[title] = (group.hits[0].kind, group.hits[0].id)
    return Shown(found)


def take_pictures(
    vault: Path, out: Path, *, settings: Path, shown: Shown, clock: Callable[[], datetime]
) -> list[Path]:
    """The log-in page and every tab of the real window, as PNG files. Refused when it does not get there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer

    from jzdesk import app

    running = app.make_application()
    window, jobs = app.make_window(vault, app.SettingsKeeper(settings / "settings.json"), clock=clock)
    walk = Walk(window, out, shown)
    timer = QTimer(window)
    timer.setInterval(TICK_MS)
    timer.timeout.connect(lambda: walk.tick(idle=jobs.is_idle, leave=running.exit))
    window.resize(*SCREEN)
    window.show()
    timer.start()
    app.stay(running)
    jobs.shutdown()
    page = window.desk_page
    if page is not None:
        page.desk.vault.close(back_up=False)
    if walk.fault is not None:
        raise walk.fault
    return walk.made


class Walk:
    """Goes through the window step by step; each step waits until its page is there and nothing is under way."""

    def __init__(self, window: MainWindow, out: Path, shown: Shown) -> None:
        self._window, self._out, self._shown = window, out, shown
        self._steps = self._way()
        self._ready: Callable[[], bool] = lambda: True
        self._calm = self._ticks = 0
        self.made: list[Path] = []
        self.fault: Exception | None = None

    def tick(self, *, idle: bool, leave: Callable[[int], None]) -> None:
        """Take the next step once the window has been calm for a moment; leave when the way is done or barred."""
        self._ticks += 1
        self._calm = self._calm + 1 if idle and self._ready() else 0
        try:
            if self._ticks * TICK_MS > PATIENCE_SECONDS * 1000:
                raise Refused(f"窗口在{PATIENCE_SECONDS}秒内没有准备好，截图没有完成。")
            if self._calm >= CALM_TICKS:
                self._calm = 0
                self._ready = next(self._steps)
        except StopIteration:
            self._ready = lambda: False
        except Exception as fault:  # handed on when the loop has ended
            self.fault = fault
            leave(1)

    def _way(self) -> Iterator[Callable[[], bool]]:
        window = self._window
        yield lambda: window.login is not None and window.login.isVisible()
        self._shoot("0-登录")
        if window.login is not None:
            window.login.entered.emit(DEMO_ACCOUNT, DEMO_PASSWORD)
        yield lambda: window.desk_page is not None
        page = window.desk_page
        if page is None:
            raise Refused("没有登录成功，没有截图。")
        for number in range(page.tab_bar.count()):
            title = page.tab_bar.tabText(number)
            page.go_to(number)
            yield lambda: True
            if title in self._shown.records:
                page.open_record(*self._shown.records[title])
                yield lambda: True
            self._shoot(f"{number + 1}-{title}")
        window.close()  # as a clerk does: the vault is closed, then the loop ends with its last window

    def _shoot(self, name: str) -> None:
        """Keep what the window shows now."""
        file = self._out / f"{name}.png"
        if not self._window.grab().save(str(file)):
            raise Refused(f"截图“{file}”没有写成，请检查磁盘空间和文件夹权限。")
        self.made.append(file)


if __name__ == "__main__":
    sys.exit(main())
