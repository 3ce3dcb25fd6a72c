"""Leaving: what a page of the closing vault still had under way leads to nothing more."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QWidget


@pytest.fixture
def page(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.part = QWidget(made)
    return made


def test_what_is_under_way_when_a_page_is_dismissed_is_not_delivered(jobs, qtbot, page):
    heard = []
    jobs.run(partial(str, 1), owner=page.part, done=heard.append, after=partial(heard.append, "after"))
    jobs.run(partial(str, 2), owner=jobs, done=heard.append)
    jobs.dismiss(page)
    jobs.wait_idle(qtbot)
    assert heard == ["2"]


def test_nothing_more_is_started_for_a_dismissed_page(jobs, qtbot, page):
    done = []
    jobs.dismiss(page)
    jobs.run(partial(done.append, "page"), owner=page)
    jobs.run(partial(done.append, "part"), owner=page.part)
    jobs.run(partial(done.append, "other"), owner=jobs)
    jobs.wait_idle(qtbot)
    assert done == ["other"]


def test_the_next_page_is_served(jobs, qtbot, page):
    jobs.dismiss(page)
    following, heard = QWidget(), []
    qtbot.addWidget(following)
    jobs.run(partial(str, 1), owner=following, done=heard.append)
    jobs.wait_idle(qtbot)
    assert heard == ["1"]
