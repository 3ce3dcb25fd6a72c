"""The lanes: order, delivery, refusals, faults, bugs, cancel, shutdown."""

from __future__ import annotations

import gc
import threading
from typing import ClassVar

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer

from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.ui.common.jobs import Cancelled, Jobs


class Fault(Exception):
    text = "磁盘空间不足。"


@pytest.fixture
def owner(qapp):
    return QObject()


@pytest.fixture
def told(jobs):
    lines = []
    jobs.message.connect(lambda kind, text: lines.append((kind, text)))
    return lines


def raiser(error):
    def work():
        raise error

    return work


def test_result_comes_back_on_the_gui_thread(jobs, owner, qtbot):
    seen = []
    jobs.run(threading.get_ident, owner=owner, done=lambda r: seen.append((r, threading.get_ident())))
    jobs.wait_idle(qtbot)
    [(worker, here)] = seen
    assert worker != here == threading.get_ident()


def test_store_lane_keeps_the_order(jobs, owner, qtbot):
    seen = []
    for number in range(50):
        jobs.run(lambda n=number: n, owner=owner, done=seen.append)
    jobs.wait_idle(qtbot)
    assert seen == list(range(50))


def test_nothing_is_delivered_to_the_dead(jobs, owner, qtbot):
    seen, gate = [], threading.Event()
    jobs.run(gate.wait, owner=owner, done=seen.append, after=lambda: seen.append("after"))
    shiboken6.delete(owner)
    gate.set()
    jobs.wait_idle(qtbot)
    assert seen == []


def test_changes_are_broadcast_even_for_the_dead(jobs, owner, told, qtbot):
    seen = []
    jobs.changed.connect(seen.append)
    changes = Changes(touched=Touched.CASES, message="已登记。")
    jobs.run(lambda: changes, owner=owner)
    shiboken6.delete(owner)
    jobs.wait_idle(qtbot)
    assert seen == [changes]
    assert told == [("done", "已登记。")]


def test_rule_goes_to_its_field_and_not_to_the_line(jobs, owner, told, qtbot):
    fields = []
    error = RuleError("decided_on", "决定日期不能晚于今天。")
    jobs.run(raiser(error), owner=owner, failed=lambda f, t: fields.append((f, t)))
    jobs.wait_idle(qtbot)
    assert fields == [("decided_on", "决定日期不能晚于今天。")]
    assert told == []


def test_refusal_nobody_takes_goes_to_the_line(jobs, owner, told, qtbot):
    jobs.run(raiser(Refused("没有权限。")), owner=owner)
    jobs.run(raiser(Refused("已关账。")), owner=owner, failed=lambda f, t: False)
    jobs.wait_idle(qtbot)
    assert told == [("refused", "没有权限。"), ("refused", "已关账。")]


def test_fault_goes_to_the_line_unless_asked_for(jobs, owner, told, qtbot):
    taken = []
    jobs.run(raiser(Fault()), owner=owner, failed=lambda f, t: taken.append(t))
    jobs.run(raiser(Fault()), owner=owner, failed=lambda f, t: taken.append(t), faults_too=True)
    jobs.wait_idle(qtbot)
    assert told == [("failed", "磁盘空间不足。")]
    assert taken == ["磁盘空间不足。"]


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(28, "No space left on device", "/x/月报.xlsx"), "磁盘空间不足"),
        (PermissionError(13, "denied", "月报.xlsx"), "正被别的程序打开"),
        (FileNotFoundError(2, "none", "月报.xlsx"), "找不到"),
        (OSError(5, "Input/output error"), "数据未受影响"),
    ],
)
def test_faults_of_the_system_are_sentences(jobs, owner, *, told, qtbot, error, word):
    jobs.run(raiser(error), owner=owner)
    jobs.wait_idle(qtbot)
    [(kind, text)] = told
    assert kind == "failed"
    assert word in text
    assert text.endswith("。")


def test_bug_goes_to_the_crash_signal_after_the_cleaning_up(qapp, owner, qtbot):
    jobs, seen = Jobs(), []
    jobs.crashed.connect(lambda error: seen.append(type(error)))
    jobs.run(raiser(ZeroDivisionError()), owner=owner, after=lambda: seen.append("after"), done=seen.append)
    jobs.wait_idle(qtbot)
    jobs.shutdown()
    assert seen == ["after", ZeroDivisionError]


def test_slow_work_is_shown_with_its_text_and_hidden_after(jobs, owner, qtbot):
    gate, shown = threading.Event(), []
    jobs.busy.connect(lambda job: shown.append(job and job.busy_text))
    jobs.run(gate.wait, owner=owner, busy_text="正在备份")
    qtbot.waitUntil(lambda: "正在备份" in shown)
    gate.set()
    jobs.wait_idle(qtbot)
    assert shown[-1] is None


def test_long_work_reports_and_is_cancelled(jobs, owner, told, qtbot):
    began, steps, cleaned = threading.Event(), [], []

    def work(progress):
        try:
            for number in range(1_000_000):
                progress(number, 1_000_000, f"第 {number} 条")
                began.set()
        except Cancelled:
            cleaned.append("removed the half-made file")
            raise

    job = jobs.run_long(work, owner=owner, done=steps.append, busy_text="导出台账")
    qtbot.waitUntil(began.is_set)
    job.cancel()
    jobs.wait_idle(qtbot)
    assert steps == []
    assert cleaned
    assert told == [("refused", "导出台账已取消，没有留下未完成的文件。")]


def test_lanes_do_not_wait_for_one_another(jobs, owner, qtbot):
    gate, seen = threading.Event(), []
    jobs.run_long(lambda progress: gate.wait(10), owner=owner, done=lambda r: seen.append("file"))
    jobs.run(lambda: None, owner=owner, done=lambda r: seen.append("store"))
    qtbot.waitUntil(lambda: seen == ["store"])
    gate.set()
    jobs.wait_idle(qtbot)
    assert seen == ["store", "file"]


def test_shutdown_closes_the_store_on_its_own_thread(qapp, owner, qtbot):
    jobs, threads = Jobs(), []
    jobs.run(lambda: threads.append(threading.get_ident()), owner=owner)
    jobs.wait_idle(qtbot)
    jobs.shutdown(lambda: threads.append(threading.get_ident()))
    assert threads[0] == threads[1] != threading.get_ident()
    jobs.run(lambda: threads.append(0), owner=owner)
    assert len(threads) == 2


class Knot(QObject):
    """A cycle with a timer in it, as every screen is one."""

    graves: ClassVar[list] = []

    def __init__(self):
        super().__init__()
        self.timer = QTimer(self)
        self.me = self

    def __del__(self):
        self.graves.append(threading.get_ident())


def test_qt_objects_never_die_on_a_lane(jobs, owner, qtbot):
    Knot.graves.clear()
    gate = threading.Event()
    jobs.run(gate.wait, owner=owner)
    for _ in range(50):
        Knot()
    jobs.run(
        lambda: [[{}] for _ in range(20_000)], owner=owner
    )  # enough to wake the collector many times over
    gate.set()
    jobs.wait_idle(qtbot)
    assert not gc.isenabled()
    assert set(Knot.graves) <= {threading.get_ident()}
    jobs._collector.look()
    jobs.shutdown()
    assert gc.isenabled()
    gc.collect()
    assert set(Knot.graves) == {threading.get_ident()}
