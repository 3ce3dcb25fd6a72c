"""另选库内人员: somebody on record the comparison did not bring up, such as one whose name the letter misspells."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout

from jzdesk.domain.identity import mask_id
from jzdesk.services.people import find_people
from jzdesk.ui.common.ask import dialog_buttons
from jzdesk.ui.common.fields import CompleteField
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.frame import Frame


def offered(desk: Desk, text: str) -> Sequence[tuple[int, str]]:
    """People on record by name, each with what tells him from others. On the store lane."""
    return [
        (person.id or 0, "　".join(part for part in (person.name, person.unit_name, person.post, mask_id(person.id_number)) if part))
        for person in find_people(desk, text)
    ]


class PersonDialog(QDialog):
    """`person_id()` of the one chosen."""

    def __init__(self, parent: QWidget, frame: Frame, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{name}：另选库内人员")
        self.setMinimumWidth(520)
        label = QLabel("按姓名或者拼音首字母查找，从列出的人员中选一名")
        self.field = CompleteField(partial(offered, frame.desk), jobs=frame.jobs, chars=30, strict="请从列出的人员中选一名。")
        self.field.setAccessibleName("库内人员")
        label.setBuddy(self.field)
        self.problem = QLabel()
        self.problem.hide()
        mark_role(self.problem, "error")
        buttons = dialog_buttons(self, "是此人")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        for widget in (label, self.field, self.problem, buttons):
            layout.addWidget(widget)

    def person_id(self) -> int | None:
        """The one chosen, None while it is nobody."""
        chosen = self.field.chosen_value()
        return chosen if isinstance(chosen, int) else None

    def accept(self) -> None:
        if self.person_id() is None:
            self.problem.setText("请从列出的人员中选一名。")
            self.problem.show()
            return
        super().accept()
