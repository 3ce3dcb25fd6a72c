"""The keyboard goes through a page in the order it is read, also where its lines are made anew each time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable


def tab_after(first: QWidget, buttons: Iterable[QWidget]) -> None:
    """Reach `buttons` from `first`, one after the other: Qt puts what is made later behind all else on the window."""
    for one, next_one in pairwise((first, *buttons)):
        QWidget.setTabOrder(one, next_one)
